import { allocate, arithmetic, commonType, floating, settle } from "./dtype";
import { type ArrayLike, asarray, NDArray } from "./ndarray";
import { matrixProduct } from "./product/matrixProduct";
import { formatShape } from "./shape";
import type { NumberArray } from "./ufunc";

/**
 * The matrix product: (m, k) . (k, n) -> (m, n). A vector (k,) stands for a row on the left and for a column
 * on the right, and its axis is dropped from the result, as in NumPy.
 * Throws unless a's last axis equals b's first, and for arrays that are neither vectors nor matrices.
 */
export function dot(a: ArrayLike, b: ArrayLike): NDArray {
  const left = asarray(a, "np.dot");
  const right = asarray(b, "np.dot");
  for (const [name, { ndim, shape }] of Object.entries({ a: left, b: right })) {
    if (ndim !== 1 && ndim !== 2) {
      throw new Error(
        `np.dot: ${name} is ${formatShape(shape)}; it must be a vector (k,) or a matrix (m, k); ` +
          "np.multiply scales by a number, and reshape makes a matrix of an image",
      );
    }
  }
  const k = left.shape[left.ndim - 1];
  if (k !== right.shape[0]) {
    throw new Error(
      `np.dot: a is ${formatShape(left.shape)} but b is ${formatShape(right.shape)}; ` +
        "a's last axis must equal b's first",
    );
  }
  const rows = left.shape.slice(0, -1);
  const columns = right.shape.slice(1);
  const [m = 1] = rows;
  const [n = 1] = columns;
  return new NDArray(product(left, right, m, k, n, false), [...rows, ...columns]);
}

/** a^T . b for matrices a (k, m) and b (k, n): np.dot(a.T, b), without writing the transpose down. */
export function dotTransposed(a: NDArray, b: NDArray): NDArray {
  const [k, m] = a.shape;
  const [, n] = b.shape;
  return new NDArray(product(a, b, m, k, n, true), [m, n]);
}

function product(
  a: NDArray,
  b: NDArray,
  m: number,
  k: number,
  n: number,
  isTransposed: boolean,
): NumberArray {
  const dtype = arithmetic(commonType([a.dtype, b.dtype]));
  const out = allocate(floating(dtype), m * n);
  if (m * k * n === 0) out.fill(0);
  else matrixProduct(a.data, b.data, out, { m, k, n, isTransposed });
  return settle("np.dot", out, dtype);
}
