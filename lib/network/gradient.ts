import { NDArray } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { formatShape, stridesOf } from "../ndarray/shape";
import type { Network } from "./network";

/**
 * The numerical gradient of f with respect to x (section 4.4): for each entry the central difference
 * (f(x + h) - f(x - h)) / 2h with h = 1e-4.
 * `f` is called with x itself, in which one entry is moved; afterwards the entry has its value again, even if f throws.
 * So f may also ignore its argument and read x elsewhere, as the loss of a network reads its parameters.
 * Throws unless x is a float64 array: float32 is too coarse for so small an h, and f would not see changes in a list.
 */
export function numericalGradient(f: (x: NDArray) => number, x: NDArray): NDArray {
  if (!(x instanceof NDArray)) {
    throw new Error(
      `numericalGradient: x is ${Array.isArray(x) ? "a list" : String(x)}; it must be an array, np.array([...])`,
    );
  }
  needFloat64("numericalGradient", x);
  const gradient = np.zeros(x.shape);
  for (let i = 0; i < x.size; i++) gradient.data[i] = centralDifference(f, x, i, 1e-4);
  return gradient;
}

/** How much backpropagation and numerical differentiation differ for one parameter. */
export interface GradientComparison {
  parameter: string;
  shape: readonly number[];
  /** The mean and the maximum of |backpropagation - numerical| over the entries. */
  meanDifference: number;
  maxDifference: number;
  /** The indices of the entry where they differ most, and both gradients there. */
  worstIndex: readonly number[];
  analytic: number;
  numerical: number;
  /** Whether rounding explains the maximum difference. */
  passed: boolean;
}

/** The column headings of a table of comparisons. */
export const COMPARISON_HEADINGS: readonly string[] = [
  "parameter",
  "check",
  "shape",
  "mean difference",
  "largest difference",
  "worst at",
  "backpropagation",
  "numerical",
];

/** A comparison as a row of that table: the text of its cells. */
export function comparisonCells(row: GradientComparison): string[] {
  return [
    row.parameter,
    row.passed ? "pass" : "FAIL",
    formatShape(row.shape),
    row.meanDifference.toExponential(1),
    row.maxDifference.toExponential(1),
    formatShape(row.worstIndex),
    row.analytic.toExponential(4),
    row.numerical.toExponential(4),
  ];
}

/** The result of `checkGradients`. Printed, or as the last line of a cell, it is a table. */
export class GradientCheck {
  readonly rows: readonly GradientComparison[];

  constructor(rows: readonly GradientComparison[]) {
    this.rows = rows;
  }

  /** Whether every parameter passed. */
  get passed(): boolean {
    return this.rows.every((row) => row.passed);
  }

  toString(): string {
    const table = [COMPARISON_HEADINGS, ...this.rows.map(comparisonCells)];
    const widths = COMPARISON_HEADINGS.map((_, column) =>
      Math.max(...table.map((row) => row[column].length)),
    );
    return table
      .map((row) =>
        row
          .map((cell, column) => cell.padEnd(widths[column]))
          .join("  ")
          .trimEnd(),
      )
      .join("\n");
  }

