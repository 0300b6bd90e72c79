import type { ArrayLike } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import {
  asValue,
  type Output,
  requireForward,
  shapeOf,
  sumToShape,
  upstreamOf,
  type Value,
} from "./layer";

/**
 * z = x + y, of numbers or of arrays whose shapes broadcast (section 5.4.2).
 * forward: x, y -> z; keeps the shapes.
 * backward: dx = dout, dy = dout: the gradient is passed on unchanged, a copy to each.
 * Throws if called before forward, or with a dout that does not have z's shape.
 */
export class AddLayer {
  private shapes?: { x: readonly number[]; y: readonly number[]; output: readonly number[] };

  forward<X extends ArrayLike, Y extends ArrayLike>(x: X, y: Y): Output<X, Y>;
  forward(x: ArrayLike, y: ArrayLike): Value {
    const [a, b] = [x, y].map((value) => asValue("AddLayer.forward", value));
    const output: Value = np.add(a, b);
    this.shapes = { x: shapeOf(a), y: shapeOf(b), output: shapeOf(output) };
    return output;
  }

  backward<D extends ArrayLike>(dout: D): [dx: Output<D>, dy: Output<D>];
  backward(dout: ArrayLike): [dx: Value, dy: Value] {
    const { x, y, output } = requireForward(this.shapes, "AddLayer");
    const upstream = upstreamOf("AddLayer", dout, output);
    return [sumToShape(upstream, x), sumToShape(upstream, y)];
  }
}
