import { createRequire } from "node:module";
import path from "node:path";
import { Affine, type DType, type NDArray, np } from "backprop";
import { expect, suite, test } from "vitest";
import type * as Dot from "../../lib/ndarray/dot";
import type * as InstanceModule from "../../lib/ndarray/product/instance";
import { plainProduct } from "../support/plainProduct";

const requireHere = createRequire(import.meta.url);
const built = path.join(path.dirname(requireHere.resolve("backprop")), "ndarray");
const { dotTransposed }: typeof Dot = requireHere(path.join(built, "dot.js"));

/** Digit for digit: the additions happen in the same order. */
function expectProduct(a: NDArray, b: NDArray): void {
  const product = np.dot(a, b);
  const single = product.dtype === "float32";
  const expected = plainProduct(a, b, single ? Math.fround : (x) => x);
  const right = (data: ArrayLike<number>) => expected.every((x, i) => Object.is(x, data[i]));
  expect(product.shape).toEqual([a.shape[0], b.shape[1]]);
  if (!right(product.data)) expect(Array.from(product.data)).toEqual(Array.from(expected));
  if (!right(dotTransposed(a.T, b).data)) {
    expect(Array.from(dotTransposed(a.T, b).data)).toEqual(Array.from(expected));
  }
}

/** Normal numbers, of which only a share is not zero; a zero may be -0. */
function sparse(rows: number, columns: number, share: number): NDArray {
  const x = np.random.randn(rows, columns);
  return np.multiply(x, np.less(np.random.rand(rows, columns), share));
}

const SPECIAL = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e308];
const dtypes: DType[] = ["float64", "float32", "int32", "bool"];
const pairs = dtypes.flatMap((a) => dtypes.map((b) => [a, b] as const));

suite("np.dot and dotTransposed equal the plain loop", () => {
  test.each(pairs)("%s . %s, of sizes around those of its blocks", (dtypeA, dtypeB) => {
    np.random.seed(0);
    const floats = dtypeA.startsWith("float") && dtypeB.startsWith("float");
    for (const m of floats ? [0, 1, 3, 4, 5, 15, 16, 17, 64, 65] : [3, 65]) {
      for (const k of floats ? [0, 1, 15, 16, 17, 63, 64, 65, 130] : [1, 65]) {
        for (const n of [0, 1, 2, 3, 4, 5, 9, 10, 11, 20, 27]) {
          const share = np.random.choice(np.array([0, 0.1, 0.5, 1]), 1).item(0);
          const a = sparse(m, k, share).astype(dtypeA);
          expectProduct(a, np.random.randn(k, n).astype(dtypeB));
        }
      }
    }
  });

  test.each(pairs.slice(0, 6))("%s . %s with NaN and infinities", (dtypeA, dtypeB) => {
    np.random.seed(1);
    for (let round = 0; round < 40; round++) {
      const [m, k, n] = round % 2 ? [3, 70, 11] : [70, 3, 11];
      const a = sparse(m, k, 0.2).astype(dtypeA);
      const b = np.random.randn(k, n).astype(dtypeB);
      const x = round % 3 ? a : b;
      x.data[np.random.randint(x.size)] = SPECIAL[round % SPECIAL.length];
      expectProduct(a, b);
    }
  });

  test("b as before but for a few numbers, in both types", () => {
    np.random.seed(3);
    const a = sparse(3, 200, 0.3);
    const b = np.random.randn(200, 70);
    for (let round = 0; round < 200; round++) {
      const place = np.random.randint(b.size);
      b.data[place] = [Number.NaN, Number.POSITIVE_INFINITY, 0, round][round % 4];
      const dtype = round % 7 > 4 ? "float32" : "float64";
      // Sometimes less of it, which leaves the rest where it was.
      const rows = round % 3 ? 200 : 130;
      expectProduct(a.at(":", `:${rows}`).astype(dtype), b.at(`:${rows}`).astype(dtype));
      if (round % 4 < 2) b.data[place] = 1;
    }
  });

  test.each(["float64", "float32"] as const)(
    "0 times a NaN of %s is NaN, wherever it is",
    (dtype) => {
      const nothing = np.zeros([2, 500], dtype);
      for (const place of [0, 1, 2, 7, 8, 15, 16, 17, 4094, 4095, 4096, 4097, 5487, 5498, 5499]) {
        const b = np.ones([500, 11], dtype);
        b.data[place] = Number.NaN;
        expect(np.dot(nothing, b).item(1, place % 11)).toBeNaN();
        expect(dotTransposed(nothing.T, b).item(1, place % 11)).toBeNaN();
      }
    },
  );
});

