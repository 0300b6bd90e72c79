import { compare, np } from "backprop";
import { describe, expect, test } from "vitest";

const reference = np.array([
  [1, -2],
  [0.5, 4],
]);

describe("compare", () => {
  test("tells the same numbers from close ones", () => {
    expect(String(compare("dW2", reference, reference))).toBe(
      "dW2       exact yes  close yes  largest difference 0.0e+0   shape (2, 2)",
    );
    const rounded = compare("dW2", np.add(reference, 1e-12), reference);
    expect(rounded).toMatchObject({ exact: false, close: true });
    expect(String(rounded)).toContain("exact no   close yes  largest difference 1.0e-12  shape");
  });

  test("finds one entry that is wrong, and says by how much", () => {
    const wrong = compare(
      "dx",
      [
        [1, -2],
        [0.5, -4],
      ],
      reference,
    );
    expect(wrong).toMatchObject({ exact: false, close: false, largestDifference: 8 });
    expect(String(wrong)).toContain("exact no   close no   largest difference 8.0e+0");
  });

  test("takes NaN for a difference", () => {
    const wrong = compare(
      "dx",
      [
        [1, -2],
        [Number.NaN, 4],
      ],
      reference,
    );
    expect(wrong).toMatchObject({ exact: false, close: false, largestDifference: Number.NaN });
  });

  test("does not broadcast: another shape is never close", () => {
    const ones = compare("db", np.ones([3]), np.ones([2, 3]));
    expect(ones).toMatchObject({ exact: false, close: false });
    expect(String(ones)).toBe("db        exact no   close no   the shape is (3,), not (2, 3)");
  });

  test("compares numbers too, and prints as its line", () => {
    expect(String(compare("dout", 1, 1))).toContain("largest difference 0.0e+0   shape ()");
  });

  test("names what is no array", () => {
    expect(() => compare("dW1", undefined as never, reference)).toThrow("compare, dW1: ");
  });
});
