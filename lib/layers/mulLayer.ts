import type { NDArray } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { checkGradient, kept, shapeOf, sumToShape, type Value } from "./layer";

/**
 * z = x * y, of numbers or of arrays whose shapes broadcast (section 5.4.1).
 * forward: x, y -> z; keeps both inputs.
 * backward: dx = dout * y, dy = dout * x: each input's gradient is scaled by the other input.
 * Throws if called before forward, or with a dout that has not z's shape.
 */
export class MulLayer {
  private inputs?: { x: Value; y: Value; output: Value };

  forward(x: number, y: number): number;
  forward(x: Value, y: Value): NDArray;
  forward(x: Value, y: Value): Value {
    const output: Value = np.multiply(x, y);
    this.inputs = { x, y, output };
    return output;
  }

  backward(dout: number): [dx: number, dy: number];
  backward(dout: NDArray): [dx: NDArray, dy: NDArray];
  backward(dout: Value): [dx: Value, dy: Value] {
    const { x, y, output } = kept(this.inputs, "MulLayer");
    checkGradient("MulLayer", dout, shapeOf(output));
    return [
      sumToShape(np.multiply(dout, y), shapeOf(x)),
      sumToShape(np.multiply(dout, x), shapeOf(y)),
    ];
  }
}
