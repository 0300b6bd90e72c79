import { allocate, convert, type DType } from "./dtype";
import { type ArrayLike, asarray, cast, NDArray } from "./ndarray";
import { checkShape, type Shape, shapeOf, sizeOf } from "./shape";

/**
 * An array from nested lists of numbers, booleans or arrays; from an array, a copy. Without `dtype`, numbers become
 * float64, booleans bool, and arrays keep their own. Throws if the lists are ragged, or if the dtype cannot hold an
 * entry.
 */
export function array(values: ArrayLike, dtype?: DType): NDArray {
  const whole = asarray(values, "np.array");
  return cast("np.array", whole, dtype ?? whole.dtype);
}

/** An array of zeros: np.zeros([2, 3]), or np.zeros(3) for one axis. */
export function zeros(shape: Shape | number, dtype: DType = "float64"): NDArray {
  return filled("np.zeros", shape, 0, dtype);
}

/** An array of ones: np.ones([2, 3]), or np.ones(3) for one axis. */
export function ones(shape: Shape | number, dtype: DType = "float64"): NDArray {
  return filled("np.ones", shape, 1, dtype);
}

/** An array whose entries are all this number. Throws if the dtype cannot hold it. */
export function full(shape: Shape | number, value: number, dtype: DType = "float64"): NDArray {
  const [entry] = convert("np.full", Float64Array.of(value), dtype);
  return filled("np.full", shape, entry, dtype);
}

/** Zeros in the shape and dtype of an array. */
export function zerosLike(x: ArrayLike): NDArray {
  const { shape, dtype } = asarray(x, "np.zerosLike");
  return zeros(shape, dtype);
}

/** Ones in the shape and dtype of an array. */
export function onesLike(x: ArrayLike): NDArray {
  const { shape, dtype } = asarray(x, "np.onesLike");
  return ones(shape, dtype);
}

/** The identity matrix (n, n): ones on the diagonal, else zeros. np.eye(10).at(labels) makes one-hot rows. */
export function eye(n: number, dtype: DType = "float64"): NDArray {
  const matrix = filled("np.eye", [n, n], 0, dtype);
  for (let i = 0; i < n; i++) matrix.data[i * n + i] = 1;
  return matrix;
}

/** np.arange(stop) or np.arange(start, stop, step): from `start` in steps, up to but not including `stop`. */
export function arange(start: number, stop?: number, step = 1): NDArray {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  if (![from, to, step].every(Number.isFinite) || step === 0) {
    throw new Error(`np.arange: cannot count from ${from} to ${to} in steps of ${step}`);
  }
  // A huge step makes the quotient 0, though the start is still before the stop.
  const steps =
    (to - from) / step || (to !== from && Math.sign(to - from) === Math.sign(step) ? 1 : 0);
  const out = allocate("float64", Math.max(0, Math.ceil(steps)));
  // As in NumPy, the step is what lies between the first two, which are rounded.
  const rounded = from + step - from;
  for (let i = 0; i < out.length; i++) out[i] = i < 2 ? from + (i && step) : from + i * rounded;
  return new NDArray(out, [out.length]);
}

/**
 * `count` numbers from `start` to `stop`, both included, evenly spaced. Throws unless the count is a whole number >= 0.
 */
export function linspace(start: number, stop: number, count = 50): NDArray {
  if (!Number.isInteger(count) || count < 0) {
    throw new Error(`np.linspace: the count is ${count}; it must be a whole number >= 0`);
  }
  const step = (stop - start) / (count - 1);
  const out = allocate("float64", count);
  for (let i = 0; i < count; i++) out[i] = start + i * step;
  if (count > 1) out[count - 1] = stop;
  else out.fill(start);
  return new NDArray(out, [count]);
}

function filled(operation: string, shape: Shape | number, value: number, dtype: DType): NDArray {
  const lengths = shapeOf(shape);
  checkShape(operation, lengths);
  return new NDArray(allocate(dtype, sizeOf(lengths)).fill(value), lengths);
}
