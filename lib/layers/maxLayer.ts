import type { ArrayLike } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import {
  asValue,
  copyOf,
  type Output,
  requireForward,
  shapeOf,
  sumToShape,
  upstreamOf,
  type Value,
} from "./layer";

/**
 * z = max(x, y), of numbers or of arrays whose shapes broadcast (section 5.3).
 * forward: x, y -> z; keeps both inputs.
 * backward: dx = dout where x >= y, else 0; dy = dout where x < y, else 0: the larger input receives all of dout. Where
 * an input is NaN, both receive it.
 * Throws if called before forward, or with a dout that does not have z's shape.
 */
export class MaxLayer {
  private inputs?: { x: Value; y: Value; shape: readonly number[] };

  forward<X extends ArrayLike, Y extends ArrayLike>(x: X, y: Y): Output<X, Y>;
  forward(x: ArrayLike, y: ArrayLike): Value {
    const [a, b] = [x, y].map((value) => asValue("MaxLayer.forward", value));
    const output: Value = np.maximum(a, b);
    const { x: lastX, y: lastY } = this.inputs ?? {};
    this.inputs = { x: copyOf(a, lastX), y: copyOf(b, lastY), shape: shapeOf(output) };
    return output;
  }

  backward<D extends ArrayLike>(dout: D): [dx: Output<D>, dy: Output<D>];
  backward(dout: ArrayLike): [dx: Value, dy: Value] {
    const { x, y, shape } = requireForward(this.inputs, "MaxLayer");
    const upstream = upstreamOf("MaxLayer", dout, shape);
    return [
      sumToShape(np.where(np.less(x, y), 0, upstream), shapeOf(x)),
      sumToShape(np.where(np.greaterEqual(x, y), 0, upstream), shapeOf(y)),
    ];
  }
}
