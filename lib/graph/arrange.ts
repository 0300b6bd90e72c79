/** A thing that needs a place. Where it is part of a line, the line runs through it with `above` on top of it. */
export interface Box {
  readonly id: string;
  readonly width: number;
  readonly above: number;
  readonly below: number;
  /** Lines run through a "line" from left to right, and end at the outline of the others. */
  readonly shape: "line" | "circle" | "box";
  /** How many lines arrive at its lower side. */
  readonly fromBelow?: number;
  /** Whether the other lines arrive in their order from top to bottom. */
  readonly ordered?: boolean;
  /** The innermost frame around it. */
  readonly frame?: string;
}

/** A line from one box to another, with an arrow's head or without. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly arrow: boolean;
  /** At which place of the lower side of the box it ends; without, it comes from the left. */
  readonly below?: number;
  /** How much it wants to be straight. */
  readonly weight: number;
  /** Lines that arrive at an ordered box are given in this order. */
  readonly order: number;
}

/** A border around boxes, and around other frames. */
export interface Frame {
  readonly name: string;
  readonly within?: string;
}

export type Point = readonly [x: number, y: number];

/** A rectangle by its upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A Bézier curve, its first point and three for each piece, and an arrow's tip beyond its end. */
export interface Curve {
  readonly points: readonly Point[];
  readonly tip?: Point;
}

/** Where everything is, in pixels from the upper left corner, and in the order it was given in. */
export interface Arrangement {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Place[];
  readonly curves: readonly Curve[];
  readonly frames: readonly Place[];
}

const INCH = 72; // Graphviz measures in inches and places in 72nds of one, which are our pixels.

/** Places everything from left to right with Graphviz, which is loaded when it is first needed. */
export async function arrange(
  boxes: readonly Box[],
  links: readonly Link[],
  frames: readonly Frame[],
): Promise<Arrangement> {
  const { instance } = require("@viz-js/viz") as { instance(): Promise<Graphviz> };
  const graphviz = await instance();
  const run = (drawn: readonly Link[]) => {
    const answer = graphviz.renderString(graphOf(boxes, drawn, frames), { format: "json0" });
    return read(JSON.parse(answer), boxes.length, frames.length);
  };
  const arrangement = run(links);
  const untangled = untangle(boxes, links, arrangement);
  return untangled.some(({ below }, i) => below !== links[i].below) ? run(untangled) : arrangement;
}

/** Lines that arrive from below do not cross when the uppermost goes to the leftmost place. */
function untangle(boxes: readonly Box[], links: readonly Link[], arrangement: Arrangement): Link[] {
  const heightOf = ({ from }: Link) =>
    arrangement.boxes[boxes.findIndex(({ id }) => id === from)].y;
  return links.map((link) => {
    if (link.below === undefined) return link;
    const beside = links.filter(({ to, below }) => to === link.to && below !== undefined);
    const above = beside.filter((other) => heightOf(other) < heightOf(link));
    return { ...link, below: above.length };
  });
}

/** What is used of @viz-js/viz, whose own types want those of a browser. */
interface Graphviz {
  renderString(graph: object, options: { format: string }): string;
}

/** Everything is named by its number. */
function graphOf(boxes: readonly Box[], links: readonly Link[], frames: readonly Frame[]): object {
  const indexOf = new Map(boxes.map(({ id }, i) => [id, i]));
  const nameOf = (id: string) => String(indexOf.get(id));
  const sideOf = (id: string, side: "e" | "w") =>
    boxes[indexOf.get(id) ?? -1].shape === "line" ? `line:${side}` : "";
  const clusters = (within?: string): object[] =>
    frames.flatMap((frame, i) => (frame.within === within ? [cluster(frame.name, i)] : []));
  const cluster = (name: string, i: number): object => ({
    name: `cluster${i}`,
    graphAttributes: { margin: 11, label: { html: table(row(cell(10, 12))) } }, // Room for its name.
    nodes: boxes.flatMap(({ frame }, index) => (frame === name ? [{ name: String(index) }] : [])),
    subgraphs: clusters(name),
  });
  return {
    directed: true,
    graphAttributes: { rankdir: "LR", ranksep: 11 / INCH, nodesep: 10 / INCH },
    edgeAttributes: { arrowsize: 0.6 },
    nodes: boxes.map((box, index) => ({ name: String(index), attributes: attributesOf(box) })),
    edges: links.map(({ from, to, arrow, below, weight }) => {
      const headport = below === undefined ? sideOf(to, "w") : `below${below}:s`;
      const arrowhead = arrow ? "normal" : "none";
      const attributes = { tailport: sideOf(from, "e"), headport, arrowhead, weight };
      return { tail: nameOf(from), head: nameOf(to), attributes };
    }),
    subgraphs: clusters(),
  };
}

function attributesOf({ shape, width, above, below, fromBelow = 0, ordered }: Box) {
  if (shape === "line") {
    // Three rows, the middle one for the line to arrive at.
    const rows = row(cell(width, above)) + row(cell(width, 1, "line")) + row(cell(width, below));
    return { shape: "plain", label: { html: table(rows) } };
  }
  const ordering = ordered ? { ordering: "in" } : {};
  if (fromBelow > 0) {
    const ports = Array.from({ length: fromBelow }, (_, i) =>
      cell(width / fromBelow, 1, `below${i}`),
    );
    const body = `<td colspan="${fromBelow}">${table(row(cell(width, above + below - 1)))}</td>`;
    return { shape: "plain", label: { html: table(row(body) + row(ports.join(""))) }, ...ordering };
  }
  const size = { width: width / INCH, height: (above + below) / INCH };
  return { shape, fixedsize: true, label: "", ...size, ...ordering };
}

function table(rows: string): string {
  return `<table border="0" cellborder="0" cellspacing="0" cellpadding="0">${rows}</table>`;
}

function row(cells: string): string {
  return `<tr>${cells}</tr>`;
}

function cell(width: number, height: number, port?: string): string {
  const size = `fixedsize="true" width="${Math.ceil(width)}" height="${Math.ceil(height)}"`;
  return `<td ${size}${port ? ` port="${port}"` : ""}></td>`;
}

/** Graphviz's answer: numbers as texts, with the origin at the bottom. */
interface Answer {
  bb: string;
  objects: { name: string; bb?: string; pos: string; width: string; height: string }[];
  edges?: { pos: string }[];
}

function read({ bb, objects, edges = [] }: Answer, boxes: number, frames: number): Arrangement {
  const [, , width, height] = numbers(bb);
  const object = (name: string) => objects.find((each) => each.name === name) ?? objects[0];
  const at = ([x, y]: readonly number[]): Point => [x, height - y];
  return {
    width,
    height,
    boxes: Array.from({ length: boxes }, (_, index) => {
      const box = object(String(index));
      const [x, y] = at(numbers(box.pos));
      const size = { width: Number(box.width) * INCH, height: Number(box.height) * INCH };
      return { x: x - size.width / 2, y: y - size.height / 2, ...size };
    }),
    curves: edges.map(({ pos }) => {
      const [, tip, points] = /^(?:e,(\S+) )?(.*)$/.exec(pos) ?? [];
      return {
        points: points.split(" ").map((point) => at(numbers(point))),
        tip: tip === undefined ? undefined : at(numbers(tip)),
      };
    }),
    frames: Array.from({ length: frames }, (_, i) => {
      const [left, bottom, right, top] = numbers(object(`cluster${i}`).bb ?? "");
      return { x: left, y: height - top, width: right - left, height: top - bottom };
    }),
  };
}

function numbers(text: string): number[] {
  return text.split(",").map(Number);
}
