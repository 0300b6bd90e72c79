import { escapeHtml } from "../markup";
import type { Arrangement, Box, Link, Place } from "./arrange";
import type { Block, Branch, Diagram, Wire } from "./diagram";
import * as svg from "./svg";
import { Tag, tagsOf } from "./tag";

// Pixels
const NODE = 32; // The height of a node, and the width of a round one.
const DOT = 6;

/** The boxes and links that a diagram consists of, and how to paint them once they have a place. */
export class Sketch {
  readonly boxes: Box[] = [];
  readonly links: Link[] = [];
  private readonly painters: ((arrangement: Arrangement) => string)[] = [];

  constructor(private readonly diagram: Diagram) {
    for (const [wire, tag] of tagsOf(diagram)) this.addWire(wire, tag);
    for (const block of diagram.blocks) this.addBlock(block);
    // What arrives first at a node, arrives at its top.
    this.links.sort((a, b) => a.order - b.order);
  }

  paint(arrangement: Arrangement): string {
    const frames = this.diagram.frames.map(({ name }, i) => {
      const { x, y } = arrangement.frames[i];
      const title = svg.line(name, svg.TEXT - 1);
      const outline = `rx="8" fill="none" stroke="${svg.GREY}" stroke-dasharray="5 4"`;
      return (
        svg.rectangle(arrangement.frames[i], outline) + title.at(x + 10 + title.width / 2, y + 4)
      );
    });
    return [...frames, ...this.painters.map((painter) => painter(arrangement))].join("\n");
  }

  private addBlock({ id, symbol, parameters, frame }: Block): void {
    const text = svg.line(symbol, /[×+]/.test(symbol) ? 20 : svg.TEXT);
    const round = text.width < NODE - 6 && parameters === 0;
    const width = round ? NODE : text.width + 22;
    const half = NODE / 2;
    const shape = round ? "circle" : "box";
    const forked = this.diagram.wires.some(
      ({ branches }) => branches.length > 1 && branches.some(({ to }) => to === id),
    );
    const box: Box = {
      ...{ id: `block ${id}`, shape, frame, width, above: half, below: half },
      ...{ fromBelow: parameters, ordered: !forked },
    };
    this.add(box, (place) => {
      const outline = svg.rectangle(place, `rx="${half}" fill="#fff" stroke="${svg.INK}"`);
      const symbolAt = text.at(place.x + width / 2, place.y + half - text.height / 2);
      return `<g data-node="${escapeHtml(id)}">${outline}${symbolAt}</g>`;
    });
  }

  private addWire({ id, from, branches, weight, frame }: Wire, tag: Tag): void {
    const label = this.addTag(`wire ${id}`, tag, frame);
    const links = from === undefined ? [] : [this.link(`block ${from}`, label, weight)];
    if (branches.length === 1) {
      links.push(this.arrow(label, branches[0], weight));
    } else if (branches.length > 1) {
      const fork = this.addFork(id, frame);
      links.push(this.link(label, fork, weight));
      for (const branch of branches) this.addBranch(branch, fork);
    } else {
      const end = { id: `end ${id}`, shape: "circle", width: 1, above: 0.5, below: 0.5 } as const;
      this.boxes.push(end);
      links.push(this.link(label, end.id, weight, { arrow: true }));
    }
    this.stroke(links, label, from === undefined ? tag : undefined);
  }

  private addFork(id: string, frame: string | undefined): string {
    const half = DOT / 2;
    const size = { width: DOT, above: half, below: half };
    const box: Box = { id: `fork ${id}`, ...size, shape: "circle", frame };
    const attributes = `rx="${half}" fill="${svg.INK}" data-fork="${escapeHtml(id)}"`;
    this.add(box, (place) => svg.rectangle(place, attributes));
    return box.id;
  }

  private addBranch(branch: Branch, fork: string): void {
    const label = this.addTag(`branch ${branch.id}`, new Tag(branch), branch.frame);
    this.stroke([this.link(fork, label, 1), this.arrow(label, branch, 1)], label);
  }

  private addTag(id: string, tag: Tag, frame: string | undefined): string {
    const { width, above, below } = tag;
    this.add({ id, shape: "line", width, above, below, frame }, (place) => tag.paint(place));
    return id;
  }

  private add(box: Box, paint: (place: Place) => string): void {
    const index = this.boxes.push(box) - 1;
    this.painters.push(({ boxes }) => paint(boxes[index]));
  }

  /** A line along several links; what comes from nowhere begins at its tag. */
  private stroke(links: readonly Link[], label: string, begin?: Tag): void {
    const index = this.boxes.findIndex(({ id }) => id === label);
    this.painters.push(({ boxes, curves }) =>
      svg.path(
        links.map((link) => curves[this.links.indexOf(link)]),
        begin?.start(boxes[index]),
      ),
    );
  }

  private link(from: string, to: string, weight: number, end: Partial<Link> = {}): Link {
    const link = { from, to, weight, arrow: false, order: -1, ...end };
    this.links.push(link);
    return link;
  }

  private arrow(from: string, { id, to, parameter: below }: Branch, weight: number): Link {
    const order = this.diagram.entries.indexOf(id);
    return this.link(from, `block ${to}`, weight, { arrow: true, below, order });
  }
}
