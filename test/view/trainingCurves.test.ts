import { describe, expect, test } from "vitest";
import { downsample, movingAverage, trainingCurves } from "../../lib/view/trainingCurves";
import { frozen } from "../support/frozen";

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
  const [each, average, train, test_] = data;

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

  test("averages out the peak, and does not lag behind a loss that falls", () => {
    expect(average.x).toEqual(each.x);
    expect(Math.max(...average.y.slice(100))).toBeLessThan(1);
    const falling = Array.from({ length: 200 }, (_, i) => 2 - i / 100);
    for (const i of [0, 1, 7, 100, 190, 199]) {
      expect(movingAverage(falling, i)).toBeCloseTo(falling[i], 12);
    }
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

describe("downsample", () => {
  test("keeps a short list whole", () => {
    expect(downsample([3, 1, 2], 3)).toEqual([0, 1, 2]);
  });

  test("keeps the lowest and the highest of every stretch, in order", () => {
    expect(downsample([5, 1, 2, 9, 0, 0, 7, 3, 4, 4, 4, 4], 6)).toEqual([0, 1, 3, 4, 6, 8, 11]);
  });

  test("sees past what is not a number", () => {
    const values = new Array(100).fill(Number.NaN);
    values[37] = 4;
    values[38] = 2;
    expect(downsample(values, 10)).toEqual(expect.arrayContaining([37, 38]));
  });
});

describe("movingAverage", () => {
  test("has a gap where the loss is not finite, and goes on beside it", () => {
    const values = [2, 2, Number.POSITIVE_INFINITY, 2, 2];
    expect(movingAverage(values, 2)).toBeNaN();
    expect(movingAverage(values, 1)).toBe(2);
    expect(movingAverage([1e308, 1e308, 1e308], 1)).toBeCloseTo(1e308, -300);
  });
});

describe("the axes", () => {
  // biome-ignore lint/suspicious/noExplicitAny: figures are plain JSON here, looked into freely
  const figure = (loss: number[], ...accuracies: number[]): any =>
    trainingCurves({
      loss,
      epochs: accuracies.map((accuracy, epoch) => ({
        ...{ epoch, iteration: epoch, loss: 1, trainAccuracy: accuracy, testAccuracy: accuracy },
      })),
    });

  test("a loss that spans decades has a logarithmic axis", () => {
    const falling = Array.from({ length: 100 }, (_, i) => 2 * 0.99 ** i);
    expect(figure(falling).layout.yaxis).toMatchObject({ rangemode: "tozero" });
    const spike = falling.with(3, 30);
    for (const values of [falling.map((y) => y ** 10), falling.map((y) => 1 / y ** 9), spike]) {
      expect(figure(values).layout.yaxis).toMatchObject({ type: "log" });
    }
  });

  test("the range above 90 % is enlarged once accuracies are there", () => {
    const { data, layout } = figure([1, 1], 0.1, 0.95, 0.96, 0.97);
    expect(data).toHaveLength(6);
    expect(data[2]).toMatchObject({ y: [0.1, 0.95, 0.96, 0.97], yaxis: "y2" });
    expect(data[4]).toMatchObject({ y: [0.1, 0.95, null, null], yaxis: "y3", showlegend: false });
    expect([layout.yaxis2.range, layout.yaxis3.range]).toEqual([
      [0.9, 1],
      [0, 0.9],
    ]);
    expect(layout.yaxis2.domain[0]).toBeGreaterThan(layout.yaxis3.domain[1]);
    expect(figure([1, 1], 0.1, 0.89).data).toHaveLength(4);
  });

  test("say on how many samples the accuracy was measured", () => {
    const at = { epoch: 0, iteration: 0, loss: 1, trainAccuracy: 0.5, testAccuracy: 0.4 };
    const { layout } = trainingCurves({ loss: [1], epochs: [{ ...at, samples: 1000 }, at] });
    expect(layout).toMatchObject({
      xaxis2: { title: { text: expect.stringContaining("accuracy on 1,000 samples") } },
    });
  });
});
