import { AddLayer, ComputationGraph, type DrawOptions, draw, MulLayer, np, Relu } from "backprop";
import { expect, suite, test } from "vitest";
import {
  affine,
  appleShopping,
  fruitShopping,
  network,
  neuron,
  polynomial,
} from "../../support/graphs";
import { textsBy, textsOf } from "../../support/picture";

const gradientsOf = (graph: ComputationGraph, options?: DrawOptions) =>
  textsBy(draw(graph, options).svg, "gradient");
const symbolsOf = (graph: ComputationGraph, options?: DrawOptions) =>
  Object.values(textsBy(draw(graph, options).svg, "node")).flat();
const framesOf = (graph: ComputationGraph, options?: DrawOptions) =>
  Array.from(draw(graph, options).svg.matchAll(/data-frame="([^"]*)"/g), ([, name]) => name);

function ran<G extends ComputationGraph>(graph: G): G {
  graph.backward();
  return graph;
}

/** For the reviewer's eye: what changes a picture shows it. */
test.each<[string, ComputationGraph, DrawOptions?]>([
  ["fruit shopping", ran(fruitShopping())],
  ["neuron", ran(neuron())],
  ["several uses", ran(polynomial())],
  ["affine layer", affine()],
])("%s", async (name, graph, options) => {
  const file = `pictures/${name.replaceAll(" ", "-")}.svg`;
  await expect(draw(graph, options).svg).toMatchFileSnapshot(file);
});

suite("draw: values and gradients", () => {
  test("no gradients before backward", () => {
    expect(gradientsOf(appleShopping())).toEqual({});
  });

  test("every value, and after backward its gradient", () => {
    const graph = ran(fruitShopping());
    const expected = {
      ...{ apple: ["2.2"], appleNum: ["110"], orange: ["3.3"], orangeNum: ["165"], tax: ["650"] },
      ...{ applePrice: ["1.1"], orangePrice: ["1.1"], all: ["1.1"], total: ["1"] },
    };
    expect(gradientsOf(graph)).toEqual(expected);
    const values = ["100", "2", "150", "3", "1.1", "200", "450", "650", "715"];
    expect(textsOf(draw(graph).svg)).toEqual(expect.arrayContaining(values));
    expect(symbolsOf(graph).sort()).toEqual(["+", "×", "×", "×"]);
  });

  test("a constant has a value and no gradient", () => {
    const graph = new ComputationGraph({ s: 5 });
    graph.add("t", new MulLayer(), "s", -7);
    expect(gradientsOf(ran(graph))).toEqual({ s: ["-7"], t: ["1"] });
    expect(textsOf(draw(graph).svg)).toEqual(["×", "-7", "s", "5", "-7", "t", "-35", "1"]);
  });

  test("a fork: the trunk carries the sum, each branch its own", () => {
    const graph = new ComputationGraph({ x: 3 });
    graph.add("z", new MulLayer(), "x", "x");
    expect(gradientsOf(ran(graph))).toEqual({ x: ["6"], "z 0": ["3"], "z 1": ["3"], z: ["1"] });
    expect(draw(graph).svg).toContain('data-fork="x"');
  });

  test("arrays: their shape, and the entries of small ones", () => {
    expect(gradientsOf(affine())).toMatchObject({
      X: ["(2, 2)", "4.5", "-7", "9", "-10.75"],
      "Y W": ["(2, 3)", "13", "17", "21", "-14", "-16", "-18"],
      "Y b": ["(3,)", "5", "7", "9"],
    });
    const texts = textsOf(draw(affine()).svg).join(" ");
    expect(texts).toContain("W (2, 3) 0.5 -1 2 1.5 0.25 -3");
    expect(texts).toContain("X (2, 2) 1 2 3 -4");
  });

  test("a network has a shape at every value, and nothing comes back to the labels", () => {
    const graph = ran(network());
    expect(symbolsOf(graph)).toEqual(["Affine", "Relu", "Affine", "SoftmaxWithLoss"]);
    const shapes = Object.entries(gradientsOf(graph)).map(([id, [shape]]) => [id, shape]);
    expect(Object.fromEntries(shapes)).toEqual({
      ...{ x: "(5, 7)", a1: "(5, 4)", "a1 W": "(7, 4)", "a1 b": "(4,)", h1: "(5, 4)" },
      ...{ scores: "(5, 3)", "scores W": "(4, 3)", "scores b": "(3,)", loss: "1" },
    });
  });

  test("a class of the reader's own goes by its name", () => {
    class SquareLayer extends Relu {}
    const graph = new ComputationGraph({ x: np.array([1]) });
    graph.add("y", new SquareLayer(), "x");
    graph.add("z", { forward: (y: never) => y, backward: (dout: never) => dout }, "y");
    expect(symbolsOf(graph)).toEqual(["Square", "z"]);
  });

  test("four significant digits, or as many as are asked for", () => {
    expect(gradientsOf(ran(neuron())).w0).toEqual(["-0.1966"]);
    expect(gradientsOf(ran(neuron()), { digits: 8 }).w0).toEqual(["-0.19661193"]);
    expect(draw(ran(neuron()), { digits: 2 }).svg).toContain("w0 = 2, gradient -0.2\n");
  });
});

