import {
  abs,
  add,
  equal,
  isfinite,
  lessEqual,
  logicalAnd,
  logicalOr,
  multiply,
  subtract,
} from "./elementwise";
import { type ArrayLike, asarray } from "./ndarray";
import { all } from "./reduction";
import { sameShape } from "./shape";

/** Whether two arrays have the same shape and the same entries. NaN equals nothing. */
export function arrayEqual(a: ArrayLike, b: ArrayLike): boolean {
  const [left, right] = [asarray(a, "np.arrayEqual"), asarray(b, "np.arrayEqual")];
  return sameShape(left.shape, right.shape) && all(equal(left, right));
}

/**
 * Whether all entries of two arrays, whose shapes broadcast, are close: |a - b| <= atol + rtol * |b|. What comes out of
 * floating-point arithmetic is compared in this way. NaN is close to nothing.
 */
export function allclose(
  a: ArrayLike,
  b: ArrayLike,
  { rtol = 1e-5, atol = 1e-8 }: { rtol?: number; atol?: number } = {},
): boolean {
  const [left, right] = [asarray(a, "np.allclose"), asarray(b, "np.allclose")];
  const near = lessEqual(abs(subtract(left, right)), add(atol, multiply(rtol, abs(right))));
  return all(logicalOr(equal(left, right), logicalAnd(near, isfinite(right))));
}
