import { NDArray, np } from "backprop";
import { expect } from "vitest";

type Numbers = NDArray | number | readonly unknown[];

interface AllcloseMatcher<R> {
  /**
   * Same shape, and no entry further than `tolerance` from the expected one (default 1e-12), measured against the
   * expected size where that is above 1. NaN equals NaN.
   */
  toBeAllclose(expected: Numbers, tolerance?: number): R;
}

declare module "vitest" {
  interface Matchers<T> extends AllcloseMatcher<T> {}
}

const array = (numbers: Numbers): NDArray =>
  numbers instanceof NDArray ? numbers : np.array(numbers as number[] | number);

expect.extend({
  toBeAllclose(received: Numbers, expected: Numbers, tolerance = 1e-12) {
    const [actual, wanted] = [array(received), array(expected)];
    if (String(actual.shape) !== String(wanted.shape)) {
      return {
        pass: false,
        message: () => `shape is (${actual.shape}), expected (${wanted.shape})`,
      };
    }
    let [worst, largest] = [0, 0];
    for (let i = 0; i < wanted.size; i++) {
      const [a, w] = [actual.data[i], wanted.data[i]];
      const difference =
        Object.is(a, w) || a === w ? 0 : Math.abs(a - w) / Math.max(1, Math.abs(w));
      if (difference > largest || Number.isNaN(difference)) [worst, largest] = [i, difference];
      if (Number.isNaN(difference)) break;
    }
    return {
      pass: largest <= tolerance,
      message: () =>
        `largest difference ${largest} at flat index ${worst}: ${actual.data[worst]}, expected ${wanted.data[worst]}`,
    };
  },
});
