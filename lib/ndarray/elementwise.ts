import { type ArrayLike, allocate, asarray, type DType, NDArray, rounded } from "./ndarray";
import { broadcastShapes, broadcastStrides, forEachRun, sizeOf } from "./shape";
import {
  addLoop,
  type BinaryLoop,
  choice,
  divideLoop,
  equalLoop,
  greaterEqualLoop,
  greaterLoop,
  lessEqualLoop,
  lessLoop,
  maximumLoop,
  multiplyLoop,
  type NumberArray,
  notEqualLoop,
  runLoop,
  subtractLoop,
} from "./ufunc";

/** An operation on two numbers, or on two arrays whose shapes broadcast. */
export interface BinaryFunction {
  (a: number, b: number): number;
  (a: ArrayLike, b: ArrayLike): NDArray;
}

/** A comparison of two numbers, or the mask of one between two arrays whose shapes broadcast. */
export interface Comparison {
  (a: number, b: number): boolean;
  (a: ArrayLike, b: ArrayLike): NDArray;
}

/** An operation on a number, or on every entry of an array. */
export interface UnaryFunction {
  (x: number): number;
  (x: ArrayLike): NDArray;
}

/** a + b, with broadcasting. */
export const add: BinaryFunction = binary("np.add", addLoop);
/** a - b, with broadcasting. */
export const subtract: BinaryFunction = binary("np.subtract", subtractLoop);
/** a * b entry by entry, with broadcasting (np.dot is the matrix product). */
export const multiply: BinaryFunction = binary("np.multiply", multiplyLoop);
/** a / b, with broadcasting. Division by 0 gives Infinity or NaN, as in NumPy. */
export const divide: BinaryFunction = binary("np.divide", divideLoop);
/** The larger of a and b, entry by entry, with broadcasting; NaN if either is NaN. */
export const maximum: BinaryFunction = binary("np.maximum", maximumLoop);

/** Whether a > b: the mask, with broadcasting. */
export const greater: Comparison = comparison("np.greater", greaterLoop);
/** Whether a >= b: the mask, with broadcasting. */
export const greaterEqual: Comparison = comparison("np.greaterEqual", greaterEqualLoop);
/** Whether a < b: the mask, with broadcasting. */
export const less: Comparison = comparison("np.less", lessLoop);
/** Whether a <= b: the mask, with broadcasting. */
export const lessEqual: Comparison = comparison("np.lessEqual", lessEqualLoop);
/** Whether a equals b: the mask, with broadcasting. NaN equals nothing. */
export const equal: Comparison = comparison("np.equal", equalLoop);
/** Whether a differs from b: the mask, with broadcasting. */
export const notEqual: Comparison = comparison("np.notEqual", notEqualLoop);

/** e to the power of each entry. */
export const exp: UnaryFunction = unary("np.exp", Math.exp, (out, x) => {
  for (let i = 0; i < out.length; i++) out[i] = Math.exp(x[i]);
});
/** The natural logarithm of each entry: -Infinity at 0, NaN below. */
export const log: UnaryFunction = unary("np.log", Math.log, (out, x) => {
  for (let i = 0; i < out.length; i++) out[i] = Math.log(x[i]);
});
/** The absolute value of each entry. */
export const abs: UnaryFunction = unary("np.abs", Math.abs, (out, x) => {
  for (let i = 0; i < out.length; i++) out[i] = Math.abs(x[i]);
});

/** `a` where the mask is true, `b` elsewhere; all three broadcast. */
export function where(mask: boolean, a: number, b: number): number;
export function where(mask: ArrayLike | boolean, a: ArrayLike, b: ArrayLike): NDArray;
export function where(mask: ArrayLike | boolean, a: ArrayLike, b: ArrayLike): NDArray | number {
  const operands = [mask, a, b].map((value) =>
    asarray(typeof value === "boolean" ? Number(value) : value, "np.where"),
  );
  const shape = broadcastShapes(
    "np.where",
    operands.map((operand) => operand.shape),
  );
  const out = allocate(arithmeticType(a, b), sizeOf(shape));
  const [maskData, aData, bData] = operands.map((operand) => operand.data);
  const strides = operands.map((operand) => broadcastStrides(operand.shape, shape));
  let k = 0;
  forEachRun(shape, strides, (length, [m, i, j], [dm, di, dj]) => {
    for (const end = k + length; k < end; k++, m += dm, i += di, j += dj) {
      choice[0] = bData[j];
      choice[1] = aData[i];
      out[k] = choice[Number(maskData[m] !== 0)];
    }
  });
  const plain = typeof mask === "boolean" && typeof a === "number" && typeof b === "number";
  return plain ? out[0] : new NDArray(out, shape);
}

/**
 * The dtype of a result: float32 if every array that takes part is float32, else float64. A plain number
 * and a mask adapt to the others, as in NumPy.
 */
export function arithmeticType(...values: ArrayLike[]): "float64" | "float32" {
  const deciding = values.filter(
    (value) => typeof value !== "number" && !(value instanceof NDArray && value.dtype === "bool"),
  );
  const single = deciding.every((value) => value instanceof NDArray && value.dtype === "float32");
  return deciding.length > 0 && single ? "float32" : "float64";
}

function binary(operation: string, loop: BinaryLoop): BinaryFunction {
  const apply = (a: ArrayLike, b: ArrayLike) => {
    const result = runBinary(operation, loop, a, b);
    return typeof a === "number" && typeof b === "number" ? result.data[0] : result;
  };
  return apply as BinaryFunction;
}

function comparison(operation: string, loop: BinaryLoop): Comparison {
  const apply = (a: ArrayLike, b: ArrayLike) => {
    const result = runBinary(operation, loop, a, b, "bool");
    return typeof a === "number" && typeof b === "number" ? result.data[0] === 1 : result;
  };
  return apply as Comparison;
}

function runBinary(
  operation: string,
  loop: BinaryLoop,
  a: ArrayLike,
  b: ArrayLike,
  dtype?: DType,
): NDArray {
  const type = arithmeticType(a, b);
  const single = type === "float32";
  const left = asarray(single ? rounded(a) : a, operation);
  const right = asarray(single ? rounded(b) : b, operation);
  const shape = broadcastShapes(operation, [left.shape, right.shape]);
  const out = new NDArray(allocate(dtype ?? type, sizeOf(shape)), shape);
  runLoop(loop, out, left, right);
  return out;
}

function unary(
  operation: string,
  f: (x: number) => number,
  loop: (out: NumberArray, x: NumberArray) => void,
): UnaryFunction {
  const apply = (x: ArrayLike) => {
    if (typeof x === "number") return f(x);
    const { data, shape } = asarray(x, operation);
    const out = allocate(arithmeticType(x), data.length);
    loop(out, data);
    return new NDArray(out, shape);
  };
  return apply as UnaryFunction;
}
