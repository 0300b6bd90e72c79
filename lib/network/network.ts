import type { NDArray } from "../ndarray/ndarray";

/** What `train` and `checkGradients` need of a network; TwoLayerNet is one, and so can a class of your own be. */
export interface Network {
  /** The arrays that are learned, by name. They are changed in place. */
  readonly params: Readonly<Record<string, NDArray>>;
  /** The mean loss of the predictions for the inputs x, given the targets t. */
  loss(x: NDArray, t: NDArray): number;
  /** The gradients of that loss by each of the parameters, under the same names. */
  gradient(x: NDArray, t: NDArray): Readonly<Record<string, NDArray>>;
  /** The share of right predictions, 0 to 1. */
  accuracy(x: NDArray, t: NDArray): number;
}
