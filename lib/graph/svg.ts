import { escapeHtml } from "../markup";
import type { Curve, Place, Point } from "./arrange";
import { type Label, textWidth } from "./label";

/** The book's two colours, on a paper of their own: a picture does not know whether its page is light or dark. */
export const INK = "#1f2328";
export const RED = "#c62828";
export const GREY = "#59636e";
export const PAPER = "#fbfbf9";

export const TEXT = 13; // pixels
export const SMALL = 11;
const LINE = 16;
const GAP = 8;
const BRACKET = 4;

/** A piece of text that knows how much room it needs. */
export interface Piece {
  readonly width: number;
  readonly height: number;
  /** Its SVG, centred on x, below y. */
  at(x: number, y: number): string;
}

/** A line of text. */
export function line(content: string, size = TEXT, color?: string): Piece {
  const height = LINE - (TEXT - size);
  return {
    width: textWidth(content, size),
    height,
    at: (x, y) =>
      `<text x="${round(x)}" y="${round(baseline(y, size, height))}" text-anchor="middle"` +
      `${size === TEXT ? "" : ` font-size="${size}"`}${color ? ` fill="${color}"` : ""}>${escapeHtml(content)}</text>`,
  };
}

/** A value: a number, or the shape of an array and below it, in brackets, its entries. */
export function valuePiece({ shape, rows }: Label): Piece {
  if (shape === undefined) return line(rows[0][0]);
  return rows.length === 0 ? line(shape) : stack([line(shape, SMALL), matrix(rows)]);
}

/** Pieces below each other. */
export function stack(pieces: readonly Piece[]): Piece {
  const tops = pieces.map((_, i) => pieces.slice(0, i).reduce((y, { height }) => y + height, 0));
  return {
    width: Math.max(0, ...pieces.map(({ width }) => width)),
    height: pieces.reduce((sum, { height }) => sum + height, 0),
    at: (x, y) => pieces.map((piece, i) => piece.at(x, y + tops[i])).join(""),
  };
}

function matrix(rows: Label["rows"]): Piece {
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map((row) => textWidth(row[column], TEXT))),
  );
  const rights = widths.map((_, i) => widths.slice(0, i + 1).reduce((x, w) => x + w, i * GAP));
  const width = rights[rights.length - 1] + 2 * (BRACKET + 2);
  const height = rows.length * LINE + 2;
  return {
    width,
    height,
    at: (x, y) => {
      const left = x - width / 2;
      const entries = rows.flatMap((row, i) =>
        row.map((entry, column) => {
          const right = round(left + BRACKET + 2 + rights[column]);
          const bottom = round(baseline(y + i * LINE, TEXT, LINE));
          return `<text x="${right}" y="${bottom}" text-anchor="end">${entry}</text>`;
        }),
      );
      const bracket = (from: number, step: number) =>
        `M${round(from + step)} ${round(y + 1)}h${-step}v${height - 3}h${step}`;
      const brackets = bracket(left, BRACKET) + bracket(left + width, -BRACKET);
      return `${entries.join(" ")}<path d="${brackets}" fill="none" stroke="currentColor"/>`;
    },
  };
}

/** Curves one after the other, with straight lines between them, and the arrow at the end. */
export function path(curves: readonly Curve[], start?: Point): string {
  const parts = curves.map(({ points: [first, ...rest] }, i) => {
    const move = i === 0 && !start ? "M" : "L";
    return `${move}${point(first)}C${rest.map(point).join(" ")}`;
  });
  const d = (start ? `M${point(start)}` : "") + parts.join("");
  const last = curves.at(-1);
  return `<path d="${d}" fill="none" stroke="${INK}"/>${last?.tip ? arrow(last.points, last.tip) : ""}`;
}

function arrow(points: readonly Point[], tip: Point): string {
  const [x, y] = points[points.length - 1];
  const [dx, dy] = [tip[0] - x, tip[1] - y];
  const side = (sign: number): Point => [x - sign * 0.4 * dy, y + sign * 0.4 * dx];
  return `<path d="M${point(side(1))}L${point(tip)} ${point(side(-1))}z" fill="${INK}"/>`;
}

export function rectangle({ x, y, width, height }: Place, attributes: string): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" ${attributes}/>`;
}

export function round(value: number): number {
  return Math.round(10 * value) / 10;
}

function point([x, y]: Point): string {
  return `${round(x)} ${round(y)}`;
}

/** Where a text stands whose capitals are to be in the middle of its line. */
function baseline(top: number, size: number, height: number): number {
  return top + (height + 0.72 * size) / 2;
}
