import {
  Adam,
  Affine,
  checkGradients,
  np,
  Relu,
  Sequential,
  Sigmoid,
  Tanh,
  TwoLayerNet,
} from "backprop";
import { expect, suite, test } from "vitest";
import golden from "../golden/pytorch.json";
import "../support/allclose";

test("Tanh against PyTorch", () => {
  const { x, dout, y, dx } = golden.Tanh;
  const layer = new Tanh();
  expect(layer.forward(x)).toBeAllclose(y, 1e-10);
  expect(layer.backward(dout)).toBeAllclose(dx, 1e-10);
});

suite("Sequential", () => {
  const { x, t, params, gradients, losses } = golden.Sequential;
  const [W1, b1, W2, b2, W3, b3] = params as number[][][];
  const make = () =>
    new Sequential([
      new Affine(W1, b1),
      new Relu(),
      new Affine(W2, b2),
      new Tanh(),
      new Affine(W3, b3),
    ]);

  test("loss, gradients and ten updates by Adam against PyTorch", () => {
    const network = make();
    const adam = new Adam({ learningRate: 0.01 });
    expect(Object.keys(network.params)).toEqual(["W1", "b1", "W2", "b2", "W3", "b3"]);
    losses.forEach((loss, i) => {
      expect(network.loss(np.array(x), np.array(t))).toBeAllclose(loss, 1e-10);
      const found = network.gradient(np.array(x), np.array(t));
      if (i === 0) {
        Object.values(found).forEach((gradient, k) => {
          expect(gradient).toBeAllclose(gradients[k] as number[][], 1e-10);
        });
      }
      adam.update(network.params, found);
    });
  });

  test("its gradients agree with numerical ones, also where it begins with an activation", () => {
    np.random.seed(3);
    const network = new Sequential([
      new Sigmoid(),
      Affine.random(4, 5),
      new Tanh(),
      Affine.random(5, 3),
    ]);
    for (const b of [network.params.b1, network.params.b2]) {
      b.addInPlace(np.random.randn(b.size));
    }
    const check = checkGradients(network, np.random.randn(6, 4), np.array([0, 1, 2, 0, 1, 2]));
    expect(check.passed).toBe(true);
    expect(check.rows.map(({ parameter }) => parameter)).toEqual(["W1", "b1", "W2", "b2"]);
  });

  test("with TwoLayerNet's layers it is TwoLayerNet, digit for digit", () => {
    np.random.seed(1);
    const book = new TwoLayerNet({ inputSize: 6, hiddenSize: 5, outputSize: 3 });
    const network = new Sequential([Affine.random(6, 5), new Relu(), Affine.random(5, 3)]);
    network.load(book.params);
    const [images, labels] = [np.random.rand(7, 6), np.array([0, 1, 2, 2, 1, 0, 1])];
    expect(network.loss(images, labels)).toBe(book.loss(images, labels));
    expect(network.accuracy(images, labels)).toBe(book.accuracy(images, labels));
    const [own, expected] = [network, book].map((each) => each.gradient(images, labels));
    for (const name of Object.keys(book.params)) {
      expect(String(own[name])).toBe(String(expected[name]));
    }
  });
});

suite("Affine.random", () => {
  test("has weights of deviation sqrt(2 / inputs), or as it is told, and no biases", () => {
    np.random.seed(0);
    const { W, b } = Affine.random(200, 300);
    expect(np.std(W)).toBeCloseTo(0.1, 3);
    expect(np.any(b)).toBe(false);
    np.random.seed(0);
    const small = Affine.random(200, 300, { weightInitStd: 0.01, dtype: "float32" });
    expect(small.W.dtype).toBe("float32");
    expect(small.W).toBeAllclose(np.multiply(0.1, W), 1e-7);
    expect(np.any(Affine.random(1, 1, { weightInitStd: 0 }).W)).toBe(false);
  });
});
