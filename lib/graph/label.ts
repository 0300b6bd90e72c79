import type { Value } from "../layers/layer";
import { formatShape, sizeOf } from "../ndarray/shape";

/** An array with more entries than this shows its shape only. */
const MOST_ENTRIES = 8;

/** A number with up to `digits` significant digits; all those before the point are kept: 715.0000000000001 is 715. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const size = Math.abs(value);
  const rounded = Number(value.toPrecision(digits));
  if (size !== 0 && (size < 1e-4 || size >= 1e8)) return rounded.toExponential();
  return String((size >= 10 ** digits ? Math.round(value) : rounded) + 0);
}

/** A value as text: a number, or the shape of an array, with the rows of its entries if they are few. */
export interface ValueText {
  readonly shape?: string;
  readonly rows: readonly (readonly string[])[];
}

export function labelOf(value: Value, digits?: number): ValueText {
  if (typeof value === "number") return { rows: [[formatNumber(value, digits)]] };
  const { shape, data } = value;
  if (shape.length === 0) return { rows: [[formatNumber(data[0], digits)]] };
  const rows: string[][] = [];
  const columns = shape[shape.length - 1];
  const shown = shape.length <= 2 && sizeOf(shape) <= MOST_ENTRIES;
  for (let start = 0; shown && start < data.length; start += columns) {
    const row = data.subarray(start, start + columns);
    rows.push(Array.from(row, (entry) => formatNumber(entry, digits)));
  }
  return { shape: formatShape(shape), rows };
}

/** A value as text in one line: 715, (2, 3), [[1, 2], [3, 4]]. */
export function inLine(value: Value, digits?: number): string {
  const { shape, rows } = labelOf(value, digits);
  if (rows.length === 0) return String(shape);
  if (typeof value === "number" || shape === undefined) return rows[0][0];
  const lines = rows.map((row) => `[${row.join(", ")}]`).join(", ");
  return value.ndim === 1 ? lines : `[${lines}]`;
}
