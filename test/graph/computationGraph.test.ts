import {
  AddLayer,
  Affine,
  ComputationGraph,
  ExpLayer,
  InverseLayer,
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
import "../support/allclose";
import { appleShopping, fruitShopping, neuron } from "../support/graphs";

/** z = x^2 with a gradient for x, as a reader would write it. */
class Square {
  x = 0;
  forward(x: number): number {
    this.x = x;
    return x ** 2;
  }
  backward(dout: number): number {
    return dout * 2 * this.x;
  }
}

suite("forward", () => {
  test("add runs the layer at once and keeps the value by its name", () => {
    const graph = new ComputationGraph({ apple: 100, appleNum: 2 });
    expect(graph.add("applePrice", new MulLayer(), "apple", "appleNum")).toBe(200);
    expect(graph.value("applePrice")).toBe(200);
    expect(graph.value("apple")).toBe(100);
  });

  test("runs again with some inputs changed, and keeps the changes", () => {
    const graph = appleShopping();
    expect(graph.forward({ apple: 120 })).toBe(264);
    expect(graph.value("applePrice")).toBe(240);
    expect(graph.forward({ tax: 1 })).toBe(240);
  });

  test("a constant is a source that stays", () => {
    const graph = new ComputationGraph({ s: 1 });
    expect(graph.add("t", new MulLayer(), "s", -1)).toBe(-1);
    expect(graph.forward({ s: 3 })).toBe(-3);
    expect(graph.nodes[0].sources).toEqual(["s", -1]);
  });

  test("takes arrays", () => {
    const graph = new ComputationGraph({ x: np.array([[1, -0.5]]), b: np.array([10, 20]) });
    graph.add("y", new AddLayer(), "x", "b");
    expect(graph.add("z", new Relu(), "y")).toBeAllclose([[11, 19.5]]);
  });
});

suite("backward", () => {
  test("apple shopping (5.4.1)", () => {
    const graph = appleShopping();
    const gradients = graph.backward();
    expect(Object.keys(gradients)).toEqual(["apple", "appleNum", "tax"]);
    expect(Object.values(gradients)).toBeAllclose([2.2, 110, 200]);
    expect(graph.gradient("applePrice")).toBe(1.1);
    expect(graph.gradient("total")).toBe(1);
  });

  test("apples and oranges (5.4.2)", () => {
    const graph = fruitShopping();
    expect(graph.value("total")).toBeAllclose(715);
    expect(Object.values(graph.backward())).toBeAllclose([2.2, 110, 3.3, 165, 650]);
  });

  test("the neuron circuit, and the same gradient from the single Sigmoid", () => {
    const graph = neuron();
    const { w0, x0, w1, x1, w2 } = graph.backward();
    const expected = [-0.19661193, 0.39322387, -0.39322387, -0.5898358, 0.19661193];
    expect([w0, x0, w1, x1, w2]).toBeAllclose(expected, 1e-8);

    const single = new ComputationGraph({ s: 1 });
    expect(single.add("L", new Sigmoid(), "s")).toBeAllclose(graph.value("L"));
    expect(single.backward().s).toBeAllclose(graph.gradient("s"));
  });

  test("starts from the gradient that it is given", () => {
    const graph = appleShopping();
    expect(graph.backward(-3).apple).toBeAllclose(-6.6);
    expect(graph.gradient("total")).toBe(-3);
  });

  test("a value that is used several times sums what comes back", () => {
    const graph = new ComputationGraph({ x: 3, y: 2 });
    graph.add("a", new MulLayer(), "x", "y");
    graph.add("b", new AddLayer(), "x", "a");
    graph.add("z", new MulLayer(), "b", "x"); // (x + xy) x
    const { x, y } = graph.backward();
    expect(x).toBe(2 * 3 + 2 * 3 * 2);
    expect(y).toBe(9);
    expect(graph.nodes.map(({ downstream }) => downstream)).toEqual([
      [6, 9],
      [3, 3],
      [3, 9],
    ]);
  });

  test("a value used twice by the same node counts twice", () => {
    const graph = new ComputationGraph({ x: 3 });
    graph.add("z", new MulLayer(), "x", "x");
    expect(graph.backward()).toEqual({ x: 6 });
  });

  test("the larger input of max takes all", () => {
    const graph = new ComputationGraph({ x: 3, y: 2 });
    graph.add("z", new MaxLayer(), "x", "y");
    expect(graph.backward(5)).toEqual({ x: 5, y: 0 });
  });

  test("arrays: against numerical gradients, with a dout that is not ones", () => {
    np.random.seed(1);
    const inputs = { x: np.random.randn(3, 5), y: np.random.randn(5) };
    const dout = np.random.randn(3, 5);
    const graph = new ComputationGraph(inputs);
    graph.add("p", new MulLayer(), "x", "y");
    graph.add("e", new ExpLayer(), "p");
    graph.add("q", new AddLayer(), "e", "x");
    graph.add("r", new AddLayer(), "q", 9);
    graph.add("z", new InverseLayer(), "r");
    const gradients = graph.backward(dout);
    for (const [name, value] of Object.entries(inputs)) {
      const loss = () => np.sum(np.multiply(dout, graph.forward()));
      expect(gradients[name]).toBeAllclose(numericalGradient(loss, value), 1e-7);
    }
  });

  test("forgets the gradients when the values change", () => {
    const graph = appleShopping();
    graph.backward();
    graph.forward({ apple: 120 });
    expect(graph.hasGradient("apple")).toBe(false);
    expect(graph.nodes[0].downstream).toEqual([]);
    graph.backward();
    graph.add("double", new MulLayer(), "total", 2);
    expect(graph.hasGradient("total")).toBe(false);
  });

  test("leaves alone the gradient that it starts from", () => {
    const graph = new ComputationGraph({ x: np.array([1, 2]) });
    graph.add("y", new AddLayer(), "x", 1);
    const dout = np.array([3, 4]);
    graph.backward(dout);
    dout.multiplyInPlace(0);
    expect([graph.gradient("y"), graph.gradient("x")]).toEqual([
      np.array([3, 4]),
      np.array([3, 4]),
    ]);
  });

  test("belongs to the forward before one that failed", () => {
    const x = np.array([[1, 2, 3]]);
    const graph = new ComputationGraph({ x, y: np.array([7, 8, 9]) });
    graph.add("s", new MulLayer(), "x", "x");
    graph.add("out", new AddLayer(), "s", "y");
    const dout = np.array([[1, -1, 2]]);
    const before = graph.backward(dout);
    expect(() => graph.forward({ x: np.ones([3, 2]) })).toThrow("do not broadcast");
    expect(graph.value("x")).toBe(x);
    expect(graph.value("s")).toEqual(np.multiply(x, x));
    expect(graph.gradient("x")).toEqual(before.x);
    expect(graph.backward(dout)).toEqual(before);

    expect(() => graph.backward(np.ones([3, 2]))).toThrow("dout for it is (3, 2)");
    expect(graph.nodes.some((node) => graph.hasGradient(node.name))).toBe(false);
  });

  test("no gradient for what the output does not depend on, nor for a layer's targets", () => {
    const graph = new ComputationGraph({
      ...{ x: np.array([[1, 2, 3]]), t: np.array([2], "int32") },
      unused: np.array([1]),
    });
    graph.add("loss", new SoftmaxWithLoss(), "x", "t");
    expect(Object.keys(graph.backward())).toEqual(["x"]);
    for (const name of ["t", "unused"]) {
      expect(() => graph.gradient(name)).toThrow(
        `ComputationGraph: no gradient came back to "${name}"; the output does not depend on it`,
      );
    }
  });

  test("any class with forward and backward is a node", () => {
    const graph = new ComputationGraph({ x: 1, y: 2 });
    graph.add("t", new AddLayer(), "x", "y");
    expect(graph.add("z", new Square(), "t")).toBe(9);
    expect(graph.backward()).toEqual({ x: 6, y: 6 });
  });
});

suite("parameters", () => {
  const W = np.array([
    [0.5, -1, 2],
    [1.5, 0.25, -3],
  ]);
  const b = np.array([0.1, 0.2, 0.3]);
  const dout = np.array([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  const run = () => {
    const layer = new Affine(W.copy(), b.copy());
    const graph = new ComputationGraph({
      x: np.array([
        [1, 2],
        [3, -4],
      ]),
    });
    graph.add("y", layer, "x");
    return { graph, layer, of: () => graph.nodes[0].parameters };
  };

  test("the arrays that a layer learns, before and after backward", () => {
    const { graph, layer, of } = run();
    expect(of().map(({ name, gradient }) => [name, gradient])).toEqual([
      ["W", undefined],
      ["b", undefined],
    ]);
    graph.backward(dout);
    expect(of().map(({ name }) => name)).toEqual(["W", "b"]);
    expect(of()[0].gradient as NDArray).toBeAllclose(layer.dW as NDArray);
    expect(of()[1].gradient as NDArray).toBeAllclose([5, 7, 9]);
  });

  test("stay what the graph ran with when the layer learns", () => {
    const { graph, layer, of } = run();
    graph.backward(dout);
    layer.W.subtractInPlace(1);
    layer.dW?.multiplyInPlace(0);
    expect(of()[0].value).toBeAllclose(W);
    expect(np.sum(np.multiply(of()[0].gradient as NDArray, 1))).not.toBe(0);
    graph.forward();
    expect(of()[0].value).toBeAllclose(np.subtract(W, 1));
    expect(of()[0].gradient).toBeUndefined();
  });
});

describe("errors", () => {
  const graph = appleShopping();
  const broken = (backward: () => unknown) => {
    const layer = { forward: (x: number) => x, backward };
    const one = new ComputationGraph({ x: 1 });
    one.add("y", layer as never, "x");
    return one;
  };
  const array = new ComputationGraph({ x: np.ones([2, 3]) });
  array.add("y", new Relu(), "x");

  test.each<[string, () => unknown, string]>([
    [
      "a name that is taken",
      () => graph.add("tax", new AddLayer(), "apple", 1),
      'a value "tax" already; choose another name',
    ],
    [
      "a source that does not exist",
      () => graph.add("z", new AddLayer(), "pear", 1),
      'there is no value "pear"; there are apple, appleNum, tax, applePrice, total',
    ],
    [
      "a layer that is a node already",
      () => graph.add("z", graph.nodes[0].operation, "apple", "tax"),
      '"z" would use the layer of "applePrice"; a layer keeps the inputs of one node',
    ],
    [
      "an input that is no value",
      () => new ComputationGraph({ x: "7" as never }),
      'the value "x" is 7; it must be a number or an array, np.array([...])',
    ],
    [
      "a forward that returns nothing",
      () =>
        new ComputationGraph({ x: 1 }).add(
          "y",
          { forward: () => undefined as never, backward: () => 1 },
          "x",
        ),
      'what Object.forward returns for "y" is undefined',
    ],
    [
      "an unknown input",
      () => graph.forward({ pear: 1 }),
      '"pear" is not an input; the inputs are apple, appleNum, tax',
    ],
    [
      "a gradient before backward",
      () => graph.gradient("apple"),
      'there is no gradient with respect to "apple" yet; call backward first',
    ],
    ["a gradient of nothing", () => graph.gradient("pear"), 'there is no value "pear"'],
    [
      "no nodes",
      () => new ComputationGraph({ x: 1 }).backward(),
      "ComputationGraph.backward: there are no nodes yet; add one first",
    ],
    [
      "an array without a gradient",
      () => array.backward(),
      '"y" is an array of shape (2, 3), so give the gradient to start from: backward(np.ones([2, 3]))',
    ],
    [
      "a gradient of another shape",
      () => array.backward(np.ones([3, 2])),
      '"y" has shape (2, 3), but dout for it is (3, 2)',
    ],
    [
      "a backward of another shape",
      () => broken(() => np.ones([2])).backward(),
      '"x" has shape (), but what Object.backward returns for it is (2,)',
    ],
    [
      "a backward that returns nonsense",
      () => broken(() => "1").backward(),
      '"x" has shape (), but what Object.backward returns for it is 1',
    ],
    [
      "a group of what is not a node",
      () => graph.group("g", "apple"),
      '"apple" is not a node; the nodes are applePrice, total',
    ],
    [
      "a group of nothing",
      () => graph.group("g"),
      "a group needs nodes; the nodes are applePrice, total",
    ],
  ])("%s", (_, act, message) => {
    expect(act).toThrow(message);
  });

  test("groups that overlap", () => {
    const circuit = neuron();
    expect(() => circuit.group("inner", "s", "t")).toThrow(
      '"inner" shares t with "Sigmoid", but not the rest; a group lies within another, around it or beside it',
    );
    circuit.group("inner", "t", "u");
    circuit.group("outer", "s", "t", "u", "v", "L");
    circuit.group("apart", "p");
    expect(circuit.groups.map(({ name }) => name)).toEqual(["Sigmoid", "inner", "outer", "apart"]);
  });
});

test("a group of the same name is replaced, so that its cell can run again", () => {
  const graph = neuron();
  graph.group("Sigmoid", "t", "u", "v", "L");
  graph.group("Sigmoid", "s", "t", "t");
  expect(graph.groups).toEqual([{ name: "Sigmoid", members: ["s", "t"] }]);
});
