import { dotTransposed } from "../ndarray/dot";
import { type ArrayLike, asarray, type NDArray } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { formatShape, sizeOf } from "../ndarray/shape";
import { copyOf, kept, type Layer, upstreamOf } from "./layer";

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

  /** The layer computes with these very arrays: change W and b in place, and it computes with the new values. */
  constructor(W: ArrayLike, b: ArrayLike) {
    this.W = asarray(W, "Affine");
    this.b = asarray(b, "Affine");
    if (this.W.ndim !== 2 || this.b.ndim !== 1 || this.W.shape[1] !== this.b.shape[0]) {
      throw new Error(
        `Affine: W is ${formatShape(this.W.shape)} and b is ${formatShape(this.b.shape)}; they must be (D, H) and (H,)`,
      );
    }
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
    const y = np.dot(rows, this.W).addInPlace(this.b);
    this.x = copyOf(input, this.x);
    return y;
  }

  backward(dout: ArrayLike): NDArray {
    this.backwardToParameters(dout);
    return np.dot(dout, this.W.T).reshape(kept(this.x, "Affine").shape);
  }

  /**
   * The part of backward that sets dW and db, for a layer whose input nobody needs the gradient of: the first
   * layer of a network, where computing dx would be the largest of its products.
   */
  backwardToParameters(dout: ArrayLike): void {
    const x = kept(this.x, "Affine");
    const upstream = upstreamOf("Affine", dout, [x.shape[0], this.W.shape[1]]) as NDArray;
    this.dW = dotTransposed(flattened(x), upstream);
    this.db = np.sum(upstream, 0);
  }
}

/** (N, D): a row for each sample. */
function flattened(x: NDArray): NDArray {
  return x.reshape([x.shape[0], sizeOf(x.shape.slice(1))]);
}
