import { allocate, convert, type DType, dtypeOf, type NumberArray } from "./dtype";
import { guard } from "./guard";
import { type IndexPart, type Range, resolveIndex, select } from "./indexing";
import { flattenNested, type NumberList, nest } from "./nested";
import { formatArray } from "./print";
import { FEWEST_FOR_VECTORS, subtractProduct } from "./product/vectors";
import {
  broadcastShapes,
  checkShape,
  forEachRun,
  formatShape,
  resolveAxes,
  type Shape,
  sameShape,
  shapeOf,
  sizeOf,
  stridesOf,
} from "./shape";
import {
  addLoop,
  type BinaryLoop,
  broadcastEntries,
  divideLoop,
  multiplyLoop,
  runLoop,
  subtractLoop,
} from "./ufunc";

export type { DType } from "./dtype";

/** Numbers, booleans or arrays in nested lists, as np.array takes them. */
export type NestedList = readonly (number | boolean | NDArray | NestedList)[];
/** A part of an index: a whole number, a range, a list of indices, or a mask. */
export type Index = number | Range | NDArray | NestedList;
/** An argument that NumPy calls array_like: an array, nested lists or a number. */
export type ArrayLike = NDArray | NestedList | number;

/**
 * An n-dimensional array with NumPy's semantics: `shape`, `dtype`, and `data`, a typed array in row-major
 * order (the last axis varies fastest). The functions that compute with it are in `np`.
 */
export class NDArray {
  /** The entries in row-major order. You may read and write them directly, which is the fastest way. */
  readonly data: NumberArray;
  /** The length of each axis; [] for a single number. */
  readonly shape: Shape;

  /**
   * Wraps `data` without copying it. Throws if `shape` does not hold exactly as many entries, or if `data` is not a
   * Float64Array, Float32Array or Int32Array, nor the 0s and 1s of a mask in a Uint8Array.
   */
  constructor(data: NumberArray, shape: Shape) {
    checkShape("NDArray", shape);
    const dtype = dtypeOf(data);
    if (dtype === undefined) {
      throw new Error(
        "NDArray: the data must be a Float64Array, Float32Array, Int32Array or, for a mask, Uint8Array; np.array takes lists",
      );
    }
    if (sizeOf(shape) !== data.length) {
      throw new Error(
        `NDArray: ${data.length} entries cannot have the shape ${formatShape(shape)}, which holds ${sizeOf(shape)}`,
      );
    }
    if (dtype === "bool") checkMask(data);
    this.data = data;
    this.shape = [...shape];
  }

  get dtype(): DType {
    return dtypeOf(this.data) as DType;
  }

  /** The number of axes. */
  get ndim(): number {
    return this.shape.length;
  }

  /** The number of entries. */
  get size(): number {
    return this.data.length;
  }

  /** The transpose: the axes in reverse order. A copy, so that `data` is row-major here too. */
  get T(): NDArray {
    return this.transpose();
  }

  /**
   * The array with its axes in another order; without `axes`, reversed. A copy.
   * Throws unless `axes` names every axis once.
   */
  transpose(axes: readonly number[] = this.shape.map((_, axis) => this.ndim - 1 - axis)): NDArray {
    const order = resolveAxes("transpose", axes, this.shape);
    if (order.length !== this.ndim) {
      throw new Error(
        `transpose: axes ${formatShape(axes)} must name each of the ${this.ndim} axes of ${formatShape(this.shape)} once`,
      );
    }
    const shape = order.map((axis) => this.shape[axis]);
    const strides = stridesOf(this.shape);
    const { data } = this;
    const out = allocate(this.dtype, this.size);
    let k = 0;
    forEachRun(shape, [order.map((axis) => strides[axis])], (length, [offset], [step]) => {
      for (let i = offset, end = k + length; k < end; k++, i += step) out[k] = data[i];
    });
    return new NDArray(out, shape);
  }

