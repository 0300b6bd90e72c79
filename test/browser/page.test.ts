import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, suite, test } from "vitest";
import { root } from "../../scripts/jupyter.mjs";
import { openBrowser } from "../support/browser";
import { idx } from "../support/idx";
import { serve, type TestServer } from "../support/server";

const read = (...file: string[]) => readFileSync(path.join(root, ...file));
const plotly = () => read("node_modules", "plotly.js-dist", "plotly.js");

/** As many images of 28 x 28 pixels as are told apart by one bright column each. */
function dataset(count: number) {
  const labels = Array.from({ length: count }, (_, n) => n % 10);
  const pixels = labels.flatMap((label) =>
    Array.from({ length: 784 }, (_, i) => (i % 28 === 2 * label ? 255 : 0)),
  );
  return { images: idx([count, 28, 28], pixels), labels: idx([count], labels) };
}
const [train, held] = [dataset(300), dataset(50)];

const LEARN = `
  np.random.seed(0);
  const network = new TwoLayerNet({ inputSize: 784, hiddenSize: 20, outputSize: 10 });
  const history = await train(network, data, { iterations: 500, batchSize: 100, learningRate: 0.5, ...options });`;

/** A page without plotly.js, unless its head loads it, and with nothing in it. */
const page =
  (head = "") =>
  () =>
    `<!doctype html><html><head>${head}</head><body></body></html>`;
const files: Record<string, () => string | Uint8Array> = {
  "/course/backprop.js": () => read("lib", "dist", "web", "backprop.js"),
  "/course/page.html": page('<script src="plotly.js"></script>'),
  "/course/plotly.js": plotly,
  "/course/bare.html": page(),
  "/course/jupyter.html": page(
    '<script id="jupyter-config-data" type="application/json">{ "baseUrl": "/user/ada/" }</script>',
  ),
  "/user/ada/files/node_modules/plotly.js-dist/plotly.js": plotly,
  "/course/worker.js": () => `
    import { liveCurves, loadMnist, np, pause, setDisplay, setFiles, train, TwoLayerNet } from "./backprop.js";
    const data = loadMnist();
    let displays = 0;
    setDisplay((output) => {
      const id = ++displays;
      postMessage({ id, output });
      return (next) => postMessage({ id, output: next });
    });
    onmessage = async ({ data: { program } }) => {
      const result = await new Function(
        "{ liveCurves, loadMnist, np, pause, setFiles, train, TwoLayerNet, data }",
        "return (async () => {" + program + "})()",
      )({ liveCurves, loadMnist, np, pause, setFiles, train, TwoLayerNet, data }).catch(String);
      postMessage({ result });
    };
    postMessage({ ready: true });`,
  "/course/data/mnist/train-images-idx3-ubyte.gz": () => gzipSync(train.images),
  "/course/data/mnist/train-labels-idx1-ubyte": () => train.labels,
  "/course/data/mnist/t10k-images-idx3-ubyte": () => held.images,
  "/course/data/mnist/t10k-labels-idx1-ubyte.gz": () => gzipSync(held.labels),
};

let browser: Browser;
let server: TestServer;
let tab: Page;
let problems: string[];
beforeAll(async () => {
  browser = await openBrowser();
  server = await serve(files);
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});
beforeEach(async () => {
  tab = await browser.newPage({ viewport: { width: 900, height: 900 } });
  problems = [];
  tab.on("pageerror", (error) => problems.push(String(error)));
});
afterEach(async () => {
  expect(problems).toEqual([]);
  await tab.close();
});

const open = (name: string) => tab.goto(`${server.origin}/course/${name}`);
/** Runs a module in the page; what it returns must be JSON. */
const run = (program: string) =>
  tab.evaluate(`import("./backprop.js").then(async (backprop) => {
    const { ComputationGraph, draw, liveCurves, loadMnist, MulLayer, np, pageDisplay, player, setDisplay, setFiles, show,
      train, trainingCurves, TwoLayerNet } = backprop;
    const random = () => ({ images: np.random.rand(300, 784), labels: np.random.randint(0, 10, 300) });
    ${program}
  })`);
const GRAPH = `
  const graph = new ComputationGraph({ apple: 100, tax: 1.1 });
  graph.add("total", new MulLayer(), "apple", "tax");
  graph.backward();`;

