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
  test("zeros and ones", () => {
    expect(np.zeros([1, 2]).tolist()).toEqual([[0, 0]]);
    expect(np.ones(2, "float32").data).toEqual(Float32Array.of(1, 1));
  });
  test("arange", () => {
    expect(np.arange(3).tolist()).toEqual([0, 1, 2]);
    expect(np.arange(-1, 1, 0.5).tolist()).toEqual([-1, -0.5, 0, 0.5]);
    expect(np.arange(3, 0, -1).tolist()).toEqual([3, 2, 1]);
    expect(np.arange(0).shape).toEqual([0]);
  });
  test("linspace ends exactly", () => {
    expect(np.linspace(0, 0.3, 4).item(-1)).toBe(0.3);
    expect(np.linspace(-5, 5, 3).tolist()).toEqual([-5, 0, 5]);
    expect(np.linspace(2, 9, 1).tolist()).toEqual([2]);
    expect(np.linspace(0, 1).size).toBe(50);
  });
});

suite("axes", () => {
  test("T and transpose", () => {
    expect(matrix.T.tolist()).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    const x = np.arange(24).reshape([2, 3, 4]);
    const y = np.transpose(x, [1, 2, 0]);
    expect(y.shape).toEqual([3, 4, 2]);
    expect(y.item(2, 1, 0)).toBe(x.item(0, 2, 1));
    expect(x.T.item(3, 2, 1)).toBe(x.item(1, 2, 3));
  });
  test("reshape shares the data and finds -1", () => {
    const flat = matrix.reshape([-1]);
    expect(flat.data).toBe(matrix.data);
    expect(np.reshape(matrix, [3, -1]).tolist()).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
  });
});

suite("conversions", () => {
  test("astype", () => {
    expect(np.array([1.7, -1.7]).astype("int32").tolist()).toEqual([1, -1]);
    expect(np.array([0, 0.5]).astype("bool").tolist()).toEqual([false, true]);
    expect(np.array([0, 0.5, 256], "bool").tolist()).toEqual([false, true, true]);
    expect(np.array([0.1]).astype("float32").data[0]).toBe(Math.fround(0.1));
  });
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
