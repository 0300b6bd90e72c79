import type { DType, NumberArray } from "./dtype";
import { broadcastShapes, formatShape, type Shape, sameShape, sizeOf, stridesOf } from "./shape";
import { broadcastEntries } from "./ufunc";

type Bound = "" | `${number}`;
/** A range as NumPy writes it: start:end:step, each of which may be left out. */
export type Range = `${Bound}:${Bound}` | `${Bound}:${Bound}:${Bound}`;
/** A part of an index: a range, an array of indices (without axes for a single index), or a mask. */
export type IndexPart = Range | Indices;
interface Indices {
  readonly data: NumberArray;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** The entries at an index, and their shape: a run of `run` neighbours begins at each of `offsets`. */
export interface Selection {
  shape: number[];
  offsets: Int32Array;
  run: number;
}

/** The positions of an index along one axis: evenly spaced, or listed. */
type Slice = { start: number; step: number; length: number };
type Listed = { shape: Shape; data: ArrayLike<number> };

/**
 * Finds the entries at an index by NumPy's rules. Lists of indices, and numbers beside them, broadcast against each
 * other and are used together, entry by entry. The axes of the result that belong to the lists are in the place of the
 * lists if these are neighbours, else in front. Throws if there is no such entry.
 */
export function select(operation: string, shape: Shape, index: readonly IndexPart[]): Selection {
  const axes = alongAxes(operation, shape, index);
  const strides = stridesOf(shape);

  // Whole rows are runs of neighbours. Copying a run is faster than copying single entries.
  let [first, run, last] = [0, 1, axes.length];
  const lengths: number[] = [];
  for (let each = axes[last - 1]; last > 0 && "step" in each; each = axes[last - 1]) {
    if (each.step * strides[last - 1] !== run) break;
    last -= 1;
    first += each.start * strides[last];
    run *= each.length;
    lengths.unshift(each.length);
  }

  const listed = listedAxes(operation, axes, shape);
  const factors: { shape: Shape; offsets: Int32Array }[] = [];
  for (let axis = 0; axis < last; axis++) {
    if (axis === listed.place) factors.push(listed);
    const each = axes[axis];
    if (!("step" in each)) continue;
    const offsets = Int32Array.from(
      { length: each.length },
      (_, i) => (each.start + i * each.step) * strides[axis],
    );
    factors.push({ shape: [each.length], offsets });
  }
  return {
    shape: [...factors.flatMap((factor) => factor.shape), ...lengths],
    offsets: factors.reduce<Int32Array>(
      (sums, { offsets }) => addAll(sums, offsets),
      Int32Array.of(first),
    ),
    run,
  };
}

/** The index for each axis. A mask covers as many axes as it has; an axis that is left out is ":". */
function alongAxes(
  operation: string,
  shape: Shape,
  index: readonly IndexPart[],
): (Slice | Listed)[] {
  const axes: (Slice | Listed)[] = [];
  const left = () => formatShape(shape.slice(axes.length));
  const need = (count: number) => {
    if (axes.length + count <= shape.length) return;
    throw new Error(
      `${operation}: the index has more parts than the array has axes; its shape is ${formatShape(shape)}`,
    );
  };
  for (const part of index) {
    if (typeof part === "string") {
      need(1);
      axes.push(readRange(operation, part, shape[axes.length]));
      continue;
    }
    if (part.dtype !== "bool") {
      need(1);
      axes.push(part);
      continue;
    }
    const { length } = part.shape;
    need(length);
    const covered = shape.slice(axes.length, axes.length + length);
    if (length === 0 || !sameShape(part.shape, covered)) {
      throw new Error(
        `${operation}: the mask is ${formatShape(part.shape)} but the axes it stands for are ${left()}; ` +
          "a mask has an entry for each of theirs",
      );
    }
    axes.push(...positionsOf(part));
  }
  while (axes.length < shape.length) {
    axes.push({ start: 0, step: 1, length: shape[axes.length] });
  }
  return axes;
}

/** The indices of the true entries of a mask, one list for each of its axes. */
function positionsOf(mask: Indices): Listed[] {
  const places: number[] = [];
  mask.data.forEach((value, place) => {
    if (value) places.push(place);
  });
  return stridesOf(mask.shape).map((stride, axis) => ({
    shape: [places.length],
    data: places.map((place) => Math.floor(place / stride) % mask.shape[axis]),
  }));
}

/** The listed axes together: the shape of their broadcast lists, what each entry adds to the offset, and its place. */
function listedAxes(operation: string, axes: readonly (Slice | Listed)[], shape: Shape) {
  const strides = stridesOf(shape);
  const places = axes.flatMap((each, axis) => ("step" in each ? [] : axis));
  const lists = places.map((axis) => axes[axis] as Listed);
  const block = broadcastShapes(operation, [[], ...lists.map((each) => each.shape)]);
  const offsets = new Int32Array(sizeOf(block));
  places.forEach((axis, n) => {
    const { data, shape: own } = lists[n];
    const ownOffsets = Float64Array.from(data);
    for (let i = 0; i < ownOffsets.length; i++) {
      ownOffsets[i] = resolveIndex(operation, data[i], axis, shape) * strides[axis];
    }
    const spread = broadcastEntries({ data: ownOffsets, shape: own }, block);
    for (let k = 0; k < offsets.length; k++) offsets[k] += spread[k];
  });
  const neighbours = places.every((axis, n) => axis === places[0] + n);
  return { shape: block, offsets, place: places.length > 0 && neighbours ? places[0] : 0 };
}

/** An index as one from 0; negative ones count from the end. Throws if there is no such entry. */
export function resolveIndex(operation: string, index: number, axis: number, shape: Shape): number {
  const resolved = index < 0 ? index + shape[axis] : index;
  if (Number.isInteger(resolved) && resolved >= 0 && resolved < shape[axis]) return resolved;
  throw new Error(
    `${operation}: there is no index ${index} along axis ${axis} of an array of shape ${formatShape(shape)}`,
  );
}

/** A range of an axis of `length` entries, as in Python: positions beyond the ends are ignored. */
function readRange(operation: string, text: string, length: number): Slice {
  const [, from, to, by] = /^(-?\d*):(-?\d*)(?::(-?\d*))?$/.exec(text) ?? [];
  const step = Number(by || 1);
  if (from === undefined || [from, to, by].includes("-") || step === 0) {
    throw new Error(
      `${operation}: ${JSON.stringify(text)} is not a range; write "1:3", "::2", "-1:", or ":" for the whole axis, ` +
        "in whole numbers",
    );
  }
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const position = (bound: string, otherwise: number) => {
    if (!bound) return otherwise;
    const value = Number(bound) < 0 ? Number(bound) + length : Number(bound);
    return Math.min(Math.max(value, lowest), highest);
  };
  const start = position(from, step > 0 ? lowest : highest);
  const end = position(to, step > 0 ? highest : lowest);
  return { start, step, length: Math.max(0, Math.ceil((end - start) / step)) };
}

/** Every sum of an offset of `a` and one of `b`, in row-major order. */
function addAll(a: Int32Array, b: Int32Array): Int32Array {
  const sums = new Int32Array(a.length * b.length);
  for (let i = 0, k = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++, k++) sums[k] = a[i] + b[j];
  }
  return sums;
}
