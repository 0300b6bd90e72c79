import {
  Affine,
  type Dataset,
  type NDArray,
  type Network,
  np,
  Relu,
  Sequential,
  type TrainOptions,
  TwoLayerNet,
  type TwoLayerNetOptions,
  train,
} from "backprop";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { each, refuses } from "../support/refuses";

const sizes: TwoLayerNetOptions = {
  inputSize: 2,
  hiddenSize: 4,
  outputSize: 2,
  weightInitStd: 0.5,
};
const network = () => new TwoLayerNet(sizes);
const x = np.ones([3, 2]);
const t = np.array([0, 1, 0], "int32");
/** A network with another method or field. */
const having = (other: object, own = network()): TwoLayerNet => Object.assign(own, other);

const ROWS = "x must be (N, D), one row a sample, with as many columns as W has rows";
const SAME_SHAPE = "gradient() must return an array of the same shape";

describe("TwoLayerNet", () => {
  const WHOLE = "it must be a whole number >= 1";
  const DEVIATION = "it must be a finite number >= 0 such as 0.01";
  const X = "it must be (N, 2), one row a sample, with N at least 1";
  const T = "for 3 samples of 2 classes; it must be integer labels (3,) or one-hot rows (3, 2)";
  const LABEL = "is not a class; with 2 columns of scores labels are whole numbers from 0 to 1";
  const NAN = "is NaN, so there is no prediction; look for NaN in the parameters and in x";
  const broken = network();
  broken.params.b2.data[1] = Number.NaN;
  const many = np.zeros([601, 2]).set(-1, 1, Number.NaN);
  refuses(
    `
    new TwoLayerNet({ ...sizes, inputSize: 0 }) → TwoLayerNet: inputSize is 0; ${WHOLE}
    new TwoLayerNet({ ...sizes, hiddenSize: -1 }) → TwoLayerNet: hiddenSize is -1; ${WHOLE}
    new TwoLayerNet({ ...sizes, outputSize: 2.5 }) → TwoLayerNet: outputSize is 2.5; ${WHOLE}
    new TwoLayerNet({ ...sizes, weightInitStd: NaN }) → TwoLayerNet: weightInitStd is NaN; ${DEVIATION}
    new TwoLayerNet({ ...sizes, weightInitStd: -1 }) → TwoLayerNet: weightInitStd is -1; ${DEVIATION}
    new TwoLayerNet({ ...sizes, dtype: "float16" }) → dtype: "float16" is not one of float64, float32, int32, bool
    network().predict(np.ones([3, 4])) → Affine.forward: x is (3, 4) but W is (2, 4); ${ROWS}
    network().loss(np.ones(2), t) → Affine.forward: x is (2,) but W is (2, 4); ${ROWS}
    network().gradient(x, [0, 1]) → SoftmaxWithLoss.forward: t is (2,) ${T}
    network().accuracy("x", t) → TwoLayerNet.accuracy: expected an array, nested lists or a number, not "x"
    network().accuracy(np.ones(2), [0]) → TwoLayerNet.accuracy: x is (2,); ${X}
    network().accuracy(x.at("3:"), t.at("3:")) → TwoLayerNet.accuracy: x is (0, 2); ${X}
    network().accuracy(x, [0, 1, 2]) → TwoLayerNet.accuracy: label 2 of sample 2 ${LABEL}
    network().accuracy(x, [0, 1]) → TwoLayerNet.accuracy: t is (2,) ${T}
    network().accuracy([[1, NaN]], [0]) → TwoLayerNet.accuracy: a score of sample 0 ${NAN}
    network().accuracy(many, np.zeros(601)) → TwoLayerNet.accuracy: a score of sample 600 ${NAN}
    broken.accuracy(x, t) → TwoLayerNet.accuracy: a score of sample 0 ${NAN}`,
    { sizes, network, x, t, broken, many },
  );

  test("draws no weights, should its options be wrong", () => {
    np.random.seed(3);
    const first = np.random.randn();
    np.random.seed(3);
    expect(() => new TwoLayerNet({ ...sizes, outputSize: 0 })).toThrow("outputSize is 0");
    expect(np.random.randn()).toBe(first);
  });
});

