import {
  AddLayer,
  Affine,
  ExpLayer,
  InverseLayer,
  type Layer,
  MaxLayer,
  MulLayer,
  type NDArray,
  np,
  numericalGradient,
  Relu,
  Sigmoid,
  SoftmaxWithLoss,
} from "backprop";
import { describe, expect, suite, test } from "vitest";
import goldenLayers from "./golden/layers.json";
import "./support/allclose";

/** The values that PyTorch computed, in float64. */
interface Golden {
  layer: string;
  x: number[];
  y: number[];
  dx: number[];
  dout: number[] | number;
  W: number[];
  b: number[];
  dW: number[];
  db: number[];
  labels: number[];
  loss: number;
}
const golden = (name: string) =>
  (goldenLayers as unknown as Golden[]).filter(({ layer }) => layer === name);

/** The gradient of sum(dout * f(x)), which is what a layer's backward must return. */
const weighted = (f: (x: NDArray) => NDArray, dout: NDArray, x: NDArray) =>
  numericalGradient((moved) => np.sum(np.multiply(f(moved), dout)), x);

const random = (...shape: number[]): NDArray => np.random.randn(...shape);

suite("against PyTorch", () => {
  test.each(golden("Affine"))("Affine", ({ x, W, b, y, dout, dx, dW, db }) => {
    const layer = new Affine(np.array(W), np.array(b));
    expect(layer.forward(np.array(x))).toBeAllclose(y, 1e-10);
    expect(layer.backward(np.array(dout as number[]))).toBeAllclose(dx, 1e-10);
    expect(layer.dW as NDArray).toBeAllclose(dW, 1e-10);
    expect(layer.db as NDArray).toBeAllclose(db, 1e-10);
  });

  describe.each([
    ["Relu", () => new Relu()],
    ["Sigmoid", () => new Sigmoid()],
  ] as [string, () => Layer][])("%s", (name, make) => {
    test.each(golden(name))("forward and backward", ({ x, y, dout, dx }) => {
      const layer = make();
      expect(layer.forward(np.array(x))).toBeAllclose(y, 1e-10);
      expect(layer.backward(np.array(dout as number[]))).toBeAllclose(dx, 1e-10);
    });
  });

  test.each(golden("SoftmaxWithLoss"))("SoftmaxWithLoss", ({ x, labels, loss, dout, dx }) => {
    const classes = np.array(x).shape[1];
    const oneHot = labels.map((label) => Array.from({ length: classes }, (_, k) => +(k === label)));
    for (const targets of [np.array(labels, "int32"), np.array(oneHot)]) {
      const layer = new SoftmaxWithLoss();
      expect(layer.forward(np.array(x), targets)).toBeAllclose(loss, 1e-10);
      expect(layer.backward(dout as number)).toBeAllclose(dx, 1e-10);
    }
  });
});

