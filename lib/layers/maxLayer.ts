import type { NDArray } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { checkGradient, kept, shapeOf, sumToShape, type Value } from "./layer";

/**
 * z = max(x, y), of numbers or of arrays whose shapes broadcast (section 5.3).
 * forward: x, y -> z; keeps where x is the larger (or they are equal).
 * backward: all of dout goes to the larger input, 0 to the other.
 * Throws if called before forward, or with a dout that has not z's shape.
 */
export class MaxLayer {
  private routes?: { toX: boolean | NDArray; x: readonly number[]; y: readonly number[] };

  forward(x: number, y: number): number;
  forward(x: Value, y: Value): NDArray;
  forward(x: Value, y: Value): Value {
    const output: Value = np.maximum(x, y);
    this.routes = { toX: np.greaterEqual(x, y), x: shapeOf(x), y: shapeOf(y) };
    return output;
  }

  backward(dout: number): [dx: number, dy: number];
  backward(dout: NDArray): [dx: NDArray, dy: NDArray];
  backward(dout: Value): [dx: Value, dy: Value] {
    const { toX, x, y } = kept(this.routes, "MaxLayer");
    checkGradient("MaxLayer", dout, typeof toX === "boolean" ? [] : toX.shape);
    return [sumToShape(np.where(toX, dout, 0), x), sumToShape(np.where(toX, 0, dout), y)];
  }
}
