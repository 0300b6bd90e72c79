import type { Block, Branch, Diagram, Frame, Wire } from "./diagram";
import { insideOf, type Tracks, tracksOf } from "./tracks";

export type Point = readonly [x: number, y: number];

/** A rectangle by its upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How large things are, in pixels. */
export interface Sizes {
  /** What a label takes above its line, below it and along it, and a name in front of it. */
  label(label: Wire | Branch): { above: number; below: number; length: number; lead: number };
  /** A block, and what hangs below it, which is `across` wide. */
  block(block: Block): { width: number; height: number; below: number; across: number };
  title(frame: Frame): { width: number; height: number };
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

const STRAIGHT = 15; // pixels: an arrow without a bend
const BEND = 36;
const FORK = 24;
const CLEAR = 8; // on either side of a line, and between things above each other
const PADDING = 12; // within a frame

/** The columns that a frame surrounds, and its borders' distance from them, which those of inner frames widen. */
interface Span {
  readonly frame: Frame;
  readonly first: number;
  readonly last: number;
  readonly left: number;
  readonly right: number;
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
    const { x } = gaps[tracks.columnOf(block.id)];
    blocks.set(block, { x: x.middle - width / 2, y: yOf(block) - height / 2, width, height });
  }
  const labels = new Map<Wire | Branch, Point>();
  const forks = new Map<Wire, Point>();
  const lines: Line[] = [];
  for (const wire of diagram.wires) {
    const { x } = gaps[tracks.gapOf(wire)];
    const trackY = yOf(wire);
    labels.set(wire, [x.label, trackY]);
    const source = diagram.blocks.find(({ id }) => id === wire.from);
    const trunk: Point[] = [];
    if (source) {
      const { x: left, width } = blocks.get(source) as Place;
      trunk.push([left + width, yOf(source)], [x.left, yOf(source)], [x.labels, trackY]);
    } else {
      trunk.push([x.label - sizes.label(wire).length / 2, trackY]);
    }
    if (wire.branches.length === 0) {
      lines.push({
        id: wire.id,
        points: [...trunk, [x.labelsEnd + STRAIGHT, trackY]],
        isArrow: true,
      });
    }
    if (wire.branches.length > 1) {
      const fork: Point = [x.labelsEnd, trackY];
      forks.set(wire, fork);
      lines.push({ id: wire.id, points: [...trunk, fork], isArrow: false });
      trunk.splice(0, trunk.length, fork);
    }
    for (const branch of wire.branches) {
      const to = diagram.blocks.find(({ id }) => id === branch.to) as Block;
      const bend: Point[] = wire.branches.length > 1 ? [[x.branches, yOf(branch)]] : [];
      const end: Point = [gaps[tracks.columnOf(to.id)].x.right, yOf(branch)];
      const rank = rankOf(branch, to, tracks);
      const { id } = wire.branches.length > 1 ? branch : wire;
      lines.push({ id, points: [...trunk, ...bend, end], isArrow: true, to, rank });
      if (wire.branches.length > 1) labels.set(branch, [x.branch, yOf(branch)]);
    }
  }
  const frames = new Map<Frame, Place>();
  for (const { frame, first, last, left, right } of spans) {
    const { top, bottom } = borders.get(frame) ?? { top: 0, bottom: 0 };
    const x = gaps[first].x.column - left;
    const width = gaps[last].x.column + gaps[last].width + right - x;
    frames.set(frame, { x, y: top, width, height: bottom - top });
  }
  return { width, height, blocks, labels, lines, forks, frames };
}

function spansOf({ frames }: Diagram, tracks: Tracks): Span[] {
  const spans: Span[] = [];
  for (const frame of frames) {
    const columns = [...frame.blocks].map((id) => tracks.columnOf(id));
    const [first, last] = [Math.min(...columns), Math.max(...columns)];
    const inner = spans.filter((span) =>
      [...span.frame.blocks].every((id) => frame.blocks.has(id)),
    );
    const widest = (edge: "first" | "last", side: "left" | "right", column: number) =>
      Math.max(0, ...inner.filter((span) => span[edge] === column).map((span) => span[side]));
    const left = PADDING + widest("first", "left", first);
    const right = PADDING + widest("last", "right", last);
    spans.push({ frame, first, last, left, right });
  }
  return spans;
}

/** Which of the lines that arrive at a block this is, counted from the one on the block's own track. */
function rankOf(branch: Branch, to: Block, tracks: Tracks): number {
  const own = tracks.trackOf(to);
  const side = Math.sign(tracks.trackOf(branch) - own);
  const nearer = tracks.arrivalsOf(to.id).filter((other) => {
    const distance = (tracks.trackOf(other.branch) - own) * side;
    return distance > 0 && distance < (tracks.trackOf(branch) - own) * side;
  });
  return side * (nearer.length + 1);
}

/** A gap's places from left to right, and those of the column behind it. */
interface Gap {
  readonly width: number;
  readonly x: {
    /** Where a line that leaves its block's track begins to bend. */
    readonly left: number;
    readonly labels: number;
    readonly label: number;
    readonly labelsEnd: number;
    readonly branches: number;
    readonly branch: number;
    /** Where lines begin to bend to their blocks. */
    readonly right: number;
    readonly column: number;
    readonly middle: number;
  };
}

