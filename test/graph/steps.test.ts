import {
  AddLayer,
  Affine,
  ComputationGraph,
  MaxLayer,
  MulLayer,
  np,
  Relu,
  Sigmoid,
} from "backprop";
import { expect, suite, test } from "vitest";
import "../support/allclose";
import { readPicture } from "../support/picture";
import { appleShopping, network, neuron, polynomial } from "./examples";

interface Item {
  sentence: string;
  node?: string;
  gradients: string[];
}

const unescaped = (text: string) =>
  text
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");

/** The list of steps in the HTML. */
async function stepsOf(graph: ComputationGraph): Promise<Item[]> {
  const { html } = await graph.steps();
  const [, list] = /<ol>(.*?)<\/ol>/s.exec(html) ?? [];
  return [
    ...list.matchAll(/<li(?: data-node="([^"]*)")? data-gradients="([^"]*)">(.*)<\/li>/g),
  ].map(([, node, gradients, sentence]) => ({
    node: node && unescaped(node),
    gradients: JSON.parse(unescaped(gradients)),
    sentence: unescaped(sentence),
  }));
}

const sentences = async (graph: ComputationGraph) =>
  (await stepsOf(graph)).map(({ sentence }) => sentence);

function ran<G extends ComputationGraph>(graph: G): G {
  graph.backward();
  return graph;
}

suite("upstream x local = downstream", () => {
  test("apple shopping", async () => {
    expect(await stepsOf(ran(appleShopping()))).toEqual([
      { sentence: "total: starts from 1", gradients: ["total"] },
      {
        sentence: "×: to applePrice 1 × 1.1 = 1.1, to tax 1 × 200 = 200",
        node: "total",
        gradients: ["applePrice", "tax"],
      },
      {
        sentence: "×: to apple 1.1 × 2 = 2.2, to appleNum 1.1 × 100 = 110",
        node: "applePrice",
        gradients: ["apple", "appleNum"],
      },
    ]);
  });

  test("the neuron: nothing for constants, brackets around what is negative", async () => {
    expect(await sentences(ran(neuron()))).toEqual([
      "L: starts from 1",
      "1/x: to v 1 × (-0.53444665) = -0.53444665",
      "+: to u -0.53444665 × 1 = -0.53444665",
      "exp: to t -0.53444665 × 0.36787944 = -0.19661193",
      "×: to s -0.19661193 × (-1) = 0.19661193",
      "+: to r 0.19661193 × 1 = 0.19661193, to w2 0.19661193 × 1 = 0.19661193",
      "+: to p 0.19661193 × 1 = 0.19661193, to q 0.19661193 × 1 = 0.19661193",
      "×: to w1 0.19661193 × (-2) = -0.39322387, to x1 0.19661193 × (-3) = -0.5898358",
      "×: to w0 0.19661193 × (-1) = -0.19661193, to x0 0.19661193 × 2 = 0.39322387",
    ]);
  });

  test("max sends nothing to the smaller input", async () => {
    const graph = new ComputationGraph({ x: 3, y: 2 });
    graph.add("z", new MaxLayer(), "x", "y");
    graph.backward(5);
    expect(await sentences(graph)).toEqual([
      "z: starts from 5",
      "max: to x 5 × 1 = 5, to y 5 × 0 = 0",
    ]);
  });
});

suite("forks", () => {
  test("sum as soon as all parts are there", async () => {
    const steps = await stepsOf(ran(polynomial()));
    expect(steps.map(({ sentence }) => sentence)).toEqual([
      "y: starts from 1",
      "+: to sum 1 × 1 = 1, to x 1 × 1 = 1",
      "+: to square 1 × 1 = 1, to cube 1 × 1 = 1",
      "×: to square 1 × 0.5 = 0.5, to x 1 × 0.25 = 0.25",
      "square: 0.5 + 1 = 1.5",
      "×: to x 1.5 × 0.5 = 0.75, to x 1.5 × 0.5 = 0.75",
      "x: 0.75 + 0.75 + 0.25 + 1 = 2.75",
    ]);
    expect(steps[4]).toMatchObject({ node: undefined, gradients: ["square"] });
    expect(steps[5]).toMatchObject({ node: "square", gradients: ["square 0", "square 1"] });
  });

  test("every gradient of the picture belongs to exactly one step", async () => {
    const withDeadEnd = new ComputationGraph({ x: 3, y: 4 });
    withDeadEnd.add("unused", new MulLayer(), "x", "y");
    withDeadEnd.add("z", new AddLayer(), "x", 1);
    const graphs = [appleShopping(), neuron(), polynomial(), network(), withDeadEnd];
    for (const graph of graphs.map(ran)) {
      const { texts } = readPicture((await graph.draw()).svg);
      const drawn = new Set(texts.flatMap(({ gradient }) => gradient ?? []));
      const steps = (await stepsOf(graph)).flatMap(({ gradients }) => gradients);
      expect([...steps].sort()).toEqual([...drawn].sort());
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

  test("entries where a layer works entry by entry", async () => {
    const graph = new ComputationGraph({ x });
    graph.add("y", new Relu(), "x");
    graph.backward(dout);
    expect(await sentences(graph)).toEqual([
      "y: starts from [[1, 2], [3, 4]]",
      "Relu: to x [[1, 2], [3, 4]] × [[1, 0], [0, 1]] = [[1, 0], [0, 4]]",
    ]);
  });

  test("only what comes back where it does not", async () => {
    const graph = new ComputationGraph({ x, b: np.array([5, 6]) });
    graph.add("y", new AddLayer(), "x", "b");
    graph.backward(dout);
    expect(await sentences(graph)).toContain(
      "+: to x [[1, 2], [3, 4]] × [[1, 1], [1, 1]] = [[1, 2], [3, 4]], to b [[1, 2], [3, 4]] → [4, 6]",
    );
  });

  test("a layer that mixes the entries has no local derivative, though a gradient of ones would look like it", async () => {
    const swap = {
      forward: (y: unknown) => y as never,
      backward: (d: typeof x) => np.array(Array.from(d.data).reverse()).reshape(d.shape),
    };
    const graph = new ComputationGraph({ x });
    graph.add("y", swap as never, "x");
    graph.backward(np.ones([2, 2]));
    expect(await sentences(graph)).toContain("y: to x [[1, 1], [1, 1]] → [[1, 1], [1, 1]]");
  });

  test("shapes where there are too many entries, and what goes into the parameters", async () => {
    expect(await sentences(ran(network()))).toEqual([
      "loss: starts from 1",
      "SoftmaxWithLoss: to scores 1 → (5, 3)",
      "Affine: to h1 (5, 3) → (5, 4), to W (5, 3) → (4, 3), to b (5, 3) → (3,)",
      "Relu: to a1 (5, 4) → (5, 4)",
      "Affine: to x (5, 4) → (5, 7), to W (5, 4) → (7, 4), to b (5, 4) → (4,)",
    ]);
  });
});

suite("what the layers keep", () => {
  test("the gradients of the parameters stay", async () => {
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
    await graph.steps();
    expect(layer.dW ?? 0).toBeAllclose([
      [7, 70],
      [8, 80],
    ]);
    expect(layer.db ?? 0).toBeAllclose([1, 10]);
  });

  test("so does what a layer of the reader's own keeps", async () => {
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
    expect(await sentences(graph)).toContain("y: to x 5 × 3 = 15");
    expect(layer.dx).toBe(15);
  });

  test("what a layer has done since is not taken for what it did here", async () => {
    const [sigmoid, relu] = [new Sigmoid(), new Relu()];
    const graph = new ComputationGraph({ x: np.array([0, 2]) });
    graph.add("h", relu, "x");
    graph.add("y", sigmoid, "h");
    graph.backward(np.array([4, 4]));
    sigmoid.forward(np.array([5, 5]));
    relu.forward(np.array([1, 2, 3]));
    expect(await sentences(graph)).toEqual([
      "y: starts from [4, 4]",
      "Sigmoid: to h [4, 4] → [1, 0.42]",
      "Relu: to x [1, 0.42] → [0, 0.42]",
    ]);
  });
});

suite("the output", () => {
  test("without scripts: the whole picture with words for it, and all steps", async () => {
    const graph = ran(appleShopping());
    const { html } = await graph.steps();
    const [, source, alt] =
      /<img src="data:image\/svg\+xml;base64,([^"]*)" alt="([^"]*)"/.exec(html) ?? [];
    expect(Buffer.from(source, "base64").toString()).toBe((await graph.draw()).svg);
    expect(alt).toContain("applePrice = ×(apple, appleNum) = 200, gradient 1.1");
    expect(html.match(/<li/g)).toHaveLength(3);
    expect(html.replace(/<script>.*<\/script>/s, "")).not.toMatch(/<svg|<style| on\w+=/);
  });

  test("its script is one that runs, and loads nothing", async () => {
    const { html } = await ran(appleShopping()).steps();
    const [, script] = /<script>(.*)<\/script>/s.exec(html) ?? [];
    expect(() => new Function(script)).not.toThrow();
    expect(script).not.toMatch(/https?:|import\(|fetch|innerHTML/);
  });

  test("escapes names", async () => {
    const graph = new ComputationGraph({ "<i>": 2 });
    graph.add('"y"', new MulLayer(), "<i>", 3);
    const { html } = await ran(graph).steps();
    expect(html).not.toContain("<i>");
    expect(await stepsOf(graph)).toMatchObject([{}, { node: '"y"', gradients: ["<i>"] }]);
  });

  test("needs the gradients", async () => {
    const message = "ComputationGraph.steps: there are no gradients yet; call backward first";
    await expect(appleShopping().steps()).rejects.toThrow(message);
    await expect(new ComputationGraph({ x: 1 }).steps()).rejects.toThrow(message);
  });
});

test("steps know gradients by the names that stand in the picture", async () => {
  const graph = new ComputationGraph({ "x\x01": 3 });
  graph.add("y\ud800", new MulLayer(), "x\x01", 2);
  const steps = await stepsOf(ran(graph));
  const { html } = await graph.steps();
  const [, base64] = /base64,([^"]*)/.exec(html) ?? [];
  const { texts } = readPicture(Buffer.from(base64, "base64").toString());
  const pictured = texts.map(({ gradient }) => gradient);
  for (const { gradients } of steps) {
    for (const gradient of gradients) expect(pictured).toContain(gradient);
  }
  expect(steps.flatMap(({ gradients }) => gradients)).toEqual(["y\ufffd", "x\ufffd"]);
});
