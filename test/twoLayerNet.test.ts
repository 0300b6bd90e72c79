import { checkGradients, type NDArray, np, TwoLayerNet } from "backprop";
import { expect, suite, test } from "vitest";
import goldenLayers from "./golden/layers.json";
import "./support/allclose";

type Parameters = Record<"W1" | "b1" | "W2" | "b2", number[]>;
interface Golden {
  layer: string;
  x: number[][];
  labels: number[];
  params: Parameters;
  grads: Parameters;
  scores: number[];
  loss: number;
  accuracy: number;
}

const sizes = { inputSize: 6, hiddenSize: 5, outputSize: 3, weightInitStd: 1 };

/** A small network whose biases are not 0, and a batch for it. */
function example(): { network: TwoLayerNet; x: NDArray; t: NDArray } {
  np.random.seed(3);
  const network = new TwoLayerNet(sizes);
  network.params.b1.addInPlace(np.random.randn(5));
  network.params.b2.addInPlace(np.random.randn(3));
  return { network, x: np.random.randn(4, 6), t: np.random.randint(0, 3, 4) };
}

test.each((goldenLayers as unknown as Golden[]).filter(({ layer }) => layer === "TwoLayerNet"))(
  "equals PyTorch: scores, loss, accuracy, gradients",
  ({ x, labels, params, grads, scores, loss, accuracy }) => {
    const network = new TwoLayerNet({
      inputSize: x[0].length,
      hiddenSize: params.b1.length,
      outputSize: params.b2.length,
    });
    for (const name of ["W1", "b1", "W2", "b2"] as const) {
      network.params[name].multiplyInPlace(0).addInPlace(np.array(params[name]));
    }
    const [inputs, t] = [np.array(x), np.array(labels, "int32")];
    expect(network.predict(inputs)).toBeAllclose(scores, 1e-10);
    expect(network.loss(inputs, t)).toBeAllclose(loss, 1e-10);
    expect(network.accuracy(inputs, t)).toBe(accuracy);
    const gradients = network.gradient(inputs, t);
    for (const name of ["W1", "b1", "W2", "b2"] as const) {
      expect(gradients[name]).toBeAllclose(grads[name], 1e-10);
    }
  },
);

test("starts from the seed: W1, then W2, biases 0", () => {
  np.random.seed(0);
  const expected = { W1: np.random.randn(6, 5), W2: np.random.randn(5, 3) };
  np.random.seed(0);
  const { params } = new TwoLayerNet({ ...sizes, weightInitStd: 0.01 });
  expect(params.W1).toBeAllclose(np.multiply(0.01, expected.W1));
  expect(params.W2).toBeAllclose(np.multiply(0.01, expected.W2));
  expect(params.b1.tolist()).toEqual([0, 0, 0, 0, 0]);
});

test("backpropagation and numerical differentiation agree", () => {
  const { network, x, t } = example();
  const numerical = network.numericalGradient(x, t);
  for (const [name, gradient] of Object.entries(network.gradient(x, t))) {
    expect(gradient).toBeAllclose(numerical[name], 1e-7);
  }
});

test("may start with weights of 0", () => {
  const { params } = new TwoLayerNet({ ...sizes, weightInitStd: 0 });
  expect(np.max(np.abs(params.W1))).toBe(0);
});

test("accuracy takes one-hot rows too", () => {
  const { network, x, t } = example();
  const oneHot = np.equal(t.reshape([-1, 1]), np.arange(3));
  expect(network.accuracy(x, oneHot)).toBe(network.accuracy(x, t));
});

