import { labelOf } from "../../graph/label";
import { escapeHtml } from "../../markup";
import type { Block, Branch, Diagram, Frame, Label, Wire } from "./diagram";
import type { Layout, Line, Place, Point } from "./layout";
import type { Sizes } from "./sizes";
import { line, type Piece, round, SMALL, stack, TEXT, valuePiece } from "./text";

const RED = "#a61b1b";
const FAINT = 0.7; // of the ink

const NODE = 36; // pixels: the height of a node, and the width of a round one
const STUB = 28; // the arrow from a constant or a parameter
const TIP = 8; // the head of an arrow
const SIDE = 3; // on either side of a value on its line
const SHORTEST = 30;
const CLEAR = 12; // above and below a line
const BESIDE = 18; // between parameters

/** A line's end: where it touches what it leads to, and its direction there. */
interface End {
  readonly at: Point;
  readonly direction: Point;
}

/** Values in black above their lines, gradients in red below them. */
export class Painter implements Sizes {
  constructor(private readonly digits?: number) {}

  label(label: Wire | Branch) {
    const [above, below] = [this.above(label), this.gradient(label)];
    const length = Math.max(above.width, below.width, SHORTEST) + 2 * SIDE;
    const lead = isInput(label) ? textOf(label.name).width + SIDE : 0;
    const [top, bottom] = [above, below].map(({ height }) => Math.max(height + 3, CLEAR));
    return { above: top, below: bottom, length, lead };
  }

  block(block: Block) {
    const symbol = symbolOf(block);
    const own = this.ownOf(block);
    const isRound = symbol.width < NODE - 8 && own.length < 2;
    const broad = Math.max(symbol.width + 28, 2 * Math.max(0, ...own.map(({ x }) => x + 16)));
    const width = isRound ? NODE : broad;
    const below = own.length > 0 ? STUB + Math.max(...own.map(({ piece }) => piece.height)) : 0;
    const half = Math.max(0, ...own.map(({ x, piece }) => Math.abs(x) + piece.width / 2));
    const across = Math.max(width, 2 * half);
    return { width, height: NODE, below, across };
  }

  title({ name }: Frame) {
    const { width, height } = textOf(name, SMALL);
    return { width, height: height + 8 };
  }

  paint({ blocks, frames }: Diagram, layout: Layout): string {
    const parts: string[] = [];
    for (const frame of frames) {
      const { x, y, width, height } = layout.frames.get(frame) as Place;
      const title = textOf(frame.name, SMALL, FAINT);
      parts.push(
        `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="10" ` +
          `fill="none" stroke="currentColor" stroke-opacity="${FAINT}" stroke-dasharray="5 4" data-frame="${escapeHtml(frame.name)}"/>` +
          title.at(x + 10 + title.width / 2, y + 5),
      );
    }
    for (const each of layout.lines) {
      const place = each.to && layout.blocks.get(each.to);
      const end = place && portOf(place, each.rank ?? 0);
      parts.push(`<g data-line="${escapeHtml(each.id)}">${strokeOf(each, end)}</g>`);
    }
    for (const [wire, [x, y]] of layout.forks) {
      const at = `cx="${round(x)}" cy="${round(y)}"`;
      parts.push(`<circle ${at} r="4" fill="currentColor" data-fork="${escapeHtml(wire.id)}"/>`);
    }
    for (const block of blocks) {
      parts.push(this.paintBlock(block, layout.blocks.get(block) as Place));
    }
    for (const [label, middle] of layout.labels) parts.push(this.paintLabel(label, middle));
    return parts.join("\n");
  }

  private paintBlock(block: Block, { x, y, width, height }: Place): string {
    const symbol = symbolOf(block);
    const middle = x + width / 2;
    const foot = y + height;
    const stubs = this.ownOf(block).map(({ id, x: beside, piece }) => {
      const end: End = { at: [middle + beside, foot], direction: [0, -1] };
      const stub = `M${point([middle + beside, foot + STUB - 3])}V${round(foot + TIP)}`;
      return (
        `<g data-line="${escapeHtml(id)}">${stroke(stub)}${headOf(end)}</g>` +
        piece.at(middle + beside, foot + STUB)
      );
    });
    const outline =
      `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${height}" rx="${NODE / 2}" ` +
      'fill="none" stroke="currentColor"/>';
    const text = symbol.at(middle, y + (height - symbol.height) / 2);
    return `<g data-node="${escapeHtml(block.id)}">${outline}${text}</g>${stubs.join("")}`;
  }