suite("a plain page", () => {
  test("shows a figure, a picture and HTML that plays, one below the other", async () => {
    await open("page.html");
    await run(`${GRAPH}
      show({ data: [{ y: np.array([1, 4, 9]) }] });
      show(draw(graph));
      show(player(graph));`);
    const outputs = tab.locator("body > div");
    expect(await outputs.count()).toBe(3);
    expect(await outputs.nth(0).locator(".scatterlayer path").count()).toBeGreaterThan(0);
    expect(await outputs.nth(1).locator("svg text").allTextContents()).toContain("tax");
    expect(await outputs.nth(2).innerText()).toContain("step 1 of 2");
    await outputs.nth(2).getByRole("button", { name: "Next" }).click();
    expect(await outputs.nth(2).innerText()).toContain("step 2 of 2");
  });

  test("shows in the element it is told to", async () => {
    await open("page.html");
    await run(`
      const article = document.createElement("article");
      document.body.append(article);
      setDisplay(pageDisplay(article));
      show({ html: "<b>7</b>" });`);
    expect(await tab.locator("article > div > b").innerText()).toBe("7");
    expect(await tab.locator("body > div").count()).toBe(0);
  });

  test("shows curves that move in one plot while it trains, and a figure at the end", async () => {
    await open("page.html");
    await run(`
      const samples = random();
      const data = { train: samples, test: samples };
      let plot;
      window.seen = { curves: new Set(), plots: new Set() };
      const note = () => {
        const path = document.querySelector(".scatterlayer path.js-line");
        if (path) seen.curves.add(path.getAttribute("d"));
        const plot = document.querySelector(".js-plotly-plot");
        if (plot) seen.plots.add(plot);
      };
      const live = liveCurves();
      const onProgress = (progress) => { note(); live(progress); };
      const options = { onProgress, iterations: 3000 };
      ${LEARN}
      seen.length = history.loss.length;`);
    const seen = await tab.evaluate(() => {
      const { curves, plots, length } = Object(window).seen;
      return { curves: curves.size, plots: plots.size, length };
    });
    expect(seen).toMatchObject({ plots: 1, length: 3000 });
    expect(seen.curves).toBeGreaterThan(1);
    await tab.waitForSelector(".gtitle");
    expect(await tab.locator(".gtitle").innerHTML()).toContain("Finished: 3,000 iterations");
    expect(await tab.locator("progress").count()).toBe(0);
    expect(await tab.locator("body > div").count()).toBe(1);
  });

  const FRAME = `
    const loss = Array.from({ length: 100 }, (_, i) => 1 / (1 + i));
    liveCurves()({ iteration: 100, iterations: 1000, history: { loss, epochs: [] }, state: "running" });`;

  test("takes plotly.js from JupyterLab's server, once, where the page has none", async () => {
    await open("jupyter.html");
    const address = "/user/ada/files/node_modules/plotly.js-dist/plotly.js";
    const before = server.requests.length;
    await run(
      `${FRAME}${FRAME.replace("const loss", "const other").replace("{ loss,", "{ loss: other,")}`,
    );
    await expect.poll(() => tab.locator(".scatterlayer path.js-line").count()).toBeGreaterThan(1);
    expect(server.requests.slice(before).filter((path) => path === address)).toHaveLength(1);
  });

  test("without plotly.js shows a plain line, and says what a figure lacks", async () => {
    await open("bare.html");
    await run(`${FRAME} show({ data: [{ y: [1, 2] }] });`);
    expect(await tab.locator("polyline").getAttribute("points")).toMatch(/^0\.0,1\.0 /);
    expect(await tab.locator("body > div").nth(1).innerText()).toMatch(/lacks plotly\.js/);
    expect(server.requests.filter((path) => /undefined/.test(path))).toEqual([]);
  });

  test("is given the bytes of a data set, and says so where they are missing", async () => {
    await open("page.html");
    const result = await run(`
      const names = ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte.gz"];
      const fetched = names.map(async (name) => [name, await (await fetch("data/mnist/" + name)).arrayBuffer()]);
      const data = loadMnist({ files: Object.fromEntries(await Promise.all(fetched)) });
      const message = (() => { try { loadMnist(); } catch (error) { return error.message; } })();
      return [data.train.images.shape, message];`);
    expect(result).toEqual([
      [300, 784],
      `loadMnist: ${server.origin}/course/data/mnist/train-labels-idx1-ubyte cannot be read ` +
        "(a page cannot wait for it; a worker can, and loadMnist({ files }) takes bytes); " +
        "it must be a file that you may read",
    ]);
  });

  test("offers what is saved as a download, and loads it again", async () => {
    await open("page.html");
    const downloading = tab.waitForEvent("download");
    const loaded = await run(`
      np.savez("results/network", { W1: [[1, 2]] });
      return np.load("results/network.npz").W1.tolist();`);
    expect(loaded).toEqual([[1, 2]]);
    const download = await downloading;
    expect(download.suggestedFilename()).toBe("network.npz");
    const bytes = readFileSync(await download.path());
    expect(bytes.subarray(0, 2).toString()).toBe("PK");
  });
});

