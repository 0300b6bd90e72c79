import type { NumberArray } from "./ndarray/dtype";
import { type ArrayLike, asarray, type NDArray, type NestedList } from "./ndarray/ndarray";
import * as np from "./ndarray/np";
import { formatShape, sameShape } from "./ndarray/shape";

/** sigmoid(x) = 1 / (1 + exp(-x)), entry by entry; from 0 to 1 (section 5.5.2). */
export function sigmoid(x: NDArray | NestedList): NDArray;
export function sigmoid(x: number): number;
export function sigmoid(x: ArrayLike): NDArray | number;
export function sigmoid(x: ArrayLike): NDArray | number {
  return np.divide(1, np.add(1, np.exp(np.multiply(x, -1))));
}

/**
 * softmax(x)_k = exp(x_k) / sum_i exp(x_i) along the last axis: each row of scores becomes probabilities that
 * add up to 1 (section 5.6.3). The maximum of the row is subtracted first: this keeps exp finite and does not change
 * the result. Throws if there are no scores.
 */
export function softmax(x: ArrayLike): NDArray {
  const scores = asarray(x, "softmax");
  if (scores.ndim === 0 || scores.shape[scores.ndim - 1] === 0) {
    throw new Error(
      `softmax: x is ${formatShape(scores.shape)}; it must be scores (N, C), or (C,) for one sample, with C at least 1`,
    );
  }
  const exponentials = np.exp(belowLargest(scores));
  return np.divide(exponentials, np.sum(exponentials, -1, { keepdims: true }));
}

/** log(softmax(x)). It stays finite even where the probability is too small for a number. */
export function logSoftmax(scores: NDArray): NDArray {
  const shifted = belowLargest(scores);
  return np.subtract(shifted, np.log(np.sum(np.exp(shifted), -1, { keepdims: true })));
}

/** Each row minus its largest entry. */
function belowLargest(scores: NDArray): NDArray {
  return np.subtract(scores, np.max(scores, -1, { keepdims: true }));
}

/**
 * The cross-entropy error -(1/N) sum_n log(y[n, t_n] + 1e-7), the mean over the batch (section 5.6.3): it is large
 * where y gives the right class little probability. y (N, C), or (C,) for one sample, holds probabilities; t holds
 * integer labels (N,) or one-hot rows (N, C), for one sample a number or a one-hot (C,). The book's 1e-7 keeps the
 * logarithm finite, and changes the result a little; SoftmaxWithLoss needs none. Throws if y is empty or t has neither
 * form.
 */
export function crossEntropyError(y: ArrayLike, t: ArrayLike): number {
  const probabilities = asarray(y, "crossEntropyError");
  const targets = asarray(t, "crossEntropyError");
  const { ndim, shape, size } = probabilities;
  if ((ndim !== 1 && ndim !== 2) || size === 0) {
    throw new Error(
      `crossEntropyError: y is ${formatShape(shape)}; ` +
        "it must be probabilities (N, C), or (C,) for one sample, with N and C at least 1",
    );
  }
  const single = ndim === 1;
  if (single && targets.ndim > 0 && !sameShape(targets.shape, shape)) {
    throw new Error(
      `crossEntropyError: t is ${formatShape(targets.shape)} for one sample of ${size} classes; ` +
        `it must be its label, a number, or a one-hot (${size},)`,
    );
  }
  const [samples, classes] = single ? [1, size] : shape;
  const batch = single ? targets.reshape([1, ...targets.shape]) : targets;
  const labels = classLabels("crossEntropyError", batch, samples, classes);
  let total = 0;
  for (let n = 0; n < samples; n++) {
    total -= Math.log(probabilities.data[n * classes + labels[n]] + 1e-7);
  }
  return total / samples;
}

/**
 * The class of each sample as an index, from integer labels (N,) or one-hot rows (N, C). Throws if `t` is neither, has
 * not one row a sample, or has a label that is not a class.
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
