import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../scripts/jupyter.mjs";

/**
 * Trains and displays again and again in a kernel that forgets what it is sent, and prints how many megabytes are held
 * after a first round and after all of them. A training that is not let go holds 0.3 MB or more.
 */
const program = `
  const { digits, liveCurves, np, setDisplay, show, train, trainingCurves, TwoLayerNet } =
    require(${JSON.stringify(path.join(root, "lib"))});

  let sent = 0;
  const send = (output) => { JSON.stringify(output); sent++; return send; };
  setDisplay(send);
  const samples = { images: np.random.rand(300, 784), labels: np.random.randint(0, 10, 300) };
  const data = { train: samples, test: samples };
  async function trainings(count) {
    for (let i = 0; i < count; i++) {
      const network = new TwoLayerNet({ inputSize: 784, hiddenSize: 50, outputSize: 10 });
      const history = await train(network, data, { iterations: 100, batchSize: 50, onProgress: liveCurves() });
      show(trainingCurves(history));
    }
  }
  function displays(count) {
    for (let i = 0; i < count; i++) {
      show(i % 50 ? { data: [{ y: np.random.randn(100) }] } : digits(samples.images.at(":2")));
    }
  }
  async function held() {
    for (let i = 0; i < 3; i++) {
      gc();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return (heapUsed + arrayBuffers) / 2 ** 20;
  }
  (async () => {
    const measured = [];
    await trainings(2);
    displays(500);
    measured.push(await held());
    await trainings(20);
    measured.push(await held());
    displays(10_000);
    measured.push(await held());
    console.log(JSON.stringify({ measured, sent, listeners: process.listenerCount("SIGINT") }));
  })();`;

test("20 trainings and 10,000 displays hold no more memory than the first", () => {
  const printed = execFileSync(process.execPath, ["--expose-gc", "-e", program], {
    encoding: "utf8",
  });
  const { measured, sent, listeners } = JSON.parse(printed);
  expect(sent).toBeGreaterThan(10_000);
  expect(listeners).toBe(0);
  const [first, trained, displayed] = measured;
  expect(trained - first).toBeLessThan(2);
  expect(displayed - first).toBeLessThan(2);
});
