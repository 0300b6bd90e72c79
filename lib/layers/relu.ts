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
 * ReLU: y = 0 where x <= 0, else x, of a number or of every entry of an array (section 5.5.1).
 * forward: x -> y of the same shape; keeps x.
 * backward: dx = 0 where x <= 0, else dout.
 * Throws if called before forward, or with a dout that does not have y's shape.
 */
export class Relu implements Layer {
  private x?: Value;

  forward<X extends ArrayLike>(x: X): Output<X>;
  forward(x: ArrayLike): Value {
    const value = asValue("Relu.forward", x);
    this.x = copyOf(value, this.x);
    return np.maximum(value, 0);
  }

  backward<D extends ArrayLike>(dout: D): Output<D>;
  backward(dout: ArrayLike): Value {
    const x = requireForward(this.x, "Relu");
    const upstream = upstreamOf("Relu", dout, shapeOf(x));
    return np.where(np.lessEqual(x, 0), 0, upstream);
  }
}
