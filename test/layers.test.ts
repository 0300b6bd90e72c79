import {
  AddLayer,
  Affine,
  ComputationGraph,
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
  type Value,
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

/** Every layer, the shapes of what goes in, and that of what comes out. */
// biome-ignore format: a layer a line
const layers: [
  string,
  make: () => { forward(...inputs: never[]): Value; backward(dout: never): Value | Value[] },
  inputs: number[][],
  output: number[],
][] = [
  ["Relu", () => new Relu(), [[3, 4]], [3, 4]],
  ["Sigmoid", () => new Sigmoid(), [[3, 4]], [3, 4]],
  ["ExpLayer", () => new ExpLayer(), [[3, 4]], [3, 4]],
  ["InverseLayer", () => new InverseLayer(), [[3, 4]], [3, 4]],
  ["AddLayer", () => new AddLayer(), [[3, 4], [3, 4]], [3, 4]],
  ["AddLayer, broadcast", () => new AddLayer(), [[3, 4], [4]], [3, 4]],
  ["MulLayer", () => new MulLayer(), [[3, 4], [3, 4]], [3, 4]],
  ["MulLayer, broadcast", () => new MulLayer(), [[3, 1], [3, 4]], [3, 4]],
  ["MaxLayer", () => new MaxLayer(), [[3, 4], [3, 4]], [3, 4]],
  ["MaxLayer, broadcast", () => new MaxLayer(), [[4], [3, 4]], [3, 4]],
  ["Affine", affine(4, 5), [[3, 4]], [3, 5]],
  ["Affine on images", affine(8, 5), [[3, 2, 1, 4]], [3, 5]],
  ["SoftmaxWithLoss", () => withLabels(), [[3, 4]], []],
];

function affine(rows: number, columns: number) {
  return () => {
    np.random.seed(11);
    return new Affine(random(rows, columns), random(columns));
  };
}

/** SoftmaxWithLoss whose labels change as soon as forward has returned. */
function withLabels() {
  const layer = new SoftmaxWithLoss();
  return {
    forward(x: NDArray) {
      const t = np.array([2, 0, 3], "int32");
      const loss = layer.forward(x, t);
      t.data.fill(1);
      return loss;
    },
    backward: (dout: number) => layer.backward(dout),
  };
}

describe.each(layers)("%s", (_, make, inputShapes, outputShape) => {
  const draw = () => {
    np.random.seed(9);
    const inputs = inputShapes.map((shape) => random(...shape));
    return { inputs, dout: outputShape.length === 0 ? -1.5 : random(...outputShape) };
  };
  const back = (layer: ReturnType<typeof make>, dout: Value) =>
    [layer.backward(dout as never)].flat() as NDArray[];
  const lists = (arrays: NDArray[]) => arrays.map((array) => array.tolist());

  test("backward belongs to forward, whatever happens to x and y later", () => {
    const { inputs, dout } = draw();
    const [undisturbed, layer] = [make(), make()];
    undisturbed.forward(...(inputs as never[]));
    const expected = lists(back(undisturbed, dout));
    const output = layer.forward(...(inputs as never[]));
    for (const array of [...inputs, output]) {
      if (typeof array !== "number") array.data.fill(-7);
    }
    expect(lists(back(layer, dout))).toEqual(expected);
  });

  test("and to the last of several forwards, of any size and dtype", () => {
    const { inputs, dout } = draw();
    const [once, layer] = [make(), make()];
    once.forward(...(inputs as never[]));
    const other = inputs.map((x) => np.multiply(x, 2));
    layer.forward(...(other as never[]));
    layer.forward(...(other.map((x) => x.astype("float32")) as never[]));
    if (outputShape.length > 0) layer.forward(...(inputs.map((x) => x.at(":1")) as never[]));
    layer.forward(...(inputs as never[]));
    expect(lists(back(layer, dout))).toEqual(lists(back(once, dout)));
  });

  test("what backward returns is shared with nobody", () => {
    const { inputs, dout } = draw();
    const layer = make();
    layer.forward(...(inputs as never[]));
    const before = String([...inputs, dout]);
    const gradients = back(layer, dout);
    const expected = lists(gradients);
    for (const [i, gradient] of gradients.entries()) {
      gradient.multiplyInPlace(0.5);
      expect(lists(gradients.slice(i + 1))).toEqual(expected.slice(i + 1));
    }
    expect(String([...inputs, dout])).toBe(before);
    expect(lists(back(layer, dout))).toEqual(expected);
  });

  test("takes nested lists, too", () => {
    const { inputs, dout } = draw();
    const [ofArrays, ofLists] = [make(), make()];
    const output = ofArrays.forward(...(inputs as never[]));
    expect(ofLists.forward(...(lists(inputs) as never[]))).toEqual(output);
    const list = typeof dout === "number" ? dout : dout.tolist();
    expect(back(ofLists, list as never)).toEqual(back(ofArrays, dout));
  });

  test("no samples, no gradient", () => {
    if (outputShape.length === 0) return; // The mean loss of nothing is an error: badInput.test.ts.
    const empty = (shape: number[]) => np.zeros(shape.length > 1 ? [0, ...shape.slice(1)] : shape);
    const layer = make();
    const inputs = inputShapes.map(empty);
    const output = layer.forward(...(inputs as never[])) as NDArray;
    expect(output.shape).toEqual(empty(outputShape).shape);
    const gradients = back(layer, output);
    expect(gradients.map(({ shape }) => shape)).toEqual(inputs.map(({ shape }) => shape));
    if (layer instanceof Affine) {
      expect(layer.dW).toEqual(np.zeros(layer.W.shape));
      expect(layer.db).toEqual(np.zeros(layer.b.shape));
    }
  });
});

suite("NaN is not lost on the way back (PyTorch's values)", () => {
  const nan = Number.NaN;

  test("Relu", () => {
    const layer = new Relu();
    expect(layer.forward(np.array([nan, 1, -1, 0, -0]))).toEqual(np.array([nan, 1, 0, 0, 0]));
    expect(layer.backward(np.ones(5)).tolist()).toEqual([1, 1, 0, 0, 0]);
    expect([layer.forward(nan), layer.backward(2)]).toEqual([nan, 2]);
  });

  test.each([
    [nan, 1, [1, 1]],
    [1, nan, [1, 1]],
    [nan, nan, [1, 1]],
    [3, 5, [0, 1]],
    [5, 3, [1, 0]],
  ])("MaxLayer of %d and %d", (x, y, gradients) => {
    const layer = new MaxLayer();
    expect(layer.forward(x, y)).toBe(Math.max(x, y));
    expect(layer.backward(1)).toEqual(gradients);
    layer.forward(np.array([x]), np.array([y]));
    expect(layer.backward(np.ones(1)).map((gradient) => gradient.item(0))).toEqual(gradients);
  });
});

suite("numbers", () => {
  test("Relu of a number is a number", () => {
    const layer = new Relu();
    expect([layer.forward(3), layer.backward(2)]).toEqual([3, 2]);
    expect([layer.forward(-3), layer.backward(2)]).toEqual([0, 0]);
  });

  test("types: a number of numbers, an array where an array or a list takes part, either of either", () => {
    const either = np.array([2, 3]) as Value;
    const layer = new MulLayer();
    const product: number = layer.forward(2, 3);
    const scaled: NDArray = layer.forward([1, 2], 3);
    // @ts-expect-error: a number has no shape
    expect(layer.forward(either, 2).shape).toEqual([2]);
    // @ts-expect-error: neither has the gradient of one
    expect(layer.backward(either)[0].shape).toEqual([2]);
    // @ts-expect-error: an elementwise layer neither
    expect(new Relu().forward(either).shape).toEqual([2]);
    expect([product, scaled.tolist()]).toEqual([6, [3, 6]]);
  });
});

test("a graph leaves alone the gradient that it starts from", () => {
  const graph = new ComputationGraph({ x: np.array([1, 2]) });
  graph.add("y", new AddLayer(), "x", 1);
  const dout = np.array([3, 4]);
  graph.backward(dout);
  dout.multiplyInPlace(0);
  expect(graph.gradient("y")).toEqual(np.array([3, 4]));
  expect(graph.gradient("x")).toEqual(np.array([3, 4]));
});
