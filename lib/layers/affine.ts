import { atHome, copyBeside, dotPlus, dotTransposed } from "../ndarray/dot";
import { type ArrayLike, asarray, type NDArray } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { formatShape, sizeOf } from "../ndarray/shape";
import { copyOf, type Layer, requireForward, upstreamOf } from "./layer";

export interface RandomAffineOptions {
  /** The standard deviation of the weights. */
  weightInitStd?: number;
  /** Default: "float64". */
  dtype?: "float64" | "float32";
}

/**
 * Affine: y = x . W + b (section 5.6), x (N, D), W (D, H), b (H,) -> y (N, H). Images x (N, C, H, W) are flattened
 * to (N, D) on the way in, and dx comes back in the shape of x.
 * forward: keeps x.
 * backward: dx = dout . W^T, and into the fields dW = x^T . dout and db = the sum of dout's rows.
 * Throws if shapes do not fit, or if backward is called before forward.
 */
export class Affine implements Layer {
  readonly W: NDArray;
  readonly b: NDArray;
  /** The gradients of the loss with respect to W and b; set by backward. */
  dW?: NDArray;
  db?: NDArray;
  private x?: NDArray;

  /**
   * The layer uses these arrays themselves, not copies: it computes with the new values if you change them in place.
   */
  constructor(W: ArrayLike, b: ArrayLike) {
    this.W = asarray(W, "Affine");
    this.b = asarray(b, "Affine");
    if (this.W.ndim !== 2 || this.b.ndim !== 1 || this.W.shape[1] !== this.b.shape[0]) {
      throw new Error(
        `Affine: W is ${formatShape(this.W.shape)} and b is ${formatShape(this.b.shape)}; they must be (D, H) and (H,)`,
      );
    }
  }

  /**
   * A layer with random weights W (inputSize, outputSize) from np.random, and b = 0. The standard deviation is
   * `weightInitStd`. By default it is sqrt(2 / inputSize): with it the outputs of ReLU layers neither grow nor shrink
   * from layer to layer (section 6.2.3).
   * Throws unless the sizes are whole numbers >= 1 and the deviation is a finite number >= 0.
   */
  static random(
    inputSize: number,
    outputSize: number,
    { weightInitStd = Math.sqrt(2 / inputSize), dtype = "float64" }: RandomAffineOptions = {},
  ): Affine {
    for (const [name, size] of Object.entries({ inputSize, outputSize })) {
      if (Number.isInteger(size) && size >= 1) continue;
      throw new Error(`Affine.random: ${name} is ${size}; it must be a whole number >= 1`);
    }
    if (!Number.isFinite(weightInitStd) || weightInitStd < 0) {
      throw new Error(
        `Affine.random: weightInitStd is ${weightInitStd}; it must be a finite number >= 0 such as 0.01`,
      );
    }
    const W = np.multiply(weightInitStd, np.random.randn(inputSize, outputSize)).astype(dtype);
    return new Affine(atHome(W), np.zeros(outputSize, dtype));
  }

  forward(x: ArrayLike): NDArray {
    const input = asarray(x, "Affine.forward");
    const rows = input.ndim > 2 ? flattened(input) : input;
    if (rows.shape[1] !== this.W.shape[0]) {
      throw new Error(
        `Affine.forward: x is ${formatShape(input.shape)} but W is ${formatShape(this.W.shape)}; ` +
          "x must be (N, D), one row a sample, with as many columns as W has rows",
      );
    }
    this.x = copyBeside(this.W, input, this) ?? copyOf(input, this.x);
    return dotPlus(flattened(this.x), this.W, this.b);
  }

  backward(dout: ArrayLike): NDArray {
    this.backwardToParameters(dout);
    return np.dot(dout, this.W.T).reshape(requireForward(this.x, "Affine").shape);
  }

  /**
   * Sets dW and db as backward does, but computes no dx. For the first layer of a network: nothing needs the gradient
   * with respect to its input, and that product would be the largest.
   */
  backwardToParameters(dout: ArrayLike): void {
    const x = requireForward(this.x, "Affine");
    const upstream = upstreamOf("Affine", dout, [x.shape[0], this.W.shape[1]]) as NDArray;
    this.dW = dotTransposed(flattened(x), upstream);
    this.db = np.sum(upstream, 0);
  }
}

/** x as (N, D): one row a sample. */
function flattened(x: NDArray): NDArray {
  return x.reshape([x.shape[0], sizeOf(x.shape.slice(1))]);
}
