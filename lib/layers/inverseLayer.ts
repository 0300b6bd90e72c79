import type { NDArray } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { checkGradient, kept, shapeOf, type Value } from "./layer";

/**
 * y = 1 / x, of a number or of every entry of an array (section 5.5.2, the last node of the sigmoid).
 * forward: x -> y of the same shape; keeps y.
 * backward: dx = -dout * y^2, since d(1/x)/dx = -1/x^2.
 * Throws if called before forward, or with a dout that has not y's shape.
 */
export class InverseLayer {
  private y?: Value;

  forward(x: number): number;
  forward(x: NDArray): NDArray;
  forward(x: Value): Value {
    this.y = np.divide(1, x);
    return this.y;
  }

  backward(dout: number): number;
  backward(dout: NDArray): NDArray;
  backward(dout: Value): Value {
    const y = kept(this.y, "InverseLayer");
    checkGradient("InverseLayer", dout, shapeOf(y));
    return np.multiply(np.multiply(dout, -1), np.multiply(y, y));
  }
}
