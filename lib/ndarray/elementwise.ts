import {
  allocate,
  arithmetic,
  commonType,
  computing,
  type DType,
  floating,
  type NumberArray,
  settle,
} from "./dtype";
import { type ArrayLike, asarray, NDArray, type NestedList } from "./ndarray";
import { FEWEST_FOR_VECTORS, selectRun } from "./product/vectors";
import { broadcastShapes, broadcastStrides, forEachRun, sizeOf } from "./shape";
import type { BinaryLoop } from "./ufunc";
import * as loops from "./ufunc";

/** An array or nested lists, but not a single number. */
type Entries = NDArray | NestedList;

/** An operation on two arrays whose shapes broadcast. For two numbers the result is a number (or boolean). */
export interface BinaryFunction<Single = number> {
  (a: Entries, b: ArrayLike): NDArray;
  (a: ArrayLike, b: Entries): NDArray;
  (a: number, b: number): Single;
  (a: ArrayLike, b: ArrayLike): NDArray | Single;
}

/** An operation on every entry of an array. For a number the result is a number (or boolean). */
export interface UnaryFunction<Single = number> {
  (x: Entries): NDArray;
  (x: number): Single;
  (x: ArrayLike): NDArray | Single;
}

export type Comparison = BinaryFunction<boolean>;

/** Which dtype a result has, given the one that holds all operands. */
type ResultType = (common: DType) => DType;
const unchanged: ResultType = (common) => common;
const mask: ResultType = () => "bool";

/** a + b, with broadcasting. */
export const add: BinaryFunction = binary("np.add", loops.addLoop, arithmetic);
/** a - b, with broadcasting. */
export const subtract: BinaryFunction = binary("np.subtract", loops.subtractLoop, arithmetic);
/** a * b entry by entry, with broadcasting (np.dot is the matrix product). */
export const multiply: BinaryFunction = binary("np.multiply", loops.multiplyLoop, arithmetic);
/** a / b, with broadcasting. Division by 0 gives Infinity or NaN, as in NumPy. */
export const divide: BinaryFunction = binary("np.divide", loops.divideLoop, floating);
/** a to the power of b, with broadcasting. */
export const power: BinaryFunction = binary("np.power", loops.powerLoop, arithmetic);
/** The larger of a and b, entry by entry, with broadcasting; NaN if either is NaN. */
export const maximum: BinaryFunction = binary("np.maximum", loops.maximumLoop, unchanged);
/** The smaller of a and b, entry by entry, with broadcasting; NaN if either is NaN. */
export const minimum: BinaryFunction = binary("np.minimum", loops.minimumLoop, unchanged);

/** Whether a > b: the mask, with broadcasting. */
export const greater: Comparison = binary("np.greater", loops.greaterLoop, mask);
/** Whether a >= b: the mask, with broadcasting. */
export const greaterEqual: Comparison = binary("np.greaterEqual", loops.greaterEqualLoop, mask);
/** Whether a < b: the mask, with broadcasting. */
export const less: Comparison = binary("np.less", loops.lessLoop, mask);
/** Whether a <= b: the mask, with broadcasting. */
export const lessEqual: Comparison = binary("np.lessEqual", loops.lessEqualLoop, mask);
/** Whether a equals b: the mask, with broadcasting. NaN equals nothing. */
export const equal: Comparison = binary("np.equal", loops.equalLoop, mask);
/** Whether a differs from b: the mask, with broadcasting. */
export const notEqual: Comparison = binary("np.notEqual", loops.notEqualLoop, mask);
/** Whether both are true, or not 0: the mask, with broadcasting. */
export const logicalAnd: Comparison = binary("np.logicalAnd", loops.logicalAndLoop, mask);
/** Whether at least one is true, or not 0: the mask, with broadcasting. */
export const logicalOr: Comparison = binary("np.logicalOr", loops.logicalOrLoop, mask);