describe("layers and optimizers of networks", () => {
  const SIZE = "it must be a whole number >= 1";
  const SHARE = "it must be at least 0 and less than 1";
  const POSITIVE = "it must be a finite number > 0";
  const OWN = "each must be a layer of its own, such as new Relu()";
  const params = { W: np.ones([2, 3]), b: np.zeros([3]) };
  const sequence = new Sequential([new Affine(np.ones([2, 2]), np.zeros(2))]);
  afterEach(() => expect(params.W).toEqual(np.ones([2, 3])));
  const optimizers = ["SGD", "Momentum", "AdaGrad", "Adam"];
  refuses(
    `
    Affine.random(0, 2) → Affine.random: inputSize is 0; ${SIZE}
    Affine.random(2, 1.5) → Affine.random: outputSize is 1.5; ${SIZE}
    ${each(["-1", "NaN"], (n) => `Affine.random(2, 2, { weightInitStd: ${n} }) → Affine.random: weightInitStd is ${n}; it must be a finite number >= 0 such as 0.01`)}
    ${each(["[]", "undefined"], (layers) => `new Sequential(${layers}) → Sequential: there are no layers; give it a list of them, [new Relu(), ...]`)}
    new Sequential([new Relu(), {}]) → Sequential: layer 1 has no forward and backward; ${OWN}
    new Sequential([relu, new Sigmoid(), relu]) → Sequential: layer 2 is in the list twice, but keeps one x only; ${OWN}
    sequence.params.W1 = np.zeros([2, 2]) → /^Sequential: params.W1 cannot be replaced. /
    sequence.accuracy(np.ones(2), [0]) → Sequential.accuracy: x is (2,); it must be (N, D), one row a sample, with N at least 1
    ${each(optimizers, (name) => each([0, -1, Number.NaN, Number.POSITIVE_INFINITY], (n) => `new ${name}({ learningRate: ${n} }) → ${name}: learningRate is ${n}; ${POSITIVE}`))}
    new Momentum({ momentum: 1 }) → Momentum: momentum is 1; ${SHARE}
    new Adam({ beta1: -0.1 }) → Adam: beta1 is -0.1; ${SHARE}
    new Adam({ beta2: 2 }) → Adam: beta2 is 2; ${SHARE}
    ${each(optimizers, (name) => `new ${name}().update(params, { W: params.W }) → ${name}: b is (3,) but its gradient is missing; ${SAME_SHAPE}`)}
    new SGD().update(params, { W: params.W, b: np.zeros(2) }) → SGD: b is (3,) but its gradient is (2,); ${SAME_SHAPE}`,
    { params, sequence, relu: new Relu() },
  );
});

describe("gradients", () => {
  const FLOAT64 = 'h = 1e-4 needs float64, so use astype("float64")';
  const ARRAY = "it must be an array, np.array([...])";
  const check = (gradients: unknown) => having({ gradient: () => gradients });
  const inherited = { params: { constructor: np.ones(2) }, loss: () => 0, gradient: () => ({}) };
  refuses(
    `
    numericalGradient(() => 0, np.ones(2, "float32")) → numericalGradient: the array is float32; ${FLOAT64}
    numericalGradient(() => 0, [1, 2]) → numericalGradient: x is a list; ${ARRAY}
    numericalGradient(() => 0, 3) → numericalGradient: x is 3; ${ARRAY}
    checkGradients(check({}), x, t) → checkGradients: W1 is (2, 4) but its gradient is missing; ${SAME_SHAPE}
    checkGradients(check(undefined), x, t) → checkGradients: W1 is (2, 4) but its gradient is missing; ${SAME_SHAPE}
    checkGradients(check({ W1: [[1]] }), x, t) → checkGradients: W1 is (2, 4) but its gradient is no array; ${SAME_SHAPE}
    checkGradients(check({ W1: np.ones([4, 2]) }), x, t) → checkGradients: W1 is (2, 4) but its gradient is (4, 2); ${SAME_SHAPE}
    checkGradients(inherited, x, t) → checkGradients: constructor is (2,) but its gradient is missing; ${SAME_SHAPE}
    checkGradients(new TwoLayerNet({ ...sizes, dtype: "float32" }), x, t) → checkGradients, W1: the array is float32; ${FLOAT64}`,
    { check, inherited, x, t, sizes },
  );
});

