import { classLabels } from "./functions";
import { numericalGradient } from "./gradient";
import { Affine } from "./layers/affine";
import { kept } from "./layers/layer";
import { Relu } from "./layers/relu";
import { SoftmaxWithLoss } from "./layers/softmaxWithLoss";
import type { NDArray } from "./ndarray/ndarray";
import * as np from "./ndarray/np";
import { formatShape } from "./ndarray/shape";

/** Enough at once to be fast, few enough that what lies between the layers fits the processor's cache. */
const SAMPLES_AT_ONCE = 1000;

/** The parameters of a TwoLayerNet, or their gradients: W1 (D, H), b1 (H,), W2 (H, C), b2 (C,). */
export interface TwoLayerNetParameters {
  W1: NDArray;
  b1: NDArray;
  W2: NDArray;
  b2: NDArray;
  [name: string]: NDArray;
}

export interface TwoLayerNetOptions {
  /** D, the number of inputs: 784 pixels for MNIST. */
  inputSize: number;
  /** H, the number of neurons in the hidden layer. */
  hiddenSize: number;
  /** C, the number of classes. */
  outputSize: number;
  /** The standard deviation of the initial weights; the biases start at 0. */
  weightInitStd?: number;
}

/**
 * The network of section 5.7: Affine1 -> Relu1 -> Affine2, and SoftmaxWithLoss to learn with. `x` is (N, D) or
 * images that flatten to it; `t` holds integer labels (N,) or one-hot rows (N, C).
 */
export class TwoLayerNet {
  /** Shared with the layers: change them in place (`subtractInPlace`), never put another array here. */
  readonly params: Readonly<TwoLayerNetParameters>;
  /** In the order of the forward pass. */
  readonly layers: { readonly Affine1: Affine; readonly Relu1: Relu; readonly Affine2: Affine };
  readonly lastLayer: SoftmaxWithLoss = new SoftmaxWithLoss();

  /**
   * Draws W1, then W2, from np.random. Throws unless the sizes are whole numbers >= 1, and the deviation is a finite
   * number >= 0.
   */
  constructor({ inputSize, hiddenSize, outputSize, weightInitStd = 0.01 }: TwoLayerNetOptions) {
    for (const [name, size] of Object.entries({ inputSize, hiddenSize, outputSize })) {
      if (!Number.isInteger(size) || size < 1) {
        throw new Error(`TwoLayerNet: ${name} is ${size}; it must be a whole number >= 1`);
      }
    }
    if (!Number.isFinite(weightInitStd) || weightInitStd < 0) {
      throw new Error(
        `TwoLayerNet: weightInitStd is ${weightInitStd}; it must be a finite number >= 0 such as 0.01`,
      );
    }
    const W1 = np.multiply(weightInitStd, np.random.randn(inputSize, hiddenSize));
    const W2 = np.multiply(weightInitStd, np.random.randn(hiddenSize, outputSize));
    this.params = { W1, b1: np.zeros(hiddenSize), W2, b2: np.zeros(outputSize) };
    this.layers = {
      Affine1: new Affine(W1, this.params.b1),
      Relu1: new Relu(),
      Affine2: new Affine(W2, this.params.b2),
    };
  }

  /** The scores (N, C) before softmax; the largest of a row is the class that the network predicts. */
  predict(x: NDArray): NDArray {
    return Object.values(this.layers).reduce((output, layer) => layer.forward(output), x);
  }

  /** The mean cross-entropy error of the predictions for x. */
  loss(x: NDArray, t: NDArray): number {
    return this.lastLayer.forward(this.predict(x), t);
  }

  /** The share of the samples, 0 to 1, whose predicted class is the right one. Throws where there are no samples. */
  accuracy(x: NDArray, t: NDArray): number {
    if (x.ndim < 2 || x.size === 0) {
      throw new Error(
        `TwoLayerNet.accuracy: x is ${formatShape(x.shape)}; ` +
          `it must be (N, ${this.params.W1.shape[0]}), one row a sample, with N at least 1`,
      );
    }
    const [samples] = x.shape;
    const labels = classLabels("TwoLayerNet.accuracy", t, samples, this.params.b2.size);
    let right = 0;
    for (let start = 0; start < samples; start += SAMPLES_AT_ONCE) {
      const scores = this.predict(x.slice(start, start + SAMPLES_AT_ONCE));
      np.argmax(scores, 1).data.forEach((predicted, n) => {
        if (predicted === labels[start + n]) right++;
      });
    }
    return right / samples;
  }

  /** The gradients of the loss by numerical differentiation: slow, and simple enough to be trusted. */
  numericalGradient(x: NDArray, t: NDArray): TwoLayerNetParameters {
    const loss = () => this.loss(x, t);
    const { W1, b1, W2, b2 } = this.params;
    return {
      W1: numericalGradient(loss, W1),
      b1: numericalGradient(loss, b1),
      W2: numericalGradient(loss, W2),
      b2: numericalGradient(loss, b2),
    };
  }

  /** The gradients of the loss by backpropagation. */
  gradient(x: NDArray, t: NDArray): TwoLayerNetParameters {
    this.loss(x, t);
    const { Affine1, Relu1, Affine2 } = this.layers;
    const dout = Relu1.backward(Affine2.backward(this.lastLayer.backward()));
    // Nothing lies before Affine1 that would need the gradient by the images.
    Affine1.backwardToParameters(dout);
    return {
      W1: kept(Affine1.dW, "Affine"),
      b1: kept(Affine1.db, "Affine"),
      W2: kept(Affine2.dW, "Affine"),
      b2: kept(Affine2.db, "Affine"),
    };
  }
}