/** -x. */
export const negative: UnaryFunction = unary("np.negative", arithmetic, (out, x) => {
  for (let i = 0; i < out.length; i++) out[i] = -x[i];
});
/** The absolute value of each entry. */
export const abs: UnaryFunction = unary("np.abs", unchanged, (out, x) => {
  for (let i = 0; i < out.length; i++) out[i] = Math.abs(x[i]);
});
/** x^2. */
export const square: UnaryFunction = unary("np.square", arithmetic, (out, x) => {
  for (let i = 0; i < out.length; i++) out[i] = x[i] * x[i];
});
/** The square root of each entry: NaN below 0. */
export const sqrt: UnaryFunction = unary("np.sqrt", floating, (out, x) => {
  for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(x[i]);
});
/** e to the power of each entry. */
export const exp: UnaryFunction = unary("np.exp", floating, (out, x) => {
  for (let i = 0; i < out.length; i++) out[i] = Math.exp(x[i]);
});
/** The natural logarithm of each entry: -Infinity at 0, NaN below. */
export const log: UnaryFunction = unary("np.log", floating, (out, x) => {
  for (let i = 0; i < out.length; i++) out[i] = Math.log(x[i]);
});
/** The hyperbolic tangent of each entry, from -1 to 1. */
export const tanh: UnaryFunction = unary("np.tanh", floating, (out, x) => {
  for (let i = 0; i < out.length; i++) out[i] = Math.tanh(x[i]);
});
/** The sine of each entry, in radians. */
export const sin: UnaryFunction = unary("np.sin", floating, (out, x) => {
  for (let i = 0; i < out.length; i++) out[i] = Math.sin(x[i]);
});
/** The cosine of each entry, in radians. */
export const cos: UnaryFunction = unary("np.cos", floating, (out, x) => {
  for (let i = 0; i < out.length; i++) out[i] = Math.cos(x[i]);
});
/** Whether an entry is NaN, which equals nothing, not even itself: the mask. */
export const isnan: UnaryFunction<boolean> = unary("np.isnan", mask, (out, x) => {
  for (let i = 0; i < out.length; i++) out[i] = Number(Number.isNaN(x[i]));
});
/** Whether an entry is neither NaN nor infinite: the mask. */
export const isfinite: UnaryFunction<boolean> = unary("np.isfinite", mask, (out, x) => {
  for (let i = 0; i < out.length; i++) out[i] = Number(Number.isFinite(x[i]));
});
/** Whether an entry is false, or 0: the mask. */
export const logicalNot: UnaryFunction<boolean> = unary("np.logicalNot", mask, (out, x) => {
  for (let i = 0; i < out.length; i++) out[i] = Number(x[i] === 0);
});

/** The entries moved into the range from `low` to `high`: those below become `low`, those above `high`. */
export function clip(x: Entries, low: ArrayLike, high: ArrayLike): NDArray;
export function clip(x: number, low: number, high: number): number;
export function clip(x: ArrayLike, low: ArrayLike, high: ArrayLike): NDArray | number;
export function clip(x: ArrayLike, low: ArrayLike, high: ArrayLike): NDArray | number {
  return minimum(maximum(typeof x === "number" ? x : asarray(x, "np.clip"), low), high);
}

