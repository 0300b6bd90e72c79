import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
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

  const loops = {
    "a loop that never awaits": 'console.log("under way"); for (;;) {}',
    "one that prints all the time": 'for (;;) console.log("under way");',
    "one after an await": 'await pause(); console.log("under way"); for (;;) {}',
    "one in a function of an earlier cell": 'console.log("under way"); endless();',
    "one after a timer": `
      await new Promise((done) => setTimeout(done, 1));
      console.log("under way");
      for (;;) {}`,
    "one that only awaits what is there": 'console.log("under way"); for (;;) await null;',
    "one in a timer's callback": `
      setTimeout(() => { console.log("under way"); for (;;) {} }, 1);
      await new Promise(() => {});`,
    "one in setImmediate's": `
      setImmediate(() => { console.log("under way"); for (;;) {} });
      await new Promise(() => {});`,
    "one in a microtask": `
      queueMicrotask(() => { console.log("under way"); for (;;) {} });
      await new Promise(() => {});`,
    "one in a progress callback of train": `
      await train(network, data, { onProgress: () => { console.log("under way"); for (;;) {} } });`,
    "one that catches every error": `
      console.log("under way");
      for (;;) try { throw new Error("again"); } catch {} finally {}`,
    "a wait for what never comes": `
      setTimeout(() => console.log("under way"), 1);
      await new Promise(() => {});`,
    "a large matrix product, again and again": `
      const large = np.ones([400, 400]);
      console.log("under way");
      for (;;) np.dot(large, large);`,
  };

  test("keeps what was defined before", async () => {
    const cell = await kernel.run(`
      let kept = 0;
      function endless() { for (;;) {} }
    `);
    expect(cell).toMatchObject({ status: "ok", stderr: "" });
  });

  test.each(Object.entries(loops))("ends %s within two seconds", async (_, loop) => {
    const cell = await kernel.run(loop, "under way");
    expect(cell.secondsToStop).toBeLessThan(2);
    expect(cell.status).toBe("error");
    expect(cell.stderr).toMatch(/^Interrupted\.\n/);

    await wait(KERNEL_RECOVERS);
    const next = await kernel.run(`
      kept++;
      const before = kept;
      await pause();
      await new Promise((done) => setTimeout(done, 1));
      // The helping thread may have been at work.
      const product = np.dot(np.ones([300, 300]), np.ones([300, 300]));
      console.log(kept === before && np.max(product) === 300 && np.sum(product) === 300 ** 3);
    `);
    expect(next).toMatchObject({ status: "ok", stderr: "", stdout: "true\n" });
  });

  test("ends train in order after all of this", async () => {
    const cell = await kernel.run(
      `
      const last = await train(network, data, { onProgress: () => console.log("under way") });
      console.log("stopped", last.loss.length > 0);
      `,
      "under way",
    );
    expect(cell).toMatchObject({ status: "ok", stderr: "" });
    expect(cell.stdout).toContain("stopped true");
  });

  test("does nothing while no cell runs, and nothing twice", async () => {
    kernel.stop();
    kernel.stop();
    const cell = await kernel.run('await pause(); console.log("on it goes");');
    expect(cell).toMatchObject({ status: "ok", stderr: "", stdout: "on it goes\n" });
    const running = kernel.run('console.log("under way"); for (;;) {}', "under way");
    await wait(500);
    kernel.stop();
    expect(await running).toMatchObject({ status: "error", stderr: "Interrupted.\n" });
    await wait(KERNEL_RECOVERS);
    expect(await kernel.run("typeof kept")).toMatchObject({ status: "ok", stdout: "number\n" });
  });

  test("leaves no half-loaded module behind", async () => {
    const module = path.join(mkdtempSync(path.join(tmpdir(), "module-")), "slow.js");
    writeFileSync(
      module,
      `exports.first = 1;
       if (!globalThis.waited) { globalThis.waited = true; console.log("under way"); for (;;) {} }
       exports.second = 2;`,
    );
    const load = `const loaded = require(${JSON.stringify(module)}); console.log(loaded.second);`;
    const cell = await kernel.run(load, "under way");
    expect(cell).toMatchObject({ status: "error", stderr: "Interrupted.\n" });
    await wait(KERNEL_RECOVERS);
    expect(await kernel.run(load)).toMatchObject({ status: "ok", stdout: "2\n" });
  });
});

suite("what a cell prints and shows", () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = startKernel();
    const { status, stderr } = await kernel.run(`
      import { display } from "tslab";
      import { show } from "backprop";
    `);
    expect({ status, stderr }).toEqual({ status: "ok", stderr: "" });
  });
  afterAll(() => kernel.close());

  const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}\n`).join("");

  test("arrives, 10,000 lines of it, in few messages", async () => {
    const cell = await kernel.run(
      'for (let i = 0; i < 10_000; i++) console.log("line", i); console.log("end");',
    );
    expect(cell.status).toBe("ok");
    expect(cell.stdout).toBe(`${lines(10_000)}end\n`);
    expect(cell.order.length).toBeLessThan(1000);
  });

  test("arrives from 2,000 cells of two and three lines", { timeout: 300_000 }, async () => {
    for (let i = 0; i < 2000; i++) {
      const texts = ["one", "two", "three"].slice(0, 2 + (i % 2)).map((text) => `${text} of ${i}`);
      const cell = await kernel.run(texts.map((text) => `console.log("${text}");`).join("\n"));
      expect(cell).toMatchObject({ status: "ok", stderr: "", stdout: `${texts.join("\n")}\n` });
    }
  });

  test("arrives as 700 figures, in order", async () => {
    const { status, displays } = await kernel.run(`
      for (let i = 0; i < 700; i++) {
        show({ data: [{ y: [i, 2 * i] }], layout: { title: { text: String(i) } } });
      }
    `);
    expect(status).toBe("ok");
    const shown = displays.map((data) => JSON.stringify(data["application/vnd.plotly.v1+json"]));
    const missing = shown.flatMap((figure, i) => (figure.includes(`"${i}"`) ? [] : [i]));
    expect([shown.length, missing]).toEqual([700, []]);
  });

  test("keeps its order, whether printed, shown or an error", async () => {
    const cell = await kernel.run(`
      console.log("1"); console.log("2"); console.error("3"); console.log("4");
      display.text("5");
      console.log("6");
      await null;
      console.log("7"); console.error("8"); display.text("9"); console.error("10");
    `);
    const order = ["1\n2\n", "3\n", "4\n", "a display", "6\n7\n", "8\n", "a display", "10\n"];
    expect(cell.order).toEqual(order);
  });

  test("comes while a cell that never awaits goes on", async () => {
    const cell = await kernel.run(
      `
      console.log("begun");
      console.log("and printed");
      const end = Date.now() + 60_000;
      while (Date.now() < end) {}
      `,
      "and printed",
    );
    expect(cell).toMatchObject({ status: "error", stdout: "begun\nand printed\n" });
    await wait(KERNEL_RECOVERS);
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
