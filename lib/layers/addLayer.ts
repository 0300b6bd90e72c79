import type { NDArray } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { checkGradient, kept, shapeOf, sumToShape, type Value } from "./layer";

/**
 * z = x + y, of numbers or of arrays whose shapes broadcast (section 5.4.2).
 * forward: x, y -> z; keeps the shapes.
 * backward: dx = dout, dy = dout: the gradient is passed on unchanged.
 * Throws if called before forward, or with a dout that has not z's shape.
 */
export class AddLayer {
  private shapes?: { x: readonly number[]; y: readonly number[]; output: readonly number[] };

  forward(x: number, y: number): number;
  forward(x: Value, y: Value): NDArray;
  forward(x: Value, y: Value): Value {
    const output: Value = np.add(x, y);
    this.shapes = { x: shapeOf(x), y: shapeOf(y), output: shapeOf(output) };
    return output;
  }

  backward(dout: number): [dx: number, dy: number];
  backward(dout: NDArray): [dx: NDArray, dy: NDArray];
  backward(dout: Value): [dx: Value, dy: Value] {
    const { x, y, output } = kept(this.shapes, "AddLayer");
    checkGradient("AddLayer", dout, output);
    return [sumToShape(dout, x), sumToShape(dout, y)];
  }
}
