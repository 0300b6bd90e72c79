import { createRequire } from "node:module";
import path from "node:path";
import {
  AddLayer,
  Affine,
  ComputationGraph,
  draw,
  MaxLayer,
  MulLayer,
  type NDArray,
  np,
  Relu,
  Sigmoid,
  type Value,
} from "backprop";
import { expect, suite, test } from "vitest";
import type * as labels from "../../lib/graph/label";
import type * as steps from "../../lib/graph/steps";
import "../support/allclose";
import { appleShopping, network, neuron, polynomial } from "../support/graphs";
import { textsBy } from "../support/picture";

const require = createRequire(import.meta.url);
const folder = path.join(path.dirname(require.resolve("backprop")), "graph");
const { stepsOf } = require(path.join(folder, "steps.js")) as typeof steps;
const { formatNumber, labelOf } = require(path.join(folder, "label.js")) as typeof labels;

const sentences = (graph: ComputationGraph) => stepsOf(graph).map(({ sentence }) => sentence);

function ran<G extends ComputationGraph>(graph: G): G {
  graph.backward();
  return graph;
}

suite("upstream x local = downstream", () => {
  test("apple shopping", () => {
    expect(stepsOf(ran(appleShopping()))).toEqual([
      { sentence: "The backward pass starts at total with 1.", from: [], to: ["total"] },
      {
        sentence:
          "1 arrives at × (total). It sends 1 × 1.1 = 1.1 to applePrice and 1 × 200 = 200 to tax.",
        node: "total",
        from: ["total"],
        to: ["applePrice", "tax"],
      },
      {
        sentence:
          "1.1 arrives at × (applePrice). It sends 1.1 × 2 = 2.2 to apple and 1.1 × 100 = 110 to appleNum.",
        node: "applePrice",
        from: ["applePrice"],
        to: ["apple", "appleNum"],
      },
    ]);
  });

  test("the neuron: nothing for constants, brackets around what is negative", () => {
    expect(sentences(ran(neuron()))).toEqual([
      "The backward pass starts at L with 1.",
      "1 arrives at 1/x (L). It sends 1 × (-0.5344) = -0.5344 to v.",
      "-0.5344 arrives at + (v). It sends -0.5344 × 1 = -0.5344 to u.",
      "-0.5344 arrives at exp (u). It sends -0.5344 × 0.3679 = -0.1966 to t.",
      "-0.1966 arrives at × (t). It sends -0.1966 × (-1) = 0.1966 to s.",
      "0.1966 arrives at + (s). It sends 0.1966 × 1 = 0.1966 to r and 0.1966 × 1 = 0.1966 to w2.",
      "0.1966 arrives at + (r). It sends 0.1966 × 1 = 0.1966 to p and 0.1966 × 1 = 0.1966 to q.",
      "0.1966 arrives at × (q). It sends 0.1966 × (-2) = -0.3932 to w1 and 0.1966 × (-3) = -0.5898 to x1.",
      "0.1966 arrives at × (p). It sends 0.1966 × (-1) = -0.1966 to w0 and 0.1966 × 2 = 0.3932 to x0.",
    ]);
  });

  test("max sends nothing to the smaller input", () => {
    const graph = new ComputationGraph({ x: 3, y: 2 });
    graph.add("z", new MaxLayer(), "x", "y");
    graph.backward(5);
    expect(sentences(graph)).toEqual([
      "The backward pass starts at z with 5.",
      "5 arrives at max (z). It sends 5 × 1 = 5 to x and 5 × 0 = 0 to y.",
    ]);
  });
});

suite("forks", () => {
  test("sum as soon as all parts are there", () => {
    const steps = stepsOf(ran(polynomial()));
    expect(steps.map(({ sentence }) => sentence)).toEqual([
      "The backward pass starts at y with 1.",
      "1 arrives at + (y). It sends 1 × 1 = 1 to sum and 1 × 1 = 1 to x.",
      "1 arrives at + (sum). It sends 1 × 1 = 1 to square and 1 × 1 = 1 to cube.",
      "1 arrives at × (cube). It sends 1 × 0.5 = 0.5 to square and 1 × 0.25 = 0.25 to x.",
      "square adds up what comes back: 0.5 + 1 = 1.5.",
      "1.5 arrives at × (square). It sends 1.5 × 0.5 = 0.75 to x and 1.5 × 0.5 = 0.75 to x.",
      "x adds up what comes back: 0.75 + 0.75 + 0.25 + 1 = 2.75.",
    ]);
    expect(steps[4]).toMatchObject({ from: ["cube 0", "sum 0"], to: ["square"] });
    expect(steps[4]).not.toHaveProperty("node");
    expect(steps[5]).toMatchObject({ node: "square", to: ["square 0", "square 1"] });
  });

  test("every gradient of the picture belongs to exactly one step", () => {
    const withDeadEnd = new ComputationGraph({ x: 3, y: 4 });
    withDeadEnd.add("unused", new MulLayer(), "x", "y");
    withDeadEnd.add("z", new AddLayer(), "x", 1);
    const graphs = [appleShopping(), neuron(), polynomial(), network(), withDeadEnd];
    for (const graph of graphs.map(ran)) {
      const drawn = Object.keys(textsBy(draw(graph).svg, "gradient"));
      expect(
        stepsOf(graph)
          .flatMap(({ to }) => to)
          .sort(),
      ).toEqual(drawn.sort());
    }
  });
});

