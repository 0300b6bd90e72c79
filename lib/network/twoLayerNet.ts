import { classLabels } from "../functions";
import { Affine } from "../layers/affine";
import { kept } from "../layers/layer";
import { Relu } from "../layers/relu";
import { SoftmaxWithLoss } from "../layers/softmaxWithLoss";
import { type ArrayLike, asarray, type NDArray, rowsOf } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { formatShape } from "../ndarray/shape";
import { numericalGradient } from "./gradient";

/** Enough at once to be fast, few enough that what lies between the layers fits the processor's cache. */
const SAMPLES_AT_ONCE = 500;

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
  /** Default: "float64". With "float32" parameters all that is computed with float32 images is float32. */
  dtype?: "float64" | "float32";
}

/**
 * The network of section 5.7: Affine1 -> Relu1 -> Affine2, and SoftmaxWithLoss to learn with. `x` is (N, D) or
 * images that flatten to it; `t` holds integer labels (N,) or one-hot rows (N, C).
 */
export class TwoLayerNet {
  /** Shared with the layers: change them in place (`subtractInPlace`) or by `load`; putting another array here throws. */
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
    const W1 = np.multiply(weightInitStd, np.random.randn(inputSize, hiddenSize)).astype(dtype);
    const W2 = np.multiply(weightInitStd, np.random.randn(hiddenSize, outputSize)).astype(dtype);
    const [b1, b2] = [np.zeros(hiddenSize, dtype), np.zeros(outputSize, dtype)];
    this.params = irreplaceable({ W1, b1, W2, b2 });
    this.layers = { Affine1: new Affine(W1, b1), Relu1: new Relu(), Affine2: new Affine(W2, b2) };
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
   * The share of the samples, 0 to 1, whose predicted class is the right one. Throws where there are no samples, and
   * where a score is NaN.
   */
  accuracy(x: ArrayLike, t: ArrayLike): number {
    const inputs = asarray(x, "TwoLayerNet.accuracy");
    const { W1, b2 } = this.params;
    if (inputs.ndim < 2 || inputs.size === 0) {
      throw new Error(
        `TwoLayerNet.accuracy: x is ${formatShape(inputs.shape)}; ` +
          `it must be (N, ${W1.shape[0]}), one row a sample, with N at least 1`,
      );
    }
    const [samples] = inputs.shape;
    const labels = classLabels("TwoLayerNet.accuracy", t, samples, b2.size);
    let right = 0;
    for (let start = 0; start < samples; start += SAMPLES_AT_ONCE) {
      const scores = this.predict(rowsOf(inputs, start, start + SAMPLES_AT_ONCE));
      np.argmax(scores, 1).data.forEach((predicted, n) => {
        // The largest of several numbers is NaN as soon as one of them is.
        if (Number.isNaN(scores.data[n * b2.size + predicted])) {
          throw new Error(
            `TwoLayerNet.accuracy: a score of sample ${start + n} is NaN, so there is no prediction; ` +
              "look for NaN in the parameters and in x",
          );
        }
        if (predicted === labels[start + n]) right++;
      });
    }
    return right / samples;
  }

  /**
   * Copies values into the parameters, in their dtype: those of another network, `load(other.params)`, or those of a
   * file, `load(np.load("network.npz"))`. Throws, and then nothing has changed, unless all names and shapes are those
   * of this network.
   */
  load(params: Readonly<Record<string, ArrayLike>>): void {
    const own = Object.entries(this.params);
    const [names, given] = [own.map(([name]) => name), Object.keys(Object(params))];
    if (String(given.toSorted()) !== String(names.toSorted())) {
      throw new Error(
        `TwoLayerNet.load: the names are ${given.join(", ") || "missing"}; they must be ${names.join(", ")}`,
      );
    }
    const arrays = own.map(([name, { shape }]) => {
      const array = asarray(params[name], `TwoLayerNet.load, ${name}`);
      if (formatShape(array.shape) === formatShape(shape)) return array;
      throw new Error(
        `TwoLayerNet.load: ${name} is ${formatShape(array.shape)} but the network's is ${formatShape(shape)}; ` +
          "load into a network of the same sizes",
      );
    });
    own.forEach(([, parameter], i) => {
      parameter.data.set(arrays[i].data);
    });
  }

  /** The gradients of the loss by numerical differentiation: slow, and simple enough to be trusted. */
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

  /** The gradients of the loss by backpropagation. */
  gradient(x: ArrayLike, t: ArrayLike): TwoLayerNetParameters {
    this.loss(x, t);
    const { Affine1, Relu1, Affine2 } = this.layers;
    const dout = Relu1.backward(Affine2.backward(this.lastLayer.backward()));
    // Nothing lies before Affine1 that would need the gradient with respect to the images.
    Affine1.backwardToParameters(dout);
    return {
      W1: kept(Affine1.dW, "Affine"),
      b1: kept(Affine1.db, "Affine"),
      W2: kept(Affine2.dW, "Affine"),
      b2: kept(Affine2.db, "Affine"),
    };
  }
}

const IN_PLACE =
  "Update a parameter in place, as network.params.W1.subtractInPlace(...) does, " +
  "or copy values into all of them: network.load({ W1, b1, W2, b2 })";

/** The layers share these arrays, and would not notice that another one had been put in the place of one. */
function irreplaceable(params: TwoLayerNetParameters): Readonly<TwoLayerNetParameters> {
  return new Proxy(params, {
    defineProperty(_, name, { value }) {
      if (value === params[String(name)]) return true;
      throw new Error(`TwoLayerNet: params.${String(name)} cannot be replaced. ${IN_PLACE}`);
    },
  });
}
