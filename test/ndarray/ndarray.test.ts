import { inspect } from "node:util";
import { np } from "backprop";
import { expect, suite, test } from "vitest";

const matrix = np.array([
  [1, 2, 3],
  [4, 5, 6],
]);

suite("making arrays", () => {
  test("np.array copies", () => {
    const copy = np.array(matrix);
    copy.data[0] = 100;
    expect(matrix.item(0, 0)).toBe(1);
    expect(copy.dtype).toBe("float64");
    expect(np.array(matrix, "float32").dtype).toBe("float32");
  });
  test("np.array of arrays, of booleans, of both kinds", () => {
    const rows = np.array([np.array([1, 2], "float32"), np.array([3, 4], "float32")]);
    expect([rows.dtype, rows.tolist()]).toEqual([
      "float32",
      [
        [1, 2],
        [3, 4],
      ],
    ]);
    expect(
      np.array([
        [matrix.at(0), matrix.at(1)],
        [[7, 8, 9], matrix.at(0)],
      ]).shape,
    ).toEqual([2, 2, 3]);
    expect(np.array([np.array([1, 2], "int32"), np.array([0.5, 1], "float32")]).dtype).toBe(
      "float64",
    );
    expect(np.array([np.array(1), np.array(2)]).tolist()).toEqual([1, 2]);
    expect(np.array([[true, false]]).dtype).toBe("bool");
    expect(np.array([true, 2]).tolist()).toEqual([1, 2]);
    expect(np.array([]).dtype).toBe("float64");
  });
  test("shape, ndim, size, data", () => {
    expect(matrix.shape).toEqual([2, 3]);
    expect(matrix.ndim).toBe(2);
    expect(matrix.size).toBe(6);
    expect(matrix.data).toEqual(Float64Array.of(1, 2, 3, 4, 5, 6));
  });
});

suite("conversions", () => {
  test("to JSON and back", () => {
    const values = [
      [0.1, -2],
      [1e300, 1 / 3],
    ];
    expect(JSON.stringify(np.array(values))).toBe(JSON.stringify(values));
    for (const x of [np.array(values), np.zeros([2, 0]), np.array(3), np.greater(values, 0)]) {
      const back = np.array(JSON.parse(JSON.stringify(x)));
      expect([back.dtype, back.shape, back.data]).toEqual([x.dtype, x.shape, x.data]);
    }
    const withNaN = JSON.stringify({ x: np.array([1, Number.NaN, Number.NEGATIVE_INFINITY]) });
    expect(withNaN).toBe('{"x":[1,null,null]}');
    expect(() => np.array(JSON.parse(withNaN).x)).toThrow("null (what JSON makes of NaN");
  });
  test("tolist of a single number is that number", () => expect(np.array(3).tolist()).toBe(3));
  test("console.log prints it as NumPy does", () =>
    expect(inspect(np.array([1, 2]))).toBe("[1. 2.]"));
});
