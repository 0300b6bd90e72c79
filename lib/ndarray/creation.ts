import { type ArrayLike, allocate, asarray, type DType, NDArray } from "./ndarray";
import { checkShape, type Shape, sizeOf } from "./shape";

/**
 * An array from nested lists of numbers; from an array, a copy. The dtype is float64 unless it is named
 * (an array keeps its own). Throws if the lists are ragged.
 */
export function array(values: ArrayLike, dtype?: DType): NDArray {
  const whole = asarray(values, "np.array");
  return whole.astype(dtype ?? whole.dtype);
}

/** An array of zeros: np.zeros([2, 3]), or np.zeros(3) for one axis. */
export function zeros(shape: Shape | number, dtype: DType = "float64"): NDArray {
  return filled("np.zeros", shape, 0, dtype);
}

/** An array of ones: np.ones([2, 3]), or np.ones(3) for one axis. */
export function ones(shape: Shape | number, dtype: DType = "float64"): NDArray {
  return filled("np.ones", shape, 1, dtype);
}

/** np.arange(stop) or np.arange(start, stop, step): from `start` in steps, up to but not including `stop`. */
export function arange(start: number, stop?: number, step = 1): NDArray {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  if (![from, to, step].every(Number.isFinite) || step === 0) {
    throw new Error(`np.arange: cannot count from ${from} to ${to} in steps of ${step}`);
  }
  const count = Math.max(0, Math.ceil((to - from) / step));
  // As in NumPy, the step is what lies between the first two, which are rounded.
  const rounded = from + step - from;
  return new NDArray(
    Float64Array.from({ length: count }, (_, i) => from + i * rounded),
    [count],
  );
}

/** `count` numbers from `start` to `stop`, both included, evenly spaced. Throws unless there can be so many. */
export function linspace(start: number, stop: number, count = 50): NDArray {
  if (!Number.isInteger(count) || count < 0) {
    throw new Error(`np.linspace: the count is ${count}; it must be a whole number >= 0`);
  }
  const step = (stop - start) / (count - 1);
  const out = Float64Array.from({ length: count }, (_, i) => start + i * step);
  if (count > 1) out[count - 1] = stop;
  else out.fill(start);
  return new NDArray(out, [count]);
}

function filled(operation: string, shape: Shape | number, value: number, dtype: DType): NDArray {
  const lengths = typeof shape === "number" ? [shape] : shape;
  checkShape(operation, lengths);
  return new NDArray(allocate(dtype, sizeOf(lengths)).fill(value), lengths);
}

/** The same entries in another shape; one length may be -1 and follows from the rest. Shares `data`. */
export function reshape(x: ArrayLike, shape: Shape): NDArray {
  return asarray(x, "np.reshape").reshape(shape);
}

/** The array with its axes in another order; without `axes`, reversed. A copy. */
export function transpose(x: ArrayLike, axes?: readonly number[]): NDArray {
  return asarray(x, "np.transpose").transpose(axes);
}
