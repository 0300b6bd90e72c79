import { arithmeticType } from "./elementwise";
import { type ArrayLike, allocate, asarray, type DType, NDArray } from "./ndarray";
import { formatShape, resolveAxis, sizeOf } from "./shape";
import type { NumberArray } from "./ufunc";

export interface ReductionOptions {
  /** Keep the reduced axis, with length 1, so that the result broadcasts against the array. */
  keepdims?: boolean;
}

/** A reduction of the whole array to a number, or along one axis to an array. */
export interface Reduction {
  (x: ArrayLike): number;
  (x: ArrayLike, axis: number, options?: ReductionOptions): NDArray;
}

/** The sum of all entries, or along an axis: np.sum(x, 0) adds up the rows. 0 where there is nothing to add. */
export const sum: Reduction = reduction("np.sum", total, arithmeticType);

/** The mean of all entries, or along an axis. NaN where there are none. */
export const mean: Reduction = reduction(
  "np.mean",
  (data, start, step, count) => total(data, start, step, count) / count,
  arithmeticType,
);

/** The largest entry, or the largest along an axis; NaN if one is NaN. Throws where there are no entries. */
export const max: Reduction = reduction(
  "np.max",
  (data, start, step, count) => data[start + step * largest(data, start, step, count)],
  (x) => x.dtype,
  "the largest of no entries does not exist",
);

/**
 * Where the largest entry is (the first of equals): its index in `data`, or its index along the axis as int32.
 * NaN counts as the largest, as in NumPy. Throws where there are no entries.
 */
export const argmax: Reduction = reduction(
  "np.argmax",
  largest,
  () => "int32",
  "the largest of no entries does not exist",
);

/** Reduces the `count` entries at data[start], data[start + step], ... to one number. */
type Reduce = (data: NumberArray, start: number, step: number, count: number) => number;

function total(data: NumberArray, start: number, step: number, count: number): number {
  let sum = 0;
  for (let n = 0, i = start; n < count; n++, i += step) sum += data[i];
  return sum;
}

function largest(data: NumberArray, start: number, step: number, count: number): number {
  let best = 0;
  for (let n = 1, i = start + step; n < count; n++, i += step) {
    const champion = data[start + best * step];
    if (Number.isNaN(champion)) break;
    if (data[i] > champion || Number.isNaN(data[i])) best = n;
  }
  return best;
}

function reduction(
  operation: string,
  reduce: Reduce,
  resultType: (x: NDArray) => DType,
  refuseEmpty?: string,
): Reduction {
  const apply = (x: ArrayLike, axis?: number, { keepdims = false }: ReductionOptions = {}) => {
    const whole = asarray(x, operation);
    const { data, shape } = whole;
    const along = axis === undefined ? undefined : resolveAxis(operation, axis, shape);
    const count = along === undefined ? data.length : shape[along];
    if (count === 0 && refuseEmpty) {
      throw new Error(`${operation}: ${refuseEmpty}; the array has shape ${formatShape(shape)}`);
    }
    if (along === undefined) return reduce(data, 0, 1, count);

    const step = sizeOf(shape.slice(along + 1));
    const kept = shape.with(along, 1);
    const out = allocate(resultType(whole), sizeOf(kept));
    for (let k = 0; k < out.length; k++) {
      const start = Math.floor(k / step) * step * count + (k % step);
      out[k] = reduce(data, start, step, count);
    }
    return new NDArray(out, keepdims ? kept : shape.toSpliced(along, 1));
  };
  return apply as Reduction;
}