function acrossOf(diagram: Diagram, sizes: Sizes, tracks: Tracks, spans: readonly Span[]) {
  const columns = 1 + Math.max(...diagram.blocks.map(({ id }) => tracks.columnOf(id)));
  const gaps: Gap[] = [];
  let x = 0;
  for (let i = 0; i <= columns; i++) {
    const most = (numbers: readonly number[]) => Math.max(0, ...numbers);
    const wires = diagram.wires.filter((wire) => tracks.gapOf(wire) === i);
    const blocks = diagram.blocks.filter(({ id }) => tracks.columnOf(id) === i);
    const forked = wires.filter(({ branches }) => branches.length > 1);
    const left = x + most(spans.filter(({ last }) => last === i - 1).map(({ right }) => right));
    const isBent = diagram.blocks.some((block) =>
      wires.some(
        (wire) => wire.from === block.id && tracks.trackOf(wire) !== tracks.trackOf(block),
      ),
    );
    const labels = left + (isBent ? BEND : 0);
    const length = most(wires.map((wire) => sizes.label(wire).length));
    const label = labels + most(wires.map((wire) => sizes.label(wire).lead)) + length / 2;
    const labelsEnd = label + length / 2;
    const branches = labelsEnd + (forked.length > 0 ? FORK : 0);
    const branchLength = most(
      forked.flatMap((wire) => wire.branches.map((branch) => sizes.label(branch).length)),
    );
    const right = branches + branchLength;
    const bends = blocks.some((block) =>
      tracks
        .arrivalsOf(block.id)
        .some(({ branch }) => tracks.trackOf(branch) !== tracks.trackOf(block)),
    );
    const opening = most(spans.filter(({ first }) => first === i).map((span) => span.left));
    const column = right + (bends ? BEND : STRAIGHT) + opening;
    const closing = spans.filter(({ last }) => last === i);
    const width = most([
      ...blocks.flatMap((block) => [sizes.block(block).width, sizes.block(block).across]),
      // A frame is as wide as its title.
      ...closing.map(
        ({ frame, first }) =>
          sizes.title(frame).width - (first === i ? 0 : column - gaps[first].x.column),
      ),
    ]);
    const branch = branches + branchLength / 2;
    const middle = column + width / 2;
    gaps.push({
      width,
      x: { left, labels, label, labelsEnd, branches, branch, right, column, middle },
    });
    x = column + width;
  }
  return { gaps, width: x };
}

/** What a track takes in one place, above and below its line. */
interface Cell {
  above: number;
  below: number;
}

function downOf(diagram: Diagram, sizes: Sizes, tracks: Tracks, spans: readonly Span[]) {
  const rows: Cell[][] = [];
  const cell = (track: number, place: number): Cell => {
    rows[track] ??= [];
    rows[track][place] ??= { above: 0, below: 0 };
    return rows[track][place];
  };
  const reserve = (track: number, place: number, { above, below }: Cell) => {
    const taken = cell(track, place);
    taken.above = Math.max(taken.above, above);
    taken.below = Math.max(taken.below, below);
  };
  for (const block of diagram.blocks) {
    const { height, below } = sizes.block(block);
    const place = 2 * tracks.columnOf(block.id) + 1;
    reserve(tracks.trackOf(block), place, { above: height / 2, below: height / 2 + below });
  }
  for (const wire of diagram.wires) {
    const gap = 2 * tracks.gapOf(wire);
    reserve(tracks.trackOf(wire), gap, sizes.label(wire));
    for (const branch of wire.branches) {
      const track = tracks.trackOf(branch);
      if (wire.branches.length > 1) reserve(track, gap, sizes.label(branch));
      for (let place = gap; place <= 2 * tracks.columnOf(branch.to); place++) {
        reserve(track, place, { above: CLEAR, below: CLEAR });
      }
    }
  }
  const edges = spans.map(({ frame, first, last }) => {
    const all = insideOf(frame, diagram).map((each) => tracks.trackOf(each));
    const [top, bottom] = [Math.min(...all), Math.max(...all)];
    const places = Array.from({ length: 2 * (last - first) + 1 }, (_, i) => 2 * first + 1 + i);
    const above = Math.max(...places.map((place) => cell(top, place).above));
    const below = Math.max(...places.map((place) => cell(bottom, place).below));
    const border = { top: above + sizes.title(frame).height, bottom: below + PADDING };
    for (const place of places) {
      reserve(top, place, { above: border.top, below: 0 });
      reserve(bottom, place, { above: 0, below: border.bottom });
    }
    return { frame, top, bottom, border };
  });

  const y: number[] = [];
  rows.forEach((row, track) => {
    y[track] = 0;
    row.forEach((own, place) => {
      y[track] = Math.max(y[track], own.above);
      for (let upper = 0; upper < track; upper++) {
        const other = rows[upper]?.[place];
        const clear = other ? y[upper] + other.below + CLEAR + own.above : (y[upper] ?? 0);
        y[track] = Math.max(y[track], clear);
      }
    });
  });
  const height = Math.max(
    ...rows.flatMap((row, track) => row.map(({ below }) => y[track] + below)),
  );
  const borders = new Map(
    edges.map(({ frame, top, bottom, border }) => [
      frame,
      { top: y[top] - border.top, bottom: y[bottom] + border.bottom },
    ]),
  );
  return { y, height, borders };
}
