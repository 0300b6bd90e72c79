import { Affine } from "../layers/affine";
import { type Layer, requireForward } from "../layers/layer";
import { SoftmaxWithLoss } from "../layers/softmaxWithLoss";
import { type ArrayLike, asarray, type NDArray } from "../ndarray/ndarray";
import { accuracyOf } from "./accuracy";
import type { Network } from "./network";
import { irreplaceable, loadInto } from "./parameters";

/**
 * A network of any layers, one after another, with SoftmaxWithLoss as the last layer in training. The parameters are
 * those of the Affine layers, numbered from the first: W1, b1, W2, b2, ...
 *
 *     new Sequential([Affine.random(784, 100), new Relu(), Affine.random(100, 10)]);
 */
export class Sequential implements Network {
  /**
   * Shared with the layers. Change them in place (`subtractInPlace`) or with `load`; assigning another array throws.
   */
  readonly params: Readonly<Record<string, NDArray>>;
  /** In the order of the forward pass. */
  readonly layers: readonly Layer[];
  readonly lastLayer: SoftmaxWithLoss = new SoftmaxWithLoss();

  /** Throws if there are no layers, one has no forward or backward, or one is in the list twice. */
  constructor(layers: readonly Layer[]) {
    if (!Array.isArray(layers) || layers.length === 0) {
      throw new Error("Sequential: there are no layers; give it a list of them, [new Relu(), ...]");
    }
    layers.forEach((layer, i) => {
      const isLayer = ["forward", "backward"].every((method) => method in Object(layer));
      if (!isLayer || layers.indexOf(layer) !== i) {
        throw new Error(
          `Sequential: layer ${i} ${isLayer ? "is in the list twice, but keeps one x only" : "has no forward and backward"}; ` +
            "each must be a layer of its own, such as new Relu()",
        );
      }
    });
    this.layers = [...layers];
    this.params = irreplaceable(
      "Sequential",
      this.numbered(({ W, b }) => [W, b]),
    );
  }

  /** The scores (N, C) before softmax; the largest of a row is the class that the network predicts. */
  predict(x: ArrayLike): NDArray {
    return this.layers.reduce((y, layer) => layer.forward(y), asarray(x, "Sequential.predict"));
  }

  /** The mean cross-entropy error of the predictions for x. */
  loss(x: ArrayLike, t: ArrayLike): number {
    return this.lastLayer.forward(this.predict(x), t);
  }

  /**
   * The share of the samples, 0 to 1, whose predicted class is right. Throws if there are no samples or a score is NaN.
   */
  accuracy(x: ArrayLike, t: ArrayLike): number {
    return accuracyOf("Sequential.accuracy", (rows) => this.predict(rows), x, t);
  }

  /**
   * Copies values into the parameters, in their dtype: those of another network, or those of a file. Throws unless all
   * names and shapes are those of this network; then no parameter has changed.
   */
  load(params: Readonly<Record<string, ArrayLike>>): void {
    loadInto("Sequential", this.params, params);
  }

  /** The gradients of the loss with respect to the parameters, by backpropagation. */
  gradient(x: ArrayLike, t: ArrayLike): Readonly<Record<string, NDArray>> {
    this.loss(x, t);
    const [first, ...others] = this.layers;
    let dout = this.lastLayer.backward();
    for (const layer of others.reverse()) dout = layer.backward(dout);
    // Nothing needs the gradient with respect to x.
    if (first instanceof Affine) first.backwardToParameters(dout);
    else first.backward(dout);
    return this.numbered(({ dW, db }) => [
      requireForward(dW, "Affine"),
      requireForward(db, "Affine"),
    ]);
  }

  private numbered(arraysOf: (layer: Affine) => [W: NDArray, b: NDArray]) {
    const affine = this.layers.filter((layer) => layer instanceof Affine);
    const pairs = affine.map(arraysOf);
    return Object.fromEntries(
      pairs.flatMap(([W, b], i) => [[`W${i + 1}`, W] as const, [`b${i + 1}`, b] as const]),
    );
  }
}
