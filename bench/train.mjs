// The chapter's training program with this project's lib/, in plain Node: node bench/train.mjs [--hidden 50] ...
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import backprop from "backprop";

const { checkGradients, liveCurves, loadMnist, np, train, TwoLayerNet } = backprop;
const INSTANCE = "../lib/dist/ndarray/product/instance.js";
let instance;
const { values } = parseArgs({
  options: {
    iterations: { type: "string", default: "10000" },
    batch: { type: "string", default: "100" },
    hidden: { type: "string", default: "50" },
    dtype: { type: "string", default: "float64" },
    check: { type: "boolean", default: false },
    live: { type: "boolean", default: false },
    "no-accuracy": { type: "boolean", default: false },
    stages: { type: "boolean", default: false },
  },
});

const data = loadMnist();
np.random.seed(0);
const network = new TwoLayerNet({
  inputSize: 784,
  hiddenSize: +values.hidden,
  outputSize: 10,
  dtype: values.dtype,
});
const watched = {
  params: network.params,
  loss: (x, t) => network.loss(x, t),
  gradient: (x, t) => network.gradient(x, t),
  accuracy: (x, t) => (values["no-accuracy"] ? 0 : network.accuracy(x, t)),
};

if (values.check) {
  const { images, labels } = data.train;
  const seconds = time(() => checkGradients(network, images.at(":3"), labels.at(":3"))) / 1000;
  console.log(JSON.stringify({ seconds }));
} else {
  const { onProgress, millisecondsSpent } = values.live ? drawing() : {};
  const start = performance.now();
  await train(watched, data, {
    iterations: +values.iterations,
    batchSize: +values.batch,
    onProgress,
  });
  const seconds = (performance.now() - start) / 1000;
  console.log(
    JSON.stringify({
      seconds,
      peakBytes: 1024 * process.resourceUsage().maxRSS,
      testAccuracy: network.accuracy(data.test.images, data.test.labels),
      stages: values.stages ? timeStages() : undefined,
      drawing: values.live ? millisecondsSpent() / 1000 / seconds : undefined,
    }),
  );
}

/** Live curves as in a notebook, with a kernel that only turns what it is to display into JSON. */
function drawing() {
  const display = { raw: (_, content) => JSON.stringify(content) };
  globalThis.__tslab__ = { require: () => ({ display, newDisplay: () => display }) };
  const draw = liveCurves();
  let spent = 0;
  return {
    onProgress: (progress) => {
      spent += time(() => draw(progress));
    },
    millisecondsSpent: () => spent,
  };
}

/** Milliseconds of each stage of an iteration, the median of many. */
function timeStages() {
  const batch = np.random.choice(60_000, +values.batch);
  const x = data.train.images.at(batch);
  const t = data.train.labels.at(batch);
  const gradients = network.gradient(x, t);
  return {
    "draw a mini-batch": median(() => {
      const indices = np.random.choice(60_000, +values.batch);
      data.train.images.at(indices);
      data.train.labels.at(indices);
    }),
    gradient: median(() => network.gradient(x, t)),
    update: median(() => {
      for (const [name, parameter] of Object.entries(network.params)) {
        parameter.subtractProductInPlace(0.1, gradients[name]);
      }
    }),
    loss: median(() => network.loss(x, t)),
    "matrix products alone": timeProducts(x, t),
    "accuracy, once an epoch": median(() => {
      network.accuracy(data.train.images, data.train.labels);
      network.accuracy(data.test.images, data.test.labels);
    }, 5),
  };
}

/** Milliseconds of the seven products of an iteration, with all numbers where WebAssembly reads them. */
function timeProducts(x, t) {
  const { Affine1, Relu1, Affine2 } = network.layers;
  const hidden = Relu1.forward(Affine1.forward(x));
  network.lastLayer.forward(Affine2.forward(hidden), t);
  const dout = network.lastLayer.backward();
  const dhidden = Relu1.backward(Affine2.backward(dout));
  const forward = [jobOf(x, Affine1.W), jobOf(hidden, Affine2.W)];
  const jobs = [
    ...[...forward, ...forward],
    ...[jobOf(hidden, dout, true), jobOf(dout, Affine2.W.T), jobOf(x, dhidden, true)],
  ];
  return median(() => {
    for (const job of jobs) instance.product({ ...job, scratch: instance.free });
  });
}

/** a . b, or a^T . b, as the library hands it to WebAssembly. */
function jobOf(a, b, isTransposed = false) {
  instance ??= new (createRequire(import.meta.url)(INSTANCE).Instance)(2 ** 26);
  const place = ({ data }) => {
    const address = instance.keep(data.byteLength);
    const memory = data instanceof Float32Array ? instance.float32 : instance.float64;
    memory.set(data, address / data.BYTES_PER_ELEMENT);
    return address;
  };
  const [m, k] = isTransposed ? [a.shape[1], a.shape[0]] : a.shape;
  const n = b.shape[1];
  const isFloat32 = b.dtype === "float32";
  return {
    ...{ a: place(a), b: place(b), out: instance.keep(8 * m * n), m, k, n },
    ...{ isFloat32A: a.dtype === "float32", isFloat32, isTransposed },
    ...{ accumulate: false, skipZeros: true },
  };
}

function median(work, times = 300) {
  return Array.from({ length: times }, () => time(work)).sort((a, b) => a - b)[times >> 1];
}

/** The milliseconds that it takes. */
function time(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}
