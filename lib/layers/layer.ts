import { type ArrayLike, asarray, type NDArray } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { formatShape, type Shape, sameShape } from "../ndarray/shape";

/**
 * A node of the computational graph. `forward` computes the output, and keeps copies of what `backward` will need:
 * later changes of x or of the output do not matter. `backward` takes `dout`, the gradient of the loss with respect to
 * the output, and returns the gradient with respect to the input. It does not change `dout`, and nothing else shares
 * the array that it returns. It throws if it is called before forward. The layers of this library also take nested
 * lists.
 */
export interface Layer {
  forward(x: NDArray): NDArray;
  backward(dout: NDArray): NDArray;
}

/** What the nodes of sections 5.4 and 5.5 compute with. */
export type Value = number | NDArray;

/** The type of an output: numbers make a number; with an array or a list among the inputs it is an array. */
export type Output<X, Y = number> = X extends number
  ? Y extends number
    ? number
    : NDArray
  : NDArray;

/** The value that forward kept for backward. Throws if forward has not run. */
export function requireForward<T>(value: T | undefined, layer: string): T {
  if (value === undefined) {
    throw new Error(`${layer}.backward: call forward first; backward needs what forward keeps`);
  }
  return value;
}

/** Numbers stay numbers, lists become arrays. Throws for anything else. */
export function asValue(operation: string, value: ArrayLike): Value {
  return typeof value === "number" ? value : asarray(value, operation);
}

/**
 * A copy to keep, since the array itself may change. It overwrites the last copy if that has the same shape and dtype:
 * for a mini-batch, new memory takes longer than copying.
 */
export function copyOf(value: NDArray, last?: Value): NDArray;
export function copyOf(value: Value, last?: Value): Value;
export function copyOf(value: Value, last?: Value): Value {
  if (typeof value === "number") return value;
  const fits =
    typeof last === "object" && last.dtype === value.dtype && sameShape(last.shape, value.shape);
  if (!fits) return value.copy();
  last.data.set(value.data);
  return last;
}

/** `dout` as a number or an array. Throws unless it has the shape of the output of forward. */
export function upstreamOf(layer: string, dout: ArrayLike, output: Shape): Value {
  const gradient = asValue(`${layer}.backward`, dout);
  if (!sameShape(shapeOf(gradient), output)) {
    throw new Error(
      `${layer}.backward: dout is ${formatShape(shapeOf(gradient))} but forward returned ${formatShape(output)}; ` +
        "a gradient has the shape of the value that it belongs to",
    );
  }
  return gradient;
}

export function shapeOf(value: Value): Shape {
  return typeof value === "number" ? [] : value.shape;
}

/**
 * The backward pass of a broadcast (section 5.6.2): an entry that was used several times receives the sum of the
 * gradients from all its uses. Returns the gradient, summed over the repeated axes, in the shape of the input; it is
 * always a new array.
 */
export function sumToShape(gradient: Value, shape: Shape): Value {
  if (typeof gradient === "number") return gradient;
  let summed = gradient;
  while (summed.ndim > shape.length) summed = np.sum(summed, 0);
  shape.forEach((length, axis) => {
    if (length !== summed.shape[axis]) summed = np.sum(summed, axis, { keepdims: true });
  });
  return summed === gradient ? gradient.copy() : summed;
}
