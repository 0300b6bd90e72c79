import { Affine, type NDArray, np } from "backprop";
import { expect, suite, test } from "vitest";

// Runs of 1024 entries and more are computed by vectors of WebAssembly, what is left of them by JavaScript.
const SIZES = [1023, 1024, 1025, 1026, 1027, 4099, 20_003];
const SPECIAL = [
  0,
  -0,
  1,
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1e-310,
];
const dtypes = ["float64", "float32"] as const;

const arithmetic = {
  add: (a: number, b: number) => a + b,
  subtract: (a: number, b: number) => a - b,
  multiply: (a: number, b: number) => a * b,
  divide: (a: number, b: number) => a / b,
  // Of two zeros the second, as where JavaScript alone computes.
  maximum: (a: number, b: number) => (a <= b || Number.isNaN(b) ? b : a),
  minimum: (a: number, b: number) => (a >= b || Number.isNaN(b) ? b : a),
};
const comparisons = {
  greater: (a: number, b: number) => Number(a > b),
  greaterEqual: (a: number, b: number) => Number(a >= b),
  less: (a: number, b: number) => Number(a < b),
  lessEqual: (a: number, b: number) => Number(a <= b),
};

/** Normal numbers, and now and then one of the special ones; each meets each of the others. */
function numbers(size: number, dtype: (typeof dtypes)[number], period: number): NDArray {
  const x = np.random.randn(size);
  for (let i = 0; i < size; i += 3) x.data[i] = SPECIAL[Math.floor(i / period) % SPECIAL.length];
  return x.astype(dtype);
}

function expectEntries(actual: NDArray, entry: (i: number) => number): void {
  const round = actual.dtype === "float32" ? Math.fround : (x: number) => x;
  const wrong = actual.data.findIndex((value, i) => !Object.is(value, round(entry(i))));
  expect({ wrong, value: actual.data[wrong] }).toEqual({ wrong: -1, value: undefined });
}

suite.each(dtypes)("long runs of %s are computed entry by entry", (dtype) => {
  test.each(Object.entries({ ...arithmetic, ...comparisons }))("np.%s", (name, operation) => {
    np.random.seed(0);
    const call = np[name as keyof typeof arithmetic];
    for (const size of SIZES) {
      const [a, b] = [numbers(size, dtype, 3), numbers(size, dtype, 3 * SPECIAL.length)];
      expectEntries(call(a, b), (i) => operation(a.data[i], b.data[i]));
      for (const number of [0.1, ...SPECIAL]) {
        const own = dtype === "float32" ? Math.fround(number) : number;
        expectEntries(call(a, number), (i) => operation(a.data[i], own));
        expectEntries(call(number, a), (i) => operation(own, a.data[i]));
      }
    }
  });

  test("np.where", () => {
    np.random.seed(1);
    for (const size of SIZES) {
      const [a, b] = [numbers(size, dtype, 3), numbers(size, dtype, 24)];
      const mask = np.greater(np.random.rand(size), 0.5);
      expectEntries(np.where(mask, a, b), (i) => (mask.data[i] ? a.data[i] : b.data[i]));
      expectEntries(np.where(mask, 0, b), (i) => (mask.data[i] ? 0 : b.data[i]));
      expectEntries(np.where(mask, a, -0), (i) => (mask.data[i] ? a.data[i] : -0));
    }
  });

  test("in place, in ordinary memory and in WebAssembly's, also in a part of an array", () => {
    np.random.seed(2);
    for (const [rows, columns] of [
      [41, 61],
      [3, 1501],
      [50, 784],
    ]) {
      for (const W of [
        Affine.random(rows, columns, { dtype }).W,
        np.ones([rows, columns], dtype),
      ]) {
        const [before, other] = [W.copy(), numbers(W.size, dtype, 3).reshape(W.shape)];
        W.subtractProductInPlace(0.1, other);
        const factor = dtype === "float32" ? Math.fround(0.1) : 0.1;
        const round = dtype === "float32" ? Math.fround : (x: number) => x;
        expectEntries(W, (i) => before.data[i] - round(factor * other.data[i]));
        for (const part of [...W].slice(1, 2)) {
          const whole = W.copy();
          part.multiplyInPlace(2);
          const isPart = (i: number) => i >= columns && i < 2 * columns;
          expectEntries(W, (i) => whole.data[i] * (isPart(i) ? 2 : 1));
        }
      }
    }
  });
});

test("arrays of two dtypes are rounded once", () => {
  np.random.seed(3);
  const x = np.random.randn(3000).astype("float32");
  const [wide, narrow] = [np.random.randn(3000), x.copy()];
  expectEntries(np.multiply(x, wide), (i) => x.data[i] * wide.data[i]);
  expectEntries(x.multiplyInPlace(wide), (i) => narrow.data[i] * wide.data[i]);
  const before = x.copy();
  expectEntries(x.multiplyInPlace(np.array(0.1)), (i) => before.data[i] * 0.1);
});
