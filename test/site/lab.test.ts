import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, suite, test, vi } from "vitest";
import { type FirefoxPage, openFirefox } from "../../scripts/firefox.mjs";
import { root } from "../../scripts/jupyter.mjs";
import { type Lab, type Notebook, openSite } from "../../scripts/lab.mjs";
import golden from "../golden/training-seed-0.json";
import type { Cell, Lesson } from "../support/lesson";
import { differences } from "./differences";

const folder = path.join(root, "notebooks");
const notebooks = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
const FIRST = "5.1-computational-graphs.ipynb";
const TRAINING = "5.7.4-training.ipynb";

const cellsOf = (name: string): Cell[] =>
  JSON.parse(readFileSync(path.join(folder, name), "utf8")).cells;

/** Cells of which no two runs show the same; of the experiments, whose trainings no two engines share, all of them. */
async function measuredIn(name: string): Promise<string[]> {
  if (name === "experiments.ipynb") return cellsOf(name).map(({ id }) => id);
  const { lesson }: { lesson: Lesson } = await import(`../lessons/${path.parse(name).name}.ts`);
  return lesson.measured ?? [];
}

let site: Lab;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

/** Runs a text in place of the first code cell, and returns what the cell then shows. */
async function run(notebook: Notebook, text: string): Promise<string> {
  const id = await begin(notebook, text);
  await notebook.finish();
  return shownBy(notebook, id);
}

async function begin(notebook: Notebook, text: string): Promise<string> {
  const { id } = (await notebook.cells()).find((cell) => cell.cell_type === "code") as Cell;
  await notebook.run(id, () => text);
  return id;
}

/** What a cell shows, as text. */
async function shownBy(notebook: Notebook, id: string): Promise<string> {
  const { outputs = [] } = (await notebook.cells()).find((cell) => cell.id === id) as Cell;
  const texts = outputs.map(
    ({ text, data }) => text ?? data?.["text/plain"] ?? data?.["text/html"],
  );
  return texts.flat().join("").trimEnd();
}

suite("every lesson", () => {
  test.each(notebooks)("%s shows in a tab what it was saved with", async (name) => {
    const notebook = await site.open(name);
    await notebook.runAll();
    const measured = await measuredIn(name);
    expect(differences(cellsOf(name), await notebook.cells(), measured)).toEqual([]);
    expect(notebook.problems).toEqual([]);
    await notebook.close();
  });
});

suite("the network of the book", () => {
  test("learns MNIST in a tab to NumPy's accuracies, digit for digit", async () => {
    const notebook = await site.open(TRAINING);
    const { seed, hidden, iterations, batch, learningRate, weightInitStd } = golden;
    const shown = await run(
      notebook,
      `import { loadMnist, np, train, TwoLayerNet } from "backprop";
       const mnist = loadMnist();
       np.random.seed(${seed});
       const book = new TwoLayerNet({
         inputSize: 784, hiddenSize: ${hidden}, outputSize: 10, weightInitStd: ${weightInitStd},
       });
       const { epochs: all } = await train(book, mnist, {
         iterations: ${iterations}, batchSize: ${batch}, learningRate: ${learningRate},
       });
       console.log(JSON.stringify(all.map((e) => [e.iteration, e.trainAccuracy, e.testAccuracy])));`,
    );
    expect(JSON.parse(shown)).toEqual([
      ...golden.accuracy,
      [iterations - 1, golden.finalTrain, golden.finalTest],
    ]);
    expect(notebook.problems).toEqual([]);
    await notebook.close();
  });
});

