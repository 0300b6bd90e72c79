import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../scripts/jupyter.mjs";

/** Trains, and prints a digest of every bit of the losses and of what was learned. */
const program = `
  const { createHash } = require("node:crypto");
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
    console.log(digest.digest("hex"));
  });`;

const run = () => execFileSync(process.execPath, ["-e", program], { encoding: "utf8" }).trim();

test("the same seed gives the same bits in two processes", () => {
  const bits = run();
  expect(bits).toMatch(/^[0-9a-f]{64}$/);
  expect(run()).toBe(bits);
});
