import { runInNewContext } from "node:vm";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { TrainingProgress } from "../../lib/network/training";
import { liveCurves } from "../../lib/view/liveCurves";
import { pretendKernel } from "./pretendKernel";

const PLOTLY = "application/vnd.plotly.v1+json";

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
    const sent = pretendKernel();
    const live = liveCurves();
    for (let i = 1; i <= 200; i++, clock += 50) live(progressAt(i)); // 20 a second for 10 seconds
    expect(sent.length).toBe(40);
    expect(sent[0].content).toContain("iteration 1 of 10,000");
    expect(new Set(sent.map(({ display }) => display))).toEqual(new Set(["new 1"]));
  });

  test("spends at most 3 % of the time on frames that are slow to send", () => {
    const sent = pretendKernel(() => {
      clock += 40;
    });
    const live = liveCurves();
    for (const begin = clock; clock < begin + 20_000; clock += 50) live(progressAt(10));
    expect(sent.length * 40).toBeLessThanOrEqual(0.035 * 20_000);
    expect(sent.length).toBeGreaterThan(5);
  });

  test("tells how far it is, how fast, how long still, and the latest numbers", () => {
    const sent = pretendKernel();
    const live = liveCurves();
    live(progressAt(0));
    clock += 2000;
    live(progressAt(2500));
    expect(sent[0].content).toContain("<b>0%</b> · iteration 0 of 10,000 · starting");
    expect(sent[1].content).toContain(
      "<b>25%</b> · iteration 2,500 of 10,000 · 1,250 a second · 6 s left",
    );
    expect(sent[1].content).toContain("loss 0.1390 · accuracy: train 82.00%, test 81.80%");
    expect(sent[1].content).toMatch(/<progress [^>]*value="2500" max="10000"/);
  });

  test("keeps a frame of a long training small", () => {
    const sent = pretendKernel();
    liveCurves()(progressAt(9999));
    expect(String(sent[0].content).length).toBeLessThan(40_000);
  });

  test.each([
    ["finished", 10_000, "Finished: 10,000 iterations"],
    ["stopped", 3214, "Stopped after 3,214 of 10,000 iterations"],
    ["failed", 1200, "Failed after 1,200 of 10,000 iterations"],
  ] as const)("ends as one figure that says: %s", (state, iteration, title) => {
    const sent = pretendKernel();
    const live = liveCurves();
    live(progressAt(iteration - 1));
    clock += 1; // The end does not wait for the next frame's turn.
    live(progressAt(iteration, { state }));
    expect(sent.map(({ mimeType }) => mimeType)).toEqual(["text/html", PLOTLY]);
    const { text, subtitle } = Object(sent[1].content).layout.title;
    expect(text).toBe(title);
    expect(subtitle.text).toMatch(/^loss .* · accuracy: train .*%, test .*%$/);
    expect(sent[1].display).toBe(sent[0].display);
  });

  test("does not trip over a training without an epoch or a finite loss", () => {
    const sent = pretendKernel();
    const live = liveCurves();
    const history = { loss: [Number.NaN], epochs: [] };
    live(progressAt(1, { history }));
    live(progressAt(1, { history, state: "failed" }));
    expect(sent[0].content).toContain("<div>loss NaN</div>");
    expect(Object(sent[1].content).layout.title.subtitle.text).toBe("loss NaN");
  });

  test("ends with the hint that the history holds", () => {
    const sent = pretendKernel();
    const history = { loss: [2.3], epochs: [], hint: "divide them by 255" };
    liveCurves()(progressAt(1, { history, state: "finished" }));
    expect(Object(sent[0].content).layout.title.subtitle.text).toBe("divide them by 255");
  });

  test("gives a second training, with the same callback or another, an output of its own", () => {
    const sent = pretendKernel();
    const live = liveCurves();
    for (const report of [live, live, liveCurves()]) {
      report(progressAt(1));
      report(progressAt(10_000, { state: "finished" }));
    }
    expect(sent.map(({ display }) => display)).toEqual([
      "new 1",
      "new 1",
      "new 2",
      "new 2",
      "new 3",
      "new 3",
    ]);
  });

  test("says that there is no cell outside a notebook, before the training starts", () => {
    expect(() => liveCurves()).toThrow("liveCurves: there is no notebook cell to show this in");
  });
});

describe("a frame's script", () => {
  /** As much of a page as the script touches. */
  function page(plotlyLoads: boolean) {
    const drawn: unknown[] = [];
    const requested: string[] = [];
    const output = {};
    const config = { textContent: '{"baseUrl": "/user/ada/"}' };
    const window = { Plotly: { react: (plot: unknown) => drawn.push(plot) } };
    const append = (script: { src: string; onload(): void; onerror(): void }) => {
      requested.push(script.src);
      if (plotlyLoads) script.onload();
      else script.onerror();
    };
    async function run(html: unknown) {
      const slot = { isConnected: true, parentElement: { parentElement: output }, holds: "svg" };
      const document = {
        currentScript: {
          previousElementSibling: {
            ...slot,
            replaceChildren(plot: string) {
              slot.holds = plot;
            },
          },
        },
        createElement: () => ({}),
        getElementById: () => config,
        head: { append },
      };
      const [, script] = /<script>(.*)<\/script>/s.exec(String(html)) ?? [];
      runInNewContext(script, { window, document, setTimeout: () => 0, clearTimeout: () => {} });
      await new Promise(setImmediate);
      return slot.holds;
    }
    return { run, drawn, requested };
  }

  test("loads plotly once, from the server, and moves one plot from frame to frame", async () => {
    const sent = pretendKernel();
    const live = liveCurves();
    live(progressAt(100));
    clock += 1000;
    live(progressAt(200));
    const { run, drawn, requested } = page(true);
    const first = await run(sent[0].content);
    expect(await run(sent[1].content)).toBe(first);
    expect(drawn).toEqual([first, first]);
    expect(requested).toEqual([
      expect.stringMatching(/^\/user\/ada\/files\/node_modules\/plotly\.js.*\.js$/),
    ]);
  });

  test("leaves the plain line where plotly does not load", async () => {
    const sent = pretendKernel();
    liveCurves()(progressAt(100));
    const { run, drawn } = page(false);
    expect(await run(sent[0].content)).toBe("svg");
    expect(drawn).toEqual([]);
    expect(sent[0].content).toMatch(/<polyline points="[\d., ]+"/);
  });
});