suite("the stop button", () => {
  let notebook: Notebook;
  beforeAll(async () => {
    notebook = await site.open(TRAINING);
  });
  afterAll(() => notebook?.close());

  test("ends a cell that waits for the kernel to be loaded", async () => {
    await notebook.page.route("**/types.json", async (route) => {
      await wait(10_000);
      await route.continue().catch(() => {}); // Stopped, it is wanted no more.
    });
    await notebook.restart();
    const id = await begin(notebook, 'console.log("ran");');
    await wait(500);
    await notebook.stop();
    await notebook.finish();
    expect(await shownBy(notebook, id)).toBe("Interrupted.");
    await notebook.page.unroute("**/types.json");
    expect(await run(notebook, 'console.log("ran");')).toBe("ran");
  });

  test("ends a training in order, and its curves stay", async () => {
    await notebook.page.route("**/train-images*", async (route) => {
      await wait(10_000);
      await route.continue().catch(() => {}); // Stopped, it is wanted no more.
    });
    const id = await begin(
      notebook,
      `import { liveCurves, loadMnist, np, train, TwoLayerNet } from "backprop";
       const data = loadMnist();
       np.random.seed(0);
       const net = new TwoLayerNet({ inputSize: 784, hiddenSize: 50, outputSize: 10 });
       const { loss } = await train(net, data, { iterations: 100_000, onProgress: liveCurves() });
       console.log(loss.length > 0 && loss.length < 100_000);`,
    );
    const shown = () => shownBy(notebook, id);
    await expect.poll(shown, { timeout: 300_000 }).toMatch(/^Loading MNIST: .* of .* MB$/);
    await expect.poll(shown, { timeout: 300_000 }).toMatch(/\d%<\/b> · iteration/);
    const curve = () => notebook.attribute(id, ".scatterlayer path", "d");
    await expect.poll(curve, { timeout: 60_000 }).toBeTruthy();
    await notebook.stop();
    await notebook.finish();
    const { [id]: outputs } = await notebook.outputs();
    expect(outputs[0].text).toContain("Stopped after");
    expect(outputs[1].text).toBe("true");
  });

  test("ends a loop with pause, and one that awaits a timer", async () => {
    for (const waits of ["pause()", "new Promise((done) => setTimeout(done, 10))"]) {
      const id = await begin(
        notebook,
        `import { pause } from "backprop"; let turns = 0; while (true) { turns++; await ${waits}; }`,
      );
      await wait(2000);
      await notebook.stop();
      await notebook.finish();
      expect(await shownBy(notebook, id)).toMatch(/Interrupted\.|Stopped: the stop button/);
      expect(await run(notebook, "console.log(net.params.b2.shape);")).toBe("[ 10 ]");
    }
  });

  test("ends a loop that never pauses together with the kernel, and says so", async () => {
    const id = await begin(notebook, "while (true) {}");
    await wait(2000);
    await notebook.stop();
    await notebook.finish();
    expect(await shownBy(notebook, id)).toContain("run the cells above again");
    expect(await run(notebook, "console.log(net);")).toContain("Nothing has run since");
    expect(await run(notebook, "console.log(6 * 7);")).toBe("42");
    expect(notebook.problems).toEqual([]);
  });
});