  /** Makes console.log and a notebook cell print the table. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/**
 * Compares the gradients that `network.gradient` computes by backpropagation with numerical gradients, entry by entry
 * (section 5.7.3). The rounding error of central differences is about 1e-10 for a loss of about 1. Where the two differ
 * by more, the numerical gradient is computed again, to fourth order and with an h that avoids the kinks of ReLU. A
 * difference that remains is an error of backpropagation.
 *
 * A parameter passes if no entry differs by more than `tolerance` times its largest gradient, plus the rounding error.
 * Each entry needs at least two evaluations of the loss, so use few samples. Biases of exactly 0 can hide an error in
 * their use: give them other values first.
 * Throws if a parameter is not float64, or if its gradient is missing or has another shape.
 */
export function checkGradients(
  network: Network,
  x: NDArray,
  t: NDArray,
  { tolerance = 1e-6 }: { tolerance?: number } = {},
): GradientCheck {
  const loss = () => network.loss(x, t);
  const rounding = (100 * Number.EPSILON * Math.max(1, Math.abs(loss()))) / H[0];
  const gradients = network.gradient(x, t);
  return new GradientCheck(
    Object.entries(network.params).map(([name, parameter]) =>
      compare(name, parameter, gradients, loss, tolerance, rounding),
    ),
  );
}

/** The gradient that a network returned for a parameter. Throws if it is missing or has another shape. */
export function gradientOf(
  operation: string,
  name: string,
  parameter: NDArray,
  gradients: Readonly<Record<string, NDArray | undefined>>,
): NDArray {
  const gradient = Object.hasOwn(Object(gradients), name) ? gradients[name] : undefined;
  const found = gradient instanceof NDArray ? formatShape(gradient.shape) : "no array";
  if (!(gradient instanceof NDArray) || found !== formatShape(parameter.shape)) {
    throw new Error(
      `${operation}: ${name} is ${formatShape(parameter.shape)} but its gradient is ` +
        `${gradient === undefined ? "missing" : found}; gradient() must return an array of the same shape`,
    );
  }
  return gradient;
}

function compare(
  name: string,
  parameter: NDArray,
  gradients: Readonly<Record<string, NDArray>>,
  loss: () => number,
  tolerance: number,
  rounding: number,
): GradientComparison {
  needFloat64(`checkGradients, ${name}`, parameter);
  const gradient = gradientOf("checkGradients", name, parameter, gradients);
  const numerical = parameter.data.slice();
  let [sum, worst, maxDifference, largest] = [0, 0, -1, 0];
  for (let i = 0; i < numerical.length; i++) {
    numerical[i] = centralDifference(loss, parameter, i, H[0]);
    // That is nearly always enough. Only for the other entries is the slower way worth its time.
    if (!(Math.abs(gradient.data[i] - numerical[i]) <= rounding)) {
      numerical[i] = accurateDerivative(loss, parameter, i);
    }
    const difference = Math.abs(gradient.data[i] - numerical[i]);
    sum += difference;
    largest = Math.max(largest, Math.abs(numerical[i]));
    // NaN is the worst difference, but no comparison says so.
    if (difference > maxDifference || Number.isNaN(difference))
      [worst, maxDifference] = [i, difference];
  }
  return {
    parameter: name,
    shape: parameter.shape,
    meanDifference: sum / numerical.length,
    maxDifference,
    worstIndex: stridesOf(parameter.shape).map(
      (stride, axis) => Math.floor(worst / stride) % parameter.shape[axis],
    ),
    analytic: gradient.data[worst],
    numerical: numerical[worst],
    passed: maxDifference <= tolerance * largest + rounding,
  };
}

/** Values of h, tried in this order until no kink lies within 2h. */
const H = [1e-4, 1e-5, 1e-6];

/**
 * The central differences of h and 2h, combined so that their errors of second order cancel (Richardson extrapolation).
 * If the two disagree, a kink of ReLU lies between x - 2h and x + 2h, and neither is right. A smaller h avoids the
 * kink, but has more rounding error.
 */
function accurateDerivative(f: () => number, x: NDArray, i: number): number {
  let near = Number.NaN;
  for (const h of H) {
    near = centralDifference(f, x, i, h);
    const far = centralDifference(f, x, i, 2 * h);
    if (Math.abs(near - far) <= 1e-7 * Math.max(1, Math.abs(near))) return (4 * near - far) / 3;
  }
  return near;
}

function centralDifference(f: (x: NDArray) => number, x: NDArray, i: number, h: number): number {
  const value = x.data[i];
  try {
    x.data[i] = value + h;
    const above = f(x);
    x.data[i] = value - h;
    const below = f(x);
    return (above - below) / (2 * h);
  } finally {
    x.data[i] = value;
  }
}

function needFloat64(operation: string, x: NDArray): void {
  if (x.dtype !== "float64") {
    throw new Error(
      `${operation}: the array is ${x.dtype}; h = 1e-4 needs float64, so use astype("float64")`,
    );
  }
}