  private paintLabel(label: Wire | Branch, [x, y]: Point): string {
    const above = this.above(label);
    const start = x - this.label(label).length / 2;
    const title = textOf(isInput(label) ? label.name : "");
    const inFront = isInput(label)
      ? title.at(start - SIDE - title.width / 2, y - title.height / 2)
      : "";
    return inFront + above.at(x, y - above.height - 3) + this.gradient(label).at(x, y + 4);
  }

  /** What a node has computed is named above its value; the name of an input stands in front of it. */
  private above(label: Wire | Branch): Piece {
    const title =
      isInput(label) || label.name === undefined ? [] : [textOf(label.name, SMALL, FAINT)];
    return stack([...title, this.value(label)]);
  }

  private gradient({ id, gradient }: Label): Piece {
    if (gradient === undefined) return stack([]);
    const piece = valuePiece(labelOf(gradient, this.digits));
    const group = `<g data-gradient="${escapeHtml(id)}" fill="${RED}" color="${RED}">`;
    return { ...piece, at: (x, y) => `${group}${piece.at(x, y)}</g>` };
  }

  /** Constants, and parameters with their names, side by side around the middle of their block. */
  private ownOf({ own }: Block) {
    const pieces = own.map((label) => {
      const title = label.name === undefined ? [] : [textOf(label.name)];
      return stack([...title, this.value(label), this.gradient(label)]);
    });
    const xs: number[] = [];
    pieces.forEach(({ width }, i) => {
      xs.push(i === 0 ? 0 : xs[i - 1] + (pieces[i - 1].width + width) / 2 + BESIDE);
    });
    const shift = (xs.at(-1) ?? 0) / 2;
    return own.map(({ id }, i) => ({ id, x: xs[i] - shift, piece: pieces[i] }));
  }

  private value({ value }: Label): Piece {
    return value === undefined ? stack([]) : valuePiece(labelOf(value, this.digits));
  }
}

function isInput(label: Wire | Branch): label is Wire {
  return "branches" in label && label.from === undefined;
}

function textOf(content = "", size = TEXT, opacity = 1): Piece {
  return line(content, size, opacity);
}

function symbolOf({ symbol }: Block): Piece {
  return line(symbol, /^[×+]$/.test(symbol) ? 24 : TEXT);
}

/** Where a line meets the round left end of its block: in the middle, or as many steps above or below it. */
function portOf({ x, y, height }: Place, rank: number): End {
  const radius = height / 2;
  const angle = (Math.PI / 2) * (rank / (Math.abs(rank) + 1));
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return { at: [x + radius * (1 - cos), y + radius * (1 + sin)], direction: [cos, -sin] };
}

/** Straight where points have the same height, bent where they do not, and with an arrow at the end. */
function strokeOf({ points, isArrow }: Line, end?: End): string {
  const last = points[points.length - 1];
  const { at, direction } = end ?? { at: last, direction: [1, 0] };
  const before = ([x, y]: Point, by: number): Point => [
    x - by * direction[0],
    y - by * direction[1],
  ];
  const stop = isArrow ? before(at, TIP) : at;
  let d = `M${point(points[0])}`;
  for (let i = 1; i < points.length; i++) {
    const [[x0, y0], [x1, y1]] = [points[i - 1], points[i]];
    const half = (x0 + x1) / 2;
    if (i === points.length - 1 && !end) break;
    d +=
      y0 === y1 ? `H${round(x1)}` : `C${point([half, y0])} ${point([half, y1])} ${point([x1, y1])}`;
  }
  const far = 0.5 * (stop[0] - last[0]);
  d +=
    Math.abs(stop[1] - last[1]) < 0.01
      ? `H${round(stop[0])}`
      : `C${point([last[0] + far, last[1]])} ${point(before(stop, far))} ${point(stop)}`;
  return stroke(d) + (isArrow ? headOf({ at, direction }) : "");
}

function stroke(d: string): string {
  return `<path d="${d}" fill="none" stroke="currentColor"/>`;
}

function headOf({ at: [x, y], direction: [dx, dy] }: End): string {
  const side = (sign: number): Point => [
    x - TIP * dx - sign * 0.42 * TIP * dy,
    y - TIP * dy + sign * 0.42 * TIP * dx,
  ];
  return `<path d="M${point(side(1))}L${point([x, y])} ${point(side(-1))}z" fill="currentColor"/>`;
}

function point([x, y]: Point): string {
  return `${round(x)} ${round(y)}`;
}
