import { dotTransposed } from "../ndarray/dot";
import type { NDArray } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { formatShape } from "../ndarray/shape";
import { checkGradient, kept, type Layer } from "./layer";

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
  /** The gradients of the loss by W and b; set by backward. */
  dW?: NDArray;
  db?: NDArray;
  private x?: NDArray;

  /** The layer computes with these very arrays: change W and b in place, and it computes with the new values. */
  constructor(W: NDArray, b: NDArray) {
    if (W.ndim !== 2 || b.ndim !== 1 || W.shape[1] !== b.shape[0]) {
      throw new Error(
        `Affine: W is ${formatShape(W.shape)} and b is ${formatShape(b.shape)}; they must be (D, H) and (H,)`,
      );
    }
    this.W = W;
    this.b = b;
  }

  forward(x: NDArray): NDArray {
    const rows = x.ndim > 2 ? x.reshape([x.shape[0], -1]) : x;
    if (rows.shape[1] !== this.W.shape[0]) {
      throw new Error(
        `Affine.forward: x is ${formatShape(x.shape)} but W is ${formatShape(this.W.shape)}; ` +
          "x must be (N, D), one row a sample, with as many columns as W has rows",
      );
    }
    const y = np.dot(rows, this.W).addInPlace(this.b);
    this.x = x;
    return y;
  }

  backward(dout: NDArray): NDArray {
    const x = this.backwardToParameters(dout);
    return np.dot(dout, this.W.T).reshape(x.shape);
  }

  /**
   * The part of backward that sets dW and db, for a layer whose input nobody needs the gradient of: the first
   * layer of a network, where computing dx would be the largest of its products. Returns the x that forward kept.
   */
  backwardToParameters(dout: NDArray): NDArray {
    const x = kept(this.x, "Affine");
    checkGradient("Affine", dout, [x.shape[0], this.W.shape[1]]);
    const rows = x.reshape([x.shape[0], -1]);
    this.dW = dotTransposed(rows, dout);
    this.db = np.sum(dout, 0);
    return x;
  }
}
