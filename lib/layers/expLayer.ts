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
 * y = exp(x), of a number or of every entry of an array (section 5.5.2, the second node of the sigmoid).
 * forward: x -> y of the same shape; keeps y.
 * backward: dx = dout * y, since exp is its own derivative.
 * Throws if called before forward, or with a dout that does not have y's shape.
 */
export class ExpLayer {
  private y?: Value;

  forward<X extends ArrayLike>(x: X): Output<X>;
  forward(x: ArrayLike): Value {
    const y: Value = np.exp(asValue("ExpLayer.forward", x));
    this.y = copyOf(y, this.y);
    return y;
  }

  backward<D extends ArrayLike>(dout: D): Output<D>;
  backward(dout: ArrayLike): Value {
    const y = requireForward(this.y, "ExpLayer");
    return np.multiply(upstreamOf("ExpLayer", dout, shapeOf(y)), y);
  }
}
