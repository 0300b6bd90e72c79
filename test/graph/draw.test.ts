import { AddLayer, Affine, ComputationGraph, type DrawOptions, MulLayer, np, Relu } from "backprop";
import { describe, expect, suite, test } from "vitest";
import { formatNumber, labelOf } from "../../lib/graph/label";
import { type Picture, readPicture } from "../support/picture";
import { appleShopping, fruitShopping, network, neuron, polynomial } from "./examples";

const INK = "#1f2328";
const RED = "#c62828";

async function draw(graph: ComputationGraph, options?: DrawOptions): Promise<Picture> {
  return readPicture((await graph.draw(options)).svg);
}

const inColor = ({ texts }: Picture, color: string) =>
  texts.filter(({ fill, node }) => fill === color && node === undefined).map(({ text }) => text);
const symbols = ({ texts }: Picture) =>
  texts.flatMap(({ text, node }) => (node === undefined ? [] : [text]));
const gradientOf = ({ texts }: Picture, id: string) =>
  texts.filter(({ gradient }) => gradient === id).map(({ text }) => text);

function affine(): ComputationGraph {
  const W = np.array([
    [0.5, -1, 2],
    [1.5, 0.25, -3],
  ]);
  const X = np.array([
    [1, 2],
    [3, -4],
  ]);
  const graph = new ComputationGraph({ X });
  graph.add("Y", new Affine(W, np.array([0.1, 0.2, 0.3])), "X");
  graph.backward(
    np.array([
      [1, 2, 3],
      [4, 5, 6],
    ]),
  );
  return graph;
}

function ran<G extends ComputationGraph>(graph: G): G {
  graph.backward();
  return graph;
}

