import { allocate, commonType } from "./dtype";
import { type ArrayLike, asarray, NDArray } from "./ndarray";
import { formatShape, resolveAxis, type Shape, sameShape, sizeOf } from "./shape";

/** The same entries in another shape; one length may be -1 and follows from the rest. Shares `data`. */
export function reshape(x: ArrayLike, shape: Shape | number): NDArray {
  return asarray(x, "np.reshape").reshape(shape);
}

/** The array with its axes in another order; without `axes`, reversed. A copy. */
export function transpose(x: ArrayLike, axes?: readonly number[]): NDArray {
  return asarray(x, "np.transpose").transpose(axes);
}

/**
 * The array with an axis of length 1 more, which becomes this axis: (3,) -> (1, 3) for 0, (3, 1) for 1. Shares `data`.
 */
export function expandDims(x: ArrayLike, axis: number): NDArray {
  const whole = asarray(x, "np.expandDims");
  const shape = [...whole.shape, 1];
  const place = resolveAxis("np.expandDims", axis, shape);
  return whole.reshape(whole.shape.toSpliced(place, 0, 1));
}

/** The array without its axes of length 1, or without this one. Shares `data`. Throws if it has another length. */
export function squeeze(x: ArrayLike, axis?: number): NDArray {
  const whole = asarray(x, "np.squeeze");
  const { shape } = whole;
  if (axis === undefined) return whole.reshape(shape.filter((length) => length !== 1));
  const place = resolveAxis("np.squeeze", axis, shape);
  if (shape[place] !== 1) {
    throw new Error(
      `np.squeeze: axis ${axis} of ${formatShape(shape)} has length ${shape[place]}, not 1`,
    );
  }
  return whole.reshape(shape.toSpliced(place, 1));
}

/** Arrays one after the other along an axis, which all of them have. Throws unless their other lengths are equal. */
export function concatenate(arrays: readonly ArrayLike[], axis = 0): NDArray {
  const parts = partsOf("np.concatenate", arrays);
  const [first] = parts;
  const along = resolveAxis("np.concatenate", axis, first.shape);
  const around = ({ shape }: NDArray) => shape.with(along, 1);
  if (parts.some((part) => part.ndim !== first.ndim || !sameShape(around(part), around(first)))) {
    throw new Error(
      `np.concatenate: shapes ${parts.map((part) => formatShape(part.shape)).join(" and ")} must be equal but for axis ${axis}`,
    );
  }
  const dtype = commonType(parts.map((part) => part.dtype));
  const total = parts.reduce((length, part) => length + part.shape[along], 0);
  const shape = first.shape.with(along, total);
  const out = allocate(dtype, sizeOf(shape));
  const outer = sizeOf(shape.slice(0, along));
  let k = 0;
  for (let n = 0; n < outer; n++) {
    for (const { data } of parts) {
      const length = data.length / outer;
      out.set(data.subarray(n * length, (n + 1) * length), k);
      k += length;
    }
  }
  return new NDArray(out, shape);
}

/** Arrays of one shape side by side along a new axis. Throws unless their shapes are equal. */
export function stack(arrays: readonly ArrayLike[], axis = 0): NDArray {
  const parts = partsOf("np.stack", arrays);
  if (parts.some((part) => !sameShape(part.shape, parts[0].shape))) {
    throw new Error(
      `np.stack: shapes ${parts.map((part) => formatShape(part.shape)).join(" and ")} must be equal`,
    );
  }
  return concatenate(
    parts.map((part) => expandDims(part, axis)),
    axis,
  );
}

function partsOf(operation: string, arrays: readonly ArrayLike[]): NDArray[] {
  if (!Array.isArray(arrays) || arrays.length === 0) {
    throw new Error(`${operation}: it takes a list of at least one array, such as [a, b]`);
  }
  return arrays.map((each) => asarray(each, operation));
}
