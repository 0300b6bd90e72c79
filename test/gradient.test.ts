import { inspect } from "node:util";
import { checkGradients, type NDArray, np, numericalGradient } from "backprop";
import { expect, suite, test, vi } from "vitest";
import "./support/allclose";

suite("numericalGradient", () => {
  test("of sum(x^2) is 2x", () => {
    const x = np.array([
      [3, 4, -1],
      [0, 2, 7],
    ]);
    expect(numericalGradient((moved) => np.sum(np.multiply(moved, moved)), x)).toBeAllclose(
      np.multiply(2, x),
      1e-8,
    );
  });
  test("calls f twice for each entry", () => {
    const f = vi.fn(() => 0);
    numericalGradient(f, np.ones([2, 3]));
    expect(f).toHaveBeenCalledTimes(12);
  });
  test("puts x back, even if f throws", () => {
    const x = np.array([1, 2]);
    let calls = 0;
    const fails = () => {
      if (++calls === 3) throw new Error("no");
      return 0;
    };
    expect(() => numericalGradient(fails, x)).toThrow("no");
    expect(x.tolist()).toEqual([1, 2]);
  });
});

/** Checks a gradient of a loss that is a function of one parameter w, and counts how often the loss is computed. */
function check(
  loss: (w: NDArray) => number,
  w: NDArray,
  gradient: number[] | number[][],
  tolerance?: number,
) {
  const counted = vi.fn(() => loss(w));
  const network = {
    params: { w },
    loss: counted,
    gradient: () => ({ w: np.array(gradient) }),
    accuracy: () => 0,
  };
  const result = checkGradients(network, w, w, tolerance === undefined ? {} : { tolerance });
  return { result, row: result.rows[0], calls: counted.mock.calls.length };
}

suite("checkGradients", () => {
  const slope = (factor: number) => (w: NDArray) => factor * np.sum(w);
  const cubic = (w: NDArray) => 5 * w.data[0] ** 3;

  test("allows for a difference of a millionth of the largest gradient", () => {
    const gradient = (difference: number) => [1000, 1000 + difference];
    expect(check(slope(1000), np.zeros(2), gradient(5e-4)).row.passed).toBe(true);
    expect(check(slope(1000), np.zeros(2), gradient(2e-3)).row.passed).toBe(false);
    expect(check(slope(1000), np.zeros(2), gradient(2e-3), 1e-5).row.passed).toBe(true);
  });

  test("allows for rounding, which grows with the loss", () => {
    const constant = (loss: number) => () => loss;
    expect(check(constant(0), np.zeros(1), [1e-10], 0).row.passed).toBe(true);
    expect(check(constant(1), np.zeros(1), [1e-4], 0).row.passed).toBe(false);
    expect(check(constant(-1e6), np.zeros(1), [1e-4], 0).row.passed).toBe(true);
  });

  test("says the mean and the largest difference, and where that is", () => {
    const { row } = check(slope(2), np.zeros([2, 3]), [
      [2, 2, 2.25],
      [2, 1.5, 2],
    ]);
    expect(row).toMatchObject({ parameter: "w", shape: [2, 3], worstIndex: [1, 1], analytic: 1.5 });
    expect(row.numerical).toBeCloseTo(2, 10);
    expect(row.maxDifference).toBeCloseTo(0.5, 10);
    expect(row.meanDifference).toBeCloseTo(0.125, 10);
  });

  test("names the first of equal differences", () => {
    expect(check(() => 0, np.zeros(3), [0.5, 0.5, 0.5]).row.worstIndex).toEqual([0]);
  });

  test("computes the loss twice for an entry where that shows that it is right", () => {
    expect(check(slope(2), np.zeros(10), Array(10).fill(2)).calls).toBe(1 + 2 * 10);
  });

  test("looks closer where a curved loss leaves a doubt, in steps that agree with each other", () => {
    const { row, calls } = check(cubic, np.array([1]), [15], 0);
    expect(row.passed).toBe(true);
    expect(calls).toBe(1 + 2 + 4);
  });

  test("prints a table", () => {
    const { result } = check(slope(-2), np.zeros([2, 3]), [
      [-2, -2, -2.25],
      [-2, -2, -2],
    ]);
    const [headings, row, ...rest] = String(result).split("\n");
    expect(headings).toBe(
      "parameter  check  shape   mean difference  largest difference  worst at  backpropagation  numerical",
    );
    expect(row).toBe(
      "w          FAIL   (2, 3)  4.2e-2           2.5e-1              (0, 2)    -2.2500e+0       -2.0000e+0",
    );
    expect(rest).toEqual([]);
    expect(inspect(result)).toBe(String(result));
    expect(String(check(slope(2), np.zeros(1), [2]).result)).toMatch(/\nw +pass /);
  });
});