  /**
   * The same entries in another shape; one length may be -1 and follows from the rest. Shares `data`.
   * Throws if the shapes do not hold the same number of entries.
   */
  reshape(shape: Shape | number): NDArray;
  reshape(shape: Shape | number, ...rest: unknown[]): NDArray {
    const lengths = shapeOf(shape);
    if (rest.length > 0 || !Array.isArray(lengths)) {
      throw new Error(
        `reshape: write the lengths as one list: reshape([${[shape, ...rest].join(", ")}])`,
      );
    }
    const known = lengths.filter((length) => length !== -1);
    const resolved = lengths.map((length) => (length === -1 ? this.size / sizeOf(known) : length));
    const whole = resolved.every((length) => Number.isInteger(length) && length >= 0);
    if (!whole || sizeOf(resolved) !== this.size || lengths.length - known.length > 1) {
      throw new Error(
        `reshape: ${formatShape(this.shape)} has ${this.size} entries, which do not make ${formatShape(lengths)}; ` +
          "the lengths must multiply to as many, and only one may be -1, which follows from the rest",
      );
    }
    return new NDArray(this.data, resolved);
  }

  /** The entries along one axis, in row-major order. A copy. */
  flatten(): NDArray {
    return new NDArray(this.data.slice(), [this.size]);
  }

  /**
   * The entries at an index, with NumPy's meaning: x.at(0) is the first row, x.at("1:3", ":") a range, x.at(mask) the
   * entries where the mask is true, x.at([4, 0, 4]) rows in any order, and x.at(np.arange(N), t) one entry a row.
   * Negative numbers count from the end. A copy.
   * Throws if there is no such entry, and for a single entry, which is x.item(i, j).
   */
  at(...index: Index[]): NDArray {
    if (index.length === this.ndim && index.every((part) => typeof part === "number")) {
      throw new Error(
        `at: (${index.join(", ")}) is one entry of an array of shape ${formatShape(this.shape)}; item(${index.join(", ")}) is its number`,
      );
    }
    const { shape, offsets, run } = select("at", this.shape, partsOf("at", index));
    const { data } = this;
    const out = allocate(this.dtype, offsets.length * run);
    for (let n = 0, k = 0; n < offsets.length; n++, k += run) {
      const offset = offsets[n];
      // Copying a few entries takes less time than making a view of them.
      if (run < 16) for (let i = 0; i < run; i++) out[k + i] = data[offset + i];
      else out.set(data.subarray(offset, offset + run), k);
    }
    return new NDArray(out, shape);
  }

  /**
   * Writes a value, the last argument, to the entries that `at` reads with the same index: x.set(0, 5),
   * x.set(":", j, column), x.set(mask, 0). The value broadcasts. If an index occurs twice, the last value stays.
   * Throws if there is no such entry, if the value does not broadcast or if the dtype cannot hold it; then nothing has
   * changed.
   */
  set(...indexAndValue: [...index: Index[], value: ArrayLike | boolean]): this {
    const index = indexAndValue.slice(0, -1) as Index[];
    const value = indexAndValue.at(-1) as ArrayLike | boolean;
    if (index.length === 0) {
      throw new Error(
        'set: the index is missing; x.set(0, value) writes row 0, x.set(":", value) all',
      );
    }
    const { shape, offsets, run } = select("set", this.shape, partsOf("set", index));
    const entries = typeof value === "boolean" ? Number(value) : value;
    const values = convert("set", valueFor("set", asarray(entries, "set"), shape), this.dtype);
    for (let n = 0; n < offsets.length; n++) {
      for (let i = 0; i < run; i++) this.data[offsets[n] + i] = values[n * run + i];
    }
    return this;
  }

  /**
   * The entry at these indices as a number, one index for each axis (NumPy's x[i, j]). Negative indices count from the
   * end. Throws if there is no such entry.
   */
  item(...index: number[]): number {
    if (index.length !== this.ndim) {
      throw new Error(
        `item: (${index.join(", ")}) does not name an entry of an array of shape ${formatShape(this.shape)}; ` +
          "it takes one index for each axis",
      );
    }
    let offset = 0;
    for (let axis = 0; axis < index.length; axis++) {
      offset = offset * this.shape[axis] + resolveIndex("item", index[axis], axis, this.shape);
    }
    return this.data[offset];
  }

