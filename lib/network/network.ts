import type { NDArray } from "../ndarray/ndarray";

/** What `train` and `checkGradients` need of a network. TwoLayerNet and Sequential have it; your own class can, too. */
export interface Network {
  /** The parameters by name. Training changes these arrays in place. */
  readonly params: Readonly<Record<string, NDArray>>;
  /** The mean loss of the predictions for the inputs x, given the targets t. */
  loss(x: NDArray, t: NDArray): number;
  /** The gradients of the loss with respect to each parameter, under the same names. */
  gradient(x: NDArray, t: NDArray): Readonly<Record<string, NDArray>>;
  /** The share of right predictions, 0 to 1. */
  accuracy(x: NDArray, t: NDArray): number;
}
