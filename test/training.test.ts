import {
  Adam,
  type Dataset,
  type Epoch,
  loadMnist,
  np,
  pause,
  SGD,
  type TrainingProgress,
  type TrainOptions,
  TwoLayerNet,
  train,
  trainingCurves,
} from "backprop";
import { expect, suite, test } from "vitest";
import golden from "./golden/training-seed-0.json";
import "./support/allclose";

test("10,000 iterations on MNIST have the NumPy program's accuracies, and its losses but for rounding", async () => {
  const data = loadMnist();
  np.random.seed(golden.seed);
  const network = new TwoLayerNet({
    inputSize: 784,
    hiddenSize: golden.hidden,
    outputSize: 10,
    weightInitStd: golden.weightInitStd,
  });
  const { loss, epochs } = await train(network, data, {
    iterations: golden.iterations,
    batchSize: golden.batch,
    learningRate: golden.learningRate,
  });

  expect(epochs.map((epoch) => [epoch.iteration, epoch.trainAccuracy, epoch.testAccuracy])).toEqual(
    [...golden.accuracy, [golden.iterations - 1, golden.finalTrain, golden.finalTest]],
  );
  expect(loss.slice(0, 20)).toBeAllclose(golden.lossFirst20, 1e-9);
  for (const [iteration, expected] of Object.entries(golden.lossEvery500)) {
    expect(loss[Number(iteration)]).toBeAllclose(expected, 1e-9);
  }
  expect(loss.at(-1) as number).toBeAllclose(golden.lossLast, 1e-9);
  expect(np.sum(np.abs(network.params.W1))).toBeAllclose(golden.W1Checksum, 1e-9);
  expect(network.params.b2).toBeAllclose(golden.b2, 1e-9);
  expect(network.accuracy(data.train.images, data.train.labels)).toBe(golden.finalTrain);
  expect(network.accuracy(data.test.images, data.test.labels)).toBe(golden.finalTest);
});

/** Points in the plane, labelled by the side of a line that they lie on. */
function smallDataset(): Dataset {
  np.random.seed(1);
  const samples = (count: number) => {
    const images = np.random.randn(count, 2);
    return { images, labels: np.greater(np.dot(images, [1, -2]), 0).astype("int32") };
  };
  return { train: samples(200), test: samples(50) };
}

const smallNetwork = () =>
  new TwoLayerNet({ inputSize: 2, hiddenSize: 8, outputSize: 2, weightInitStd: 0.5 });