suite("values and gradients", () => {
  test("before backward only the black", async () => {
    const picture = await draw(appleShopping());
    expect(inColor(picture, INK).sort()).toEqual(
      ["apple", "100", "appleNum", "2", "tax", "1.1", "200", "220"].sort(),
    );
    expect(inColor(picture, RED)).toEqual([]);
    expect(symbols(picture)).toEqual(["×", "×"]);
  });

  test("after backward each gradient in red below its own value", async () => {
    const picture = await draw(ran(fruitShopping()));
    const expected = {
      ...{ apple: ["100", "2.2"], appleNum: ["2", "110"], orange: ["150", "3.3"] },
      ...{ orangeNum: ["3", "165"], tax: ["1.1", "650"], applePrice: ["200", "1.1"] },
      ...{ orangePrice: ["450", "1.1"], all: ["650", "1.1"], total: ["715", "1"] },
    };
    for (const [name, [value, gradient]] of Object.entries(expected)) {
      expect(gradientOf(picture, name)).toEqual([gradient]);
      const red = picture.texts.find((text) => text.gradient === name);
      const above = picture.texts.filter(
        ({ text, fill, left, right, bottom }) =>
          text === value &&
          fill === INK &&
          Math.abs(left + right - Number(red?.left) - Number(red?.right)) < 1 &&
          Number(red?.top) - bottom > 5 &&
          Number(red?.top) - bottom < 20,
      );
      expect({ name, above: above.length }).toEqual({ name, above: 1 });
    }
    expect(inColor(picture, RED)).toHaveLength(9);
    expect(symbols(picture).sort()).toEqual(["+", "×", "×", "×"]);
  });

  test("a constant has a value and no gradient", async () => {
    const graph = new ComputationGraph({ s: 5 });
    graph.add("t", new MulLayer(), "s", -7);
    const picture = await draw(ran(graph));
    expect(inColor(picture, INK)).toContain("-7");
    expect(inColor(picture, RED).sort()).toEqual(["-7", "1"]); // of s and of t
  });

  test("a fork: the trunk carries the sum, each branch its own", async () => {
    const graph = new ComputationGraph({ x: 3 });
    graph.add("z", new MulLayer(), "x", "x");
    expect((await draw(graph)).forks).toEqual(["x"]);
    const picture = await draw(ran(graph));
    expect(gradientOf(picture, "x")).toEqual(["6"]);
    expect([...gradientOf(picture, "z 0"), ...gradientOf(picture, "z 1")]).toEqual(["3", "3"]);
  });

  test("arrays: their shape, and the entries of small ones", async () => {
    const picture = await draw(affine());
    expect(gradientOf(picture, "X")).toEqual(["(2, 2)", "4.5", "-7", "9", "-10.75"]);
    expect(gradientOf(picture, "Y W")).toEqual(["(2, 3)", "13", "17", "21", "-14", "-16", "-18"]);
    expect(gradientOf(picture, "Y b")).toEqual(["(3,)", "5", "7", "9"]);
    const black = inColor(picture, INK).join(" ");
    expect(black).toContain("(2, 3) 0.5 -1 2 1.5 0.25 -3");
    expect(black).toContain("(2, 2) 1 2 3 -4");
    expect(inColor(picture, INK)).toEqual(expect.arrayContaining(["X", "W", "b"]));
  });

  test("a TwoLayerNet has a shape on every edge", async () => {
    const picture = await draw(ran(network()));
    expect(symbols(picture)).toEqual(["Affine", "Relu", "Affine", "SoftmaxWithLoss"]);
    const shapes = {
      ...{ x: "(5, 7)", "a1 W": "(7, 4)", "a1 b": "(4,)", a1: "(5, 4)", h1: "(5, 4)" },
      ...{ "scores W": "(4, 3)", "scores b": "(3,)", scores: "(5, 3)" },
    };
    for (const [id, shape] of Object.entries(shapes)) {
      expect({ id, shape: gradientOf(picture, id)[0] }).toEqual({ id, shape });
    }
    expect(gradientOf(picture, "loss")).toEqual(["1"]);
    expect(gradientOf(picture, "t")).toEqual([]);
    const black = inColor(picture, INK)
      .filter((text) => text.startsWith("("))
      .sort();
    expect(black).toEqual([...Object.values(shapes), "(5,)"].sort());
  });

  test("a class of the reader's own goes by its name", async () => {
    class SquareLayer extends Relu {}
    const graph = new ComputationGraph({ x: np.array([1]) });
    graph.add("y", new SquareLayer(), "x");
    graph.add("z", { forward: (y: never) => y, backward: (dout: never) => dout }, "y");
    expect(symbols(await draw(graph))).toEqual(["Square", "z"]);
  });
});