/** `a` where the mask is true, `b` elsewhere; all three broadcast. */
export function where(mask: Entries, a: ArrayLike, b: ArrayLike): NDArray;
export function where(mask: ArrayLike | boolean, a: Entries, b: ArrayLike): NDArray;
export function where(mask: ArrayLike | boolean, a: ArrayLike, b: Entries): NDArray;
export function where(mask: number | boolean, a: number, b: number): number;
export function where(mask: ArrayLike | boolean, a: ArrayLike, b: ArrayLike): NDArray | number;
export function where(mask: ArrayLike | boolean, a: ArrayLike, b: ArrayLike): NDArray | number {
  const condition = asarray(typeof mask === "boolean" ? Number(mask) : mask, "np.where");
  const { operands, common } = prepare("np.where", a, b);
  const all = [condition, ...operands];
  const shape = broadcastShapes(
    "np.where",
    all.map((operand) => operand.shape),
  );
  const out = allocate(common, sizeOf(shape));
  const [maskData, aData, bData] = all.map((operand) => operand.data);
  const strides = all.map((operand) => broadcastStrides(operand.shape, shape));
  let k = 0;
  forEachRun(shape, strides, (length, [m, i, j], [dm, di, dj]) => {
    const end = k + length;
    const [first, second] = [
      { data: aData, start: i, step: di },
      { data: bData, start: j, step: dj },
    ];
    const done =
      dm === 1 && length >= FEWEST_FOR_VECTORS && maskData instanceof Uint8Array
        ? selectRun(maskData.subarray(m), { data: out, start: k, step: 1 }, length, first, second)
        : 0;
    k += done;
    m += done;
    i += done * di;
    j += done * dj;
    for (; k < end; k++, m += dm, i += di, j += dj) {
      loops.choice[0] = bData[j];
      loops.choice[1] = aData[i];
      out[k] = loops.choice[Number(maskData[m] !== 0)];
    }
  });
  const plain = [mask, a, b].every((value) => typeof value !== "object");
  return plain ? out[0] : new NDArray(out, shape);
}

/**
 * The operands as arrays, and the dtype that can hold both. A plain number takes the dtype of the arrays, float32, or
 * int32 if it is whole. Without arrays, numbers are float64.
 */
function prepare(
  operation: string,
  a: ArrayLike,
  b: ArrayLike,
): { operands: [NDArray, NDArray]; common: DType } {
  const operands: [NDArray, NDArray] = [asarray(a, operation), asarray(b, operation)];
  const [left, right] = operands;
  if (typeof a !== "number" && typeof b !== "number") {
    return { operands, common: commonType([left.dtype, right.dtype]) };
  }
  if (typeof a === "number" && typeof b === "number") return { operands, common: "float64" };
  const [number, array] = typeof a === "number" ? [left, right] : [right, left];
  if (array.dtype === "float32") {
    number.data[0] = Math.fround(number.data[0]);
    return { operands, common: "float32" };
  }
  const whole = Number.isInteger(number.data[0]);
  return { operands, common: whole ? commonType([array.dtype, "int32"]) : "float64" };
}

function binary<F>(operation: string, loop: BinaryLoop, resultType: ResultType): F {
  const apply = (a: ArrayLike, b: ArrayLike) => {
    const { operands, common } = prepare(operation, a, b);
    const [left, right] = operands;
    const shape = broadcastShapes(operation, [left.shape, right.shape]);
    const dtype = resultType(common);
    const out = { data: allocate(computing(dtype), sizeOf(shape)), shape };
    loops.runLoop(loop, out, left, right);
    const plain = typeof a === "number" && typeof b === "number";
    return finish(operation, out.data, shape, dtype, plain);
  };
  return apply as F;
}

function unary<F>(
  operation: string,
  resultType: ResultType,
  loop: (out: NumberArray, x: NumberArray) => void,
): F {
  const apply = (x: ArrayLike) => {
    const { data, shape, dtype: own } = asarray(x, operation);
    const dtype = resultType(own);
    const out = allocate(computing(dtype), data.length);
    loop(out, data);
    return finish(operation, out, shape, dtype, typeof x === "number");
  };
  return apply as F;
}

/** The result as an array, or for plain numbers as a number or boolean. Throws if int32 cannot hold it. */
function finish(
  operation: string,
  data: NumberArray,
  shape: readonly number[],
  dtype: DType,
  plain: boolean,
): NDArray | number | boolean {
  if (plain) return dtype === "bool" ? data[0] === 1 : data[0];
  return new NDArray(settle(operation, data, dtype), shape);
}
