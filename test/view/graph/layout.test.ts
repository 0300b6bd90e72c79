import { createRequire } from "node:module";
import path from "node:path";
import { AddLayer, ComputationGraph, MulLayer } from "backprop";
import fc from "fast-check";
import { expect, suite, test } from "vitest";
import type * as diagrams from "../../../lib/view/graph/diagram";
import type * as layouts from "../../../lib/view/graph/layout";
import type { Sizes } from "../../../lib/view/graph/sizes";

const require = createRequire(import.meta.url);
const view = path.join(path.dirname(require.resolve("backprop")), "view", "graph");
const { diagramOf } = require(path.join(view, "diagram.js")) as typeof diagrams;
const { layoutOf } = require(path.join(view, "layout.js")) as typeof layouts;

type Diagram = diagrams.Diagram;
type Layout = layouts.Layout;
type Place = layouts.Place;

const sizes: Sizes = {
  label: () => ({ above: 20, below: 20, length: 40, lead: 30 }),
  block: ({ own }) => ({ width: 38, height: 38, below: own.length > 0 ? 40 : 0, across: 38 }),
  title: () => ({ width: 60, height: 20 }),
};

/** Graphs of up to twelve nodes, each with two sources, in groups that lie within or beside each other. */
const graphs = fc
  .record({
    sources: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean()), { minLength: 1, maxLength: 12 }),
    cuts: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ sources, cuts, stride }) => {
    const graph = new ComputationGraph({ a: 1, b: 2, c: 3 });
    const names: string[] = [...graph.inputs];
    sources.forEach(([left, right, hasConstant], i) => {
      const [x, y] = [left, right].map((each) => names[names.length - 1 - (each % names.length)]);
      graph.add(`n${i}`, i % 2 ? new MulLayer() : new AddLayer(), x, hasConstant ? 7 : y);
      names.push(`n${i}`);
    });
    const nodes = graph.nodes.map(({ name }) => name);
    cuts.forEach(([start, length], i) => {
      // With a stride, groups are not next to each other in the graph.
      const members = nodes.filter((_, at) => at % stride === i % stride);
      const from = start % (members.length || 1);
      try {
        graph.group(`g${i}`, ...members.slice(from, from + 1 + (length % 4)));
      } catch {
        // Nothing, or it crosses another.
      }
    });
    return graph;
  });

const laidOut = (graph: ComputationGraph): { diagram: Diagram; layout: Layout } => {
  const diagram = diagramOf(graph);
  return { diagram, layout: layoutOf(diagram, sizes) };
};

const overlap = (a: Place, b: Place) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const contains = (outer: Place, { x, y, width, height }: Place) =>
  outer.x <= x &&
  outer.y <= y &&
  x + width <= outer.x + outer.width &&
  y + height <= outer.y + outer.height;

/** What is wrong with one of several hundred graphs, of the smallest that has it; nothing if none has. */
const each = (flawsOf: (laid: { diagram: Diagram; layout: Layout }) => unknown[]) =>
  fc.assert(
    fc.property(graphs, (graph) => {
      expect(flawsOf(laidOut(graph))).toEqual([]);
    }),
    { seed: 1, numRuns: 800 },
  );

const pairs = <T>(all: readonly T[]) =>
  all.flatMap((a, i) => all.slice(i + 1).map((b) => [a, b] as const));

suite("layoutOf", () => {
  test("a frame contains its blocks and no others", () => {
    each(({ layout }) =>
      [...layout.frames].flatMap(([{ name, blocks }, border]) =>
        [...layout.blocks].flatMap(([{ id }, place]) => {
          const isRight = blocks.has(id) ? contains(border, place) : !overlap(border, place);
          return isRight ? [] : [{ name, id, border, place }];
        }),
      ),
    );
  });

  test("frames lie within each other or apart, and leave room for each other's titles", () => {
    each(({ layout }) =>
      pairs([...layout.frames]).filter(([[inner, place], [outer, around]]) =>
        [...inner.blocks].every((block) => outer.blocks.has(block))
          ? place.y - around.y < 20 || !contains(around, place)
          : overlap(place, around),
      ),
    );
  });

  test("blocks and labels do not overlap, and lie within the picture", () => {
    each(({ diagram, layout }) => {
      const labels = Array.from(layout.labels.values(), ([x, y]) => {
        return { x: x - 20, y: y - 20, width: 40, height: 40 };
      });
      const blocks = diagram.blocks.map((block) => {
        const place = layout.blocks.get(block) as Place;
        return { ...place, height: place.height + sizes.block(block).below };
      });
      const picture = { x: 0, y: 0, width: layout.width, height: layout.height };
      const outside = [...labels, ...blocks].filter((place) => !contains(picture, place));
      return [...outside, ...pairs([...labels, ...blocks]).filter(([a, b]) => overlap(a, b))];
    });
  });

  test("every input of every node has one line, from where its value comes", () => {
    each(({ diagram, layout }) => {
      const joinedBy = (id: string) => {
        const lines = layout.lines.filter((line) => line.id === id);
        return lines.map(({ points, to }) => ({ from: points[0], to: to?.id ?? points.at(-1) }));
      };
      return diagram.wires.flatMap((wire) => {
        const place = [...layout.blocks].find(([{ id }]) => id === wire.from)?.[1];
        const [{ from: start }] = joinedBy(wire.id);
        const from = place ? [place.x + place.width, place.y + place.height / 2] : start;
        const fork = layout.forks.get(wire);
        const [{ to } = { to: undefined }] = wire.branches;
        const expected = fork
          ? [
              [{ from, to: fork }],
              ...wire.branches.map((branch) => [{ from: fork, to: branch.to }]),
            ]
          : [[{ from, to: to ?? joinedBy(wire.id)[0].to }]];
        const ids = [wire.id, ...(fork ? wire.branches.map(({ id }) => id) : [])];
        const actual = ids.map(joinedBy);
        return JSON.stringify(actual) === JSON.stringify(expected) ? [] : [{ expected, actual }];
      });
    });
  });

  test("a line runs past other blocks, and no two share a stretch", () => {
    each(({ layout }) => {
      const runs = layout.lines.flatMap(({ id, points }) =>
        points.slice(1).flatMap(([x, y], i) => {
          const [before, height] = points[i];
          return height === y && before < x
            ? [{ id, x: before, y, width: x - before, height: 0 }]
            : [];
        }),
      );
      // A line touches the block that it comes from.
      const inner = Array.from(layout.blocks.values(), ({ width, ...place }) => {
        return { ...place, width: width - 0.01 };
      });
      return [
        ...runs.filter((run) => inner.some((block) => overlap(run, block))),
        ...pairs(runs).filter(
          ([a, b]) => a.y === b.y && overlap(a, { ...b, height: 1, y: b.y - 0.5 }),
        ),
      ];
    });
  });
});