suite("a cell", () => {
  let notebook: Notebook;
  beforeAll(async () => {
    notebook = await site.open(FIRST);
  });
  afterAll(() => notebook?.close());

  test("with a type error shows its line first", async () => {
    expect(await run(notebook, 'const x: number = 1;\nconst y: number = "two";')).toBe(
      `line 2: const y: number = "two";
              ^
Type 'string' is not assignable to type 'number'.`,
    );
  });

  test("with shapes that do not fit shows its line first, and both shapes", async () => {
    const text = 'import { np } from "backprop";\nnp.dot(np.zeros([2, 3]), np.zeros([2, 3]));';
    expect(await run(notebook, text)).toBe(
      `line 2: np.dot(np.zeros([2, 3]), np.zeros([2, 3]));
Error: np.dot: a is (2, 3) but b is (2, 3); a's last axis must equal b's first`,
    );
  });

  test("with Python in it gets advice, and so does one that asks for input", async () => {
    expect(await run(notebook, "print(1)")).toContain("instead of print(x) write console.log(x)");
    expect(await run(notebook, 'const a = input("?");')).toContain("A cell cannot ask for input.");
  });

  test("that throws later, or forgets await, says so", async () => {
    const late = await run(notebook, 'const t = setTimeout(() => { throw new Error("late"); });');
    expect(late).toBe(
      `line 1: const t = setTimeout(() => { throw new Error("late"); });
Error: late
(in a callback that ran later than the cell)`,
    );
    const floating = "async function f() {}\nf();";
    expect(await run(notebook, floating)).toContain("line 2: this cell does not wait for f(...)");
  });

  test("that fails leaves the names as they were", async () => {
    await run(notebook, "let price = 100;");
    await run(notebook, 'let price = 200;\nthrow new Error("no");');
    expect(await run(notebook, "console.log(price);")).toBe("100");
  });

  test("prints many lines, all of them", async () => {
    const shown = await run(notebook, "for (let i = 0; i < 5000; i++) console.log(i);");
    expect(shown.split("\n").at(-1)).toBe("4999");
  });

  test("gets names to complete, and what a name means", async () => {
    const code = 'import { np } from "backprop";\nnp.zer';
    expect(await notebook.complete(code)).toContain("zeros");
    expect(await notebook.inspect(`${code}os`)).toMatch(/zeros\(.*zeros/is);
  });

  test("that writes a file offers it as a download, and can read it again", async () => {
    const downloaded = notebook.page.waitForEvent("download");
    const shown = await run(
      notebook,
      `import { np } from "backprop";
       np.savez("numbers.npz", { a: np.array([1, 2, 3]) });
       console.log(String(np.load("numbers.npz").a));`,
    );
    expect(shown).toBe("[1. 2. 3.]");
    expect((await downloaded).suggestedFilename()).toBe("numbers.npz");
  });

  test("has no trouble in the browser's console with all that", () => {
    expect(notebook.problems).toEqual([]);
  });
});

suite("a lesson", () => {
  test("can be restarted, and shows the same again", async () => {
    const notebook = await site.open(FIRST);
    await notebook.restartAndRunAll();
    expect(differences(cellsOf(FIRST), await notebook.cells())).toEqual([]);
    expect(notebook.problems).toEqual([]);
    await notebook.close();
  });

  test("keeps changes in the browser, opens and runs without a connection, and can be downloaded", async () => {
    const notebook = await site.open(FIRST);
    expect(await run(notebook, 'console.log("mine");')).toBe("mine");
    await notebook.save();
    // Until the whole site is kept.
    await notebook.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await notebook.page.context().setOffline(true);
    await notebook.page.reload();
    await notebook.ready();
    const { source } = (await notebook.cells()).find((cell) => cell.cell_type === "code") as Cell;
    expect([source].flat().join("")).toBe('console.log("mine");');
    expect(await run(notebook, "console.log(6 * 7);")).toBe("42");
    expect(
      await run(notebook, 'import { loadMnist } from "backprop";\nloadMnist().test.labels.shape;'),
    ).toContain("10000");
    const downloaded = notebook.page.waitForEvent("download");
    await notebook.page.getByRole("button", { name: "Download a copy" }).click();
    expect((await downloaded).suggestedFilename()).toBe(FIRST);
    expect(notebook.problems).toEqual([]);
    await notebook.close();
  });
});

suite("in Firefox", () => {
  const LESSON = "5.6-affine-and-softmax.ipynb";
  // No notebook is JupyterLab's current one in a window without focus, as Firefox's is here.
  const NOTEBOOK = 'window.jupyterapp && Array.from(jupyterapp.shell.widgets("main"))[0]';
  const inNotebook = (body: string) => `(async (notebook) => {
    const run = (command) =>
      jupyterapp.commands.execute(command, { "jupyterlab-semantic-widget-id": notebook.id });
    ${body}
  })(${NOTEBOOK})`;
  const IS_READY = inNotebook(
    'return notebook?.context.sessionContext.session?.kernel?.status === "idle";',
  );
  const RUN_ALL = inNotebook(`
    await run("notebook:run-all-cells");
    return notebook.context.model.toJSON().cells;`);
  const runFirst = (text: string) =>
    inNotebook(`
      const { content } = notebook;
      content.activeCellIndex = content.widgets.findIndex(({ model }) => model.type === "code");
      content.activeCell.model.sharedModel.setSource(${JSON.stringify(text)});
      await run("notebook:run-cell");
      return content.activeCell.model.toJSON().outputs[0].text;`);

  let page: FirefoxPage;
  beforeAll(async () => {
    page = await openFirefox(site.address(LESSON));
    await vi.waitUntil(() => page.evaluate(IS_READY), { timeout: 300_000, interval: 500 });
  });
  afterAll(() => page?.close());

  test("a lesson shows what it was saved with", async () => {
    const cells = await page.evaluate<Cell[]>(RUN_ALL);
    const measured = await measuredIn(LESSON);
    expect(differences(cellsOf(LESSON), cells, measured)).toEqual([]);
  });

  test("an error names the learner's lines", async () => {
    const text = `const f = (x?: { y: number }) => {
  return x.y;
};
f();`;
    expect(await page.evaluate(runFirst(text))).toBe(`line 2: return x.y;
line 4: f();
TypeError: can't access property "y", x is undefined
(undefined is what a function without return gives, and a list where it has no entry)
`);
  });

  test("nothing is asked of another host, and the console has no error", () => {
    const { host } = new URL(site.address(LESSON));
    const foreign = page.requests.filter((address) => {
      const { protocol, host: other } = new URL(address);
      return /^(https?|wss?):$/.test(protocol) && other !== host;
    });
    expect(foreign).toEqual([]);
    expect(page.problems).toEqual([]);
  });
});
