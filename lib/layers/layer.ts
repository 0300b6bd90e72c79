import { type ArrayLike, asarray, type NDArray } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { formatShape, type Shape, sameShape } from "../ndarray/shape";

/**
 * A node of the computational graph. `forward` computes the output and keeps what `backward` will need, in copies:
 * whatever happens to x and to the output later, backward belongs to that forward. `backward` turns the gradient of the
 * loss with respect to the output (`dout`) into that with respect to the input; it never changes `dout`, and what it
 * returns is shared with nobody. Throws if called before forward. The layers here take nested lists for arrays, too.
 */
export interface Layer {
  forward(x: NDArray): NDArray;
  backward(dout: NDArray): NDArray;
}

/** What the nodes of sections 5.4 and 5.5 compute with. */
export type Value = number | NDArray;

/** What a node makes of X (and Y): a number of numbers, an array where an array or a list takes part. */
export type Output<X, Y = number> = X extends number
  ? Y extends number
    ? number
    : NDArray
  : NDArray;

/** What forward kept for backward; throws if there was no forward. */
export function kept<T>(value: T | undefined, layer: string): T {
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
 * A copy to keep, since the array itself may change. It is written over the last one where that has the same shape and
 * dtype: for a mini-batch new memory takes longer than the copying.
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

/** The gradient that arrives at backward. Throws unless it has the shape of the output of forward. */
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
 * The backward pass of a broadcast: an entry that was used several times sums what comes back from each use
 * (section 5.6.2). The gradient, summed over the axes that were repeated, in the shape of the input; always an array
 * of its own.
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