suite("load", () => {
  const scores = (network: TwoLayerNet) => network.predict(example().x).tolist();

  test("copies another network's parameters, and shares nothing with it", () => {
    const { network, x } = example();
    np.random.seed(4);
    const other = new TwoLayerNet(sizes);
    const { W1 } = other.params;
    other.load(network.params);
    expect(other.predict(x)).toEqual(network.predict(x));
    expect(other.params.W1).toBe(W1);
    const before = scores(network);
    for (const array of Object.values(other.params)) array.multiplyInPlace(2);
    expect(scores(network)).toEqual(before);
  });

  test("keeps the network's dtype, and takes lists", () => {
    const { network } = example();
    const single = new TwoLayerNet({ ...sizes, dtype: "float32" });
    single.load(network.params);
    expect(single.params.W1).toEqual(network.params.W1.astype("float32"));
    const lists = Object.fromEntries(
      Object.entries(network.params).map(([name, array]) => [name, array.tolist() as number[]]),
    );
    const again = new TwoLayerNet(sizes);
    again.load(lists);
    expect(scores(again)).toEqual(scores(network));
    again.load(again.params);
    expect(scores(again)).toEqual(scores(network));
  });

  test("a parameter may be assigned to its own place", () => {
    const { network } = example();
    const params: Record<string, NDArray> = network.params;
    params.W1 = params.W1.multiplyInPlace(0);
    expect(np.max(np.abs(network.layers.Affine1.W))).toBe(0);
  });
});

test("float32 parameters and images make everything float32", () => {
  np.random.seed(3);
  const single = new TwoLayerNet({ ...sizes, dtype: "float32" });
  np.random.seed(3);
  const double = new TwoLayerNet(sizes);
  const [x, t] = [np.random.randn(4, 6).astype("float32"), np.array([0, 1, 2, 1])];
  expect(single.predict(x).dtype).toBe("float32");
  expect(single.predict(x)).toBeAllclose(double.predict(x), 1e-5);
  for (const [name, gradient] of Object.entries(single.gradient(x, t))) {
    expect(gradient.dtype).toBe("float32");
    expect(gradient).toBeAllclose(double.gradient(x, t)[name], 1e-5);
  }
});

test("loss, accuracy and gradient take nested lists", () => {
  const { network, x, t } = example();
  const [images, labels] = [x.tolist() as number[][], t.tolist() as number[]];
  expect(network.loss(images, labels)).toBe(network.loss(x, t));
  expect(network.accuracy(images, labels)).toBe(network.accuracy(x, t));
  expect(network.gradient(images, labels)).toEqual(network.gradient(x, t));
});

suite("checkGradients", () => {
  test("passes what is right, to within rounding", () => {
    const { network, x, t } = example();
    const check = checkGradients(network, x, t);
    expect(check.passed).toBe(true);
    expect(check.rows.map((row) => row.parameter)).toEqual(["W1", "b1", "W2", "b2"]);
    for (const row of check.rows) expect(row.maxDifference).toBeLessThan(2e-9);
  });

  test.each([0.999, 1.00001])(
    "finds a gradient that is %d times what it should be, and where",
    (factor) => {
      const { network, x, t } = example();
      const wrong = {
        params: network.params,
        loss: network.loss.bind(network),
        accuracy: network.accuracy.bind(network),
        gradient: (inputs: NDArray, targets: NDArray) => {
          const gradients = network.gradient(inputs, targets);
          gradients.W2.data[4] *= factor;
          return gradients;
        },
      };
      const check = checkGradients(wrong, x, t);
      expect(check.passed).toBe(false);
      expect(check.rows.filter((row) => !row.passed).map((row) => row.parameter)).toEqual(["W2"]);
      expect(check.rows[2].worstIndex).toEqual([1, 1]);
      expect(String(check)).toMatch(/W2 +FAIL .*\(1, 1\)/);
    },
  );

  test("a gradient of NaN fails", () => {
    const { network, x, t } = example();
    const gradients = network.gradient(x, t);
    gradients.b2.data[0] = Number.NaN;
    const check = checkGradients(Object.assign(network, { gradient: () => gradients }), x, t);
    expect(check.rows[3].passed).toBe(false);
    expect(check.rows[3].worstIndex).toEqual([0]);
  });

  test("steps around the kinks of ReLU", () => {
    const { network, x, t } = example();
    // Moves a hidden neuron to within 5e-5 of its kink, where a step of 1e-4 would cross it.
    const before = network.layers.Affine1.forward(x);
    network.params.b1.data[0] -= before.item(0, 0) - 5e-5;
    expect(checkGradients(network, x, t).passed).toBe(true);
  });
});
