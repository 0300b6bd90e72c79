/// <reference lib="dom" />
import { type ComputationGraph, type DrawOptions, draw } from "backprop";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, suite, test } from "vitest";
import { openBrowser } from "../support/browser";
import { affine, fourInputs, fruitShopping, network, neuron, polynomial } from "../support/graphs";

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** What the browser makes of a picture, in its own pixels: texts as wide as they are really set. */
interface Seen {
  picture: Box;
  texts: (Box & { text: string; node: string | null })[];
  nodes: (Box & { id: string })[];
  frames: (Box & { name: string })[];
  forks: (Box & { id: string })[];
  /** Points along each line, some two pixels apart. */
  lines: { id: string; points: { x: number; y: number }[] }[];
}

/** Runs in the page. */
function look(): Seen {
  const boxOf = (element: Element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { left, right, top, bottom };
  };
  const all = (selector: string) => [...document.querySelectorAll<SVGGraphicsElement>(selector)];
  const idOf = (element: Element, kind: string) => element.getAttribute(`data-${kind}`) ?? "";
  return {
    picture: boxOf(all("svg")[0]),
    texts: all("text").map((text) => {
      // Of its line's height, capitals and digits fill some 0.72 of the font's size above the baseline.
      const { left, right } = boxOf(text);
      const { a: scale, f } = text.getScreenCTM() as DOMMatrix;
      const size = Number.parseFloat(getComputedStyle(text).fontSize);
      const baseline = f + scale * Number(text.getAttribute("y"));
      const node = text.closest("[data-node]")?.getAttribute("data-node") ?? null;
      const top = baseline - 0.72 * scale * size;
      return { text: text.textContent ?? "", node, left, right, top, bottom: baseline };
    }),
    nodes: all("[data-node]").map((node) => {
      return { id: idOf(node, "node"), ...boxOf(node.firstElementChild as Element) };
    }),
    frames: all("[data-frame]").map((frame) => ({ name: idOf(frame, "frame"), ...boxOf(frame) })),
    forks: all("[data-fork]").map((fork) => ({ id: idOf(fork, "fork"), ...boxOf(fork) })),
    lines: all("[data-line]").map((line) => {
      const path = line.firstElementChild as SVGPathElement;
      const toPage = path.getScreenCTM() as DOMMatrix;
      const length = path.getTotalLength();
      const points = Array.from({ length: Math.ceil(length / 2) + 1 }, (_, i) => {
        const { x, y } = path.getPointAtLength(Math.min(2 * i, length)).matrixTransform(toPage);
        return { x, y };
      });
      return { id: idOf(line, "line"), points };
    }),
  };
}

const overlap = (a: Box, b: Box) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const isIn = ({ x, y }: { x: number; y: number }, box: Box, margin: number) =>
  box.left - margin < x &&
  x < box.right + margin &&
  box.top - margin < y &&
  y < box.bottom + margin;
const contains = (a: Box, b: Box) =>
  a.left <= b.left && b.right <= a.right && a.top <= b.top && b.bottom <= a.bottom;

function ran<G extends ComputationGraph>(graph: G): G {
  graph.backward();
  return graph;
}

function framed(): ComputationGraph {
  const graph = ran(network(784, 50, 10));
  graph.group("hidden layer", "a1", "h1");
  graph.group("network", "a1", "h1", "scores");
  return graph;
}

const graphs: [string, ComputationGraph, DrawOptions?][] = [
  ["before backward", fruitShopping()],
  ["fruit shopping", ran(fruitShopping())],
  ["neuron", ran(neuron())],
  ["neuron, collapsed", ran(neuron()), { collapse: ["Sigmoid"] }],
  ["neuron, eight digits", ran(neuron()), { digits: 8 }],
  ["several uses", ran(polynomial())],
  ["four inputs", ran(fourInputs())],
  ["affine layer", affine()],
  ["network", ran(network())],
  ["large network in frames", framed()],
];

suite.each(graphs)("the picture of %s", (_, graph, options) => {
  let browser: Browser;
  let page: Page;
  let seen: Seen;
  beforeAll(async () => {
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.setContent(draw(graph, options).svg);
    seen = await page.evaluate(look);
  });
  afterAll(() => browser?.close());

  test("texts stand clear of each other, within the picture", () => {
    const flaws = seen.texts.flatMap((text, i) => [
      ...(contains(seen.picture, text) ? [] : [`${text.text} is cut off`]),
      ...seen.texts.slice(i + 1).flatMap((other) => {
        return overlap(text, other) ? [`${text.text} overlaps ${other.text}`] : [];
      }),
    ]);
    expect(flaws).toEqual([]);
  });

  test("each node's text fits it, and no other text touches it", () => {
    const flaws = seen.nodes.flatMap((node) =>
      seen.texts
        .filter((text) => (text.node === node.id ? !contains(node, text) : overlap(text, node)))
        .map(({ text }) => `${text} at ${node.id}`),
    );
    expect(seen.nodes.length).toBeGreaterThan(0);
    expect(flaws).toEqual([]);
  });

  test("no line crosses a text, or a node that it does not join", () => {
    const flaws = seen.lines.flatMap(({ id, points }) => {
      const inner = points.slice(3, -6); // Its ends touch what it joins.
      return [
        ...seen.texts.filter((text) => inner.some((point) => isIn(point, text, 0.5))),
        ...seen.nodes.filter((node) => inner.some((point) => isIn(point, node, 0))),
      ].map((thing) => ({ id, thing }));
    });
    expect(flaws).toEqual([]);
  });

  test("every input of every drawn node has a line to it, from the node or the fork of its value", () => {
    const lineOf = (id: string) => {
      const [line, ...more] = seen.lines.filter((each) => each.id === id);
      expect({ id, lines: line ? 1 + more.length : 0 }).toEqual({ id, lines: 1 });
      return { start: line.points[0], end: line.points[line.points.length - 1] };
    };
    const joined: string[] = [];
    for (const node of graph.nodes) {
      const place = seen.nodes.find(({ id }) => id === node.name);
      if (!place) continue;
      for (const [i, source] of node.sources.entries()) {
        const fork = seen.forks.find(({ id }) => id === source);
        const isOwn = typeof source === "number";
        const { start, end } = lineOf(isOwn || fork ? `${node.name} ${i}` : source);
        const from = isOwn ? undefined : (fork ?? seen.nodes.find(({ id }) => id === source));
        if (from && !isIn(start, from, 2))
          joined.push(`${source} to ${node.name} starts elsewhere`);
        if (!isIn(end, place, 11)) joined.push(`${source} to ${node.name} ends elsewhere`);
      }
    }
    expect(joined).toEqual([]);
  });

  test("a frame surrounds its nodes and no others", () => {
    for (const frame of seen.frames) {
      const inside = seen.nodes.filter((node) => contains(frame, node)).map(({ id }) => id);
      const touched = seen.nodes.filter((node) => overlap(frame, node)).map(({ id }) => id);
      const members = graph.groups.find(({ name }) => name === frame.name)?.members;
      expect(inside).toEqual(members);
      expect(touched).toEqual(members);
    }
  });

  test("its type is 11 pixels high at least", async () => {
    const sizes = await page.evaluate(() =>
      [...document.querySelectorAll("text")].map(
        (text) =>
          Number.parseFloat(getComputedStyle(text).fontSize) * (text.getScreenCTM()?.a ?? 0),
      ),
    );
    expect(Math.min(...sizes)).toBeGreaterThan(11);
  });
});
