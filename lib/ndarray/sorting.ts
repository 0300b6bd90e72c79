import { allocate, arithmetic, type DType, floating, type NumberArray, settle } from "./dtype";
import { type ArrayLike, asarray, NDArray } from "./ndarray";
import { resolveAxis, sizeOf } from "./shape";

/** The entries along an axis (the last) in ascending order, NaN at the end. A copy. */
export function sort(x: ArrayLike, axis = -1): NDArray {
  const whole = asarray(x, "np.sort");
  return eachLine("np.sort", whole, axis, whole.dtype, (line) => line.sort());
}

/** The indices that sort the entries along an axis (the last), as int32; equal entries keep their order. */
export function argsort(x: ArrayLike, axis = -1): NDArray {
  return eachLine("np.argsort", asarray(x, "np.argsort"), axis, "int32", (line) => {
    const last = (i: number) => Number(Number.isNaN(line[i]));
    return Int32Array.from(line.keys()).sort((a, b) => line[a] - line[b] || last(a) - last(b));
  });
}

/** The cumulative sums along an axis, or of all entries in their order. */
export function cumsum(x: ArrayLike, axis?: number): NDArray {
  const whole = asarray(x, "np.cumsum");
  const along = axis === undefined ? whole.reshape([-1]) : whole;
  return eachLine("np.cumsum", along, axis ?? 0, arithmetic(whole.dtype), (line) => {
    for (let i = 1; i < line.length; i++) line[i] += line[i - 1];
    return line;
  });
}

/** Replaces every line of entries along an axis. Throws if the dtype cannot hold one of the new entries. */
function eachLine(
  operation: string,
  { data, shape, size }: NDArray,
  axis: number,
  dtype: DType,
  replace: (line: NumberArray) => NumberArray,
): NDArray {
  const along = resolveAxis(operation, axis, shape);
  const step = sizeOf(shape.slice(along + 1));
  const line = allocate(floating(dtype), shape[along]);
  const out = allocate(floating(dtype), size);
  for (let n = 0; n < size / line.length; n++) {
    const start = Math.floor(n / step) * step * line.length + (n % step);
    for (let i = 0; i < line.length; i++) line[i] = data[start + i * step];
    const replaced = replace(line);
    for (let i = 0; i < line.length; i++) out[start + i * step] = replaced[i];
  }
  return new NDArray(settle(operation, out, dtype), shape);
}
