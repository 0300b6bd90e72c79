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
  Relu,
  Sigmoid,
  SoftmaxWithLoss,
  Tanh,
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

/** Every layer, the shapes of what goes in, and that of what comes out. */
// biome-ignore format: a layer a line
const layers: [
  string,
  make: () => {
    forward(...inputs: never[]): Value;
    backward(dout: never): Value | Value[];
    readonly t?: NDArray;
  },
  inputs: number[][],
  output: number[],
][] = [
  ["Relu", () => new Relu(), [[3, 4]], [3, 4]],
  ["Sigmoid", () => new Sigmoid(), [[3, 4]], [3, 4]],
  ["Tanh", () => new Tanh(), [[3, 4]], [3, 4]],
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

/** SoftmaxWithLoss with labels t. */
function withLabels() {
  const layer = new SoftmaxWithLoss();
  const t = np.array([2, 0, 3], "int32");
  return {
    t,
    forward: (x: NDArray) => layer.forward(x, t),
    backward: (dout: number) => layer.backward(dout),
  };
}

describe.each(layers)("%s", (name, make, inputShapes, outputShape) => {
  const draw = () => {
    np.random.seed(9);
    const inputs = inputShapes.map((shape) => random(...shape));
    return { inputs, dout: outputShape.length === 0 ? -1.5 : random(...outputShape) };
  };
  const back = (layer: ReturnType<typeof make>, dout: Value) => {
    const gradients = [layer.backward(dout as never)].flat();
    if (layer instanceof Affine) gradients.push(layer.dW as NDArray, layer.db as NDArray);
    return gradients as NDArray[];
  };
  const lists = (arrays: NDArray[]) => arrays.map((array) => array.tolist());

  test("backward belongs to forward, whatever happens to x and y later", () => {
    const { inputs, dout } = draw();
    const [undisturbed, layer] = [make(), make()];
    undisturbed.forward(...(inputs as never[]));
    const expected = lists(back(undisturbed, dout));
    const output = layer.forward(...(inputs as never[]));
    for (const array of [...inputs, output, layer.t]) {
      if (typeof array === "object") array.data.fill(-7);
    }
    expect(lists(back(layer, dout))).toEqual(expected);
  });

  test("and to the last of several forwards, of any size and dtype", () => {
    const { inputs, dout } = draw();
    const [once, layer] = [make(), make()];
    once.forward(...(inputs as never[]));
    const other = inputs.map((x) => np.multiply(x, 2));
    layer.forward(...(other as never[]));
    if (outputShape.length > 0) layer.forward(...(inputs.map((x) => x.at(":1")) as never[]));
    layer.forward(...(other.map((x) => x.astype("float32")) as never[]));
    layer.forward(...(inputs as never[]));
    expect(lists(back(layer, dout))).toEqual(lists(back(once, dout)));
  });

  test("and not to one that failed", () => {
    const { inputs, dout } = draw();
    const takesAnything = ["Relu", "Sigmoid", "Tanh", "ExpLayer", "InverseLayer"].includes(name);
    const fail = (layer: ReturnType<typeof make>) => {
      const bad = inputs.with(-1, takesAnything ? ("x" as never) : np.ones([5, 7]));
      expect(() => layer.forward(...(bad as never[]))).toThrow(/expected an array|\(5, 7\)/);
    };
    const layer = make();
    fail(layer);
    expect(() => back(layer, dout)).toThrow("call forward first");
    layer.forward(...(inputs as never[]));
    const expected = lists(back(layer, dout));
    fail(layer);
    expect(() => layer.backward(np.ones([5, 7]) as never)).toThrow("dout is (5, 7)");
    if (layer instanceof Affine)
      expect(lists([layer.dW, layer.db] as NDArray[])).toEqual(expected.slice(1));
    expect(lists(back(layer, dout))).toEqual(expected);
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
    if (outputShape.length === 0) return; // The mean loss of nothing is an error: badInput/.
    const empty = (shape: number[]) => np.zeros(shape.length > 1 ? [0, ...shape.slice(1)] : shape);
    const layer = make();
    const inputs = inputShapes.map(empty);
    const output = layer.forward(...(inputs as never[])) as NDArray;
    expect(output.shape).toEqual(empty(outputShape).shape);
    const gradients = back(layer, output);
    const parameters = layer instanceof Affine ? [layer.W, layer.b] : [];
    expect(gradients).toEqual([...inputs, ...parameters].map(({ shape }) => np.zeros(shape)));
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

test("layers of numbers return numbers", () => {
  const [relu, sigmoid, multiply] = [new Relu(), new Sigmoid(), new MulLayer()];
  expect([relu.forward(3), relu.backward(2)]).toEqual([3, 2]);
  expect([relu.forward(-3), relu.backward(2)]).toEqual([0, 0]);
  expect(sigmoid.forward(1)).toBeCloseTo(0.73105858, 8);
  expect(sigmoid.backward(1)).toBeCloseTo(0.19661193, 8);
  expect([multiply.forward(100, 2), ...multiply.backward(3)]).toEqual([200, 6, 300]);
});
