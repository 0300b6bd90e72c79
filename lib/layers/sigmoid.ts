import { sigmoid } from "../functions";
import type { ArrayLike } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import {
  asValue,
  copyOf,
  type Layer,
  type Output,
  requireForward,
  shapeOf,
  upstreamOf,
  type Value,
} from "./layer";

/**
 * Sigmoid: y = 1 / (1 + exp(-x)), of a number or of every entry of an array (section 5.5.2).
 * forward: x -> y of the same shape; keeps y.
 * backward: dx = dout * y * (1 - y), which is the product of the local derivatives of its four nodes.
 * Throws if called before forward, or with a dout that does not have y's shape.
 */
export class Sigmoid implements Layer {
  private y?: Value;

  forward<X extends ArrayLike>(x: X): Output<X>;
  forward(x: ArrayLike): Value {
    const y = sigmoid(asValue("Sigmoid.forward", x));
    this.y = copyOf(y, this.y);
    return y;
  }

  backward<D extends ArrayLike>(dout: D): Output<D>;
  backward(dout: ArrayLike): Value {
    const y = requireForward(this.y, "Sigmoid");
    const upstream = upstreamOf("Sigmoid", dout, shapeOf(y));
    return np.multiply(upstream, np.multiply(y, np.subtract(1, y)));
  }
}
