import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, suite, test } from "vitest";
import { type Kernel, startKernel } from "./support/kernel";

/** After a cell that failed the kernel answers nothing for 200 ms. */
const KERNEL_RECOVERS = 400;

suite("the stop button, in a real kernel", () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = startKernel();
    const { status, stderr } = await kernel.run(`
      import { loadMnist, liveCurves, np, pause, train, TwoLayerNet } from "backprop";
      const data = loadMnist();
      np.random.seed(0);
      const network = new TwoLayerNet({ inputSize: 784, hiddenSize: 50, outputSize: 10 });
    `);
    expect({ status, stderr }).toEqual({ status: "ok", stderr: "" });
  });
  afterAll(() => kernel.close());

  test("ends train within a second, keeps the history, and the kernel goes on", async () => {
    const cell = await kernel.run(
      `
      const history = await train(network, data, {
        onProgress: ({ iteration }) => { if (iteration > 50) console.log("under way"); },
      });
      console.log("the cell goes on");
      `,
      "under way",
    );
    expect(cell.secondsToStop).toBeLessThan(1);
    expect(cell).toMatchObject({ status: "ok", stderr: "" });
    expect(cell.stdout).toContain("the cell goes on");

    const next = await kernel.run(
      "console.log(history.loss.length > 50 && history.loss.length < 10_000)",
    );
    expect(next).toMatchObject({ status: "ok", stdout: "true\n" });
  });

  test("and again, with live curves that end as a figure", async () => {
    const cell = await kernel.run(
      `
      const watched = await train(network, data, { onProgress: liveCurves() });
      `,
      " left",
    );
    expect(cell.secondsToStop).toBeLessThan(1);
    expect(cell).toMatchObject({ status: "ok", stderr: "" });
    expect(cell.updates).toBeGreaterThan(0);
    expect(cell.displays).toHaveLength(1);
    expect(Object.keys(cell.displays[0])).toEqual(["application/vnd.plotly.v1+json"]);
    expect(JSON.stringify(cell.displays[0])).toContain("Stopped after");
  });

  test("ends a loop of one's own at its next pause", async () => {
    const declared = await kernel.run(`
      let rounds = 0;
      async function loop() {
        for (;;) {
          network.gradient(data.train.images.slice(0, 100), data.train.labels.slice(0, 100));
          if (++rounds % 10 === 0) { console.log("round", rounds); await pause(); }
        }
      }
    `);
    expect(declared).toMatchObject({ status: "ok", stderr: "" });
    const cell = await kernel.run("await loop();", "round 50");
    expect(cell.secondsToStop).toBeLessThan(1);
    expect(cell.status).toBe("error");

    await wait(KERNEL_RECOVERS);
    const stopped = await kernel.run("const roundsWhenStopped = rounds;");
    expect(stopped).toMatchObject({ status: "ok", stderr: "" });
    await wait(500);
    const later = await kernel.run("console.log(rounds === roundsWhenStopped)");
    expect(later).toMatchObject({ status: "ok", stdout: "true\n" });
  });
});