  /**
   * for (const row of x): the rows along the first axis. They share `data`. Throws unless there are two axes or more.
   */
  *[Symbol.iterator](): IterableIterator<NDArray> {
    if (this.ndim < 2) {
      throw new Error(
        `for...of: an array of shape ${formatShape(this.shape)} has no rows; x.data has its numbers: for (const number of x.data)`,
      );
    }
    const shape = this.shape.slice(1);
    for (let i = 0; i < this.shape[0]; i++) yield rowsOf(this, i, i + 1).reshape(shape);
  }

  copy(): NDArray {
    return new NDArray(this.data.slice(), this.shape);
  }

  /**
   * A copy in another dtype. As in NumPy, int32 drops the fraction, and bool is true for entries that are not 0.
   * Throws if int32 cannot hold an entry.
   */
  astype(dtype: DType): NDArray {
    return cast("astype", this, dtype);
  }

  /** x += other. For parameters: the layers of a network share them, so they must never be replaced. */
  addInPlace(other: ArrayLike): this {
    return this.updateInPlace("addInPlace", addLoop, other);
  }

  /** x -= other. */
  subtractInPlace(other: ArrayLike): this {
    return this.updateInPlace("subtractInPlace", subtractLoop, other);
  }

  /**
   * x -= factor * other, for an array of x's shape. The same digits as x.subtractInPlace(np.multiply(factor, other)),
   * but no array for the product.
   */
  subtractProductInPlace(factor: number, other: NDArray): this {
    if (!sameShape(other.shape, this.shape)) {
      throw new Error(
        `subtractProductInPlace: ${formatShape(other.shape)} is not ${formatShape(this.shape)}, the shape of the array`,
      );
    }
    this.needFloats("subtractProductInPlace");
    const { data } = this;
    const { data: factors } = this.unshared(other);
    const single = Math.fround(factor);
    const done = data.length < FEWEST_FOR_VECTORS ? 0 : subtractProduct(data, factor, factors);
    for (let i = done; i < data.length; i++) {
      data[i] -= other.dtype === "float32" ? Math.fround(single * factors[i]) : factor * factors[i];
    }
    return this;
  }

  /** x *= other. */
  multiplyInPlace(other: ArrayLike): this {
    return this.updateInPlace("multiplyInPlace", multiplyLoop, other);
  }

  /** x /= other. */
  divideInPlace(other: ArrayLike): this {
    return this.updateInPlace("divideInPlace", divideLoop, other);
  }

  /** The entries as nested lists; a number (or boolean) where there are no axes. */
  tolist(): NumberList | number | boolean {
    const values = this.dtype === "bool" ? Array.from(this.data, Boolean) : this.data;
    return nest<number | boolean>(values, this.shape);
  }

  /** The array as NumPy prints it. */
  toString(): string {
    return formatArray(this.data, this.shape, this.dtype);
  }

  /** Makes console.log and a notebook cell print the array as NumPy does. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /**
   * JSON.stringify(x) is the nested list, which np.array reads. JSON has no NaN and no infinities: they become null.
   */
  toJSON(): NumberList | number | boolean {
    return this.tolist();
  }

  /**
   * The value that JavaScript's operators compute with: for `${x}` and "x: " + x the printed array, and its number if
   * it has no axes. Throws where an array would become NaN: -x, x * 2, x < y, Math.exp(x).
   */
  [Symbol.toPrimitive](hint: string): string | number | boolean {
    if (hint !== "string" && this.ndim === 0) return this.tolist() as number | boolean;
    if (hint !== "number") return this.toString();
    throw new Error(
      `operators and Math take numbers, but this is an array of shape ${formatShape(this.shape)}; use np.negative(x) for -x, ` +
        "np.subtract, np.multiply, np.divide, np.power, np.less, np.greater, or np.exp for Math.exp",
    );
  }

  private updateInPlace(operation: string, loop: BinaryLoop, other: ArrayLike): this {
    const operand = asarray(this.dtype === "float32" ? rounded(other) : other, operation);
    const shape = broadcastShapes(operation, [this.shape, operand.shape]);
    if (!sameShape(shape, this.shape)) {
      throw new Error(
        `${operation}: ${formatShape(operand.shape)} does not broadcast to ${formatShape(this.shape)}, ` +
          "the shape that an update in place has to keep",
      );
    }
    this.needFloats(operation);
    runLoop(loop, this, this, this.unshared(operand));
    return this;
  }

