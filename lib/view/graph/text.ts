import type { ValueText } from "../../graph/label";
import { escapeHtml } from "../../markup";

export const TEXT = 14; // pixels
export const SMALL = 13;
const GAP = 6; // between the columns of a matrix
const BRACKET = 4;

/** A piece of text that knows how much room it needs. */
export interface Piece {
  readonly width: number;
  readonly height: number;
  /** Its SVG, centred on x, below y. */
  at(x: number, y: number): string;
}

/** A line of text. */
export function line(content: string, size = TEXT, opacity = 1): Piece {
  const height = size + 3;
  const attributes =
    (size === TEXT ? "" : ` font-size="${size}"`) +
    (opacity < 1 ? ` fill-opacity="${opacity}"` : "");
  return {
    width: textWidth(content, size),
    height,
    at: (x, y) =>
      `<text x="${round(x)}" y="${round(baseline(y, size, height))}" text-anchor="middle"${attributes}>` +
      `${escapeHtml(content)}</text>`,
  };
}

/** A value: a number, or the shape of an array and below it, in brackets, its entries. */
export function valuePiece({ shape, rows }: ValueText): Piece {
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

function matrix(rows: ValueText["rows"]): Piece {
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map((row) => textWidth(row[column], TEXT))),
  );
  const rights = widths.map((_, i) => widths.slice(0, i + 1).reduce((x, w) => x + w, i * GAP));
  const width = rights[rights.length - 1] + 2 * (BRACKET + 2);
  const pitch = TEXT + 3;
  const height = rows.length * pitch + 2;
  return {
    width,
    height,
    at: (x, y) => {
      const left = x - width / 2;
      const entries = rows.flatMap((row, i) =>
        row.map((entry, column) => {
          const right = round(left + BRACKET + 2 + rights[column]);
          const bottom = round(baseline(y + i * pitch, TEXT, pitch));
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

export function round(value: number): number {
  return Math.round(10 * value) / 10;
}

/** Where a text stands whose capitals are to be in the middle of its line. */
function baseline(top: number, size: number, height: number): number {
  return top + (height + 0.72 * size) / 2;
}

// Helvetica's widths in thousandths of the font's size, from the space to ~; Arial's are the same.
const WIDTHS = [
  ...[278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278],
  ...[556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556],
  ...[1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778],
  ...[667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556],
  ...[333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556],
  ...[556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584],
];

/** How wide a text is in pixels, about. */
export function textWidth(text: string, size: number): number {
  const widths = Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return WIDTHS[code - 32] ?? (code < 0x2e80 ? 650 : 1000);
  });
  return (size * widths.reduce((sum, width) => sum + width, 0)) / 1000;
}
