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
 * z = x * y, of numbers or of arrays whose shapes broadcast (section 5.4.1).
 * forward: x, y -> z; keeps both inputs.
 * backward: dx = dout * y, dy = dout * x: each input's gradient is scaled by the other input.
 * Throws if called before forward, or with a dout that does not have z's shape.
 */
export class MulLayer {
  private inputs?: { x: Value; y: Value; shape: readonly number[] };

  forward<X extends ArrayLike, Y extends ArrayLike>(x: X, y: Y): Output<X, Y>;
  forward(x: ArrayLike, y: ArrayLike): Value {
    const [a, b] = [x, y].map((value) => asValue("MulLayer.forward", value));
    const output: Value = np.multiply(a, b);
    const { x: lastX, y: lastY } = this.inputs ?? {};
    this.inputs = { x: copyOf(a, lastX), y: copyOf(b, lastY), shape: shapeOf(output) };
    return output;
  }

  backward<D extends ArrayLike>(dout: D): [dx: Output<D>, dy: Output<D>];
  backward(dout: ArrayLike): [dx: Value, dy: Value] {
    const { x, y, shape } = requireForward(this.inputs, "MulLayer");
    const upstream = upstreamOf("MulLayer", dout, shape);
    return [
      sumToShape(np.multiply(upstream, y), shapeOf(x)),
      sumToShape(np.multiply(upstream, x), shapeOf(y)),
    ];
  }
}
