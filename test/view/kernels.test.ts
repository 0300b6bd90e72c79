import { afterAll, beforeAll, expect, suite, test } from "vitest";
import { type Kernel, startKernel } from "../support/kernel";

const PLOTLY = "application/vnd.plotly.v1+json";

suite.each([
  ["the project's kernel", {}],
  ["stock tslab", { other: "tslab" }],
  ["Deno", { other: "deno" }],
] as const)("%s", (_, options) => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = startKernel(options);
    const cell = await kernel.run(`
      import { ComputationGraph, draw, liveCurves, MulLayer, np, player, show, train, TwoLayerNet } from "backprop";
      const graph = new ComputationGraph({ apple: 100, tax: 1.1 });
      graph.add("total", new MulLayer(), "apple", "tax");
      graph.backward();
    `);
    expect(cell).toMatchObject({ status: "ok", stderr: "" });
  });
  afterAll(() => kernel.close());

  test("shows a figure, a picture and HTML, each as an output of its own", async () => {
    const cell = await kernel.run(`
      show({ data: [{ y: np.array([1, 4, 9]) }] });
      show(draw(graph));
      show(player(graph));
    `);
    expect(cell).toMatchObject({ status: "ok", stderr: "", updates: 0 });
    expect(cell.displays).toEqual([
      { [PLOTLY]: expect.objectContaining({ data: [{ y: [1, 4, 9] }] }) },
      { "image/svg+xml": expect.stringMatching(/^<svg .*>tax</s) },
      { "text/html": expect.stringMatching(/^<div>.*<script>\(function play/s) },
    ]);
  });

  test("shows the curves of a training that runs, and in their place at its end a figure", async () => {
    const cell = await kernel.run(`
      np.random.seed(0);
      const samples = { images: np.random.rand(300, 784), labels: np.random.randint(0, 10, 300) };
      const network = new TwoLayerNet({ inputSize: 784, hiddenSize: 50, outputSize: 10 });
      await train(network, { train: samples, test: samples }, { iterations: 600, batchSize: 100, onProgress: liveCurves() });
    `);
    expect(cell).toMatchObject({ status: "ok", stderr: "" });
    expect(cell.updates).toBeGreaterThan(1);
    expect(cell.displays).toEqual([
      { [PLOTLY]: expect.objectContaining({ layout: expect.objectContaining({ height: 432 }) }) },
    ]);
  });
});
