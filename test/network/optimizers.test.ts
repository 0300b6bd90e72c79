import { AdaGrad, Adam, Momentum, np, type Optimizer, SGD } from "backprop";
import { expect, suite, test } from "vitest";
import golden from "../golden/pytorch.json";
import "../support/allclose";

const named = ([W, b]: readonly (number[][] | number[])[], make = np.array) => ({
  W: make(W),
  b: make(b),
});

suite("against PyTorch, over five updates", () => {
  test.each<[keyof typeof golden & string, () => Optimizer]>([
    ["SGD", () => new SGD({ learningRate: 0.1 })],
    ["Momentum", () => new Momentum({ learningRate: 0.1 })],
    ["AdaGrad", () => new AdaGrad({ learningRate: 0.1 })],
    ["Adam", () => new Adam({ learningRate: 0.1, beta1: 0.8, beta2: 0.99 })],
  ])("%s", (name, make) => {
    const { start, steps } = golden[name] as typeof golden.SGD;
    const params = named(start as number[][][]);
    const optimizer = make();
    for (const step of steps) {
      const gradients = named(step.gradients as number[][][]);
      const before = String(gradients.W);
      optimizer.update(params, gradients);
      const [W, b] = step.params as number[][][];
      expect(params.W).toBeAllclose(W, 1e-10);
      expect(params.b).toBeAllclose(b, 1e-10);
      expect(String(gradients.W)).toBe(before);
    }
  });
});

const optimizers: [string, () => Optimizer][] = [
  ["SGD", () => new SGD()],
  ["Momentum", () => new Momentum()],
  ["AdaGrad", () => new AdaGrad()],
  ["Adam", () => new Adam()],
];

suite.each(optimizers)("%s", (_, make) => {
  test("float32 parameters stay float32", () => {
    const params = { W: np.ones([2, 3]).astype("float32") };
    make().update(params, { W: np.ones([2, 3]).astype("float32") });
    expect(params.W.dtype).toBe("float32");
    expect(params.W.item(0, 0)).toBeLessThan(1);
  });

  test("one optimizer serves two networks as if each had its own", () => {
    const shared = make();
    const both = [make(), make()].map((own) => ({
      own,
      expected: { W: np.ones([2]) },
      params: { W: np.ones([2]) },
    }));
    for (const scale of [1, 3, 2]) {
      both.forEach(({ own, expected, params }, i) => {
        const gradients = { W: np.array([scale, -i]) };
        own.update(expected, gradients);
        shared.update(params, gradients);
        expect(params.W.toString()).toBe(expected.W.toString());
      });
    }
  });
});