test.each([Float64Array, Float32Array])("a NaN or an infinity is told among %o", (Type) => {
  const { Instance }: typeof InstanceModule = requireHere(
    path.join(built, "product", "instance.js"),
  );
  const instance = new Instance(2 ** 16);
  const whole = Type === Float32Array ? instance.float32 : instance.float64;
  const start = 2 ** 13;
  for (let count = 0; count < 40; count++) {
    const numbers = whole.subarray(start / Type.BYTES_PER_ELEMENT).subarray(0, count);
    const allFinite = () => instance.allFinite(start, count, Type === Float32Array);
    const finite = Array.from(numbers, (_, i) => (i % 3 ? -3e38 : i));
    // What stands before and behind does not count.
    whole.fill(Number.NaN);
    numbers.set(finite);
    expect(allFinite()).toBe(true);
    for (let place = 0; place < count; place++) {
      numbers.set(finite);
      numbers[place] = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY][place % 3];
      expect(allFinite()).toBe(false);
    }
  }
});

suite("a large product equals the plain loop", () => {
  test.each([
    [1, 784, 50],
    [250, 784, 50],
    [784, 250, 50],
    [15_000, 200, 3],
    [7, 15_000, 90],
    [1700, 1, 5000],
    [50, 20_000, 10],
    [140_000, 3, 1],
  ])("(%i, %i) . (k, %i), some of them in more than one block of rows", (m, k, n) => {
    np.random.seed(m);
    for (const [dtypeA, dtypeB] of [
      ["float64", "float64"],
      ["float32", "float64"],
      ["float32", "float32"],
    ] as const) {
      const b = np.random.randn(k, n).astype(dtypeB);
      expectProduct(sparse(m, k, 0.2).astype(dtypeA), b);
    }
  });

  test("with NaN and infinities", () => {
    np.random.seed(1);
    for (const special of SPECIAL) {
      const a = sparse(300, 200, 0.2).astype("float32");
      const b = np.random.randn(200, 150);
      a.data[np.random.randint(a.size)] = special;
      expectProduct(a, b);
      b.data[np.random.randint(b.size)] = special;
      expectProduct(a, b);
    }
  });

  test("thousands of products of changing sizes", () => {
    np.random.seed(2);
    const operands = Array.from({ length: 30 }, () => {
      const [m, k, n] = Array.from({ length: 3 }, () => np.random.randint(1, 330));
      const a = sparse(m, k, 0.3).astype(np.random.randint(2) ? "float32" : "float64");
      const b = np.random.randn(k, n);
      return { a, b, aT: a.T, expected: plainProduct(a, b) };
    });
    for (let round = 0; round < 1500; round++) {
      const { a, b, aT, expected } = operands[np.random.randint(operands.length)];
      const { data } = round % 2 ? np.dot(a, b) : dotTransposed(aT, b);
      if (!expected.every((x, i) => x === data[i])) {
        expect(Array.from(data)).toEqual(Array.from(expected));
      }
    }
  });
});

suite("where few numbers are zero, a product equals the plain loop", () => {
  test.each([
    [4, 256, 4],
    [130, 600, 37],
    [261, 257, 50],
    [7, 1030, 9],
  ])("(%i, %i) . (k, %i)", (m, k, n) => {
    np.random.seed(m);
    for (const [dtypeA, dtypeB] of pairs.slice(0, 6)) {
      expectProduct(np.random.randn(m, k).astype(dtypeA), np.random.randn(k, n).astype(dtypeB));
    }
  });

  test.each(["float64", "float32"] as const)("plus the bias of an Affine layer, %s", (dtype) => {
    np.random.seed(5);
    const round = dtype === "float32" ? Math.fround : (x: number) => x;
    for (const [m, k, n] of [
      [5, 300, 11],
      [100, 784, 50],
    ]) {
      const layer = Affine.random(k, n, { dtype });
      layer.b.addInPlace(np.random.randn(n));
      for (const x of [np.random.randn(m, k), sparse(m, k, 0.2)]) {
        const { data } = layer.forward(x.astype(dtype));
        const product = plainProduct(x.astype(dtype), layer.W, round);
        expect(Array.from(data)).toEqual(
          Array.from(product, (sum, i) => round(sum + layer.b.data[i % n])),
        );
      }
    }
  });
});

test("what does not fit into the usual memory is computed all the same", () => {
  const b = np.ones([3000, 3000]);
  b.data[5] = 3;
  const product = np.dot(np.ones([2, 3000]), b);
  expect(product.item(1, 4)).toBe(3000);
  expect(product.item(1, 5)).toBe(3002);
});
