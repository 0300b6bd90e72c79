import { beforeEach, describe, expect, test, vi } from "vitest";
import type { TrainingProgress } from "../../lib/network/training";
import { liveCurves } from "../../lib/view/liveCurves";
import { recordOutputs, type Sent } from "../support/outputs";

const PLOTLY = "application/vnd.plotly.v1+json";
const html = ({ content }: Sent) => String(content["text/html"]);
const figure = ({ content }: Sent) => Object(content[PLOTLY]);

let clock = 0;
beforeEach(() => {
  clock = 1000;
  vi.spyOn(performance, "now").mockImplementation(() => clock);
});

function progressAt(iteration: number, more: Partial<TrainingProgress> = {}): TrainingProgress {
  const loss = Array.from({ length: iteration }, (_, i) => 2.3 * Math.exp(-i / 500) + 0.12345678);
  const epochs = Array.from({ length: Math.ceil(iteration / 600) }, (_, epoch) => ({
    epoch,
    iteration: 600 * epoch,
    loss: loss[600 * epoch],
    trainAccuracy: 1 - 0.9 / (epoch + 1),
    testAccuracy: 1 - 0.91 / (epoch + 1),
  }));
  return { iteration, iterations: 10_000, history: { loss, epochs }, state: "running", ...more };
}

describe("liveCurves", () => {
  test("shows a frame at once, then at most four a second", () => {
    const sent = recordOutputs();
    const live = liveCurves();
    for (let i = 1; i <= 200; i++, clock += 50) live(progressAt(i)); // 20 a second for 10 seconds
    expect(sent.length).toBe(40);
    expect(html(sent[0])).toContain("iteration 1 of 10,000");
    expect(new Set(sent.map(({ output }) => output))).toEqual(new Set([1]));
  });

  test("spends at most 3 % of the time on frames that are slow to send", () => {
    const sent = recordOutputs(() => {
      clock += 40;
    });
    const live = liveCurves();
    for (const begin = clock; clock < begin + 20_000; clock += 50) live(progressAt(10));
    expect(sent.length * 40).toBeLessThanOrEqual(0.035 * 20_000);
    expect(sent.length).toBeGreaterThan(5);
  });

  test("tells how far it is, how fast, how long still, and the latest numbers", () => {
    const sent = recordOutputs();
    const live = liveCurves();
    live(progressAt(0));
    clock += 2000;
    live(progressAt(2500));
    expect(html(sent[0])).toContain("<b>0%</b> · iteration 0 of 10,000 · starting");
    expect(html(sent[1])).toContain(
      "<b>25%</b> · iteration 2,500 of 10,000 · 1,250 a second · 6 s left",
    );
    expect(html(sent[1])).toContain("loss 0.1390 · accuracy: train 82.00%, test 81.80%");
    expect(html(sent[1])).toMatch(/<progress [^>]*value="2500" max="10000"/);
  });

  test("keeps a frame of a long training small", () => {
    const sent = recordOutputs();
    liveCurves()(progressAt(9999));
    expect(html(sent[0]).length).toBeLessThan(40_000);
  });

  test.each([
    ["finished", 10_000, "Finished: 10,000 iterations"],
    ["stopped", 3214, "Stopped after 3,214 of 10,000 iterations"],
    ["failed", 1200, "Failed after 1,200 of 10,000 iterations"],
  ] as const)("ends as one figure that says: %s", (state, iteration, title) => {
    const sent = recordOutputs();
    const live = liveCurves();
    live(progressAt(iteration - 1));
    clock += 1; // The end does not wait for the next frame's turn.
    live(progressAt(iteration, { state }));
    expect(sent.map(({ content }) => Object.keys(content))).toEqual([["text/html"], [PLOTLY]]);
    const { text, subtitle } = figure(sent[1]).layout.title;
    expect(text).toBe(title);
    expect(subtitle.text).toMatch(/^loss .* · accuracy: train .*%, test .*%$/);
    expect(sent[1].output).toBe(sent[0].output);
  });

  test("does not trip over a training without an epoch or a finite loss", () => {
    const sent = recordOutputs();
    const live = liveCurves();
    const history = { loss: [Number.NaN], epochs: [] };
    live(progressAt(1, { history }));
    live(progressAt(1, { history, state: "failed" }));
    expect(html(sent[0])).toContain("<div>loss NaN</div>");
    expect(figure(sent[1]).layout.title.subtitle.text).toBe("loss NaN");
  });

  test("ends with the hint that the history holds", () => {
    const sent = recordOutputs();
    const history = { loss: [2.3], epochs: [], hint: "divide them by 255" };
    liveCurves()(progressAt(1, { history, state: "finished" }));
    expect(figure(sent[0]).layout.title.subtitle.text).toBe("divide them by 255");
  });

  test("gives a second training, with the same callback or another, an output of its own", () => {
    const sent = recordOutputs();
    const live = liveCurves();
    for (const report of [live, live, liveCurves()]) {
      report(progressAt(1));
      report(progressAt(10_000, { state: "finished" }));
    }
    expect(sent.map(({ output }) => output)).toEqual([1, 1, 2, 2, 3, 3]);
  });

  test("says that there is no cell outside a notebook, before the training starts", () => {
    expect(() => liveCurves()).toThrow("liveCurves: there is no notebook cell to show this in");
  });
});
