import { arithmeticType } from "./elementwise";
import { type ArrayLike, allocate, asarray, NDArray } from "./ndarray";
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
  const out = allocate(arithmeticType(left, right), m * n);
  matrixProduct(left.data, right.data, out, m, k, n);
  return new NDArray(out, [...rows, ...columns]);
}

/**
 * out = a . b for row-major (m, k) and (k, n), added to an `out` of zeros. Each row of the result is a sum of
 * rows of b weighted by a row of a. Two things make it fast: weights of zero are left out (four in five pixels
 * of MNIST, and half of what leaves a ReLU), and four rows of b are added at a time, so that each entry of
 * `out` is read and written a quarter as often.
 */
function matrixProduct(
  a: NumberArray,
  b: NumberArray,
  out: NumberArray,
  m: number,
  k: number,
  n: number,
): void {
  // 0 * NaN and 0 * Infinity are NaN, so zeros may be left out only where b has neither.
  const leaveOutZeros = allFinite(b);
  const weights = new Float64Array(k);
  const starts = new Int32Array(k);
  for (let i = 0; i < m; i++) {
    let count = 0;
    for (let p = 0; p < k; p++) {
      const weight = a[i * k + p];
      if (weight !== 0 || !leaveOutZeros) {
        weights[count] = weight;
        starts[count++] = p * n;
      }
    }
    addWeightedRows(weights, starts, count, b, out, i * n, n);
  }
}

/** Adds to the row of `out` at `at` the first `count` rows of b, given by where they start, with their weights. */
function addWeightedRows(
  weights: Float64Array,
  starts: Int32Array,
  count: number,
  b: NumberArray,
  out: NumberArray,
  at: number,
  n: number,
): void {
  let row = 0;
  for (; row + 3 < count; row += 4) {
    const w0 = weights[row];
    const w1 = weights[row + 1];
    const w2 = weights[row + 2];
    const w3 = weights[row + 3];
    const b0 = starts[row];
    const b1 = starts[row + 1];
    const b2 = starts[row + 2];
    const b3 = starts[row + 3];
    for (let j = 0; j < n; j++) {
      out[at + j] += w0 * b[b0 + j] + w1 * b[b1 + j] + w2 * b[b2 + j] + w3 * b[b3 + j];
    }
  }
  for (; row < count; row++) {
    const weight = weights[row];
    const start = starts[row];
    for (let j = 0; j < n; j++) out[at + j] += weight * b[start + j];
  }
}

function allFinite(values: NumberArray): boolean {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) return false;
  }
  return true;
}
