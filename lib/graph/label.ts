import type { Value } from "../layers/layer";
import { formatShape, sizeOf } from "../ndarray/shape";

/** An array with more entries than this shows its shape only. */
const MOST_ENTRIES = 8;

/** A number with up to `digits` significant digits, whole ones with all: 715.0000000000001 is 715. */
export function formatNumber(value: number, digits = 8): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const size = Math.abs(value);
  const rounded = Number(value.toPrecision(digits));
  if (size !== 0 && (size < 1e-4 || size >= 1e8)) return rounded.toExponential();
  return String((size >= 10 ** digits ? Math.round(value) : rounded) + 0);
}

/** How a value is written: a number, or the shape of an array and the rows of its entries if they are few. */
export interface Label {
  readonly shape?: string;
  readonly rows: readonly (readonly string[])[];
}

/** Entries are rounded to 4 digits: side by side, more of them would take too much room. */
export function labelOf(value: Value): Label {
  if (typeof value === "number") return { rows: [[formatNumber(value)]] };
  const { shape, data } = value;
  if (shape.length === 0) return { rows: [[formatNumber(data[0])]] };
  const rows: string[][] = [];
  const columns = shape[shape.length - 1];
  const shown = shape.length <= 2 && sizeOf(shape) <= MOST_ENTRIES;
  for (let start = 0; shown && start < data.length; start += columns) {
    const row = data.subarray(start, start + columns);
    rows.push(Array.from(row, (entry) => formatNumber(entry, 4)));
  }
  return { shape: formatShape(shape), rows };
}

/** The same in one line: 715, (2, 3), [[1, 2], [3, 4]]. */
export function inLine(value: Value): string {
  const { shape, rows } = labelOf(value);
  if (rows.length === 0) return String(shape);
  if (typeof value === "number" || shape === undefined) return rows[0][0];
  const lines = rows.map((row) => `[${row.join(", ")}]`).join(", ");
  return value.ndim === 1 ? lines : `[${lines}]`;
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