suite("a worker", () => {
  beforeEach(async () => {
    await open("page.html");
    await run(`
      window.outputs = new Map();
      window.worker = new Worker("worker.js", { type: "module" });
      await new Promise((resolve, reject) => {
        worker.onmessage = resolve;
        worker.onerror = reject;
      });
      window.work = (program) => new Promise((resolve) => {
        worker.onmessage = ({ data }) => {
          if ("result" in data) return resolve(data.result);
          // The page shows what the worker sends.
          const replace = outputs.get(data.id);
          if (replace) replace(data.output);
          else outputs.set(data.id, pageDisplay(document.body)(data.output));
        };
        worker.postMessage({ program });
      });`);
  });
  const work = (program: string) => tab.evaluate(`work(${JSON.stringify(program)})`);

  test("fetches a data set, gzipped or not, and trains, with live curves in the page", async () => {
    const accuracy = await work(`
      const options = { onProgress: liveCurves() };
      ${LEARN}
      return history.epochs.at(-1).testAccuracy;`);
    expect(accuracy).toBe(1);
    await tab.waitForSelector(".gtitle");
    expect(await tab.locator(".gtitle").innerHTML()).toContain("Finished: 500 iterations");
    expect(await tab.locator("body > div").count()).toBe(1);
  });

  test("stops by the event interrupt: train in order, a loop of one's own at its next pause", async () => {
    const result = await work(`
      // As a kernel does when the page tells it.
      const press = () => setTimeout(() => { pressed.push(dispatchEvent(new Event("interrupt", { cancelable: true }))); });
      const pressed = [];
      const options = { iterations: 1e6, onProgress: ({ iteration }) => { if (iteration > 10 && !pressed.length) press(); } };
      ${LEARN}
      let rounds = 0;
      const message = await (async () => {
        press();
        for (;;) { rounds++; await pause(); }
      })().catch((error) => error.message);
      return { pressed, stopped: history.loss.length < 1e6, message };`);
    expect(result).toEqual({
      pressed: [false, true], // Only train answers for it that it ends.
      stopped: true,
      message: "Stopped: the stop button was pressed.",
    });
  });

  test("saves by the event savefile and loads what it has saved, and what the server has", async () => {
    files["/course/x.npy"] = () => saved;
    const saved = new Uint8Array(
      (await work(`
      const nobody = (() => { try { np.save("x", [1]); } catch (error) { return error.message; } })();
      if (!/^np.save: .*x.npy cannot be written \\(nobody here keeps files/.test(nobody)) throw nobody;
      const kept = [];
      addEventListener("savefile", (event) => {
        event.preventDefault();
        kept.push(event.detail);
      });
      np.save("results/x", [[1, 2], [3, 4]]);
      const [{ path, bytes }] = kept;
      if (path !== "results/x.npy" || String(np.load(path).tolist()) !== "1,2,3,4") throw path;
      return [...bytes];`)) as number[],
    );
    expect(
      await work(`
        const absent = (() => { try { np.load("y.npy"); } catch (error) { return error.message; } })();
        setFiles({ resolve: (path) => new URL(path, location.origin + "/course/lessons/").href });
        return [np.load("../x.npy").tolist(), absent];`),
    ).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
      `np.load: ${server.origin}/course/y.npy cannot be read (there is no such file); it must be a file that you may read`,
    ]);
  });
});