  private needFloats(operation: string): void {
    if (this.dtype === "int32" || this.dtype === "bool") {
      throw new Error(
        `${operation}: the array is ${this.dtype} and could not hold the result; use astype("float64")`,
      );
    }
  }

  /** A copy of the operand if it is a part of this array: it would change while it is being read. */
  private unshared(operand: NDArray): NDArray {
    const shares = operand.data.buffer === this.data.buffer && operand.data !== this.data;
    return shares ? operand.copy() : operand;
  }
}
Object.setPrototypeOf(NDArray.prototype, guard);

/** A plain number rounded to float32, as float32 arithmetic uses it. An array has its own precision. */
function rounded(value: ArrayLike): ArrayLike {
  return typeof value === "number" ? Math.fround(value) : value;
}

/** `value` as an array: itself if it is one, else its numbers as float64, and booleans alone as a mask. */
export function asarray(value: ArrayLike, operation: string): NDArray {
  if (value instanceof NDArray) return value;
  if (typeof value === "number") return new NDArray(Float64Array.of(value), []);
  if (Array.isArray(value)) {
    const { values, shape, dtype } = flattenNested(
      operation,
      value,
      (item) => item instanceof NDArray,
    );
    const numbers = Float64Array.from(values);
    return new NDArray(dtype === "float64" ? numbers : convert(operation, numbers, dtype), shape);
  }
  throw new Error(
    `${operation}: expected an array, nested lists or a number, not ${describe(value)}`,
  );
}

function describe(value: unknown): string {
  if (ArrayBuffer.isView(value))
    return "a typed array; new NDArray(data, shape) makes an array of it";
  if (typeof value !== "string") return String(value);
  // x + 1 in JavaScript
  const sum = value.startsWith("[") ? "; + makes text of arrays, np.add adds them" : "";
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 37)}...` : value) + sum;
}

/** An index with arrays in place of numbers and lists. */
function partsOf(operation: string, index: readonly Index[]): IndexPart[] {
  return index.map((part) => (typeof part === "string" ? part : asarray(part, operation)));
}

/** A copy in another dtype, as `astype` makes it. */
export function cast(operation: string, { data, shape }: NDArray, dtype: DType): NDArray {
  const values =
    dtype === "bool"
      ? Uint8Array.from(data, (value) => Number(value !== 0))
      : dtype === "int32"
        ? data.map(Math.trunc)
        : data;
  return new NDArray(convert(operation, values, dtype), shape);
}

/** The rows from `start` up to `end`; they share `data`, unlike those of `at`. */
export function rowsOf(x: NDArray, start: number, end: number): NDArray {
  const [count, ...rest] = x.shape;
  const length = sizeOf(rest);
  const to = Math.min(end, count);
  return new NDArray(x.data.subarray(start * length, to * length), [to - start, ...rest]);
}

/** The entries of a value, broadcast to the target. As in NumPy, it may have more axes of length 1 in front. */
function valueFor(operation: string, { data, shape, ndim }: NDArray, target: Shape) {
  const extra = shape.slice(0, Math.max(0, ndim - target.length));
  const own = extra.every((length) => length === 1) ? shape.slice(extra.length) : shape;
  if (!sameShape(broadcastShapes(operation, [target, own]), target)) {
    throw new Error(
      `${operation}: a value of shape ${formatShape(shape)} does not broadcast to ${formatShape(target)}, the shape of the entries it goes to`,
    );
  }
  return broadcastEntries({ data, shape: own }, target);
}

function checkMask(data: NumberArray): void {
  let bits = 0;
  for (let i = 0; i < data.length; i++) bits |= data[i];
  if (bits <= 1) return;
  const entry = data.findIndex((value) => value > 1);
  throw new Error(
    `NDArray: a Uint8Array is a mask of 0s and 1s, but entry ${entry} is ${data[entry]}; Float64Array.from(bytes) keeps bytes as numbers`,
  );
}
