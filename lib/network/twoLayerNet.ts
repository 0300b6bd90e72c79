import { Affine } from "../layers/affine";
import { requireForward } from "../layers/layer";
import { Relu } from "../layers/relu";
import { SoftmaxWithLoss } from "../layers/softmaxWithLoss";
import type { ArrayLike, NDArray } from "../ndarray/ndarray";
import { accuracyOf } from "./accuracy";
import { numericalGradient } from "./gradient";
import { IN_PLACE, irreplaceable, loadInto } from "./parameters";

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
  /** Default: "float64". With "float32" parameters and float32 images all results are float32. */
  dtype?: "float64" | "float32";
}

/**
 * The network of section 5.7: Affine1 -> Relu1 -> Affine2, with SoftmaxWithLoss as the last layer in training. `x` is
 * (N, D), or images that become (N, D) when flattened; `t` holds integer labels (N,) or one-hot rows (N, C).
 */
export class TwoLayerNet {
  /**
   * Shared with the layers. Change them in place (`subtractInPlace`) or with `load`; assigning another array throws.
   */
  readonly params: Readonly<TwoLayerNetParameters>;
  /** In the order of the forward pass. */
  readonly layers: { readonly Affine1: Affine; readonly Relu1: Relu; readonly Affine2: Affine };
  readonly lastLayer: SoftmaxWithLoss = new SoftmaxWithLoss();

  /**
   * Draws W1, then W2, from np.random. Throws unless the sizes are whole numbers >= 1, and the deviation is a finite
   * number >= 0.
   */
  constructor(options: TwoLayerNetOptions) {
    const { inputSize, hiddenSize, outputSize, weightInitStd = 0.01, dtype = "float64" } = options;
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
    const Affine1 = Affine.random(inputSize, hiddenSize, { weightInitStd, dtype });
    const Affine2 = Affine.random(hiddenSize, outputSize, { weightInitStd, dtype });
    this.params = irreplaceable("TwoLayerNet", {
      ...{ W1: Affine1.W, b1: Affine1.b },
      ...{ W2: Affine2.W, b2: Affine2.b },
    });
    this.layers = { Affine1, Relu1: new Relu(), Affine2 };
  }

  /** The scores (N, C) before softmax; the largest of a row is the class that the network predicts. */
  predict(x: ArrayLike): NDArray {
    const { Affine1, Relu1, Affine2 } = this.layers;
    const { W1, b1, W2, b2 } = this.params;
    if (Affine1.W !== W1 || Affine1.b !== b1 || Affine2.W !== W2 || Affine2.b !== b2) {
      throw new Error(
        `TwoLayerNet: the layers compute with other arrays than params holds; one of them was replaced. ${IN_PLACE}`,
      );
    }
    return Affine2.forward(Relu1.forward(Affine1.forward(x)));
  }

  /** The mean cross-entropy error of the predictions for x. */
  loss(x: ArrayLike, t: ArrayLike): number {
    return this.lastLayer.forward(this.predict(x), t);
  }

  /**
   * The share of the samples, 0 to 1, whose predicted class is right. Throws if there are no samples or a score is NaN.
   */
  accuracy(x: ArrayLike, t: ArrayLike): number {
    const [inputSize] = this.params.W1.shape;
    return accuracyOf("TwoLayerNet.accuracy", (rows) => this.predict(rows), x, t, inputSize);
  }

  /**
   * Copies values into the parameters, in their dtype: those of another network, `load(other.params)`, or those of a
   * file, `load(np.load("network.npz"))`. Throws unless all names and shapes are those of this network; then no
   * parameter has changed.
   */
  load(params: Readonly<Record<string, ArrayLike>>): void {
    loadInto("TwoLayerNet", this.params, params);
  }

  /** The gradients of the loss with respect to the parameters, by numerical differentiation: slow, but simple. */
  numericalGradient(x: ArrayLike, t: ArrayLike): TwoLayerNetParameters {
    const loss = () => this.loss(x, t);
    const { W1, b1, W2, b2 } = this.params;
    return {
      W1: numericalGradient(loss, W1),
      b1: numericalGradient(loss, b1),
      W2: numericalGradient(loss, W2),
      b2: numericalGradient(loss, b2),
    };
  }

  /** The gradients of the loss with respect to the parameters, by backpropagation. */
  gradient(x: ArrayLike, t: ArrayLike): TwoLayerNetParameters {
    this.loss(x, t);
    const { Affine1, Relu1, Affine2 } = this.layers;
    const dout = Relu1.backward(Affine2.backward(this.lastLayer.backward()));
    // Nothing needs the gradient with respect to the images.
    Affine1.backwardToParameters(dout);
    return {
      W1: requireForward(Affine1.dW, "Affine"),
      b1: requireForward(Affine1.db, "Affine"),
      W2: requireForward(Affine2.dW, "Affine"),
      b2: requireForward(Affine2.db, "Affine"),
    };
  }
}
