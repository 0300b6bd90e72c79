import { sigmoid } from "../functions";
import type { NDArray } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { checkGradient, kept, type Layer, shapeOf, type Value } from "./layer";

/**
 * Sigmoid: y = 1 / (1 + exp(-x)), of a number or of every entry of an array (section 5.5.2).
 * forward: x -> y of the same shape; keeps y.
 * backward: dx = dout * y * (1 - y), all that the four nodes of its graph come down to.
 * Throws if called before forward, or with a dout that has not y's shape.
 */
export class Sigmoid implements Layer {
  private y?: Value;

  forward(x: number): number;
  forward(x: NDArray): NDArray;
  forward(x: Value): Value {
    this.y = sigmoid(x);
    return this.y;
  }

  backward(dout: number): number;
  backward(dout: NDArray): NDArray;
  backward(dout: Value): Value {
    const y = kept(this.y, "Sigmoid");
    checkGradient("Sigmoid", dout, shapeOf(y));
    return np.multiply(dout, np.multiply(y, np.subtract(1, y)));
  }
}
