import { NDArray, np } from "backprop";
import { expect, suite, test } from "vitest";
import "../support/allclose";
import { plainProduct } from "../support/plainProduct";

// What each operation computes is compared with NumPy in numpy.test.ts, and with plain loops in properties.test.ts.

test("numbers stay numbers", () => {
  expect(np.multiply(100, 2)).toBe(200);
  expect(np.exp(0)).toBe(1);
  expect(np.greater(2, 1)).toBe(true);
  expect(np.where(true, 1, 2)).toBe(1);
  expect(np.where(true, np.array([1, 3]), 2).tolist()).toEqual([1, 3]);
  expect(np.where(false, 1, np.array([2, 4])).tolist()).toEqual([2, 4]);
});

suite("in place", () => {
  const matrix = () => np.array([[1, 2], [3, 4]]); // biome-ignore format: a matrix

  test("changes the array that is shared", () => {
    const x = matrix();
    const shared = x;
    x.subtractInPlace([1, 1])
      .multiplyInPlace(2)
      .addInPlace([[1], [0]])
      .divideInPlace(np.array([1, 2]))
      .subtractProductInPlace(2, np.ones([2, 2]));
    expect(shared.tolist()).toEqual([
      [-1, -0.5],
      [2, 1],
    ]);
  });

  test("reads a row of itself as it was", () => {
    const x = matrix();
    const [first] = x;
    x.subtractInPlace(first);
    expect(x.tolist()).toEqual([
      [0, 0],
      [2, 2],
    ]);
  });
});

test("a product of more rows than go into the kernel's memory at once", () => {
  np.random.seed(0);
  const [a, b] = [np.random.randn(3000, 200), np.random.randn(200, 3)];
  expect(np.dot(a, b)).toBeAllclose(new NDArray(plainProduct(a, b), [3000, 3]));
});
