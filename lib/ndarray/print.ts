import type { NumberArray } from "./dtype";
import { type Shape, stridesOf } from "./shape";

const PRECISION = 8;
const LINE_WIDTH = 75;
/** Arrays with more entries than this show only the first and last few along each axis. */
const SUMMARY_THRESHOLD = 1000;
const EDGE_ITEMS = 3;

/** An array as NumPy's print shows it, with NumPy's default options. */
export function formatArray(data: NumberArray, shape: Shape, dtype: string): string {
  if (shape.length === 0) return formatScalar(data, dtype);
  if (data.length === 0) return "[]";

  const summarize = data.length > SUMMARY_THRESHOLD;
  const shown = shape.map((length) => shownIndices(length, summarize));
  const strides = stridesOf(shape);
  const offsets = shown.reduce(
    (starts, indices, axis) =>
      starts.flatMap((start) =>
        indices.filter((i) => i >= 0).map((i) => start + i * strides[axis]),
      ),
    [0],
  );
  const format = entryFormat(data, dtype, offsets);

  const formatAxis = (axis: number, start: number, indent: string, width: number): string => {
    if (axis === shape.length) return format(data[start]);
    const inner = (index: number, available: number) =>
      formatAxis(axis + 1, start + index * strides[axis], `${indent} `, available);
    const last = axis === shape.length - 1;
    const words = shown[axis].map((index) => (index < 0 ? "..." : inner(index, width - 1)));
    const body = last
      ? wrap(words, indent, width - 1)
      : joinRows(words, indent, shape.length - axis - 1);
    return `[${body}]`;
  };
  return formatAxis(0, 0, " ", LINE_WIDTH);
}

/** The indices along an axis that are printed; -1 stands for the dots. */
function shownIndices(length: number, summarize: boolean): number[] {
  const all = Array.from({ length }, (_, index) => index);
  if (!summarize || length <= 2 * EDGE_ITEMS) return all;
  return [...all.slice(0, EDGE_ITEMS), -1, ...all.slice(-EDGE_ITEMS)];
}

function joinRows(rows: string[], indent: string, newlines: number): string {
  return rows.join("\n".repeat(newlines) + indent);
}

/** Entries of one row, separated by spaces; a row that is too long goes on in the next line. */
function wrap(words: string[], indent: string, width: number): string {
  const lines: string[] = [];
  let line = indent;
  for (const [index, word] of words.entries()) {
    if (line.length + word.length > width && line.length > indent.length) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += index < words.length - 1 ? `${word} ` : word;
  }
  return [...lines, line].join("\n").slice(indent.length);
}

/** How to print each entry so that those at `offsets`, the ones that are shown, line up. */
function entryFormat(
  data: NumberArray,
  dtype: string,
  offsets: number[],
): (value: number) => string {
  if (dtype === "bool") return (value) => (value ? " True" : "False");
  const values = offsets.map((offset) => data[offset]);
  if (dtype === "int32") {
    const width = Math.max(...values.map((value) => String(value).length));
    return (value) => String(value).padStart(width);
  }
  return floatFormat(values, dtype === "float32");
}

function floatFormat(values: number[], single: boolean): (value: number) => string {
  const finite = values.filter(Number.isFinite);
  const sizes = finite.filter((value) => value !== 0).map(Math.abs);
  const largest = sizes.reduce((a, b) => Math.max(a, b), 0);
  const smallest = sizes.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const round = single ? Math.fround : (value: number) => value;
  const scientific =
    sizes.length > 0 &&
    (largest >= (single ? 1e6 : 1e8) || smallest < round(1e-4) || round(largest / smallest) > 1000);

  const parts = finite.map((value) => {
    const [whole, fraction, exponent] = split(value, scientific, single);
    return { whole: whole.length, fraction: fraction.length, exponent: exponent.length };
  });
  const widest = (part: "whole" | "fraction" | "exponent") =>
    parts.reduce((width, lengths) => Math.max(width, lengths[part]), 0);
  const fractionWidth = widest("fraction");
  const exponentWidth = widest("exponent");
  const wholeWidth = widest("whole");
  const specials = values
    .filter((value) => !Number.isFinite(value))
    .map((value) => special(value).length);
  const width = Math.max(
    wholeWidth + (finite.length > 0 ? 1 : 0) + fractionWidth + exponentWidth,
    ...specials,
  );

  return (value) => {
    if (!Number.isFinite(value)) return special(value).padStart(width);
    if (scientific) return formatScientific(value, fractionWidth, exponentWidth).padStart(width);
    const [whole, fraction] = split(value, scientific, single);
    return `${whole}.${fraction.padEnd(fractionWidth)}`.padStart(width);
  };
}