suite("arrays", () => {
  const x = np.array([
    [1, -0.5],
    [-2, 3],
  ]);
  const dout = np.array([
    [1, 2],
    [3, 4],
  ]);

  test("entries where a layer works entry by entry", () => {
    const graph = new ComputationGraph({ x });
    graph.add("y", new Relu(), "x");
    graph.backward(dout);
    expect(sentences(graph)).toEqual([
      "The backward pass starts at y with [[1, 2], [3, 4]].",
      "[[1, 2], [3, 4]] arrives at Relu (y). " +
        "It sends [[1, 2], [3, 4]] × [[1, 0], [0, 1]] = [[1, 0], [0, 4]] to x.",
    ]);
  });

  test("only what comes back where it does not", () => {
    const graph = new ComputationGraph({ x, b: np.array([5, 6]) });
    graph.add("y", new AddLayer(), "x", "b");
    graph.backward(dout);
    expect(sentences(graph)).toContain(
      "[[1, 2], [3, 4]] arrives at + (y). " +
        "It sends [[1, 2], [3, 4]] × [[1, 1], [1, 1]] = [[1, 2], [3, 4]] to x and [4, 6] to b.",
    );
  });

  test("a layer that mixes the entries has no local derivative, though a gradient of ones would look like it", () => {
    const swap = {
      forward: (y: unknown) => y as never,
      backward: (d: typeof x) => np.array(Array.from(d.data).reverse()).reshape(d.shape),
    };
    const graph = new ComputationGraph({ x });
    graph.add("y", swap as never, "x");
    graph.backward(np.ones([2, 2]));
    expect(sentences(graph)).toContain(
      "[[1, 1], [1, 1]] arrives at y. It sends [[1, 1], [1, 1]] to x.",
    );
  });

  test("shape and mean size where there are too many entries, and what goes into the parameters", () => {
    const graph = ran(network());
    const told = (value: Value) => {
      const shape = `(${(value as NDArray).shape.join(", ")})`;
      return `${shape} of mean size ${formatNumber(np.mean(np.abs(value)) as number)}`;
    };
    const of = (name: string) => told(graph.gradient(name));
    const [, , { parameters }] = graph.nodes;
    const [dW, db] = parameters.map(({ gradient }) => gradient as NDArray);
    const entries = Array.from(db.data, (entry) => formatNumber(entry));
    expect(sentences(graph).slice(0, 4)).toEqual([
      "The backward pass starts at loss with 1.",
      `1 arrives at SoftmaxWithLoss (loss). It sends ${of("scores")} to scores.`,
      `${of("scores")} arrives at Affine (scores). ` +
        `It sends ${of("h1")} to h1, ${told(dW)} to W and [${entries.join(", ")}] to b.`,
      `${of("h1")} arrives at Relu (h1). It sends ${of("a1")} to a1.`,
    ]);
  });
});

test.each([
  [715.0000000000001, "715"],
  [0.3678794411714423, "0.3679"],
  [-0.1, "-0.1"],
  [-0, "0"],
  [1e-7, "1e-7"],
  [0.0001234, "0.0001234"],
  [-0.000012345678912, "-1.235e-5"],
  [12345.6, "12346"],
  [123456789, "1.235e+8"],
  [Number.NaN, "nan"],
  [Number.NEGATIVE_INFINITY, "-inf"],
])("the number %d is written %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test("8 digits of 0.3678794411714423 are 0.36787944", () => {
  expect(formatNumber(0.3678794411714423, 8)).toBe("0.36787944");
});

test("arrays of up to 8 entries, in up to two dimensions, are written out", () => {
  expect(labelOf(np.zeros([2, 4])).rows).toHaveLength(2);
  expect(labelOf(np.zeros([3, 3]))).toEqual({ shape: "(3, 3)", rows: [] });
  expect(labelOf(np.zeros([1, 2, 2])).rows).toEqual([]);
  expect(labelOf(np.zeros([0])).rows).toEqual([]);
  const rows = [["0.3333", "12345", "-20000"]];
  expect(labelOf(np.array([1 / 3, 12345, -20000.4]))).toEqual({ shape: "(3,)", rows });
  expect(labelOf(np.array(7))).toEqual({ rows: [["7"]] });
});

suite("what the layers keep", () => {
  test("the gradients of the parameters stay", () => {
    const layer = new Affine(
      np.array([
        [1, 2],
        [3, 4],
      ]),
      np.array([5, 6]),
    );
    const graph = new ComputationGraph({ x: np.array([[7, 8]]) });
    graph.add("y", layer, "x");
    graph.backward(np.array([[1, 10]]));
    stepsOf(graph);
    expect(layer.dW ?? 0).toBeAllclose([
      [7, 70],
      [8, 80],
    ]);
    expect(layer.db ?? 0).toBeAllclose([1, 10]);
  });

  test("so does what a layer of the reader's own keeps", () => {
    const layer = {
      dx: 0,
      forward: (x: number) => 3 * x,
      backward(dout: number) {
        this.dx = 3 * dout;
        return this.dx;
      },
    };
    const graph = new ComputationGraph({ x: 1 });
    graph.add("y", layer, "x");
    graph.backward(5);
    expect(sentences(graph)).toContain("5 arrives at y. It sends 5 × 3 = 15 to x.");
    expect(layer.dx).toBe(15);
  });

  test("what a layer has done since is not taken for what it did here", () => {
    const [sigmoid, relu] = [new Sigmoid(), new Relu()];
    const graph = new ComputationGraph({ x: np.array([0, 2]) });
    graph.add("h", relu, "x");
    graph.add("y", sigmoid, "h");
    graph.backward(np.array([4, 4]));
    sigmoid.forward(np.array([5, 5]));
    relu.forward(np.array([1, 2, 3]));
    expect(sentences(graph)).toEqual([
      "The backward pass starts at y with [4, 4].",
      "[4, 4] arrives at Sigmoid (y). It sends [1, 0.42] to h.",
      "[1, 0.42] arrives at Relu (h). It sends [0, 0.42] to x.",
    ]);
  });
});
