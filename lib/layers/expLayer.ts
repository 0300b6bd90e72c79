import type { NDArray } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { checkGradient, kept, shapeOf, type Value } from "./layer";

/**
 * y = exp(x), of a number or of every entry of an array (section 5.5.2, the second node of the sigmoid).
 * forward: x -> y of the same shape; keeps y.
 * backward: dx = dout * y, since exp is its own derivative.
 * Throws if called before forward, or with a dout that has not y's shape.
 */
export class ExpLayer {
  private y?: Value;

  forward(x: number): number;
  forward(x: NDArray): NDArray;
  forward(x: Value): Value {
    this.y = np.exp(x);
    return this.y;
  }

  backward(dout: number): number;
  backward(dout: NDArray): NDArray;
  backward(dout: Value): Value {
    const y = kept(this.y, "ExpLayer");
    checkGradient("ExpLayer", dout, shapeOf(y));
    return np.multiply(dout, y);
  }
}