suite("against numerical gradients, with a dout that is not ones", () => {
  test.each([
    ["Relu", () => new Relu()],
    ["Sigmoid", () => new Sigmoid()],
    ["ExpLayer", () => new ExpLayer()],
    ["InverseLayer", () => new InverseLayer()],
  ] as [string, () => Layer][])("%s", (_, make) => {
    np.random.seed(5);
    const layer = make();
    const [x, dout] = [random(3, 4, 2), random(3, 4, 2)];
    const expected = weighted((moved) => layer.forward(moved), dout, x);
    layer.forward(x);
    const before = String(dout);
    expect(layer.backward(dout)).toBeAllclose(expected, 1e-5);
    expect(String(dout)).toBe(before);
  });

  test.each([
    ["MulLayer", () => new MulLayer()],
    ["AddLayer", () => new AddLayer()],
    ["MaxLayer", () => new MaxLayer()],
  ])("%s, also where an input is broadcast", (_, make) => {
    np.random.seed(6);
    for (const shapes of [
      [
        [3, 4],
        [3, 4],
      ],
      [[3, 4], [4]],
      [
        [3, 1],
        [2, 1, 4],
      ],
      [[], [2, 3]],
    ]) {
      const layer = make();
      const [x, y] = shapes.map((shape) => random(1, ...shape).reshape(shape));
      const dout = random(...layer.forward(x, y).shape);
      const expectedX = weighted((moved) => layer.forward(moved, y), dout, x);
      const expectedY = weighted((moved) => layer.forward(x, moved), dout, y);
      layer.forward(x, y);
      const [dx, dy] = layer.backward(dout);
      expect(dx).toBeAllclose(expectedX, 1e-7);
      expect(dy).toBeAllclose(expectedY, 1e-7);
    }
  });

  test("Affine on images: dx has the shape of x", () => {
    np.random.seed(7);
    const x = random(3, 2, 1, 4);
    const [W, b, dout] = [random(8, 5), random(5), random(3, 5)];
    const layer = new Affine(W, b);
    const loss = () => np.sum(np.multiply(layer.forward(x), dout));
    const [dx, dW, db] = [x, W, b].map((array) => numericalGradient(loss, array));
    layer.forward(x);
    expect(layer.backward(dout)).toBeAllclose(dx, 1e-7);
    expect(layer.dW as NDArray).toBeAllclose(dW, 1e-7);
    expect(layer.db as NDArray).toBeAllclose(db, 1e-7);
  });

  test("SoftmaxWithLoss honours dout", () => {
    np.random.seed(8);
    const x = random(4, 3);
    const t = np.array([2, 0, 1, 1], "int32");
    const layer = new SoftmaxWithLoss();
    const expected = numericalGradient((moved) => -1.5 * layer.forward(moved, t), x);
    layer.forward(x, t);
    expect(layer.backward(-1.5)).toBeAllclose(expected, 1e-7);
  });
});

suite("the chapter's numbers", () => {
  test("two apples with tax (5.4.1)", () => {
    const [price, tax] = [new MulLayer(), new MulLayer()];
    const total = tax.forward(price.forward(100, 2), 1.1);
    expect(total).toBeAllclose(220);
    const [dPrice, dTax] = tax.backward(1);
    const [dApple, dNumber] = price.backward(dPrice);
    expect([dPrice, dTax, dApple, dNumber]).toBeAllclose([1.1, 200, 2.2, 110]);
  });

  test("(x + y) z (5.3)", () => {
    const [add, multiply] = [new AddLayer(), new MulLayer()];
    expect(multiply.forward(add.forward(-2, 5), -4)).toBe(-12);
    const [dq, dz] = multiply.backward(1);
    expect([dz, dq, ...add.backward(dq)]).toEqual([3, -4, -4, -4]);
  });

  test("max routes the gradient to the larger input (5.3)", () => {
    const layer = new MaxLayer();
    expect(layer.forward(3, 5)).toBe(5);
    expect(layer.backward(2)).toEqual([0, 2]);
  });

  test("the sigmoid from its four nodes equals the layer (5.5.2)", () => {
    const x = np.array([0.5, 1.0, -0.5]);
    const nodes = {
      times: new MulLayer(),
      exp: new ExpLayer(),
      plus: new AddLayer(),
      over: new InverseLayer(),
    };
    const y = nodes.over.forward(
      nodes.plus.forward(nodes.exp.forward(nodes.times.forward(x, -1)), 1),
    );
    const [dExp] = nodes.plus.backward(nodes.over.backward(np.ones(3)));
    const [dx] = nodes.times.backward(nodes.exp.backward(dExp));
    const layer = new Sigmoid();
    for (const result of [y, layer.forward(x)]) {
      expect(result).toBeAllclose([0.62245933, 0.73105858, 0.37754067], 1e-8);
    }
    for (const result of [dx, layer.backward(np.ones(3))]) {
      expect(result).toBeAllclose([0.23500371, 0.19661193, 0.23500371], 1e-8);
    }
  });

  test("a layer of numbers returns numbers", () => {
    const layer = new Sigmoid();
    expect(layer.forward(1)).toBeCloseTo(0.73105858, 8);
    expect(layer.backward(1)).toBeCloseTo(0.19661193, 8);
  });
});