suite("draw: groups", () => {
  test("a frame with the name", () => {
    expect(framesOf(ran(neuron()))).toEqual(["Sigmoid"]);
    expect(textsOf(draw(neuron()).svg).filter((text) => text === "Sigmoid")).toHaveLength(1);
  });

  test("collapsed: a single node, with what goes in and comes out", () => {
    const options = { collapse: ["Sigmoid"] };
    expect(symbolsOf(ran(neuron()), options)).toEqual(["×", "×", "+", "+", "Sigmoid"]);
    expect(framesOf(neuron(), options)).toEqual([]);
    const gradients = gradientsOf(ran(neuron()), options);
    expect(gradients).toMatchObject({ s: ["0.1966"], L: ["1"] });
    for (const inner of ["t", "u", "v"]) expect(gradients).not.toHaveProperty(inner);
    expect(textsOf(draw(neuron(), options).svg)).not.toContain("0.3679");
  });

  test("a value that a collapsed group uses several times goes in once, with the sum", () => {
    const graph = polynomial();
    graph.group("powers", "square", "cube");
    const options = { collapse: ["powers"] };
    expect(symbolsOf(graph, options).sort()).toEqual(["+", "+", "powers"]);
    // y = x^2 + x^3 + x at 0.5: 2x + 3x^2 through the group, and 1 past it
    expect(gradientsOf(ran(graph), options)).toEqual({
      ...{ x: ["2.75"], "square 0": ["1.75"], "y 1": ["1"] },
      ...{ square: ["1.5"], cube: ["1"], sum: ["1"], y: ["1"] },
    });
  });

  test("in one another, in any state", () => {
    const graph = network();
    graph.group("hidden layer", "a1", "h1");
    graph.group("network", "a1", "h1", "scores");
    expect(framesOf(graph)).toEqual(["hidden layer", "network"]);
    const inner = { collapse: ["hidden layer"] };
    expect(framesOf(graph, inner)).toEqual(["network"]);
    expect(symbolsOf(graph, inner)).toEqual(["hidden layer", "Affine", "SoftmaxWithLoss"]);
    const outer = { collapse: ["hidden layer", "network"] };
    expect(framesOf(graph, outer)).toEqual([]);
    expect(symbolsOf(graph, outer)).toEqual(["network", "SoftmaxWithLoss"]);
  });

  test("refuses what cannot be collapsed", () => {
    expect(() => draw(appleShopping(), { collapse: ["shop"] })).toThrow(
      'draw: there is no group "shop" to collapse; say what is in it: graph.group("name", ...nodes)',
    );
    const graph = neuron();
    expect(() => draw(graph, { collapse: ["sigmoid"] })).toThrow('there are "Sigmoid"');
    graph.group("ends", "p", "s");
    expect(() => draw(graph, { collapse: ["ends"] })).toThrow(
      'draw: "ends" cannot be a single node, because its node "s" uses "r", which is computed outside of the group ' +
        'from the group\'s own values; add "r" to the group',
    );
    expect(framesOf(graph)).toEqual(["ends", "Sigmoid"]);
  });
});

suite("draw: the picture", () => {
  test("is described in words, for those who do not see it", () => {
    const { svg } = draw(ran(appleShopping()));
    expect(svg).toMatch(/^<svg [^>]* role="img">\n<title>Computational graph<\/title>\n<desc>/);
    expect(svg).toContain("applePrice = ×(apple, appleNum) = 200, gradient 1.1\n");
  });

  test("has no styles, which GitHub strips", () => {
    expect(draw(ran(neuron())).svg).not.toMatch(/style|class=| id=/);
  });

  test("names may contain anything", () => {
    const graph = new ComputationGraph({ '<b>"&': 1, 線: 2 });
    graph.add("a:b", new AddLayer(), '<b>"&', "線");
    const { svg } = draw(ran(graph));
    expect(svg).not.toContain("<b>");
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['<b>"&', "線", "a:b"]));
    expect(gradientsOf(graph)).toEqual({ '<b>"&': ["1"], 線: ["1"], "a:b": ["1"] });
  });

  test("an input that nothing uses, and a node whose sources are all constants", () => {
    const graph = new ComputationGraph({ x: 1 });
    graph.add("seven", new AddLayer(), 3, 4);
    expect(textsOf(draw(graph).svg)).toEqual(["+", "3", "4", "x", "1", "seven", "7"]);
  });

  test("what XML forbids in names becomes U+FFFD, and the picture stays one", () => {
    const name = "a\0\x07\x1b\ud800\ufffe\uffff";
    const graph = new ComputationGraph({ [name]: 1, "😀\ud83d": 2 });
    graph.add("sum\x01", new AddLayer(), name, "😀\ud83d");
    graph.group("frame\x02", "sum\x01");
    const { svg } = draw(ran(graph));
    // By the grammar of XML 1.0: https://www.w3.org/TR/xml/#charsets.
    expect(svg).toMatch(/^[\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
    const bad = "\ufffd";
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining([`a${bad.repeat(6)}`, `😀${bad}`, `sum${bad}`, `frame${bad}`]),
    );
  });

  test.each(["__proto__", "constructor", "toString"])(
    "%s is a name like any other, of values and of layers",
    (name) => {
      const Layer = { [name]: class extends AddLayer {} }[name];
      Object.defineProperty(Layer, "name", { value: name });
      const graph = new ComputationGraph({ ["__proto__"]: 2, constructor: 3 });
      graph.add("toString", new Layer(), "__proto__", "constructor");
      graph.group("valueOf", "toString");
      expect(Object.entries(graph.backward())).toEqual([
        ["__proto__", 1],
        ["constructor", 1],
      ]);
      graph.forward({ ["__proto__"]: 5 });
      expect(graph.value("toString")).toBe(8);
      expect(symbolsOf(graph)).toEqual([name]);
      expect(symbolsOf(graph, { collapse: ["valueOf"] })).toEqual(["valueOf"]);
    },
  );

  test("needs a node", () => {
    expect(() => draw(new ComputationGraph({ x: 1 }))).toThrow(
      "draw: there are no nodes yet; add one first",
    );
  });
});
