import type { NDArray } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { formatShape, type Shape } from "../ndarray/shape";

/**
 * A node of the computational graph. `forward` computes the output and keeps what `backward` will need;
 * `backward` turns the gradient of the loss by the output (`dout`) into that by the input, and never changes
 * `dout`. Throws if called before forward.
 */
export interface Layer {
  forward(x: NDArray): NDArray;
  backward(dout: NDArray): NDArray;
}

/** What the scalar nodes of sections 5.4 and 5.5 compute with. */
export type Value = number | NDArray;

/** What forward kept for backward; throws if there was no forward. */
export function kept<T>(value: T | undefined, layer: string): T {
  if (value === undefined) {
    throw new Error(`${layer}.backward: call forward first; backward needs what forward keeps`);
  }
  return value;
}

/** Throws unless the gradient that comes back has the shape of the output that went out. */
export function checkGradient(layer: string, dout: Value, output: Shape): void {
  if (formatShape(shapeOf(dout)) !== formatShape(output)) {
    throw new Error(
      `${layer}.backward: dout is ${formatShape(shapeOf(dout))} but forward returned ${formatShape(output)}; ` +
        "a gradient has the shape of the value that it belongs to",
    );
  }
}

export function shapeOf(value: Value): Shape {
  return typeof value === "number" ? [] : value.shape;
}

/**
 * The backward pass of a broadcast: an entry that was used several times sums what comes back from each use
 * (section 5.6.2). The gradient, summed over the axes that were repeated, in the shape of the input.
 */
export function sumToShape(gradient: Value, shape: Shape): Value {
  if (typeof gradient === "number") return gradient;
  let summed = gradient;
  while (summed.ndim > shape.length) summed = np.sum(summed, 0);
  shape.forEach((length, axis) => {
    if (length !== summed.shape[axis]) summed = np.sum(summed, axis, { keepdims: true });
  });
  return summed;
}
