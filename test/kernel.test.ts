import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, onTestFinished, suite, test } from "vitest";
import { type Kernel, startKernel } from "./support/kernel";

/** Seconds in which a cell that does not listen is ended: one or two, and more only where others keep the machine busy. */
const SOON = 5;

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
          network.gradient(data.train.images.at(":100"), data.train.labels.at(":100"));
          if (++rounds % 10 === 0) { console.log("round", rounds); await pause(); }
        }
      }
    `);
    expect(declared).toMatchObject({ status: "ok", stderr: "" });
    const cell = await kernel.run("await loop();", "round 50");
    expect(cell.secondsToStop).toBeLessThan(1);
    expect(cell.status).toBe("error");

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

  test.each(Object.entries(loops))("ends %s soon", async (_, loop) => {
    const cell = await kernel.run(loop, "under way");
    expect(cell.secondsToStop).toBeLessThan(SOON);
    expect(cell.status).toBe("error");
    expect(cell.stderr).toMatch(/^Interrupted\.\n/);

    const next = await kernel.run(`
      kept++;
      const before = kept;
      await pause();
      await new Promise((done) => setTimeout(done, 1));
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
    expect(await kernel.run("typeof kept")).toMatchObject({ status: "ok", stdout: "number\n" });
  });

  test("leaves timers behind that come, and otherwise rest", async () => {
    const cell = await kernel.run(
      `
      setImmediate(() => { console.log("under way"); for (;;) {} });
      setImmediate(() => {});
      setTimeout(() => {}, 1);
      await new Promise(() => {});
      `,
      "under way",
    );
    expect(cell).toMatchObject({ status: "error", stderr: "Interrupted.\n" });
    const rests = await kernel.run(`
      import { promisify } from "node:util";
      await pause();
      await promisify(setTimeout)(1);
      const before = process.cpuUsage();
      const never = setTimeout(() => console.log("never"), 10);
      clearTimeout(never);
      let ticks = "";
      const interval = setInterval((name) => {
        ticks += name;
        if (ticks.length === 3) clearInterval(interval);
      }, 1, "a");
      await new Promise((done) => setTimeout(done, 1000));
      console.log(ticks, process.cpuUsage(before).user < 500_000);
    `);
    expect(rests).toMatchObject({ status: "ok", stderr: "", stdout: "aaa true\n" });
  });

  test("leaves no half-loaded module behind", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "module-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const module = path.join(folder, "slow.js");
    writeFileSync(
      module,
      `exports.first = 1;
       if (!globalThis.waited) { globalThis.waited = true; console.log("under way"); for (;;) {} }
       exports.second = 2;`,
    );
    const load = `const loaded = require(${JSON.stringify(module)}); console.log(loaded.second);`;
    const cell = await kernel.run(load, "under way");
    expect(cell).toMatchObject({ status: "error", stderr: "Interrupted.\n" });
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
  });
});

