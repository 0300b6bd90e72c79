import {
  Adam,
  compareTrainings,
  type Dataset,
  type Network,
  np,
  TwoLayerNet,
  train,
} from "backprop";
import { expect, suite, test } from "vitest";

/** Points in the plane, labelled by the side of a line that they lie on. */
function points(): Dataset {
  np.random.seed(1);
  const samples = (count: number) => {
    const images = np.random.randn(count, 2);
    return { images, labels: np.greater(np.dot(images, [1, -2]), 0).astype("int32") };
  };
  return { train: samples(200), test: samples(50) };
}

suite("compareTrainings", () => {
  const data = points();
  const common = { data, iterations: 60, batchSize: 20, hiddenSizes: [8], weightInitStd: 0.5 };

  test("each run is the training that it would be alone, whatever runs beside it", async () => {
    const { runs, state } = await compareTrainings(
      { slow: { learningRate: 0.05 }, adam: { optimizer: new Adam({ learningRate: 0.01 }) } },
      common,
    );
    np.random.seed(0);
    const network = new TwoLayerNet({
      ...{ inputSize: 2, hiddenSize: 8, outputSize: 2, weightInitStd: 0.5 },
    });
    const alone = await train(network, data, {
      ...{ iterations: 60, batchSize: 20, learningRate: 0.05 },
    });
    expect(state).toBe("finished");
    expect(runs.map(({ name, seed }) => [name, seed])).toEqual([
      ["slow", 0],
      ["adam", 0],
    ]);
    expect(runs[0].history).toEqual(alone);
    expect(String(runs[0].network.params.W1)).toBe(String(network.params.W1));
    expect(runs[1].history.loss[0]).not.toBe(runs[0].history.loss[0]);
  });

  test("np.random goes on as if nothing had been drawn", async () => {
    np.random.seed(7);
    const expected = [np.random.randn(), np.random.randn(), np.random.rand()];
    np.random.seed(7);
    const found = [np.random.randn()]; // Its pair is kept for the next.
    await compareTrainings({ one: {} }, common);
    expect([...found, np.random.randn(), np.random.rand()]).toEqual(expected);
  });

  test("several seeds are several runs", async () => {
    const { runs } = await compareTrainings({ a: {}, b: { seed: 5 } }, { ...common, seed: [1, 2] });
    expect(runs.map(({ name, seed }) => [name, seed])).toEqual([
      ["a", 1],
      ["a", 2],
      ["b", 5],
    ]);
    expect(new Set(runs.map(({ history }) => history.loss[0])).size).toBe(3);
  });

  test("they grow side by side, and a run that fails ends alone", async () => {
    const seen: number[][] = [];
    const { runs } = await compareTrainings(
      { good: { learningRate: 0.1 }, wild: { learningRate: 1e200 } },
      {
        ...{ ...common, iterations: 3000 },
        onProgress: (now) => seen.push(now.runs.map(({ history }) => history.loss.length)),
      },
    );
    expect(runs[1].failed).toMatch(/^train: the loss is (NaN|Infinity) after iteration \d+/);
    expect(runs[0].failed).toBeUndefined();
    expect(runs[0].history.loss).toHaveLength(3000);
    expect(seen.length).toBeGreaterThan(2);
  });

  test("deeper networks, other activations and deviations", async () => {
    const { runs } = await compareTrainings(
      {
        deep: { hiddenSizes: [6, 5], activation: "tanh", weightInitStd: "xavier" },
        none: { hiddenSizes: [] },
      },
      common,
    );
    const shapes = runs.map(({ network }) =>
      Object.values(network.params).map(({ shape }) => shape),
    );
    expect(shapes).toEqual([
      [[2, 6], [6], [6, 5], [5], [5, 2], [2]],
      [[2, 2], [2]],
    ]);
  });

  test("a network of one's own", async () => {
    const network = () => new TwoLayerNet({ inputSize: 2, hiddenSize: 3, outputSize: 2 });
    const { runs } = await compareTrainings({ own: { network } }, common);
    expect(runs[0].network.params.W1.shape).toEqual([2, 3]);
  });

  test.each([
    [
      {},
      {},
      'compareTrainings: there are no settings; name at least one, { "lr 0.1": { learningRate: 0.1 } }',
    ],
    [
      { a: { activation: "gelu" } },
      {},
      'compareTrainings: activation is "gelu"; it must be "relu" or "sigmoid" or "tanh"',
    ],
    [
      { a: { weightInitStd: "large" } },
      {},
      'compareTrainings: weightInitStd is "large"; it must be "he" or "xavier"',
    ],
    [{ a: { batchSize: 0 } }, {}, "train: batchSize is 0"],
    [{ a: { seed: -1 } }, {}, "np.random.seed: -1 is not a whole number"],
    [{ a: {} }, { iterations: 1.5 }, "train: iterations is 1.5"],
    [
      { a: {}, b: { network: (): Network => shared }, c: { network: (): Network => shared } },
      {},
      "train: this network is being trained already",
    ],
  ])("what is not possible: %#", async (settings, options, message) => {
    const before = np.random.getState();
    await expect(compareTrainings(settings as never, { ...common, ...options })).rejects.toThrow(
      message,
    );
    const next = np.random.rand();
    np.random.setState(before);
    expect(np.random.rand()).toBe(next);
  });
});

const shared = new TwoLayerNet({ inputSize: 2, hiddenSize: 3, outputSize: 2 });

test("np.random.setState goes on from getState, and takes nothing else", () => {
  np.random.seed(3);
  np.random.randn();
  const state = np.random.getState();
  const first = [np.random.randn(), np.random.rand()];
  np.random.setState(state);
  expect([np.random.randn(), np.random.rand()]).toEqual(first);
  expect(() => np.random.setState({} as never)).toThrow(
    "np.random.setState: takes what np.random.getState returned",
  );
});
