import { NDArray, np } from "backprop";
import { expect, suite, test } from "vitest";
import "../support/allclose";
import { plainProduct } from "../support/plainProduct";

const matrix = np.array([
  [1, 2, 3],
  [4, 5, 6],
]);

suite("broadcasting", () => {
  test("a row is added to every row", () => {
    const sum = np.add(
      [
        [0, 0, 0],
        [10, 10, 10],
      ],
      [1, 2, 3],
    );
    expect(sum.tolist()).toEqual([
      [1, 2, 3],
      [11, 12, 13],
    ]);
  });

  test("a column and a row make a table", () => {
    expect(np.subtract([[10], [20]], [1, 2, 3]).tolist()).toEqual([
      [9, 8, 7],
      [19, 18, 17],
    ]);
  });

  test("a middle axis repeats", () => {
    const a = np.arange(6).reshape([3, 1, 2]);
    const b = np.array([[10], [20]]);
    expect(np.add(a, b).tolist()).toEqual([
      [
        [10, 11],
        [20, 21],
      ],
      [
        [12, 13],
        [22, 23],
      ],
      [
        [14, 15],
        [24, 25],
      ],
    ]);
  });

  test("numbers stay numbers", () => {
    expect(np.multiply(100, 2)).toBe(200);
    expect(np.exp(0)).toBe(1);
    expect(np.greater(2, 1)).toBe(true);
    expect(np.where(true, 1, 2)).toBe(1);
    expect(np.where(true, np.array([1, 3]), 2).tolist()).toEqual([1, 3]);
    expect(np.where(false, 1, np.array([2, 4])).tolist()).toEqual([2, 4]);
  });

  test("an empty array has nothing to add", () => {
    expect(np.add(np.zeros([0, 3]), [1, 2, 3]).shape).toEqual([0, 3]);
  });
});

suite("each operation", () => {
  const a = [1, -2, 0.5];
  const b = [4, -2, 0];
  const mask = (array: NDArray) => array.tolist();
  test("subtract", () => expect(np.subtract(a, b).tolist()).toEqual([-3, 0, 0.5]));
  test("multiply", () => expect(np.multiply(a, b).tolist()).toEqual([4, 4, 0]));
  test("divide by 0 is infinite", () =>
    expect(np.divide(a, b).tolist()).toEqual([0.25, 1, Number.POSITIVE_INFINITY]));
  test("maximum", () => expect(np.maximum(a, b).tolist()).toEqual([4, -2, 0.5]));
  test("maximum of zeros is the second, as in NumPy", () => {
    expect(np.maximum([0, -0], [-0, 0]).tolist()).toEqual([-0, 0]);
    expect(np.maximum([-0, -1], 0).tolist()).toEqual([0, 0]);
  });
  test("maximum of NaN", () => expect(np.maximum([Number.NaN], 1).tolist()).toEqual([Number.NaN]));
  test("greater", () => expect(mask(np.greater(a, b))).toEqual([false, false, true]));
  test("greaterEqual", () => expect(mask(np.greaterEqual(a, b))).toEqual([false, true, true]));
  test("less", () => expect(mask(np.less(a, b))).toEqual([true, false, false]));
  test("lessEqual", () => expect(mask(np.lessEqual(a, b))).toEqual([true, true, false]));
  test("equal", () => expect(mask(np.equal(a, b))).toEqual([false, true, false]));
  test("notEqual", () => expect(mask(np.notEqual(a, b))).toEqual([true, false, true]));
  test("exp, log, abs", () => {
    expect(np.exp([0, 1])).toBeAllclose([1, Math.E]);
    expect(np.log([1, 0]).tolist()).toEqual([0, Number.NEGATIVE_INFINITY]);
    expect(np.abs([-1, 2]).tolist()).toEqual([1, 2]);
  });
  test("where broadcasts all three", () => {
    expect(np.where(np.greater(matrix, 2), [10, 20, 30], 0).tolist()).toEqual([
      [0, 0, 30],
      [10, 20, 30],
    ]);
  });
});

