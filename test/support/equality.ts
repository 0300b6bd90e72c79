import { NDArray } from "backprop";
import { expect } from "vitest";

// toEqual would compare what for...of gives, and an array with a single axis gives nothing.
expect.addEqualityTesters([
  function (a, b) {
    if (!(a instanceof NDArray && b instanceof NDArray)) return undefined;
    return this.equals([a.shape, a.data], [b.shape, b.data]);
  },
]);
