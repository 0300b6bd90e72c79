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
 * Hyperbolic tangent: y = tanh(x), of a number or of every entry of an array; from -1 to 1 (section 6.2 uses it).
 * forward: x -> y of the same shape; keeps y.
 * backward: dx = dout * (1 - y^2).
 * Throws if called before forward, or with a dout that does not have y's shape.
 */
export class Tanh implements Layer {
  private y?: Value;

  forward<X extends ArrayLike>(x: X): Output<X>;
  forward(x: ArrayLike): Value {
    const y = np.tanh(asValue("Tanh.forward", x));
    this.y = copyOf(y, this.y);
    return y;
  }

  backward<D extends ArrayLike>(dout: D): Output<D>;
  backward(dout: ArrayLike): Value {
    const y = requireForward(this.y, "Tanh");
    const upstream = upstreamOf("Tanh", dout, shapeOf(y));
    return np.multiply(upstream, np.subtract(1, np.square(y)));
  }
}
