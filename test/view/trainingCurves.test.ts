import { describe, expect, test } from "vitest";
import { smooth, thin, trainingCurves } from "../../lib/view/trainingCurves";
import { frozen } from "./pretendKernel";

/** A loss that falls, with one peak and one dip in single iterations. */
const loss = Array.from({ length: 10_000 }, (_, i) => 2 / (1 + i / 100) + 0.1 * Math.sin(i));
loss[4321] = 9.5;
loss[7654] = -3.25;
const epochs = [0, 1, 2].map((epoch) => ({
  epoch,
  iteration: 600 * epoch,
  loss: 1,
  trainAccuracy: 0.1 + 0.4 * epoch,
  testAccuracy: 0.09 + 0.4 * epoch,
}));

describe("trainingCurves", () => {
  // biome-ignore lint/suspicious/noExplicitAny: figures are plain JSON here, looked into freely
  const { data, layout } = trainingCurves(frozen({ loss, epochs })) as any;
  const [each, smoothed, train, test_] = data;

  test("shows the true range of the loss in about a thousand points", () => {
    expect(each.x.length).toBeLessThan(1010);
    expect(each.y[each.x.indexOf(4321)]).toBe(9.5);
    expect(each.y[each.x.indexOf(7654)]).toBe(-3.25);
    expect([each.x[0], each.x.at(-1)]).toEqual([0, 9999]);
  });

  test("places every kept loss at its iteration, five digits long", () => {
    for (const [k, i] of each.x.entries()) expect(each.y[k]).toBeCloseTo(loss[i], 3);
    expect(Math.max(...each.y.map((y: number) => String(y).length))).toBeLessThan(12);
  });

  test("smooths out the peak", () => {
    expect(smoothed.x).toEqual(each.x);
    expect(Math.max(...smoothed.y.slice(100))).toBeLessThan(1);
  });

  test("shows both accuracies of every epoch on the axes to the right", () => {
    expect(train).toMatchObject({ x: [0, 1, 2], y: [0.1, 0.5, 0.9], xaxis: "x2", yaxis: "y2" });
    expect(test_).toMatchObject({ x: [0, 1, 2], y: [0.09, 0.49, 0.89], xaxis: "x2", yaxis: "y2" });
    expect(layout.xaxis.domain[1]).toBeLessThan(layout.xaxis2.domain[0]);
  });

  test("names its input when that is not a history", () => {
    expect(() => trainingCurves(loss as never)).toThrow("trainingCurves: needs { loss, epochs }");
    const promised = Promise.resolve({ loss: [1], epochs: [] });
    expect(() => trainingCurves(promised as never)).toThrow("await train(...)");
  });
});

describe("thin", () => {
  test("keeps a short list whole", () => {
    expect(thin([3, 1, 2], 3)).toEqual([0, 1, 2]);
  });

  test("keeps the lowest and the highest of every stretch, in order", () => {
    expect(thin([5, 1, 2, 9, 0, 0, 7, 3, 4, 4, 4, 4], 6)).toEqual([0, 1, 3, 4, 6, 8, 11]);
  });

  test("sees past what is not a number", () => {
    const values = new Array(100).fill(Number.NaN);
    values[37] = 4;
    values[38] = 2;
    expect(thin(values, 10)).toEqual(expect.arrayContaining([37, 38]));
  });
});

describe("smooth", () => {
  test("starts at the first value, without a bias towards 0", () => {
    expect(smooth([3, 3, 3, 3])).toEqual([3, 3, 3, 3].map((y) => expect.closeTo(y, 12)));
  });

  test("weighs the latest value by 1 - memory", () => {
    const [, second] = smooth([0, 1], 0.75);
    expect(second).toBeCloseTo(0.25 / (0.25 + 0.75 * 0.25), 12);
  });

  test("has a gap where the loss is not finite, and goes on after it", () => {
    const [, gap, after] = smooth([2, Number.POSITIVE_INFINITY, 2]);
    expect(gap).toBeNaN();
    expect(after).toBeCloseTo(2, 12);
  });
});
