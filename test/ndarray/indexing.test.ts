import { inspect } from "node:util";
import { type Index, NDArray, np } from "backprop";
import { expect, suite, test } from "vitest";

// What each index reads and writes is compared with NumPy in numpy.test.ts.

const matrix = () =>
  np.array([
    [1, 2, 3],
    [4, 5, 6],
  ]);

suite("x.at", () => {
  test.each<Index[]>([[0], [":"], [[0, 1]], [np.array([true, true])], ["0:1"]])(
    "(%s) is a copy",
    (index) => {
      const x = matrix();
      x.at(index).data.fill(9);
      expect(x.tolist()).toEqual(matrix().tolist());
    },
  );

  test("keeps the dtype", () => {
    for (const dtype of ["float64", "float32", "int32", "bool"] as const) {
      expect(np.ones([2, 3], dtype).at([1, 0], "1:").dtype).toBe(dtype);
    }
  });
});

suite("x.set", () => {
  test("reads itself as it was", () => {
    const x = np.arange(5);
    x.set("1:", x.at(":-1"));
    expect(x.tolist()).toEqual([0, 0, 1, 2, 3]);
    x.set("::-1", x);
    expect(x.tolist()).toEqual([3, 2, 1, 0, 0]);
    const y = matrix();
    const [first] = y;
    y.set(":", first);
    y.set(":", "::-1", y);
    expect(y.tolist()).toEqual([
      [3, 2, 1],
      [3, 2, 1],
    ]);
  });

  test("changes everything or nothing", () => {
    const whole = np.array([1, 2, 3], "int32");
    const mask = np.array([true, false, true]);
    const x = matrix();
    const failing = [
      () => whole.set(":", [7, 8, 0.5]),
      () => whole.set(":", Number.NaN),
      () => whole.set("1:", [4, 3e9]),
      () => mask.set(":", [0, 1, 2]),
      () => mask.set(1, 0.5),
      () => x.set(":", [1, 2]),
      () => x.set([0, 1, 2], 0),
      () => x.set(":", [0, 1, -4], 0),
      () => x.set(0, 0, [1, 2]),
    ];
    for (const call of failing) expect(call).toThrow(/^set: /);
    expect(whole.tolist()).toEqual([1, 2, 3]);
    expect(mask.tolist()).toEqual([true, false, true]);
    expect(x.tolist()).toEqual(matrix().tolist());
  });

  test("int32 takes whole numbers, bool takes masks, float32 rounds", () => {
    expect(np.zeros(2, "int32").set(0, -7).tolist()).toEqual([-7, 0]);
    expect(
      np
        .zeros(2, "bool")
        .set(":", np.greater([1, 0], 0))
        .tolist(),
    ).toEqual([true, false]);
    expect(np.zeros(1, "float32").set(0, 0.1).data[0]).toBe(Math.fround(0.1));
  });
});

/** As in a cell where nothing has a type. */
const untyped = (x: unknown) => x as Record<string, number> & number[];

