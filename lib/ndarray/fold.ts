import { allocate, type DType, floating, type NumberArray, settle } from "./dtype";
import { NDArray } from "./ndarray";
import { pairwiseSum } from "./pairwiseSum";
import {
  broadcastStrides,
  forEachRun,
  formatShape,
  type Shape,
  sameShape,
  sizeOf,
  stridesOf,
} from "./shape";

/** How a reduction combines entries. */
export interface Fold {
  /** The result for no entries. */
  start: number;
  /** Combines `count` neighbours from `data[i]` on. */
  run: (data: NumberArray, i: number, count: number) => number;
  /** Combines each of `count` neighbours with the entry of `out` at the same place: out[k], out[k + 1], ... */
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
 * Combines the entries of an array along some axes, which keep length 1. The order is NumPy's, since it decides how a
 * sum is rounded: first runs of neighbours, then row by row. Throws if the dtype cannot hold the result.
 */
export function fold(
  operation: string,
  { start, run, row }: Fold,
  { data, shape }: NDArray,
  axes: readonly number[],
  dtype: DType,
): NDArray {
  const kept = keptShape(shape, axes);
  const last = kept.findLastIndex((length) => length !== 1) + 1;
  const [rest, keptRest] = [shape.slice(0, last), kept.slice(0, last)];
  const count = sizeOf(shape.slice(last));
  const below = !sameShape(rest, keptRest);
  let runs = data;
  if (count !== 1 || !below) {
    runs = allocate(floating(dtype), sizeOf(rest)).fill(start);
    if (count > 0) for (let k = 0; k < runs.length; k++) runs[k] = run(data, k * count, count);
  }
  let out = runs;
  if (below) {
    out = allocate(floating(dtype), sizeOf(kept)).fill(start);
    const rows = sizeOf(rest.slice(keptRest.findIndex((length) => length !== 1)));
    if (rows === out.length) {
      for (let i = 0; i < runs.length; i += rows) row(out, 0, runs, i, rows);
    } else {
      const strides = [stridesOf(rest), broadcastStrides(keptRest, rest)];
      forEachRun(rest, strides, (length, [i, k]) => row(out, k, runs, i, length));
    }
  }
  return new NDArray(settle(operation, out, dtype), kept);
}

/** The index of the first of the largest entries along an axis, or in the whole array. NaN counts as the largest. */
export function firstLargest({ data, shape, size }: NDArray, axes: readonly number[]): NDArray {
  const whole = axes.length === shape.length;
  if (!whole && axes.length !== 1) {
    throw new Error(`np.argmax, np.argmin: they take one axis, not ${formatShape(axes)}`);
  }
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
