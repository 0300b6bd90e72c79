import { describe, expect, test } from "vitest";
import type { Run, TrainingComparison } from "../../lib/network/compareTrainings";
import {
  clearComparisons,
  comparisonCurves,
  comparisonTable,
  liveComparison,
} from "../../lib/view/comparison";
import { recordOutputs } from "../support/outputs";

function run(name: string, more: Partial<Run> = {}, accuracy = 0.9, losses = 100): Run {
  const loss = Array.from({ length: losses }, (_, i) => 2 / (1 + i));
  const epochs = [0, 50, 99].map((iteration) => ({
    ...{ epoch: iteration / 600, iteration, loss: loss[iteration] },
    ...{ trainAccuracy: accuracy, testAccuracy: (accuracy * (iteration + 1)) / 100 },
  }));
  const history = { loss, epochs };
  return { name, seed: 0, setting: {}, network: {} as never, history, seconds: 1.26, ...more };
}
const PLOTLY = "application/vnd.plotly.v1+json";
// biome-ignore lint/suspicious/noExplicitAny: figures are plain JSON here, looked into freely
type Any = any;

describe("comparisonCurves", () => {
  test("a line for the loss and one for the test accuracy of each setting, in one colour", () => {
    const { data } = comparisonCurves({ runs: [run("a"), run("b")], iterations: 100 }) as Any;
    expect(data.map(({ name, yaxis }: Any) => [name, yaxis])).toEqual([
      ["a", undefined],
      ["a", "y2"],
      ["b", undefined],
      ["b", "y2"],
    ]);
    expect(data[1]).toMatchObject({ x: [0, 50, 99], line: data[0].line, showlegend: false });
    expect(data[2].line.color).not.toBe(data[0].line.color);
  });

  test("runs of several seeds are their mean in a band", () => {
    const runs = [run("a", { seed: 1 }, 0.5), run("a", { seed: 2 }, 0.7)];
    const { data } = comparisonCurves({ runs, iterations: 100 }) as Any;
    const [low, high, mean] = data.filter(({ yaxis }: Any) => yaxis === "y2");
    expect([low.y[2], high.y[2], mean.y[2]]).toEqual([0.5, 0.7, expect.closeTo(0.6, 12)]);
    expect(high.fill).toBe("tonexty");
  });

  test("a run that ended early ends its setting's mean, and a loss that explodes has a logarithmic axis", () => {
    const short = run("a", { failed: "the loss is NaN" }, 0.5, 30);
    short.history.loss[20] = 1e4;
    const { data, layout } = comparisonCurves({ runs: [run("a"), short], iterations: 100 }) as Any;
    expect(Math.max(...data[0].x)).toBe(29);
    expect(layout.yaxis.type).toBe("log");
  });
});

test("comparisonTable: a row a setting, with what differs, the ends, times, and why one failed", () => {
  const { html } = comparisonTable({
    runs: [
      run("slow", { setting: { learningRate: 0.01, batchSize: 100 } }),
      run("<wild>", { setting: { learningRate: 9, batchSize: 100 }, failed: "the loss is NaN" }),
    ],
  });
  const rows = html.split("</tr>").map((row) => row.replace(/<\/?t[rhd]>|<[^>]*>/g, "|"));
  expect(rows[0]).toMatch(/setting\|+learningRate\|+loss\|+training\|+test\|+seconds\|+error\|/);
  expect(comparisonTable({ runs: [run("fine")] }).html).not.toContain("error");
  expect(rows[0]).not.toContain("batchSize");
  expect(rows[1]).toMatch(/slow\|+0\.01\|+0\.0275\|+90\.0\s%\|+90\.0\s%\|+1\.3/);
  expect(rows[2]).toMatch(/&lt;wild&gt;\|+9\|.*the loss is NaN/);
});

describe("liveComparison", () => {
  const comparison = (
    state: TrainingComparison["state"],
    learningRate: number,
  ): TrainingComparison => ({
    runs: [run("a", { setting: { learningRate } }), run("b", { setting: { learningRate: 1 } })],
    ...{ iterations: 100, state },
  });

  test("grows in one output, which stays as a figure with the table below", () => {
    clearComparisons();
    const sent = recordOutputs();
    const live = liveComparison();
    live(comparison("running", 0.1));
    live(comparison("finished", 0.1));
    expect(sent.map(({ output, content }) => [output, Object.keys(content)[0]])).toEqual([
      [1, "text/html"],
      [1, PLOTLY],
      [2, "text/html"],
    ]);
    expect(sent[0].content["text/html"]).toContain("2 trainings of 100 iterations");
    expect(sent[2].content["text/html"]).toContain("<td>0.1</td>");
  });

  test("a later comparison of the same options has the earlier runs as faint lines, until they are cleared", () => {
    clearComparisons();
    const sent = recordOutputs();
    const tracesOf = (learningRate: number) => {
      liveComparison()(comparison("finished", learningRate));
      return Object(sent.at(-2)?.content[PLOTLY]).data.length;
    };
    expect([tracesOf(0.1), tracesOf(0.2), tracesOf(0.3)]).toEqual([4, 8, 12]);
    for (let i = 0; i < 10; i++) tracesOf(0.5);
    expect(tracesOf(0.5)).toBe(4 + 2 * 12);
    clearComparisons();
    expect(tracesOf(0.1)).toBe(4);
  });
});
