import { classLabels } from "../functions";
import type { NumberArray } from "../ndarray/dtype";
import { type ArrayLike, asarray, type NDArray, rowsOf } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { formatShape } from "../ndarray/shape";

/** Many samples at once are fast, but the arrays between the layers must fit into the processor's cache. */
const SAMPLES_AT_ONCE = 500;

/**
 * The share of the samples, 0 to 1, whose largest score is that of the right class. Throws if there are no samples or a
 * score is NaN. `inputSize` is what an error says of the shape of x.
 */
export function accuracyOf(
  operation: string,
  predict: (x: NDArray) => NDArray,
  x: ArrayLike,
  t: ArrayLike,
  inputSize: number | "D" = "D",
): number {
  const inputs = asarray(x, operation);
  if (inputs.ndim < 2 || inputs.size === 0) {
    throw new Error(
      `${operation}: x is ${formatShape(inputs.shape)}; it must be (N, ${inputSize}), one row a sample, with N at least 1`,
    );
  }
  const [samples] = inputs.shape;
  let labels: NumberArray | undefined;
  let right = 0;
  for (let start = 0; start < samples; start += SAMPLES_AT_ONCE) {
    const scores = predict(rowsOf(inputs, start, start + SAMPLES_AT_ONCE));
    const classes = scores.shape[1];
    labels ??= classLabels(operation, t, samples, classes);
    np.argmax(scores, 1).data.forEach((predicted, n) => {
      // The largest of several numbers is NaN as soon as one of them is.
      if (Number.isNaN(scores.data[n * classes + predicted])) {
        throw new Error(
          `${operation}: a score of sample ${start + n} is NaN, so there is no prediction; ` +
            "look for NaN in the parameters and in x",
        );
      }
      if (predicted === labels?.[start + n]) right++;
    });
  }
  return right / samples;
}
