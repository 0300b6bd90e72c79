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

suite("selecting", () => {
  test("rows in any order, more than once, from the end", () => {
    expect(matrix.rows([1, 0, -1]).tolist()).toEqual([
      [4, 5, 6],
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(
      np
        .array([5, 6, 7])
        .rows(np.array([2, 0], "int32"))
        .tolist(),
    ).toEqual([7, 5]);
  });
  test("rows are copies, slices share", () => {
    const x = np.array([[1], [2]]);
    x.rows([0]).data[0] = 9;
    expect(x.item(0, 0)).toBe(1);
    x.slice(0, 1).data[0] = 9;
    expect(x.item(0, 0)).toBe(9);
  });
  test("slice as in Python", () => {
    const x = np.arange(5);
    expect(x.slice(0, 3).tolist()).toEqual([0, 1, 2]);
    expect(x.slice(-2).tolist()).toEqual([3, 4]);
    expect(x.slice(3, 99).tolist()).toEqual([3, 4]);
    expect(x.slice(4, 2).shape).toEqual([0]);
  });
  test("item", () => {
    expect(matrix.item(1, -1)).toBe(6);
  });
});

suite("conversions", () => {
  test("astype", () => {
    expect(np.array([1.7, -1.7]).astype("int32").tolist()).toEqual([1, -1]);
    expect(np.array([0, 0.5]).astype("bool").tolist()).toEqual([false, true]);
    expect(np.array([0, 0.5, 256], "bool").tolist()).toEqual([false, true, true]);
    expect(np.array([0.1]).astype("float32").data[0]).toBe(Math.fround(0.1));
  });
  test("tolist of a single number is that number", () => expect(np.array(3).tolist()).toBe(3));
  test("console.log prints it as NumPy does", () =>
    expect(inspect(np.array([1, 2]))).toBe("[1. 2.]"));
});