describe("parameters that are replaced", () => {
  const IN_PLACE =
    "Update a parameter in place, as network.params.W1.subtractInPlace(...) does, or copy values into all of them: network.load({ W1, b1, W2, b2 })";
  const [learner, other] = [network(), network()];
  const { params } = learner;
  const before = learner.loss(x, t);
  afterEach(() => expect(learner.loss(x, t)).toBe(before));
  // The calls run as cells do: an assignment that is not possible would be ignored without a word.
  refuses(
    `
    params.b1 = 1 → TwoLayerNet: params.b1 cannot be replaced. ${IN_PLACE}
    Object.assign(params, other.params) → TwoLayerNet: params.W1 cannot be replaced. ${IN_PLACE}
    Object.defineProperty(params, "W2", { value: 1 }) → TwoLayerNet: params.W2 cannot be replaced. ${IN_PLACE}`,
    { params, other },
  );

  const samples = { images: x, labels: t };
  const data = { train: samples, test: samples };
  const replacing = {
    params: (broken: TwoLayerNet) => having({ params: other.params }, broken),
    layer: ({ layers }: TwoLayerNet) => having({ Affine2: other.layers.Affine2 }, layers as never),
    W: ({ layers }: TwoLayerNet) => having({ W: other.params.W1 }, layers.Affine1 as never),
    b: ({ layers }: TwoLayerNet) => having({ b: np.zeros(2) }, layers.Affine2 as never),
    none: (broken: TwoLayerNet) => Reflect.deleteProperty(broken.params, "b1"),
  };
  const without = (what: keyof typeof replacing) => {
    const broken = network();
    replacing[what](broken);
    return broken;
  };
  const uses = ["loss(x, t)", "gradient(x, t)", "accuracy(x, t)"];
  const OTHERS = `TwoLayerNet: the layers compute with other arrays than params holds; one of them was replaced. ${IN_PLACE}`;
  refuses(
    `
    ${each(Object.keys(replacing), (what) => each(uses, (use) => `without("${what}").${use} → ${OTHERS}`))}
    train(without("W"), data, { batchSize: 1 }) → ${OTHERS}`,
    { without, data, x, t },
  );

  const NAMES = "they must be W1, b1, W2, b2";
  const SAME_SIZES = "load into a network of the same sizes";
  refuses(
    `
    learner.load({ W1, b1, W2 }) → TwoLayerNet.load: the names are W1, b1, W2; ${NAMES}
    learner.load({ W1, b1, W2, b2, W3: W2 }) → TwoLayerNet.load: the names are W1, b1, W2, b2, W3; ${NAMES}
    learner.load({}) → TwoLayerNet.load: the names are missing; ${NAMES}
    learner.load(undefined) → TwoLayerNet.load: the names are missing; ${NAMES}
    learner.load(W1) → TwoLayerNet.load: the names are data, shape; ${NAMES}
    learner.load({ W1, b1, W2, b2: np.zeros(3) }) → TwoLayerNet.load: b2 is (3,) but the network's is (2,); ${SAME_SIZES}
    learner.load({ W1: W1.T, b1, W2, b2 }) → TwoLayerNet.load: W1 is (4, 2) but the network's is (2, 4); ${SAME_SIZES}
    learner.load({ W1, b1, W2, b2: "no" }) → TwoLayerNet.load, b2: expected an array, nested lists or a number, not "no"`,
    { learner, ...other.params },
  );
});

describe("train, and then nothing has been learned", () => {
  let learner: TwoLayerNet;
  let before: string;
  const state = () => String(Object.values(learner.params));
  beforeEach(() => {
    np.random.seed(0);
    learner = network();
    before = state();
  });
  afterEach(() => expect(state()).toBe(before));

  const samples = (images: number, labels = images, size = 2) => ({
    images: np.ones([images, size]),
    labels: np.zeros(labels, "int32"),
  });
  const data: Dataset = { train: samples(20), test: samples(5) };
  const training = (options: TrainOptions, other: Partial<Dataset> = {}) =>
    train(learner, { ...data, ...other }, { batchSize: 5, iterations: 3, ...options });
  const changing = (change: (gradients: Record<string, NDArray>) => void) => {
    const gradient = (x: NDArray, t: NDArray) => {
      const gradients = { ...learner.gradient(x, t) };
      change(gradients);
      return gradients;
    };
    const { params, loss, accuracy } = learner;
    const broken: Network = { params, gradient, loss: loss.bind(learner), accuracy };
    return train(broken, data, { batchSize: 5, iterations: 3 });
  };
  const BATCH = "it must be a whole number from 1 to 20, the number of training samples";
  const RATE = "it must be a finite number such as 0.1";
  const SAMPLES = "there must be at least one image, a row each, and a label for each";
  const EXPECTED = "expected an array, nested lists or a number, not undefined";
  refuses(
    `
    ${each([0, -5, 1.5, Number.POSITIVE_INFINITY], (n) => `training({ iterations: ${n} }) → train: iterations is ${n}; it must be a whole number >= 1`)}
    ${each([0, -1, 2.5, 21], (n) => `training({ batchSize: ${n} }) → train: batchSize is ${n}; ${BATCH}`)}
    ${each(["NaN", "-Infinity"], (n) => `training({ learningRate: ${n} }) → train: learningRate is ${n}; ${RATE}`)}
    training({ learningRate: 0.1, optimizer: new SGD() }) → train: there are a learningRate and an optimizer, which has its own; leave learningRate out, or give it to the optimizer
    training({ optimizer: {} }) → train: optimizer has no update(params, gradients); new Adam() is one
    training({}, { train: samples(20, 19) }) → train: data.train has images of shape (20, 2) and labels of shape (19,); ${SAMPLES}
    training({}, { train: samples(0) }) → train: data.train has images of shape (0, 2) and labels of shape (0,); ${SAMPLES}
    training({}, { test: samples(5, 6) }) → train: data.test has images of shape (5, 2) and labels of shape (6,); ${SAMPLES}
    training({}, { test: { images: [1, 2], labels: [0, 1] } }) → train: data.test has images of shape (2,) and labels of shape (2,); ${SAMPLES}
    training({}, { test: { images: "x" } }) → train, data.test.images: expected an array, nested lists or a number, not "x"
    training({}, { test: { images: np.ones([2, 2]) } }) → train, data.test.labels: ${EXPECTED}
    train(new TwoLayerNet(sizes), undefined) → train, data.train.images: ${EXPECTED}
    training({}, { train: samples(20, 20, 3) }) → train: the training images are (20, 3) but the test images are (5, 2); one image must have the same size in both
    training({}, { train: samples(20, 20, 3), test: samples(5, 5, 3) }) → Affine.forward: x is (5, 3) but W is (2, 4); ${ROWS}
    training({}, { train: { ...samples(20), labels: np.full(20, 2) } }) → SoftmaxWithLoss.forward: label 2 of sample 0 is not a class; with 2 columns of scores labels are whole numbers from 0 to 1
    changing((gradients) => delete gradients.b2) → train: b2 is (2,) but its gradient is missing; ${SAME_SHAPE}
    changing((gradients) => { gradients.W2 = gradients.W2.T; }) → train: W2 is (4, 2) but its gradient is (2, 4); ${SAME_SHAPE}`,
    { sizes, training, changing, samples },
  );
});

