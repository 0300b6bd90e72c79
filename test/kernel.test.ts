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

suite("a kernel whose Jupyter has gone", () => {
  const exists = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  const endsWithin = async (pid: number, seconds: number) => {
    for (let i = 0; i < 10 * seconds && exists(pid); i++) await wait(100);
    return !exists(pid);
  };
  const started = async (options = {}) => {
    const kernel = startKernel(options);
    const { stdout } = await kernel.run("process.pid");
    const pid = Number(stdout);
    expect(exists(pid)).toBe(true);
    return { kernel, pid };
  };

  test("ends when it is idle", async () => {
    const { kernel, pid } = await started();
    kernel.killManager();
    expect(await endsWithin(pid, 5)).toBe(true);
    await kernel.close();
  });

  test("ends in an endless loop", async () => {
    const { kernel, pid } = await started();
    const cell = kernel.run("for (;;) {}");
    await wait(1000);
    kernel.killManager();
    await expect(cell).rejects.toThrow("the kernel's bridge ended");
    expect(await endsWithin(pid, 5)).toBe(true);
    await kernel.close();
  });

  test("goes on if it was started to outlive it", async () => {
    const { kernel, pid } = await started({ independent: true });
    kernel.killManager();
    expect(await endsWithin(pid, 3)).toBe(false);
    process.kill(pid, "SIGKILL");
    await kernel.close();
  });
});