/** The digits before and after the point, and the exponent such as e-05: as many as tell the number apart. */
function split(value: number, scientific: boolean, single: boolean): [string, string, string] {
  const [mantissa, exponent] = shortest(value, scientific, single).split("e");
  const [whole, fraction = ""] = mantissa.split(".");
  return [
    signOfZero(value) + whole,
    fraction.replace(/0+$/, ""),
    exponent === undefined ? "" : formatExponent(exponent, 2),
  ];
}

/** The shortest decimal that is this number again when read, at most PRECISION digits after the point. */
function shortest(value: number, scientific: boolean, single: boolean): string {
  const exact = single ? shortestSingle(value) : value;
  const text = scientific ? exact.toExponential() : String(exact);
  const [, fraction = ""] = text.split("e")[0].split(".");
  if (fraction.length <= PRECISION) return text;
  return halfToEven(value, scientific, PRECISION);
}

/** toExponential or toFixed, but a half is rounded to the even digit, where they round it up. */
function halfToEven(value: number, scientific: boolean, digits: number): string {
  const write = (n: number) => (scientific ? value.toExponential(n) : value.toFixed(n));
  const [mantissa, exponent] = write(digits).split("e");
  // A half ends with this 5; the digits of other numbers go on, or are others.
  const [, fraction] = write(100).split("e")[0].split(".");
  const odd = Number(mantissa.at(-1)) % 2 === 1;
  const half = /^50*$/.test(fraction.slice(digits));
  const even = odd && half ? mantissa.slice(0, -1) + (Number(mantissa.at(-1)) - 1) : mantissa;
  return exponent === undefined ? even : `${even}e${exponent}`;
}

/** The double with the fewest digits that rounds to the same float32; of two that are equally near, the even one. */
function shortestSingle(value: number): number {
  for (let digits = 0; digits < 8; digits++) {
    const [mantissa, exponent] = halfToEven(value, true, digits).split("e");
    // Above a power of two float32 numbers lie twice as far apart as below, so that the next decimal may be as short.
    const next = Number(mantissa) + Math.sign(value) * 10 ** -digits;
    for (const decimal of [mantissa, next.toFixed(digits)]) {
      const candidate = Number(`${decimal}e${exponent}`);
      if (Math.fround(candidate) === value) return candidate;
    }
  }
  return Number(value.toPrecision(9));
}

function formatScientific(value: number, digits: number, exponentWidth: number): string {
  const [mantissa, exponent] = halfToEven(value, true, digits).split("e");
  const point = digits === 0 ? "." : "";
  return signOfZero(value) + mantissa + point + formatExponent(exponent, exponentWidth - 2);
}

/** +5 as e+05. */
function formatExponent(exponent: string, digits: number): string {
  return `e${exponent[0]}${exponent.slice(1).padStart(digits, "0")}`;
}

/** JavaScript prints -0 without its sign. */
function signOfZero(value: number): string {
  return Object.is(value, -0) ? "-" : "";
}

function special(value: number): string {
  if (Number.isNaN(value)) return "nan";
  return value > 0 ? "inf" : "-inf";
}

/** A single number: as Python prints a float. */
function formatScalar(data: NumberArray, dtype: string): string {
  const value = data[0];
  if (dtype === "bool") return value ? "True" : "False";
  if (dtype === "int32") return String(value);
  if (!Number.isFinite(value)) return special(value);
  const single = dtype === "float32";
  const exact = single ? shortestSingle(value) : value;
  const size = Math.abs(value);
  const scientific = size !== 0 && (size < 1e-4 || size >= (single ? 1e6 : 1e16));
  if (scientific) {
    const [mantissa, exponent] = exact.toExponential().split("e");
    return mantissa + formatExponent(exponent, 2);
  }
  const text = signOfZero(value) + String(exact);
  return text.includes(".") ? text : `${text}.0`;
}
