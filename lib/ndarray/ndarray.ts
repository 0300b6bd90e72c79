import { flattenNested, type NestedList, nest } from "./nested";
import { formatArray } from "./print";
import {
  broadcastShapes,
  checkShape,
  forEachRun,
  formatShape,
  resolveAxis,
  type Shape,
  sizeOf,
  stridesOf,
} from "./shape";
import {
  addLoop,
  type BinaryLoop,
  divideLoop,
  multiplyLoop,
  type NumberArray,
  runLoop,
  subtractLoop,
} from "./ufunc";

/**
 * float64 and float32 for arithmetic; int32 for what counts or indexes (labels, np.argmax, np.random.choice);
 * bool for masks (np.greater).
 */
export type DType = "float64" | "float32" | "int32" | "bool";

/** What every np function takes where NumPy takes an array. */
export type ArrayLike = NDArray | NestedList | number;

/**
 * An n-dimensional array with NumPy's semantics: `shape`, `dtype`, and `data`, a typed array in row-major
 * order (the last axis varies fastest). The functions that compute with it are in `np`.
 */
export class NDArray {
  /** The entries in row-major order. Reading and writing it directly is fine, and the fastest way there is. */
  readonly data: NumberArray;
  /** The length of each axis; [] for a single number. */
  readonly shape: Shape;

  /** Wraps `data` without copying it. Throws if `shape` does not hold exactly as many entries. */
  constructor(data: NumberArray, shape: Shape) {
    checkShape("NDArray", shape);
    if (sizeOf(shape) !== data.length) {
      throw new Error(
        `NDArray: ${data.length} entries cannot have the shape ${formatShape(shape)}, which holds ${sizeOf(shape)}`,
      );
    }
    this.data = data;
    this.shape = [...shape];
  }