describe("a training that goes wrong", () => {
  np.random.seed(1);
  const images = np.random.randn(20, 2);
  const labels = np.greater(np.dot(images, [1, -2]), 0).astype("int32");
  const both = (samples: Dataset["train"]) => ({ train: samples, test: samples });
  const data = both({ images, labels });
  const raw = both({ images: np.multiply(np.greater(images, 0), 255), labels });
  const batchSize = 5;

  /** Nine iterations, one of them with this loss; what comes after it does not run, and progress is told of it. */
  const failingAt = async (failing: number, value: number) => {
    const losses = Array.from({ length: 9 }, (_, i) => (i === failing ? value : 1 / (i + 1)));
    const learner = having({ accuracy: () => 0.5, loss: () => losses.shift() });
    const own = network();
    learner.gradient = own.gradient.bind(own);
    const reported: string[] = [];
    const failed = train(learner, data, {
      ...{ batchSize, iterations: 9 },
      onProgress: ({ state, iteration, history }) =>
        reported.push(`${state} ${iteration} ${history.loss.at(-1)}`),
    });
    await failed.catch(() => {});
    expect(reported.at(-1)).toBe(`failed ${failing + 1} ${value}`);
    expect(losses).toHaveLength(9 - failing - 1);
    return failed;
  };
  /** The first goes on; and once it has ended, or failed, another may begin. */
  const twice = async () => {
    const learner = network();
    const first = train(learner, data, { batchSize, iterations: 30 });
    const second = train(learner, data, { batchSize, iterations: 30 });
    await second.catch(() => {});
    expect((await first).loss).toHaveLength(30);
    const failing = train(learner, data, { batchSize, learningRate: 1e200 });
    await expect(failing).rejects.toThrow("the loss is");
    learner.load(network().params);
    await train(learner, data, { batchSize, iterations: 2 });
    return second;
  };
  const LOWER = "a learningRate below 0.1 usually helps, with a new network";
  const RAW =
    "the images hold raw pixels, whole numbers up to 255: divide them by 255, as loadMnist does by default, with a new network";
  refuses(
    `
    failingAt(0, NaN) → train: the loss is NaN after iteration 0; ${LOWER}
    failingAt(4, Infinity) → train: the loss is Infinity after iteration 4; ${LOWER}
    failingAt(8, -Infinity) → train: the loss is -Infinity after iteration 8; ${LOWER}
    train(network(), data, { batchSize, learningRate: 1e200 }) → /^train: the loss is (NaN|Infinity) after iteration \\d+; a learningRate below 1e\\+200 usually helps, with a new network$/
    train(network(), data, { batchSize, optimizer: new SGD({ learningRate: 1e300 }) }) → /an optimizer with a smaller learningRate usually helps, with a new network$/
    train(network(), raw, { batchSize, learningRate: 1e307 }) → /^train: the loss is (NaN|Infinity) after iteration \\d+; ${RAW}$/
    ${each(["undefined", "NaN", "1.5", "-1"], (n) => `train(having({ accuracy: () => ${n} }), data, { batchSize }) → train: network.accuracy returned ${n} after iteration 0; it must be a share from 0 to 1`)}
    twice() → train: this network is being trained already; put await in front of the first train(...)`,
    { failingAt, twice, network, having, data, raw, batchSize },
  );
});