suite("groups", () => {
  test("a frame with the name, all nodes within", async () => {
    const picture = await draw(ran(neuron()));
    expect(picture.frames).toBe(1);
    expect(symbols(picture)).toHaveLength(8);
    expect(picture.texts.filter(({ text }) => text === "Sigmoid")).toHaveLength(1);
  });

  test("collapsed: a single node, with what goes in and comes out", async () => {
    const picture = await draw(ran(neuron()), { collapse: ["Sigmoid"] });
    expect(symbols(picture)).toEqual(["×", "×", "+", "+", "Sigmoid"]);
    expect(picture.frames).toBe(0);
    expect(gradientOf(picture, "s")).toEqual(["0.19661193"]);
    expect(gradientOf(picture, "L")).toEqual(["1"]);
    for (const inner of ["t", "u", "v"]) expect(gradientOf(picture, inner)).toEqual([]);
    expect(inColor(picture, INK)).toContain("0.73105858");
    expect(inColor(picture, INK)).not.toContain("0.36787944");
    expect(inColor(picture, INK).filter((text) => text === "1")).toHaveLength(1); // s; the constant is gone
  });

  test("a value that a collapsed group uses several times goes in once, with the sum", async () => {
    const graph = polynomial();
    graph.group("powers", "square", "cube");
    const picture = await draw(ran(graph), { collapse: ["powers"] });
    expect(symbols(picture).sort()).toEqual(["+", "+", "powers"]);
    expect(picture.forks).toEqual(["x"]);
    // y = x^2 + x^3 + x at 0.5: 2x + 3x^2 through the group, and 1 past it
    expect(gradientOf(picture, "x")).toEqual(["2.75"]);
    expect([...gradientOf(picture, "square 0"), ...gradientOf(picture, "y 1")]).toEqual([
      "1.75",
      "1",
    ]);
    expect([...gradientOf(picture, "square"), ...gradientOf(picture, "cube")]).toEqual([
      "1.5",
      "1",
    ]);
  });

  test("in one another, in any state", async () => {
    const graph = ran(network());
    graph.group("hidden layer", "a1", "h1");
    graph.group("network", "a1", "h1", "scores");
    expect((await draw(graph)).frames).toBe(2);
    const inner = await draw(graph, { collapse: ["hidden layer"] });
    expect([inner.frames, symbols(inner)]).toEqual([
      1,
      ["hidden layer", "Affine", "SoftmaxWithLoss"],
    ]);
    const outer = await draw(graph, { collapse: ["hidden layer", "network"] });
    expect([outer.frames, symbols(outer)]).toEqual([0, ["network", "SoftmaxWithLoss"]]);
  });

  test("refuses what cannot be collapsed", async () => {
    await expect(appleShopping().draw({ collapse: ["shop"] })).rejects.toThrow(
      'ComputationGraph.draw: there is no group "shop" to collapse; say what is in it: graph.group("name", ...nodes)',
    );
    const graph = neuron();
    await expect(graph.draw({ collapse: ["sigmoid"] })).rejects.toThrow('there are "Sigmoid"');
    graph.group("ends", "p", "s");
    await expect(graph.draw({ collapse: ["ends"] })).rejects.toThrow(
      '"ends" cannot be a single node, because its node "s" uses "r", which is computed outside of the group from ' +
        'the group\'s own values; add "r" to the group',
    );
    await expect(graph.draw()).resolves.toHaveProperty("svg");
  });
});

