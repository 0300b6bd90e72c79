import type { NDArray } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { checkGradient, kept, type Layer } from "./layer";

/**
 * ReLU: y = x where x > 0, else 0, entry by entry (section 5.5.1).
 * forward: x of any shape -> y of the same shape; keeps x.
 * backward: dx = dout where x > 0, else 0.
 * Throws if called before forward, or with a dout that has not y's shape.
 */
export class Relu implements Layer {
  private x?: NDArray;

  forward(x: NDArray): NDArray {
    const y = np.maximum(x, 0);
    this.x = x;
    return y;
  }

  backward(dout: NDArray): NDArray {
    const x = kept(this.x, "Relu");
    checkGradient("Relu", dout, x.shape);
    return np.where(np.greater(x, 0), dout, 0);
  }
}
