import type { NDArray } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { checkGradient, kept, type Layer } from "./layer";

/**
 * ReLU: y = x where x > 0, else 0, entry by entry (section 5.5.1).
 * forward: x of any shape -> y of the same shape; keeps the mask x > 0.
 * backward: dx = dout where x > 0, else 0.
 * Throws if called before forward, or with a dout that has not y's shape.
 */
export class Relu implements Layer {
  private active?: NDArray;

  forward(x: NDArray): NDArray {
    this.active = np.greater(x, 0);
    return np.where(this.active, x, 0);
  }

  backward(dout: NDArray): NDArray {
    const active = kept(this.active, "Relu");
    checkGradient("Relu", dout, active.shape);
    return np.where(active, dout, 0);
  }
}
