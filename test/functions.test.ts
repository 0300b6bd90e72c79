import { crossEntropyError, np, sigmoid, softmax } from "backprop";
import { expect, suite, test } from "vitest";
import "./support/allclose";

suite("softmax", () => {
  test("each row adds up to 1, on its own", () => {
    const y = softmax(
      np.array([
        [0.3, 2.9, 4.0],
        [1000, 0, 1000],
      ]),
    );
    expect(y).toBeAllclose(
      [
        [0.01821127, 0.24519181, 0.73659691],
        [0.5, 0, 0.5],
      ],
      1e-8,
    );
  });
  test("of plain lists", () => {
    expect(
      softmax([
        [0, 0],
        [1, 1],
      ]).tolist(),
    ).toEqual([
      [0.5, 0.5],
      [0.5, 0.5],
    ]);
  });
  test("of one sample", () => {
    expect(softmax(np.array([0.3, 2.9, 4.0]))).toBeAllclose(
      [0.01821127, 0.24519181, 0.73659691],
      1e-8,
    );
  });
});

test("sigmoid stays finite", () => {
  expect(sigmoid(np.array([-1000, 0, 1000])).tolist()).toEqual([0, 0.5, 1]);
  expect(sigmoid([0, 0]).tolist()).toEqual([0.5, 0.5]);
  expect(sigmoid(0)).toBe(0.5);
});

suite("crossEntropyError", () => {
  const y = [0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0];
  test("of one sample, one-hot or label", () => {
    expect(crossEntropyError(np.array(y), np.array([0, 0, 1, 0, 0, 0, 0, 0, 0, 0]))).toBeCloseTo(
      0.510825457,
      8,
    );
    expect(crossEntropyError(np.array(y), 2)).toBeCloseTo(0.510825457, 8);
    expect(crossEntropyError(y, 2)).toBeCloseTo(0.510825457, 8);
    expect(crossEntropyError([y, y], [2, 2])).toBeCloseTo(0.510825457, 8);
  });
  test("is the mean over a batch", () => {
    const batch = np.array([
      [0.2, 0.8],
      [0.5, 0.5],
    ]);
    expect(crossEntropyError(batch, np.array([1, 0]))).toBeAllclose(
      (-Math.log(0.8 + 1e-7) - Math.log(0.5 + 1e-7)) / 2,
    );
  });
  test("stays finite where the probability is 0, thanks to 1e-7", () => {
    expect(crossEntropyError(np.array([1, 0]), 1)).toBeAllclose(-Math.log(1e-7));
  });
});