suite("JavaScript's brackets", () => {
  const x = untyped(matrix());
  const line = untyped(np.array([1, 2]));
  test("throw and name the way out", () => {
    expect(() => x[0]).toThrow(
      "x[0]: JavaScript's [ ] does not reach the entries of an array; x.at(0) is a row, x.item(0, 0) a number, and x.set(0, value) writes",
    );
    expect(() => line[-1]).toThrow(
      "x[-1]: JavaScript's [ ] does not reach the entries of an array; x.item(-1) is the number, and x.set(-1, value) writes",
    );
    expect(() => line[0] === untyped(np.array([1]))[0]).toThrow("x[0]");
    expect(() => {
      x[0] = 5;
    }).toThrow("x.set(0, value) writes");
    expect(() => {
      x[0] -= 1;
    }).toThrow("x[0]");
  });

  test.each(["1:3", ":", "0,1", "0.5", "NaN", "undefined", "true", "[ True False]", ""])(
    'x["%s"] throws',
    (key) => {
      expect(() => x[key]).toThrow("x[...]");
      expect(() => {
        x[key] = 1;
      }).toThrow("x[...]");
    },
  );

  test("x[mask], x[list] and x[range] throw", () => {
    const index = (key: unknown) => x[key as number];
    expect(() => index(np.greater([1, 0], 0))).toThrow("x[...]");
    expect(() => index([0, 1])).toThrow("x[...]");
  });

  test("x.length names size and shape", () => {
    expect(() => x.length).toThrow("x.size counts its entries, x.shape[0] its rows");
  });

  test("everything else about an object is as ever", async () => {
    const y = matrix();
    expect(inspect(y)).toBe("[[1. 2. 3.]\n [4. 5. 6.]]");
    expect(inspect({ y })).toContain("[4. 5. 6.]]");
    expect(await y).toBe(y);
    expect(y instanceof NDArray && y instanceof Object).toBe(true);
    expect(untyped(y).nothing).toBe(undefined);
    expect(Object.keys(y)).toEqual(["data", "shape"]);
    expect("toString" in y && Object.hasOwn(y, "data")).toBe(true);
    expect(structuredClone(y)).toEqual({ data: y.data, shape: [2, 3] });
    expect(y).toEqual(matrix());
    expect(np.array([1, 2])).toEqual(np.array([1, 2]));
    expect(np.array([1, 2])).not.toEqual(np.array([1, 3]));
    expect(y).not.toEqual(np.zeros([2, 3]));
    expect(Object.assign(y, { note: "mine" }).note).toBe("mine");
  });
});

suite("for...of", () => {
  test("gives the rows, which share the data", () => {
    const x = matrix();
    for (const row of x) row.multiplyInPlace(10);
    expect([...x].map((row) => row.tolist())).toEqual([
      [10, 20, 30],
      [40, 50, 60],
    ]);
    expect([...np.zeros([2, 3, 4])].map((row) => row.shape)).toEqual([
      [3, 4],
      [3, 4],
    ]);
    expect([...np.zeros([0, 3])]).toEqual([]);
  });
  test.each([np.array([1, 2]), np.array(3), np.array([])])("throws where there are none", (x) => {
    expect(() => [...x]).toThrow("for (const number of x.data)");
    expect(() => Math.max(...(x as unknown as number[]))).toThrow("x.data");
  });
});

suite("JavaScript's operators", () => {
  const [x, y] = [untyped(np.array([10, 1])), untyped(np.array([9, 1]))] as never as number[];
  test.each<[string, () => unknown]>([
    ["-x", () => -x],
    ["+x", () => +x],
    ["x * 2", () => x * 2],
    ["x - y", () => x - y],
    ["x / y", () => x / y],
    ["x % y", () => x % y],
    ["x ** 2", () => x ** 2],
    ["x < y", () => x < y],
    ["x >= 0", () => x >= 0],
    ["~x", () => ~x],
    ["x | 0", () => x | 0],
    ["Math.exp(x)", () => Math.exp(x)],
    ["Math.max(x, y)", () => Math.max(x, y)],
    ["Number(x)", () => Number(x)],
    // biome-ignore lint/suspicious/noGlobalIsNan: that is the case
    ["isNaN(x)", () => isNaN(x)],
    ["np.exp(-x)", () => np.exp(-x)],
    [
      "x -= 1",
      () => {
        let z = x;
        z -= 1;
        return z;
      },
    ],
    ["numbers.fill(x)", () => new Float64Array(2).fill(x)],
  ])("%s throws", (_, call) => {
    expect(call).toThrow("np.negative(x) for -x, np.subtract, np.multiply");
  });
  test("text prints", () => {
    expect(`${x}`).toBe("[10.  1.]");
    // biome-ignore lint/style/useTemplate: that is the case
    expect("x: " + x).toBe("x: [10.  1.]");
    expect(String(np.greater([1, 0], 0))).toBe("[ True False]");
  });
  test("x + 1 is text, which no function of np takes", () => {
    expect(() => np.exp((x + 1) as never)).toThrow(
      'np.exp: expected an array, nested lists or a number, not "[10.  1.]1"; + makes text of arrays, np.add adds them',
    );
  });
  test("an array without axes is its number", () => {
    const product = np.dot([1, 2], [3, 4]) as unknown as number;
    expect([product * 2, -product, product + 1, product > 10]).toEqual([22, -11, 12, true]);
    expect(`${product}`).toBe("11.0");
  });
});
