import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../scripts/jupyter.mjs";

/** Trains, and prints a digest of every bit of the losses and of what was learned, and whether there was a helper. */
const program = `
  const { createHash } = require("node:crypto");
  const threads = require("node:worker_threads");
  const processors = Number(process.argv[1]);
  require("node:os").availableParallelism = () => processors;
  let helpers = 0;
  const { Worker } = threads;
  threads.Worker = class extends Worker {
    constructor(...args) { super(...args); helpers++; }
  };
  const { np, train, TwoLayerNet } = require(${JSON.stringify(path.join(root, "lib"))});

  np.random.seed(5);
  const samples = (count) => ({
    images: np.random.rand(count, 784).astype("float32"),
    labels: np.random.randint(0, 10, count),
  });
  const data = { train: samples(400), test: samples(100) };
  const network = new TwoLayerNet({ inputSize: 784, hiddenSize: 50, outputSize: 10 });
  train(network, data, { iterations: 50 }).then(({ loss, epochs }) => {
    const digest = createHash("sha256").update(Float64Array.from(loss)).update(JSON.stringify(epochs));
    for (const { data } of Object.values(network.params)) digest.update(data);
    console.log(helpers, digest.digest("hex"));
  });`;

function run(processors: number): string[] {
  const printed = execFileSync(process.execPath, ["-e", program, String(processors)], {
    encoding: "utf8",
  });
  return printed.trim().split(" ");
}

test("the same seed gives the same bits in two processes, with a second thread and without", () => {
  const [helpers, bits] = run(2);
  expect(helpers).toBe("1");
  expect(run(2)).toEqual(["1", bits]);
  expect(run(1)).toEqual(["0", bits]);
});