suite("dtypes", () => {
  const single = np.ones([2], "float32");
  test("float32 stays float32 with numbers and masks", () => {
    expect(np.add(single, 1).dtype).toBe("float32");
    expect(np.multiply(single, np.greater(single, 0)).dtype).toBe("float32");
    expect(np.exp(single).dtype).toBe("float32");
  });
  test("int32 stays int32 with masks and whole numbers", () => {
    const labels = np.array([3, 0, 4], "int32");
    expect(String(np.add(labels, labels))).toBe("[6 0 8]");
    expect(String(np.multiply(labels, -2))).toBe("[-6  0 -8]");
    expect(String(np.add(labels, np.greater(labels, 0)))).toBe("[4 0 5]");
    expect(
      String(
        np.sum(
          np.greater(
            [
              [1, 0],
              [2, 3],
            ],
            0,
          ),
          0,
        ),
      ),
    ).toBe("[2 1]");
    expect(String(np.cumsum(labels))).toBe("[3 3 7]");
    expect(String(np.multiply(labels, 0.5))).toBe("[1.5 0.  2. ]");
    expect(String(np.divide(labels, 2))).toBe("[1.5 0.  2. ]");
  });
  test("float32 with float64 or int32 is float64", () => {
    expect(np.add(single, np.ones([2])).dtype).toBe("float64");
    expect(np.add(single, np.argmax(matrix, 1)).dtype).toBe("float64");
  });
  test("float32 rounds", () => {
    expect(np.add(np.array([0.1], "float32"), np.array([0.2], "float32")).data[0]).toBe(
      Math.fround(0.1 + 0.2),
    );
  });
  test("a number rounds to float32 before it meets float32", () => {
    const tenth = np.array([0.1], "float32");
    expect(np.equal(tenth, 0.1).tolist()).toEqual([true]);
    expect(np.subtract(0.1, tenth).tolist()).toEqual([0]);
    expect(tenth.copy().subtractInPlace(0.1).tolist()).toEqual([0]);
    expect(np.ones(1).subtractProductInPlace(0.1, np.ones(1, "float32")).data[0]).toBe(
      1 - Math.fround(0.1),
    );
  });
});

suite("in place", () => {
  test("changes the array that is shared", () => {
    const x = np.array([
      [1, 2],
      [3, 4],
    ]);
    const shared = x;
    x.subtractInPlace([1, 1])
      .multiplyInPlace(2)
      .addInPlace([[1], [0]])
      .divideInPlace(np.array([1, 2]));
    expect(shared.tolist()).toEqual([
      [1, 1.5],
      [4, 3],
    ]);
  });
  test("reads a row of itself as it was", () => {
    const x = np.array([
      [1, 2],
      [3, 4],
    ]);
    const [first] = x;
    x.subtractInPlace(first);
    expect(x.tolist()).toEqual([
      [0, 0],
      [2, 2],
    ]);
  });
  test.each(["float64", "float32"] as const)(
    "subtracts a product of %s, rounded as its array would be",
    (dtype) => {
      np.random.seed(0);
      const x = np.random.randn(20, 30).astype(dtype);
      const gradient = np.random.randn(20, 30).astype(dtype);
      const expected = x.copy().subtractInPlace(np.multiply(0.1, gradient));
      expect(x.subtractProductInPlace(0.1, gradient).tolist()).toEqual(expected.tolist());
      expect(() => x.subtractProductInPlace(0.1, gradient.T)).toThrow(
        "subtractProductInPlace: (30, 20) is not (20, 30)",
      );
    },
  );
  test("keeps float32", () => {
    const x = np.array([1], "float32");
    x.addInPlace(0.1);
    expect(x.dtype).toBe("float32");
    expect(x.data[0]).toBe(Math.fround(1.1));
  });
});

