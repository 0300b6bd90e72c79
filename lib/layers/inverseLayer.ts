import type { ArrayLike } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import {
  asValue,
  copyOf,
  type Output,
  requireForward,
  shapeOf,
  upstreamOf,
  type Value,
} from "./layer";

/**
 * y = 1 / x, of a number or of every entry of an array (section 5.5.2, the last node of the sigmoid).
 * forward: x -> y of the same shape; keeps y.
 * backward: dx = -dout * y^2, since d(1/x)/dx = -1/x^2.
 * Throws if called before forward, or with a dout that does not have y's shape.
 */
export class InverseLayer {
  private y?: Value;

  forward<X extends ArrayLike>(x: X): Output<X>;
  forward(x: ArrayLike): Value {
    const y: Value = np.divide(1, asValue("InverseLayer.forward", x));
    this.y = copyOf(y, this.y);
    return y;
  }

  backward<D extends ArrayLike>(dout: D): Output<D>;
  backward(dout: ArrayLike): Value {
    const y = requireForward(this.y, "InverseLayer");
    const upstream = upstreamOf("InverseLayer", dout, shapeOf(y));
    return np.multiply(np.multiply(upstream, -1), np.multiply(y, y));
  }
}
