import { allocate, arithmetic, commonType, floating, type NumberArray, settle } from "./dtype";
import { type ArrayLike, asarray, NDArray } from "./ndarray";
import * as home from "./product/home";
import { matrixProduct } from "./product/matrixProduct";
import { formatShape } from "./shape";

/**
 * The matrix product: (m, k) . (k, n) -> (m, n). As in NumPy, a vector (k,) is a row on the left and a column on the
 * right, and the result lacks that axis.
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

/** a . b + bias for matrices a (m, k) and b (k, n) and a bias (n,): np.dot(a, b).addInPlace(bias), in one go. */
export function dotPlus(a: NDArray, b: NDArray, bias: NDArray): NDArray {
  const dtype = commonType([a.dtype, b.dtype]);
  const [m, k] = a.shape;
  const [, n] = b.shape;
  const isEasy = dtype === "float64" || (dtype === "float32" && bias.dtype === "float32");
  if (!isEasy || m * k * n === 0) return dot(a, b).addInPlace(bias);
  const sizes = { m, k, n, isTransposed: false };
  return new NDArray(matrixProduct(a.data, b.data, dtype === "float32", sizes, bias.data), [m, n]);
}

/** a^T . b for matrices a (k, m) and b (k, n): np.dot(a.T, b), without an array for the transpose. */
export function dotTransposed(a: NDArray, b: NDArray): NDArray {
  const [k, m] = a.shape;
  const [, n] = b.shape;
  return new NDArray(product(a, b, m, k, n, true), [m, n]);
}

/** The same matrix where products read it without a copy, if it is large enough for that to matter. */
export function atHome(matrix: NDArray): NDArray {
  return new NDArray(home.atHome(matrix.data), matrix.shape);
}

/**
 * A copy of x for products with a matrix, where those read it without another; undefined if the matrix is not at home or
 * has no room. It is written over the last copy for the same owner.
 */
export function copyBeside(matrix: NDArray, x: NDArray, owner: object): NDArray | undefined {
  const copy = home.copyBeside(matrix.data, x.data, owner);
  return copy && new NDArray(copy, x.shape);
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
  const isFloat32 = dtype === "float32";
  const out =
    m * k * n === 0
      ? allocate(floating(dtype), m * n).fill(0)
      : matrixProduct(a.data, b.data, isFloat32, { m, k, n, isTransposed });
  return settle("np.dot", out, dtype);
}
