import { allocate, convert, type DType, floating } from "./dtype";
import { NDArray } from "./ndarray";
import { pairwiseSum } from "./pairwiseSum";
import { type Shape, sizeOf } from "./shape";
import type { NumberArray } from "./ufunc";

/** How many entries become one. */
export interface Fold {
  /** What no entries become. */
  start: number;
  /** Makes one of neighbours. */
  run: (data: NumberArray, i: number, count: number) => number;
  /** Takes each of some neighbours into what lies above it: out[k], out[k + 1], ... */
  row: (out: NumberArray, k: number, data: NumberArray, i: number, count: number) => void;
}

export const SUM: Fold = {
  start: 0,
  run: (data, i, count) => 0 + pairwiseSum(data, i, count),
  row: (out, k, data, i, count) => {
    for (let n = 0; n < count; n++) out[k + n] += data[i + n];
  },
};

export const MAX: Fold = {
  start: Number.NEGATIVE_INFINITY,
  run: (data, i, count) => {
    let best = Number.NEGATIVE_INFINITY;
    for (let n = 0; n < count; n++) best = Math.max(best, data[i + n]);
    return best;
  },
  row: (out, k, data, i, count) => {
    for (let n = 0; n < count; n++) out[k + n] = Math.max(out[k + n], data[i + n]);
  },
};

export const MIN: Fold = {
  start: Number.POSITIVE_INFINITY,
  run: (data, i, count) => {
    let best = Number.POSITIVE_INFINITY;
    for (let n = 0; n < count; n++) best = Math.min(best, data[i + n]);
    return best;
  },
  row: (out, k, data, i, count) => {
    for (let n = 0; n < count; n++) out[k + n] = Math.min(out[k + n], data[i + n]);
  },
};

/**
 * Folds an array along some axes, which stay with length 1. Neighbouring axes are folded at once, the last ones first:
 * NumPy's order, which decides how a sum is rounded. Throws where the dtype cannot hold the result.
 */
export function fold(
  operation: string,
  how: Fold,
  x: NDArray,
  axes: readonly number[],
  dtype: DType,
): NDArray {
  const { shape } = x;
  const kept = keptShape(shape, axes);
  let { data } = x;
  let axis = shape.length;
  let inner = 1;
  do {
    // Where the length is 1, an axis that stays and one that is folded are the same.
    while (axis > 0 && kept[axis - 1] !== 1) inner *= shape[--axis];
    let count = 1;
    while (axis > 0 && kept[axis - 1] === 1) count *= shape[--axis];
    data = foldAxis(how, data, sizeOf(shape.slice(0, axis)), count, inner, floating(dtype));
  } while (axis > 0);
  const same = dtype === floating(dtype);
  return new NDArray(same ? data : convert(operation, data, dtype), kept);
}

/** (outer, count, inner) -> (outer, inner) */
function foldAxis(
  { start, run, row }: Fold,
  data: NumberArray,
  outer: number,
  count: number,
  inner: number,
  dtype: DType,
): NumberArray {
  const out = allocate(dtype, outer * inner);
  if (inner === 1 && count > 0) {
    for (let k = 0; k < outer; k++) out[k] = run(data, k * count, count);
    return out;
  }
  out.fill(start);
  for (let n = 0; n < outer * count; n++) {
    row(out, Math.floor(n / count) * inner, data, n * inner, inner);
  }
  return out;
}

/** The index of the first of the largest entries along an axis, or in the whole array. NaN counts as the largest. */
export function firstLargest({ data, shape, size }: NDArray, axes: readonly number[]): NDArray {
  const whole = axes.length === shape.length;
  const count = whole ? size : shape[axes[0]];
  const step = whole ? 1 : sizeOf(shape.slice(axes[0] + 1));
  const kept = keptShape(shape, axes);
  const out = new Int32Array(sizeOf(kept));
  for (let k = 0; k < out.length; k++) {
    out[k] = indexOfLargest(data, Math.floor(k / step) * step * count + (k % step), count, step);
  }
  return new NDArray(out, kept);
}

function indexOfLargest(data: NumberArray, start: number, count: number, step: number): number {
  let [best, index] = [Number.NEGATIVE_INFINITY, 0];
  for (let n = 0, i = start; n < count; n++, i += step) {
    if (data[i] > best) [best, index] = [data[i], n];
    else if (Number.isNaN(data[i])) return n;
  }
  return index;
}

function keptShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
}