suite("train", () => {
  test("lets an optimizer make the steps", async () => {
    const data = smallDataset();
    const run = async (options: TrainOptions) => {
      np.random.seed(4);
      const network = smallNetwork();
      return train(network, data, { iterations: 60, batchSize: 20, ...options });
    };
    const plain = await run({ learningRate: 0.2 });
    expect(await run({ optimizer: new SGD({ learningRate: 0.2 }) })).toEqual(plain);
    const { loss } = await run({ optimizer: new Adam({ learningRate: 0.05 }) });
    expect(loss.at(-1)).toBeLessThan(Number(plain.loss.at(-1)));
  });

  test("learns, evaluates each epoch, and says so", async () => {
    const seen: Epoch[] = [];
    const progress: TrainingProgress[] = [];
    const data = smallDataset();
    const history = await train(smallNetwork(), data, {
      iterations: 101,
      batchSize: 10,
      learningRate: 0.5,
      onEpoch: (epoch) => seen.push(epoch),
      onProgress: (now) => progress.push(now),
    });
    expect(history.loss).toHaveLength(101);
    expect(history.epochs.map(({ epoch, iteration }) => [epoch, iteration])).toEqual(
      [0, 1, 2, 3, 4, 5].map((epoch) => [epoch, epoch * 20]),
    );
    expect(seen).toEqual(history.epochs);
    expect(history.epochs.at(-1)?.testAccuracy).toBeGreaterThan(0.9);
    expect(history.epochs[1].loss).toBe(history.loss[20]);
    expect(progress.at(-1)).toEqual({
      iteration: 101,
      iterations: 101,
      history,
      state: "finished",
    });
  });

  test("evaluates a short training ten times on some samples, and at its end on all", async () => {
    np.random.seed(2);
    const part = (count: number) => {
      const images = np.random.randn(count, 2);
      return { images, labels: np.greater(images.at(":", 0), 0).astype("int32") };
    };
    const data = { train: part(3000), test: part(1500) };
    const network = smallNetwork();
    const options = { iterations: 45, batchSize: 10, learningRate: 1 };
    const { epochs } = await train(network, data, options);
    const every = [0, 5, 10, 15, 20, 25, 30, 35, 40];
    expect(epochs.map(({ iteration }) => iteration)).toEqual([...every, 44]);
    expect(epochs.map(({ samples }) => samples)).toEqual([...every.map(() => 1000), undefined]);
    expect(epochs[1].epoch).toBeCloseTo(5 / 300, 12);
    const { images, labels } = data.test;
    expect(epochs.at(-1)?.testAccuracy).toBe(network.accuracy(images, labels));

    const often = await train(smallNetwork(), data, { ...options, evaluateEvery: 22 });
    expect(often.epochs.map(({ iteration }) => iteration)).toEqual([0, 22, 44]);
    expect(often.epochs.at(-1)).not.toHaveProperty("samples");
  });

  test("takes lists, and says nothing of images from 0 to 1", async () => {
    const { train: samples } = smallDataset();
    const images = np.greater(samples.images, 0).tolist();
    const lists = { images, labels: samples.labels.tolist() } as never;
    const data = { train: lists, test: lists };
    const history = await train(smallNetwork(), data, { iterations: 200, learningRate: 0 });
    expect(history).not.toHaveProperty("hint");
  });

  test("hints at raw pixels where little was learned, and only there", async () => {
    const data = loadMnist({ normalize: false });
    const run = (learningRate: number, iterations = 300) => {
      np.random.seed(0);
      const network = new TwoLayerNet({ inputSize: 784, hiddenSize: 50, outputSize: 10 });
      return train(network, data, { learningRate, iterations });
    };
    const stuck = await run(0.1);
    expect(stuck.loss.at(-1)).toBeGreaterThan(2);
    expect(stuck.hint).toBe(
      "the images hold raw pixels, whole numbers up to 255: divide them by 255, as loadMnist does by default",
    );
    expect(trainingCurves(stuck).layout).toMatchObject({ title: { text: stuck.hint } });
    const learned = await run(0.001);
    expect(learned.loss.at(-1)).toBeLessThan(1);
    expect(learned).not.toHaveProperty("hint");
    expect(await run(0.1, 50)).not.toHaveProperty("hint");
  });

  test("the same seed gives the same losses", async () => {
    const run = async () => {
      const data = smallDataset();
      return (await train(smallNetwork(), data, { iterations: 30, batchSize: 7 })).loss;
    };
    expect(await run()).toEqual(await run());
  });

  test("SIGINT ends it with the history so far, and is handed back", async () => {
    const earlier = () => {};
    process.on("SIGINT", earlier);
    let last: TrainingProgress | undefined;
    const history = await train(smallNetwork(), smallDataset(), {
      iterations: 10_000_000,
      batchSize: 10,
      onProgress: (progress) => {
        last = progress;
        process.kill(process.pid, "SIGINT");
      },
    });
    expect(history.loss.length).toBeGreaterThan(0);
    expect(last).toMatchObject({ state: "stopped", iteration: history.loss.length });
    expect(process.listeners("SIGINT")).toContain(earlier);
    process.off("SIGINT", earlier);
  });
});

test("pause throws when the stop button was pressed", async () => {
  await pause();
  const pausing = pause();
  setImmediate(() => process.kill(process.pid, "SIGINT"));
  await expect(pausing).rejects.toThrow("Stopped");
});
