import { type ArrayLike, asarray, type NDArray } from "./ndarray/ndarray";
import * as np from "./ndarray/np";
import { formatShape } from "./ndarray/shape";
import type { NumberArray } from "./ndarray/ufunc";

/** sigmoid(x) = 1 / (1 + exp(-x)), entry by entry; from 0 to 1 (section 5.5.2). */
export function sigmoid(x: number): number;
export function sigmoid(x: NDArray): NDArray;
export function sigmoid(x: NDArray | number): NDArray | number;
export function sigmoid(x: NDArray | number): NDArray | number {
  return np.divide(1, np.add(1, np.exp(np.multiply(x, -1))));
}

/**
 * softmax(x)_k = exp(x_k) / sum_i exp(x_i) along the last axis: each row of scores becomes probabilities that
 * add up to 1 (section 5.6.3). The row's maximum is subtracted first, which changes nothing but keeps exp finite.
 * Throws if there are no scores to make probabilities of.
 */
export function softmax(x: NDArray): NDArray {
  if (x.ndim === 0 || x.shape[x.ndim - 1] === 0) {
    throw new Error(
      `softmax: x is ${formatShape(x.shape)}; it must be scores (N, C), or (C,) for one sample, with C at least 1`,
    );
  }
  const shifted = np.exp(np.subtract(x, np.max(x, -1, { keepdims: true })));
  return np.divide(shifted, np.sum(shifted, -1, { keepdims: true }));
}

/**
 * -(1/N) sum_n log(y[n, t_n] + 1e-7): the mean over the batch of how little probability y gives to the right
 * class (section 5.6.3). y (N, C), or (C,) for one sample, holds probabilities; t holds integer labels (N,) or
 * one-hot rows (N, C), for one sample a number or a one-hot (C,). The book's 1e-7 keeps the logarithm finite and
 * shifts the result by as much; SoftmaxWithLoss does without it. Throws if y is empty or t fits neither form.
 */
export function crossEntropyError(y: ArrayLike, t: ArrayLike): number {
  const given = asarray(y, "crossEntropyError");
  if ((given.ndim !== 1 && given.ndim !== 2) || given.size === 0) {
    throw new Error(
      `crossEntropyError: y is ${formatShape(given.shape)}; ` +
        "it must be probabilities (N, C), or (C,) for one sample, with N and C at least 1",
    );
  }
  const single = given.ndim === 1;
  const target = asarray(t, "crossEntropyError");
  if (single && target.ndim > 0 && formatShape(target.shape) !== formatShape(given.shape)) {
    throw new Error(
      `crossEntropyError: t is ${formatShape(target.shape)} for one sample of ${given.size} classes; ` +
        `it must be its label, a number, or a one-hot (${given.size},)`,
    );
  }
  const probabilities = single ? given.reshape([1, -1]) : given;
  const targets =
    target.ndim === 0 ? target.reshape([1]) : single ? target.reshape([1, -1]) : target;
  const [samples, classes] = probabilities.shape;
  const labels = classLabels("crossEntropyError", targets, samples, classes);
  let total = 0;
  for (let n = 0; n < samples; n++) {
    total -= Math.log(probabilities.data[n * classes + labels[n]] + 1e-7);
  }
  return total / samples;
}

/**
 * The class of each sample as an index, from integer labels (N,) or one-hot rows (N, C). Throws if `t` is
 * neither, does not have one row a sample, or names a class that does not exist.
 */
export function classLabels(
  operation: string,
  targets: ArrayLike,
  samples: number,
  classes: number,
): NumberArray {
  const t = asarray(targets, operation);
  const oneHot = t.ndim === 2 && t.shape[1] === classes;
  if (t.shape[0] !== samples || !(t.ndim === 1 || oneHot)) {
    throw new Error(
      `${operation}: t is ${formatShape(t.shape)} for ${samples} samples of ${classes} classes; ` +
        `it must be integer labels (${samples},) or one-hot rows (${samples}, ${classes})`,
    );
  }
  if (oneHot) {
    for (let n = 0; n < samples; n++) {
      const row = t.data.subarray(n * classes, (n + 1) * classes);
      if (
        row.some((value) => value !== 0 && value !== 1) ||
        row.indexOf(1) !== row.lastIndexOf(1) ||
        !row.includes(1)
      ) {
        throw new Error(
          `${operation}: row ${n} of t is [${row.join(", ")}]; a one-hot row has a single 1 and else 0`,
        );
      }
    }
    return np.argmax(t, 1).data;
  }
  for (let n = 0; n < samples; n++) {
    const label = t.data[n];
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    throw new Error(
      `${operation}: label ${label} of sample ${n} is not a class; with ${classes} columns of scores ` +
        `labels are whole numbers from 0 to ${classes - 1}`,
    );
  }
  return t.data;
}
