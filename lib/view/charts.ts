import type { NDArray } from "../ndarray/ndarray";
import type { Figure } from "./figure";

type Numbers = readonly number[] | NDArray;

/** The heights of a line's points at 0, 1, 2, ..., or with their x, and whatever else plotly knows about a trace. */
export type Line = Numbers | Trace;

interface Trace {
  readonly y: Numbers;
  readonly x?: Numbers;
  readonly [key: string]: unknown;
}

export interface ChartOptions {
  /** What stands at the axes. */
  x?: string;
  y?: string;
  title?: string;
  /** The first and the last number of the y axis. */
  range?: readonly [number, number];
  /** Which axes are logarithmic: each grid line is ten times the one before. */
  logarithmic?: "x" | "y" | "both";
}

/**
 * Lines, each under its name. Throws if there is none, or a line's x and y differ in length.
 *
 *     show(lineChart({ loss: losses, "ln 10": { x: [0, 600], y: [2.3, 2.3] } }, { x: "step" }));
 */
export function lineChart(
  lines: Readonly<Record<string, Line>>,
  options: ChartOptions = {},
): Figure {
  const data = named("lineChart", lines).map(([name, line]) => {
    const trace = "y" in Object(line) ? (line as Trace) : { y: line as Numbers };
    const points = lengthOf("lineChart", name, trace.y);
    if (trace.x !== undefined && lengthOf("lineChart", name, trace.x) !== points) {
      throw new Error(
        `lineChart: ${name} has ${lengthOf("lineChart", name, trace.x)} numbers in x but ${points} in y`,
      );
    }
    return { name, mode: "lines", ...trace };
  });
  return { data, layout: layoutOf(options) };
}

/** Bars at 0, 1, 2, ..., such as one for each digit; several names stand side by side. Throws if there is none. */
export function barChart(
  bars: Readonly<Record<string, Numbers>>,
  options: ChartOptions = {},
): Figure {
  const data = named("barChart", bars).map(([name, heights]) => {
    const x = Array.from({ length: lengthOf("barChart", name, heights) }, (_, i) => i);
    return { type: "bar", name, x, y: heights };
  });
  const { xaxis, ...layout } = layoutOf(options);
  return { data, layout: { ...layout, xaxis: { ...xaxis, dtick: 1 } } };
}

/**
 * Matrices side by side as colours, row 0 on top: red above 0, blue below, grey at 0, on one scale. Each name stands
 * below its matrix, for the columns; `rows` says what the rows are. Throws if there is none, or one has not two axes.
 */
export function heatMaps(matrices: Readonly<Record<string, NDArray>>, rows: string): Figure {
  const maps = named("heatMaps", matrices);
  const axes = maps.map(([name, { shape }], i) => {
    if (shape?.length !== 2) throw new Error(`heatMaps: ${name} is not a matrix, an array (N, D)`);
    const key = i === 0 ? "" : String(i + 1);
    const yaxis = { title: { text: i === 0 ? rows : "" }, autorange: "reversed" };
    return { [`xaxis${key}`]: { title: { text: name } }, [`yaxis${key}`]: yaxis };
  });
  return {
    data: maps.map(([, z], i) => {
      const key = i === 0 ? "" : String(i + 1);
      return { type: "heatmap", z, coloraxis: "coloraxis", xaxis: `x${key}`, yaxis: `y${key}` };
    }),
    layout: {
      ...(maps.length > 1 && { grid: { rows: 1, columns: maps.length, pattern: "independent" } }),
      ...Object.assign({}, ...axes),
      coloraxis: { colorscale: "RdBu", cmid: 0 },
    },
  };
}

function layoutOf({ x, y, title, range, logarithmic }: ChartOptions) {
  const scale = (axis: "x" | "y") =>
    logarithmic === axis || logarithmic === "both"
      ? { type: "log", dtick: 1, exponentformat: "power" }
      : {};
  // Of a logarithmic axis plotly wants the exponents.
  const isLogarithmic = "type" in scale("y");
  const limits = range && { range: isLogarithmic ? range.map(Math.log10) : range };
  return {
    ...(title !== undefined && { title: { text: title } }),
    xaxis: { title: { text: x ?? "" }, ...scale("x") },
    yaxis: { title: { text: y ?? "" }, ...limits, ...scale("y") },
    legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom" },
  };
}

function named<T>(operation: string, values: Readonly<Record<string, T>>): [string, T][] {
  const entries = Object.entries(Object(values)) as [string, T][];
  if (entries.length > 0) return entries;
  throw new Error(`${operation}: needs what to draw by name, such as { loss: [2.3, 1.9, 1.2] }`);
}

function lengthOf(operation: string, name: string, numbers: Numbers): number {
  const length = Array.isArray(numbers) ? numbers.length : (numbers as NDArray)?.shape?.[0];
  if (length !== undefined) return length;
  throw new Error(`${operation}: ${name} must be a list of numbers or an array (N,)`);
}