suite("the variables of earlier cells", () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = startKernel();
    const { status, stderr } = await kernel.run(`
      import { np, pause } from "backprop";
      interface Point { x: number; y: number }
      const point: Point = { x: 1, y: 2 };
      const rate = 0.1;
      let steps = 3;
      async function result() { return { p: 4, q: [5, 6], rate: 7 }; }
    `);
    expect({ status, stderr }).toEqual({ status: "ok", stderr: "" });
  });
  afterAll(() => kernel.close());

  async function failing(cell: string, interruptAt?: string): Promise<void> {
    expect((await kernel.run(cell, interruptAt)).status).toBe("error");
  }

  /** Cells with what they print. */
  const cells: Record<string, [cell: string, printed: string]> = {
    "{ rate }": ["const options = { rate }; JSON.stringify(options)", '{"rate":0.1}'],
    "{ rate } on several lines": [
      `const options = {
         steps,
         // the same as ever
         rate,
         nested: { rate, list: [{ steps }] },
       };
       JSON.stringify(options)`,
      '{"steps":3,"rate":0.1,"nested":{"rate":0.1,"list":[{"steps":3}]}}',
    ],
    "{ rate } in calls and functions": [
      `const pair = (factor: number) => ({ factor, rate });
       function again() { return { rate }; }
       JSON.stringify([pair(2), again(), ...[3].map((n) => ({ n, steps }))])`,
      '[{"factor":2,"rate":0.1},{"rate":0.1},{"n":3,"steps":3}]',
    ],
    "{ rate } of a name of its own": [
      "((rate: number) => JSON.stringify({ rate }))(8)",
      '{"rate":8}',
    ],
    "{ rate } in a method of a class": [
      "class Holder { get() { return { rate }; } }; JSON.stringify(new Holder().get())",
      '{"rate":0.1}',
    ],
    "names of properties": [
      `const { x, y: height } = point;
       let width: number;
       ({ x: width } = point);
       [x, height, width, { x: 5 }.x].join()`,
      "1,2,1,5",
    ],
    "an assignment to { steps }": [
      "({ steps } = { steps: 5 }); const now = steps; ({ steps = 3 } = {} as any); [now, steps].join()",
      "5,3",
    ],
    "const { p } = await": ["const { p } = await result(); p", "4"],
    "const { p: renamed, ... } = await": [
      "const { p: renamed, q: [first, second = 0], ...rest } = await result(); [renamed, first, second, rest.rate].join()",
      "4,5,6,7",
    ],
    "const [a, b] = await": [
      "const [a, b] = await Promise.all([result(), 9]); [a.p, b].join()",
      "4,9",
    ],
    "{ p } = await in a function and in a block": [
      `const inner = async () => { const { p } = await result(); return { p, rate }; };
       let seen = "";
       if (rate > 0) { const { q } = await result(); seen = String(q); }
       JSON.stringify([await inner(), seen])`,
      '[{"p":4,"rate":0.1},"5,6"]',
    ],
    "await before a parenthesis": [
      "const { four } = await (async () => ({ four: 4 }))(), five = await (Promise.resolve(5)); four + five",
      "9",
    ],
    "for await": [
      'let text = ""; for await (const part of [1, Promise.resolve(rate)]) text += part; text',
      "10.1",
    ],
    "for await in a loop": [
      'let inside = ""; for (const list of [[1], [2]]) { for await (const n of list) inside += n; } inside',
      "12",
    ],
  };

  test.each(Object.entries(cells))("can be used: %s", async (_, [cell, printed]) => {
    expect(await kernel.run(cell)).toMatchObject({
      status: "ok",
      stderr: "",
      stdout: `${printed}\n`,
    });
  });

  test("complete, and say what they are", async () => {
    expect(await kernel.complete("point.")).toEqual(["x", "y"]);
    expect(await kernel.complete("const options = { ra")).toContain("rate");
    expect(await kernel.inspect("rate")).toBe("const rate: 0.1");
    expect(await kernel.inspect("result")).toContain("Promise<{");
  });

  test("are what they were after a cell that fails", async () => {
    await failing('const rate = np.ones([3]); throw new Error("no");');
    await failing('function result() { return "no"; } const { x } = { x: "no" }; throw 1;');
    await failing("class np {} throw 1;");
    await failing('const rate = await Promise.resolve("no"); await pause(); throw 1;');
    await failing('const rate = "no"; console.log("under way"); for (;;) {}', "under way");
    await failing(
      'const rate = "no"; console.log("under way"); await new Promise(() => {});',
      "under way",
    );
    expect(
      await kernel.run("[rate.toFixed(2), (await result()).p, np.sum(np.ones([2]))].join()"),
    ).toMatchObject({ status: "ok", stderr: "", stdout: "0.10,4,2\n" });
  });

  test("do not get what a failing cell has declared, and keep what it has assigned", async () => {
    await failing("const fresh = 1; steps = 8; point.x = 9; throw 1;");
    const fresh = await kernel.run("fresh");
    expect(fresh).toMatchObject({ status: "error" });
    expect(fresh.stderr).toContain("Cannot find name 'fresh'");
    expect(await kernel.run("[steps, point.x].join()")).toMatchObject({ stdout: "8,9\n" });
  });

  test("are left alone by a loop that was stopped", async () => {
    const loop = `
      async function counting() {
        for (;;) {
          steps++;
          await new Promise((done) => setTimeout(done, 1));
          if (steps > 50) console.log("under way");
        }
      }
      await counting();`;
    await failing(loop, "under way");
    const later = await kernel.run(`
      const stepsNow = steps;
      await new Promise((done) => setTimeout(done, 300));
      console.log(steps === stepsNow);
    `);
    expect(later).toMatchObject({ status: "ok", stderr: "", stdout: "true\n" });
  });
});

suite("a page that knows nothing of the cell that runs", () => {
  test("hears that the kernel is busy, and then sees its own cell only", async () => {
    const kernel = startKernel();
    const first = "await new Promise((done) => setTimeout(done, 5000)); const first = 1;";
    const { status, order } = await kernel.runFromTwoPages(first, 'console.log("second", first);');
    expect({ status, order }).toEqual({
      status: "ok",
      order: [
        "The kernel is still busy with an earlier cell. The stop button ends that one.\n",
        "cleared",
        "second 1\n",
      ],
    });
    // Of one page the cells wait in silence.
    expect((await kernel.run('console.log("third");')).order).toEqual(["third\n"]);
    await kernel.close();
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
