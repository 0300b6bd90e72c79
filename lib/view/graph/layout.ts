import { acrossOf, STRAIGHT } from "./across";
import type { Block, Branch, Diagram, Frame, Wire } from "./diagram";
import { downOf } from "./down";
import type { Sizes } from "./sizes";
import { spansOf } from "./spans";
import { type Tracks, tracksOf } from "./tracks";

export type Point = readonly [x: number, y: number];

/** A rectangle by its upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line that bends where its points differ in height. */
export interface Line {
  /** Of the wire or branch. */
  readonly id: string;
  readonly points: readonly Point[];
  readonly isArrow: boolean;
  /** The block that it leads to. */
  readonly to?: Block;
  /** How many lines above (negative) or below the block's middle it arrives. */
  readonly rank?: number;
}

/** Where everything is, in pixels from the upper left corner. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly blocks: ReadonlyMap<Block, Place>;
  /** The middle of each label, on its line. */
  readonly labels: ReadonlyMap<Wire | Branch, Point>;
  readonly lines: readonly Line[];
  readonly forks: ReadonlyMap<Wire, Point>;
  readonly frames: ReadonlyMap<Frame, Place>;
}

export function layoutOf(diagram: Diagram, sizes: Sizes): Layout {
  const tracks = tracksOf(diagram);
  const spans = spansOf(diagram, tracks);
  const { gaps, width } = acrossOf(diagram, sizes, tracks, spans);
  const { y, height, borders } = downOf(diagram, sizes, tracks, spans);
  const yOf = (thing: Block | Wire | Branch) => y[tracks.trackOf(thing)];

  const blocks = new Map<Block, Place>();
  for (const block of diagram.blocks) {
    const { width, height } = sizes.block(block);
    const x = gaps[tracks.columnOf(block.id)].middle - width / 2;
    blocks.set(block, { x, y: yOf(block) - height / 2, width, height });
  }
  const labels = new Map<Wire | Branch, Point>();
  const forks = new Map<Wire, Point>();
  const lines: Line[] = [];
  const lead = (id: string, branch: Branch, points: readonly Point[]) => {
    const to = diagram.blocks.find((block) => block.id === branch.to) as Block;
    const end: Point = [gaps[tracks.columnOf(to.id)].arrows, yOf(branch)];
    const rank = rankOf(branch, to, tracks);
    lines.push({ id, points: [...points, end], isArrow: true, to, rank });
  };
  for (const wire of diagram.wires) {
    const { id, branches } = wire;
    const gap = gaps[tracks.gapOf(wire)];
    const own = yOf(wire);
    labels.set(wire, [gap.label, own]);
    const source = diagram.blocks.find((block) => block.id === wire.from);
    const trunk: Point[] = [[gap.label - sizes.label(wire).length / 2, own]];
    if (source) {
      const right = gaps[tracks.columnOf(source.id)].middle + sizes.block(source).width / 2;
      trunk.splice(0, 1, [right, yOf(source)], [gap.start, yOf(source)], [gap.labels, own]);
    }
    if (branches.length === 0) {
      lines.push({ id, points: [...trunk, [gap.labelsEnd + STRAIGHT, own]], isArrow: true });
    } else if (branches.length === 1) {
      lead(id, branches[0], trunk);
    } else {
      const fork: Point = [gap.labelsEnd, own];
      forks.set(wire, fork);
      lines.push({ id, points: [...trunk, fork], isArrow: false });
      for (const branch of branches) {
        labels.set(branch, [gap.branch, yOf(branch)]);
        lead(branch.id, branch, [fork, [gap.branches, yOf(branch)]]);
      }
    }
  }
  const frames = new Map<Frame, Place>();
  spans.forEach(({ frame, first, last, left, right }, i) => {
    const x = gaps[first].column - left;
    const { top, bottom } = borders[i];
    frames.set(frame, { x, y: top, width: gaps[last].end + right - x, height: bottom - top });
  });
  return { width, height, blocks, labels, lines, forks, frames };
}

/** How many lines above (negative) or below the block's own track this one arrives. */
function rankOf(branch: Branch, to: Block, tracks: Tracks): number {
  const distance = tracks.trackOf(branch) - tracks.trackOf(to);
  const side = Math.sign(distance);
  const others = tracks.arrivalsOf(to.id).map((other) => tracks.trackOf(other.branch));
  const nearer = others.map((track) => (track - tracks.trackOf(to)) * side);
  return side * (1 + nearer.filter((each) => each > 0 && each < distance * side).length);
}
