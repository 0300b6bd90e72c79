// The chapter's training program with this project's lib/, in plain Node: node bench/train.mjs [--hidden 50] ...
import { parseArgs } from "node:util";
import backprop from "backprop";

const { loadMnist, np, train, TwoLayerNet } = backprop;
const { values } = parseArgs({
  options: {
    iterations: { type: "string", default: "10000" },
    batch: { type: "string", default: "100" },
    hidden: { type: "string", default: "50" },
    "no-accuracy": { type: "boolean", default: false },
    stages: { type: "boolean", default: false },
  },
});

const data = loadMnist();
np.random.seed(0);
const network = new TwoLayerNet({ inputSize: 784, hiddenSize: +values.hidden, outputSize: 10 });
const watched = {
  params: network.params,
  loss: (x, t) => network.loss(x, t),
  gradient: (x, t) => network.gradient(x, t),
  accuracy: (x, t) => (values["no-accuracy"] ? 0 : network.accuracy(x, t)),
};

const start = performance.now();
await train(watched, data, { iterations: +values.iterations, batchSize: +values.batch });
const seconds = (performance.now() - start) / 1000;

console.log(
  JSON.stringify({
    seconds,
    peakBytes: 1024 * process.resourceUsage().maxRSS,
    testAccuracy: network.accuracy(data.test.images, data.test.labels),
    stages: values.stages ? timeStages() : undefined,
  }),
);

/** Milliseconds of each stage of an iteration, the median of many. */
function timeStages() {
  const batch = np.random.choice(60_000, +values.batch);
  const x = data.train.images.rows(batch);
  const t = data.train.labels.rows(batch);
  const gradients = network.gradient(x, t);
  return {
    "draw a mini-batch": median(() => {
      const indices = np.random.choice(60_000, +values.batch);
      data.train.images.rows(indices);
      data.train.labels.rows(indices);
    }),
    gradient: median(() => network.gradient(x, t)),
    update: median(() => {
      for (const [name, parameter] of Object.entries(network.params)) {
        parameter.subtractInPlace(np.multiply(0.1, gradients[name]));
      }
    }),
    loss: median(() => network.loss(x, t)),
    "accuracy, once an epoch": median(() => {
      network.accuracy(data.train.images, data.train.labels);
      network.accuracy(data.test.images, data.test.labels);
    }, 5),
  };
}

function median(work, times = 300) {
  const milliseconds = Array.from({ length: times }, () => {
    const begin = performance.now();
    work();
    return performance.now() - begin;
  });
  return milliseconds.sort((a, b) => a - b)[times >> 1];
}
