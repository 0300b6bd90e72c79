import { arithmetic, convert, floating } from "./dtype";
import { divide, multiply, negative, notEqual, sqrt, square, subtract } from "./elementwise";
import { type Fold, firstLargest, fold, MAX, MIN, SUM } from "./fold";
import { type ArrayLike, asarray, NDArray } from "./ndarray";
import { formatShape, resolveAxes, resolveAxis, sameShape, sizeOf } from "./shape";
import { broadcastEntries } from "./ufunc";

export interface ReductionOptions {
  /** Keep the reduced axes, with length 1, so that the result broadcasts against the array. */
  keepdims?: boolean;
}

/** An axis, or a list of several; negative ones count from the end. */
export type Axes = number | readonly number[];

/** A reduction of the whole array to one value, or along some axes to an array. */
export interface Reduction<Value = number, Along = Axes> {
  (x: ArrayLike): Value;
  (x: ArrayLike, axis: Along, options?: ReductionOptions): NDArray;
  (x: ArrayLike, axis: undefined, options: { keepdims: true }): NDArray;
  (x: ArrayLike, axis?: Along, options?: ReductionOptions): NDArray | Value;
}

/** The sum of all entries, or along axes: np.sum(x, 0) adds up the rows. 0 where there is nothing to add. */
export const sum: Reduction = reduction("np.sum", (x, axes) =>
  fold("np.sum", SUM, x, axes, arithmetic(x.dtype)),
);

/** The mean of all entries, or along axes. NaN where there are none. */
export const mean: Reduction = reduction("np.mean", meanOf);

/** The variance: the mean of the squared distances from the mean. NaN where there are no entries. */
const variance: Reduction = reduction("np.var", varianceOf);

export { variance as var };

/** The standard deviation, the square root of the variance. NaN where there are no entries. */
export const std: Reduction = reduction("np.std", (x, axes) => sqrt(varianceOf(x, axes)));

/** The largest entry, or the largest along axes; NaN if one is NaN. Throws where there are no entries. */
export const max: Reduction = reduction(
  "np.max",
  (x, axes) => fold("np.max", MAX, x, axes, x.dtype),
  "there are no entries to take the largest of",
);

/** The smallest entry, or the smallest along axes; NaN if one is NaN. Throws where there are no entries. */
export const min: Reduction = reduction(
  "np.min",
  (x, axes) => fold("np.min", MIN, x, axes, x.dtype),
  "there are no entries to take the smallest of",
);

/**
 * Where the largest entry is (the first of equals): its index in `data`, or its index along the axis as int32.
 * NaN counts as the largest, as in NumPy. Throws where there are no entries.
 */
export const argmax: Reduction<number, number> = reduction(
  "np.argmax",
  firstLargest,
  "there are no entries to take the largest of",
);

/** Where the smallest entry is, as argmax finds the largest; here NaN counts as the smallest. */
export const argmin: Reduction<number, number> = reduction(
  "np.argmin",
  (x, axes) => firstLargest(negative(x.astype(floating(x.dtype))), axes),
  "there are no entries to take the smallest of",
);

/** Whether at least one entry is true, or not 0. */
export const any: Reduction<boolean> = question("np.any", { ...MAX, start: 0 });

/** Whether every entry is true, or not 0. True if there are no entries. */
export const all: Reduction<boolean> = question("np.all", { ...MIN, start: 1 });

/**
 * The weighted mean: sum(x * weights) / sum(weights). The weights have the shape of x, or there is one for each entry
 * along the axis. Throws if they add up to 0.
 */
export function average(x: ArrayLike, axis?: undefined, weights?: ArrayLike): number;
export function average(x: ArrayLike, axis: number, weights?: ArrayLike): NDArray;
export function average(x: ArrayLike, axis?: number, weights?: ArrayLike): NDArray | number {
  const values = asarray(x, "np.average");
  if (weights === undefined) return mean(values, axis);
  const factors = weightsOf(values, axis, asarray(weights, "np.average"));
  const totals = sum(factors, axis);
  if (!all(totals)) throw new Error("np.average: the weights add up to 0");
  return divide(sum(multiply(values, factors), axis), totals);
}

/** The weights in the shape of the values. */
function weightsOf(values: NDArray, axis: number | undefined, weights: NDArray): NDArray {
  const { shape } = values;
  if (sameShape(weights.shape, shape)) return weights;
  const along = axis === undefined ? -1 : resolveAxis("np.average", axis, shape);
  if (weights.ndim === 1 && weights.size === shape[along]) {
    const beside = weights.reshape(shape.map((_, each) => (each === along ? -1 : 1)));
    return new NDArray(
      convert("np.average", broadcastEntries(beside, shape), weights.dtype),
      shape,
    );
  }
  throw new Error(
    `np.average: the weights are ${formatShape(weights.shape)} for values of shape ${formatShape(shape)}; ` +
      "they need the same shape, or along an axis one weight for each entry of it",
  );
}

function meanOf(x: NDArray, axes: readonly number[]): NDArray {
  const totals = fold("np.mean", SUM, x, axes, floating(x.dtype));
  const count = sizeOf(axes.map((axis) => x.shape[axis]));
  for (let k = 0; k < totals.size; k++) totals.data[k] /= count;
  return totals;
}

function varianceOf(x: NDArray, axes: readonly number[]): NDArray {
  return meanOf(square(subtract(x, meanOf(x, axes))), axes);
}

function question(operation: string, how: Fold): Reduction<boolean> {
  const counted = reduction(operation, (x, axes) =>
    fold(operation, how, notEqual(x, 0), axes, "bool"),
  );
  const apply = (x: ArrayLike, axis?: Axes, options?: ReductionOptions) => {
    const found = counted(x, axis, options);
    return typeof found === "number" ? found === 1 : found;
  };
  return apply as Reduction<boolean>;
}

/** Makes a function of np from one that reduces along axes and keeps these with length 1. */
function reduction<Along = Axes>(
  operation: string,
  reduce: (x: NDArray, axes: readonly number[]) => NDArray,
  refuseEmpty = "",
): Reduction<number, Along> {
  const apply = (x: ArrayLike, axis?: Axes, { keepdims = false }: ReductionOptions = {}) => {
    const whole = asarray(x, operation);
    const { shape } = whole;
    const axes =
      axis === undefined
        ? [...shape.keys()]
        : typeof axis === "number"
          ? [resolveAxis(operation, axis, shape)]
          : resolveAxes(operation, axis, shape);
    if (refuseEmpty && axes.some((each) => shape[each] === 0)) {
      throw new Error(`${operation}: ${refuseEmpty}; the array has shape ${formatShape(shape)}`);
    }
    const kept = reduce(whole, axes);
    if (keepdims) return kept;
    if (axis !== undefined) {
      return new NDArray(
        kept.data,
        shape.filter((_, each) => !axes.includes(each)),
      );
    }
    return kept.data[0];
  };
  return apply as Reduction<number, Along>;
}