describe("the picture", () => {
  const graphs: Record<string, [ComputationGraph, DrawOptions?]> = {
    "before backward": [fruitShopping()],
    fruit: [ran(fruitShopping())],
    neuron: [ran(neuron())],
    "neuron collapsed": [ran(neuron()), { collapse: ["Sigmoid"] }],
    polynomial: [ran(polynomial())],
    affine: [affine()],
    network: [ran(network())],
    "large network": [ran(network(784, 50, 10))],
  };

  test.each(Object.entries(graphs))("%s: nothing overlaps, nothing is cut off", async (_, args) => {
    const { texts, nodes, width, height } = await draw(...args);
    const outside = texts.filter(
      ({ left, right, top, bottom }) =>
        left < -8 || top < -8 || right > width - 16 || bottom > height - 16,
    );
    expect(outside).toEqual([]);
    const things = [...texts.filter(({ node }) => node === undefined), ...nodes];
    const overlaps = things.flatMap((a, i) =>
      things
        .slice(i + 1)
        .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
        .map((b) => [a, b]),
    );
    expect(overlaps).toEqual([]);
  });

  test("inputs arrive in their order, from top to bottom", async () => {
    const { texts } = await draw(ran(fruitShopping()));
    const topOf = (name: string) => Number(texts.find(({ text }) => text === name)?.top);
    const names = ["apple", "appleNum", "orange", "orangeNum"];
    expect([...names].sort((a, b) => topOf(a) - topOf(b))).toEqual(names);
    expect(topOf("tax")).toBeGreaterThan(topOf("all"));
  });

  test("the layers of a network stand in a line, from left to right", async () => {
    const { nodes } = await draw(ran(network()));
    expect(new Set(nodes.map(({ top }) => top)).size).toBe(1);
    const lefts = nodes.map(({ left }) => left);
    expect(lefts).toEqual([...lefts].sort((a, b) => a - b));
  });

  test("is the same every time", async () => {
    for (const [graph, options] of Object.values(graphs)) {
      expect(await graph.draw(options)).toEqual(await graph.draw(options));
    }
  });

  test("fits a notebook's cell: small ones as they are, a wide one scaled", async () => {
    const small = (await ran(fruitShopping()).draw()).svg;
    const { width, height } = readPicture(small);
    expect(small).toContain(`width="${width}" height="${height}"`);
    expect(width).toBeLessThan(600);
    const wide = (await ran(neuron()).draw()).svg;
    expect(wide).toMatch(/^<svg [^>]*width="100%" viewBox/);
    expect(readPicture(wide).width).toBeLessThan(1150);
    expect((await draw(ran(network(784, 50, 10)))).width).toBeLessThan(860);
  });

  test("has no styles, and names what it shows", async () => {
    const { svg } = await ran(appleShopping()).draw();
    expect(svg).not.toMatch(/style|class=|id=/);
    expect(svg).toContain("<title>Computational graph</title>");
    expect(svg).toContain("applePrice = ×(apple, appleNum) = 200, gradient 1.1\n");
  });

  test("names may contain anything", async () => {
    const graph = new ComputationGraph({ '<b>"&': 1, 線: 2 });
    graph.add("a:b", new AddLayer(), '<b>"&', "線");
    const { texts } = await draw(ran(graph));
    expect(texts.map(({ text }) => text)).toEqual(expect.arrayContaining(['<b>"&', "線", "a:b"]));
  });

  test("what XML forbids in names becomes U+FFFD, and the picture stays one", async () => {
    const name = "a\0\x07\x1b\ud800\ufffe\uffff";
    const graph = new ComputationGraph({ [name]: 1, "😀\ud83d": 2 });
    graph.add(`sum\x01`, new AddLayer(), name, "😀\ud83d");
    graph.group("frame\x02", `sum\x01`);
    const { svg } = await ran(graph).draw();
    // By the grammar of XML 1.0: https://www.w3.org/TR/xml/#charsets.
    expect(svg).toMatch(/^[\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
    const { texts } = readPicture(svg);
    const shown = texts.map(({ text }) => text);
    const bad = "\ufffd";
    expect(shown).toEqual(
      expect.arrayContaining([`a${bad.repeat(6)}`, `😀${bad}`, `sum${bad}`, `frame${bad}`]),
    );
  });

  test.each(["__proto__", "constructor", "toString"])(
    "%s is a name like any other, of values and of layers",
    async (name) => {
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
      expect(symbols(await draw(graph))).toEqual([name]);
      expect(symbols(await draw(graph, { collapse: ["valueOf"] }))).toEqual(["valueOf"]);
    },
  );

  test("needs a node", async () => {
    await expect(new ComputationGraph({ x: 1 }).draw()).rejects.toThrow(
      "ComputationGraph.draw: there are no nodes yet; add one first",
    );
  });
});

test.each([
  [715.0000000000001, "715"],
  [0.3678794411714423, "0.36787944"],
  [-0.1, "-0.1"],
  [-0, "0"],
  [1e-7, "1e-7"],
  [0.0001234, "0.0001234"],
  [-0.000012345678912, "-1.2345679e-5"],
  [12345678.9, "12345679"],
  [123456789, "1.2345679e+8"],
  [12345678912, "1.2345679e+10"],
  [Number.NaN, "nan"],
  [Number.NEGATIVE_INFINITY, "-inf"],
])("formatNumber(%d) is %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test("labelOf: up to 8 entries, in up to two dimensions", () => {
  expect(labelOf(np.zeros([2, 4])).rows).toHaveLength(2);
  expect(labelOf(np.zeros([3, 3]))).toEqual({ shape: "(3, 3)", rows: [] });
  expect(labelOf(np.zeros([1, 2, 2])).rows).toEqual([]);
  expect(labelOf(np.zeros([0])).rows).toEqual([]);
  expect(labelOf(np.array([1 / 3, 12345, -20000.4]))).toEqual({
    shape: "(3,)",
    rows: [["0.3333", "12345", "-20000"]],
  });
  expect(labelOf(np.array(7))).toEqual({ rows: [["7"]] });
});
