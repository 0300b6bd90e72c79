import { classLabels, logSoftmax } from "../functions";
import type { NumberArray } from "../ndarray/dtype";
import { type ArrayLike, asarray, type NDArray } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { formatShape } from "../ndarray/shape";
import { requireForward, upstreamOf } from "./layer";

/**
 * Softmax and cross-entropy error in one layer (section 5.6.3): scores x (N, C) and targets t, integer labels (N,)
 * or one-hot rows (N, C) -> the loss -(1/N) sum_n log y[n, t_n], where y = softmax(x).
 * The logarithm of softmax is computed exactly, as x_k - max - log(sum exp(x - max)), so it stays finite without the
 * book's 1e-7.
 * forward: keeps log y and t.
 * backward: dx = dout (y - t) / N with t as one-hot rows; dout is a number, as the loss is.
 * Throws if x or t has another shape, or a label is not a class. backward throws before forward, and for an array.
 */
export class SoftmaxWithLoss {
  private result?: { logProbabilities: NDArray; labels: NumberArray };

  forward(x: ArrayLike, t: ArrayLike): number {
    const scores = asarray(x, "SoftmaxWithLoss.forward");
    if (scores.ndim !== 2 || scores.size === 0) {
      throw new Error(
        `SoftmaxWithLoss.forward: x is ${formatShape(scores.shape)}; ` +
          "it must be scores (N, C), one row a sample, with N and C at least 1",
      );
    }
    const [samples, classes] = scores.shape;
    const labels = classLabels("SoftmaxWithLoss.forward", t, samples, classes).slice();
    const logProbabilities = logSoftmax(scores);
    this.result = { logProbabilities, labels };

    let total = 0;
    for (let n = 0; n < samples; n++) total -= logProbabilities.data[n * classes + labels[n]];
    return total / samples;
  }

  backward(dout = 1): NDArray {
    const { logProbabilities, labels } = requireForward(this.result, "SoftmaxWithLoss");
    upstreamOf("SoftmaxWithLoss", dout, []);
    const [samples, classes] = logProbabilities.shape;
    const dx = np.exp(logProbabilities);
    for (let n = 0; n < samples; n++) dx.data[n * classes + labels[n]] -= 1;
    return dx.multiplyInPlace(np.divide(dout, samples));
  }
}