  get dtype(): DType {
    if (this.data instanceof Float64Array) return "float64";
    if (this.data instanceof Float32Array) return "float32";
    return this.data instanceof Int32Array ? "int32" : "bool";
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
    const order = axes.map((axis) => resolveAxis("transpose", axis, this.shape));
    if (order.length !== this.ndim || new Set(order).size !== this.ndim) {
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
   * Throws if the shapes do not hold equally many entries.
   */
  reshape(shape: readonly number[]): NDArray {
    const known = shape.filter((length) => length !== -1);
    const resolved = shape.map((length) => (length === -1 ? this.size / sizeOf(known) : length));
    const whole = resolved.every((length) => Number.isInteger(length) && length >= 0);
    if (!whole || sizeOf(resolved) !== this.size || shape.length - known.length > 1) {
      throw new Error(
        `reshape: ${formatShape(this.shape)} has ${this.size} entries, which do not make ${formatShape(shape)}; ` +
          "the lengths must multiply to as many, and only one may be -1, which follows from the rest",
      );
    }
    return new NDArray(this.data, resolved);
  }

  /**
   * The rows with these indices along the first axis, in this order (NumPy's x[[4, 0, 4]]); a negative index
   * counts from the end. A copy. Throws if an index is not that of a row, or for a mask.
   */
  rows(indices: NDArray | readonly number[]): NDArray {
    const wanted = indices instanceof NDArray ? indices.data : indices;
    const [count, ...rest] = this.needAxis("rows");
    if (indices instanceof NDArray && (indices.ndim !== 1 || indices.dtype === "bool")) {
      throw new Error(
        `rows: the indices are ${indices.dtype} of shape ${formatShape(indices.shape)}; ` +
          "they must be whole numbers (K,), such as [4, 0, 4]",
      );
    }
    const length = sizeOf(rest);
    const out = allocate(this.dtype, wanted.length * length);
    for (let k = 0; k < wanted.length; k++) {
      const row = wanted[k] < 0 ? wanted[k] + count : wanted[k];
      if (!Number.isInteger(row) || row < 0 || row >= count) {
        throw new Error(
          `rows: there is no row ${wanted[k]} in an array of shape ${formatShape(this.shape)}`,
        );
      }
      // A label is copied sooner than a view of it is made.
      if (length === 1) out[k] = this.data[row];
      else out.set(this.data.subarray(row * length, (row + 1) * length), k * length);
    }
    return new NDArray(out, [wanted.length, ...rest]);
  }

  /**
   * The rows from `start` up to but not including `end` along the first axis (NumPy's x[start:end]). Negative
   * positions count from the end, and positions past the end are the end. Shares `data`. Throws unless they are
   * whole numbers.
   */
  slice(start = 0, end?: number): NDArray {
    const [count, ...rest] = this.needAxis("slice");
    const length = sizeOf(rest);
    const position = (value: number) =>
      Math.min(Math.max(value < 0 ? value + count : value, 0), count);
    const from = position(start);
    const to = Math.max(position(end ?? count), from);
    if (!Number.isInteger(from) || !Number.isInteger(to)) {
      throw new Error(
        `slice: there are no rows from ${start} to ${end ?? count}; both must be whole numbers (Math.floor makes them)`,
      );
    }
    return new NDArray(this.data.subarray(from * length, to * length), [to - from, ...rest]);
  }

  /**
   * The entry at these indices, one for each axis (NumPy's x[i, j]); negative ones count from the end. Throws if
   * there is none.
   */
  item(...indices: number[]): number {
    const strides = stridesOf(this.shape);
    const resolved = indices.map((index, axis) => (index < 0 ? index + this.shape[axis] : index));
    const within = resolved.every(
      (index, axis) => Number.isInteger(index) && index >= 0 && index < this.shape[axis],
    );
    if (indices.length !== this.ndim || !within) {
      throw new Error(
        `item: there is no entry (${indices.join(", ")}) in an array of shape ${formatShape(this.shape)}`,
      );
    }
    return this.data[resolved.reduce((offset, index, axis) => offset + index * strides[axis], 0)];
  }

  copy(): NDArray {
    return new NDArray(this.data.slice(), this.shape);
  }

  /** A copy in another dtype. Like NumPy's, a conversion to int32 drops the fraction. */
  astype(dtype: DType): NDArray {
    const out = allocate(dtype, this.size);
    if (dtype === "bool") {
      for (let i = 0; i < out.length; i++) out[i] = this.data[i] === 0 ? 0 : 1;
    } else {
      out.set(this.data);
    }
    return new NDArray(out, this.shape);
  }

  /** x += other. For parameters, which the layers of a network share and so must never be replaced. */
  addInPlace(other: ArrayLike): this {
    return this.updateInPlace("addInPlace", addLoop, other);
  }

  /** x -= other. */
  subtractInPlace(other: ArrayLike): this {
    return this.updateInPlace("subtractInPlace", subtractLoop, other);
  }

  /**
   * x -= factor * other, for an array of x's shape: `x.subtractInPlace(np.multiply(factor, other))`, digit for digit,
   * but without an array for the product.
   */
  subtractProductInPlace(factor: number, other: NDArray): this {
    if (formatShape(other.shape) !== formatShape(this.shape)) {
      throw new Error(
        `subtractProductInPlace: ${formatShape(other.shape)} is not ${formatShape(this.shape)}, the shape of the array`,
      );
    }
    this.needFloats("subtractProductInPlace");
    const { data } = this;
    const { data: factors } = this.unshared(other);
    if (other.dtype === "float32") {
      const single = Math.fround(factor);
      for (let i = 0; i < data.length; i++) data[i] -= Math.fround(single * factors[i]);
    } else {
      for (let i = 0; i < data.length; i++) data[i] -= factor * factors[i];
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
  tolist(): NestedList | number | boolean {
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

  private updateInPlace(operation: string, loop: BinaryLoop, other: ArrayLike): this {
    const operand = asarray(this.dtype === "float32" ? rounded(other) : other, operation);
    const shape = broadcastShapes(operation, [this.shape, operand.shape]);
    if (formatShape(shape) !== formatShape(this.shape)) {
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

  /** A slice of this very array would change while it is still being read. */
  private unshared(operand: NDArray): NDArray {
    const shares = operand.data.buffer === this.data.buffer && operand.data !== this.data;
    return shares ? operand.copy() : operand;
  }

  private needAxis(operation: string): Shape {
    if (this.ndim === 0)
      throw new Error(`${operation}: an array of shape () is a single number and has no rows`);
    return this.shape;
  }
}

/** A typed array for `size` entries of this dtype, all of which have yet to be written. */
export function allocate(dtype: DType, size: number): NumberArray {
  const Type = ARRAY_TYPES[dtype];
  if (!Type) throw new Error(`dtype: "${dtype}" is not one of float64, float32, int32, bool`);
  // To fill a large array with zeros first can take as long as what is then computed into it.
  return size < 1024
    ? new Type(size)
    : new Type(Buffer.allocUnsafeSlow(size * Type.BYTES_PER_ELEMENT).buffer);
}

const ARRAY_TYPES = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  bool: Uint8Array,
};

/** A plain number as it takes part in float32 arithmetic; an array has its own precision. */
export function rounded(value: ArrayLike): ArrayLike {
  return typeof value === "number" ? Math.fround(value) : value;
}

/** `value` as an array: itself if it is one, else its numbers as float64. */
export function asarray(value: ArrayLike, operation: string): NDArray {
  if (value instanceof NDArray) return value;
  if (typeof value === "number") return new NDArray(Float64Array.of(value), []);
  if (Array.isArray(value)) {
    const { values, shape } = flattenNested(operation, value);
    return new NDArray(Float64Array.from(values), shape);
  }
  throw new Error(
    `${operation}: expected an array, nested lists or a number, not ` +
      (typeof value === "string" ? JSON.stringify(value) : String(value)),
  );
}