suite("reductions", () => {
  test("sum", () => {
    expect(np.sum(matrix)).toBe(21);
    expect(np.sum(matrix, 0).tolist()).toEqual([5, 7, 9]);
    expect(np.sum(matrix, 1).tolist()).toEqual([6, 15]);
    expect(np.sum(matrix, -1, { keepdims: true }).tolist()).toEqual([[6], [15]]);
    expect(np.sum(np.arange(24).reshape([2, 3, 4]), 1).tolist()).toEqual([
      [12, 15, 18, 21],
      [48, 51, 54, 57],
    ]);
    expect(np.sum([])).toBe(0);
    expect(np.sum(np.zeros([0, 2]), 0).tolist()).toEqual([0, 0]);
  });
  test("the sum along the only axis has no axes", () => {
    expect(np.sum([1, 2, 3], 0).shape).toEqual([]);
    expect(np.sum([1, 2, 3], 0).item()).toBe(6);
  });
  test("mean", () => {
    expect(np.mean(matrix)).toBe(3.5);
    expect(np.mean(matrix, 0).tolist()).toEqual([2.5, 3.5, 4.5]);
    expect(np.mean(np.equal([1, 2, 3, 4], [1, 0, 3, 4]))).toBe(0.75);
    expect(np.mean([])).toBeNaN();
  });
  test("max and argmax", () => {
    const x = [
      [3, 9, 9],
      [7, 1, 0],
    ];
    expect(np.max(x)).toBe(9);
    expect(np.max(x, 0).tolist()).toEqual([7, 9, 9]);
    expect(np.argmax(x)).toBe(1);
    expect(np.argmax(x, 1).tolist()).toEqual([1, 0]);
    expect(np.argmax(x, 0).dtype).toBe("int32");
  });
  test("NaN is the largest, as in NumPy", () => {
    expect(np.max([1, Number.NaN, 3])).toBeNaN();
    expect(np.argmax([1, Number.NaN, 3, Number.NaN])).toBe(1);
    expect(np.argmax([Number.NaN, 5])).toBe(0);
  });
});

suite("np.dot", () => {
  const plainLoop = (a: NDArray, b: NDArray) =>
    new NDArray(plainProduct(a, b), [a.shape[0], b.shape[1]]);

  const shapes = [
    [1, 1, 1],
    [3, 5, 7],
    [2, 1, 9],
    [6, 13, 2],
    [1, 784, 50],
    [0, 3, 2],
    [2, 0, 3],
    [2, 3, 0],
    // More rows than go into the kernel's memory at once.
    [3000, 200, 3],
    // Every number of columns that is left over when vectors of 8, 4 or 2 have been taken.
    ...Array.from({ length: 20 }, (_, n) => [2, 3, n + 1]),
  ];

  test.each(shapes)("(%i, %i) . (k, %i) equals the plain loop", (m, k, n) => {
    np.random.seed(m + k + n);
    const a = np.random.randn(m, k);
    const sparse = np.where(np.greater(np.random.rand(m, k), 0.8), a, 0);
    const b = np.random.randn(k, n);
    expect(np.dot(a, b)).toBeAllclose(plainLoop(a, b));
    expect(np.dot(sparse, b)).toBeAllclose(plainLoop(sparse, b));
    expect(np.dot(a.T.T, b.T.T)).toBeAllclose(plainLoop(a, b));
    const single = np.dot(sparse.astype("float32"), b.astype("float32"));
    expect(single.dtype).toBe("float32");
    expect(single).toBeAllclose(plainLoop(sparse, b), 1e-4);
  });

  test("vectors", () => {
    expect(np.dot([1, 2], [3, 4]).item()).toBe(11);
    expect(
      np
        .dot(
          [1, 2],
          [
            [1, 3, 5],
            [2, 4, 6],
          ],
        )
        .tolist(),
    ).toEqual([5, 11, 17]);
    expect(np.dot(matrix, [1, 0, -1]).tolist()).toEqual([-2, -2]);
  });

  test("float32", () => {
    expect(np.dot(matrix.astype("float32"), np.ones([3, 1], "float32")).dtype).toBe("float32");
    expect(np.dot(matrix.astype("float32"), np.ones([3, 1])).dtype).toBe("float64");
  });

  test("0 times NaN or Infinity is NaN", () => {
    const b = [
      [Number.NaN, 1],
      [2, Number.POSITIVE_INFINITY],
    ];
    expect(np.dot([[0, 1]], b).tolist()).toEqual([[Number.NaN, Number.POSITIVE_INFINITY]]);
    expect(np.dot([[0, 0]], b).tolist()).toEqual([[Number.NaN, Number.NaN]]);
    for (const dtype of ["float64", "float32"] as const) {
      for (let place = 0; place < 33; place++) {
        const x = np.ones([3, 11], dtype);
        x.data[place] = Number.NEGATIVE_INFINITY;
        const column = np.dot(np.zeros([1, 3], dtype), x).data.findIndex(Number.isNaN);
        expect(column).toBe(place % 11);
      }
    }
  });
});
