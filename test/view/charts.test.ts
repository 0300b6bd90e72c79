import { barChart, heatMaps, lineChart, np } from "backprop";
import { describe, expect, test } from "vitest";
import { plotlyJson } from "../../lib/view/figure";

describe("lineChart", () => {
  test("draws each line under its name, at 0, 1, 2, ... or where its x says", () => {
    const known = { x: [0, 2], y: [4, 5], line: { dash: "dot" } };
    const { data, layout } = lineChart({ loss: np.array([3, 2, 1]), known }, { x: "step" });
    expect(plotlyJson({ data })).toMatchObject({
      data: [
        { name: "loss", mode: "lines", y: [3, 2, 1] },
        { name: "known", mode: "lines", ...known },
      ],
    });
    expect(layout).toMatchObject({ xaxis: { title: { text: "step" } } });
  });

  test("has the title, the range and the logarithmic axes that are asked for", () => {
    const options = { title: "Loss", y: "loss", range: [0, 1] } as const;
    expect(lineChart({ a: [1] }, options).layout).toMatchObject({
      title: { text: "Loss" },
      yaxis: { title: { text: "loss" }, range: [0, 1] },
    });
    const { layout } = lineChart({ a: [1] }, { logarithmic: "y" });
    expect(layout).toMatchObject({ xaxis: {}, yaxis: { type: "log" } });
    expect(layout).not.toHaveProperty("xaxis.type");
    const decades = { logarithmic: "y", range: [0.01, 1000] } as const;
    expect(lineChart({ a: [1] }, decades).layout).toMatchObject({ yaxis: { range: [-2, 3] } });
  });

  test("says what is wrong with what it is given", () => {
    expect(() => lineChart({})).toThrow("lineChart: needs what to draw by name");
    expect(() => lineChart({ a: { x: [1, 2], y: [1] } })).toThrow(
      "lineChart: a has 2 numbers in x but 1 in y",
    );
    expect(() => lineChart({ a: undefined as never })).toThrow("lineChart: a must be a list");
  });
});

test("barChart draws bars at 0, 1, 2, ..., a colour for each name", () => {
  const { data, layout } = barChart({ before: [0.1, 0.2], after: np.array([0.3, 0.4]) });
  expect(plotlyJson({ data })).toMatchObject({
    data: [
      { type: "bar", name: "before", x: [0, 1], y: [0.1, 0.2] },
      { type: "bar", name: "after", x: [0, 1], y: [0.3, 0.4] },
    ],
  });
  expect(layout).toMatchObject({ xaxis: { dtick: 1 } });
});

describe("heatMaps", () => {
  test("draws matrices side by side on one scale around 0, row 0 on top", () => {
    const { data, layout } = heatMaps({ left: np.ones([2, 3]), right: np.zeros([1, 2]) }, "output");
    expect(plotlyJson({ data })).toMatchObject({
      data: [
        {
          type: "heatmap",
          z: [
            [1, 1, 1],
            [1, 1, 1],
          ],
          coloraxis: "coloraxis",
        },
        { type: "heatmap", z: [[0, 0]], coloraxis: "coloraxis", xaxis: "x2", yaxis: "y2" },
      ],
    });
    expect(layout).toMatchObject({
      xaxis: { title: { text: "left" } },
      xaxis2: { title: { text: "right" } },
      yaxis: { title: { text: "output" }, autorange: "reversed" },
      yaxis2: { autorange: "reversed" },
      coloraxis: { cmid: 0 },
    });
  });

  test("names what is no matrix", () => {
    expect(() => heatMaps({ db: np.zeros([3]) }, "row")).toThrow("heatMaps: db is not a matrix");
  });
});
