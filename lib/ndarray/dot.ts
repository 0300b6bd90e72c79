import { arithmeticType } from "./elementwise";
import { matrixProduct } from "./kernel/matrixProduct";
import { type ArrayLike, allocate, asarray, NDArray } from "./ndarray";
import { formatShape } from "./shape";

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
  const out = allocate(arithmeticType(left, right), m * n);
  matrixProduct(left.data, right.data, out, m, k, n);
  return new NDArray(out, [...rows, ...columns]);
}
