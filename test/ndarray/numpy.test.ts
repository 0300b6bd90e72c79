import { type DType, NDArray, np } from "backprop";
import { expect, suite, test } from "vitest";
import golden from "../golden/numpy.json";

/** A number as JSON has it: NaN and the infinities are their names. */
type Written = number | boolean | string;
type NumPyType = DType | "int64" | "float16";
type WrittenArray = [dtype: NumPyType, shape: number[], values: Written[]];
type Argument = Written | Argument[] | Record<string, boolean>;
type Result = WrittenArray | Written | { raises: string };

interface Case {
  operation: string;
  arguments: Argument[];
  result: Result;
}

/** What write_numpy.py wrote, as it describes it. */
const written = golden as unknown as {
  arrays: Record<string, WrittenArray>;
  cases: [string, Argument[], Result][];
};
const cases: Case[] = written.cases.map(([operation, list, result]) => ({
  operation,
  arguments: list,
  result,
}));

const SPECIAL: Record<string, number> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
};
const number = (value: Written): number => (typeof value === "string" ? SPECIAL[value] : +value);

const isArray = (value: Argument): value is string =>
  typeof value === "string" && value in written.arrays;

function read(name: string): NDArray {
  const [dtype, shape, values] = written.arrays[name];
  const size = shape.reduce((product, length) => product * length, 1);
  const numbers = Array.from({ length: size }, (_, i) => number(values[i % values.length]));
  return np.array(numbers, dtype as DType).reshape(shape);
}

/** An argument as the lib takes it. */
function argument(value: Argument): unknown {
  if (Array.isArray(value)) return value.map(argument);
  if (typeof value !== "string") return value;
  if (value in written.arrays) return read(value);
  return value === "undefined" ? undefined : (SPECIAL[value] ?? value);
}

type Callable = (...values: unknown[]) => unknown;

/** The lib's operation of that name: a function of np or np.random, or a method of arrays. */
function operation(name: string): Callable {
  const [module, draw] = name.split(".");
  if (module === "random") {
    return (seed, ...values) => {
      np.random.seed(seed as number);
      const drawn = (np.random as unknown as Record<string, Callable>)[draw](...values);
      return draw === "shuffle" ? values[0] : drawn;
    };
  }
  if (name === "print") return String;
  const functions = np as unknown as Record<string, Callable | undefined>;
  return functions[name] ?? ((x, ...values) => (x as Record<string, Callable>)[name](...values));
}

const dtypes = ({ arguments: list }: Case) =>
  list
    .flat()
    .filter(isArray)
    .map((x) => written.arrays[x][0]);
const only = (c: Case, ...allowed: NumPyType[]) =>
  dtypes(c).length > 0 && dtypes(c).every((dtype) => allowed.includes(dtype));
const isWritten = (result: Result): result is WrittenArray => Array.isArray(result);

function retyped({ result }: Case, dtype: DType): Result {
  return isWritten(result) ? [dtype, result[1], result[2]] : result;
}

/** What the lib makes of the same numbers in another dtype. */
function inDtype(c: Case, dtype: DType): Result {
  const others = c.arguments.map((value) =>
    isArray(value) ? read(value).astype(dtype) : argument(value),
  );
  try {
    const { shape, data } = operation(c.operation)(...others) as NDArray;
    return [dtype, [...shape], Array.from(data)];
  } catch {
    return { raises: "Error" };
  }
}

/** Where the lib differs from NumPy on purpose, why, and what it gives instead. The first that holds is taken. */
interface Difference {
  reason: string;
  holds: (c: Case) => boolean;
  instead: (c: Case) => Result;
}

const COUNTING = ["add", "subtract", "multiply", "dot", "power", "square", "negative"];
const FLOATING = ["exp", "log", "sqrt", "tanh", "sin", "cos"];

const differences: Difference[] = [
  {
    reason: "a single number has no axis 0; in NumPy it has, for reductions only",
    holds: ({ operation, arguments: [x, axis], result }) =>
      isArray(x) &&
      written.arrays[x][1].length === 0 &&
      /^(sum|mean|max|min|argmax|argmin|var|std|any|all|cumsum)$/.test(operation) &&
      typeof axis === "number" &&
      !(typeof result === "object" && "raises" in result),
    instead: () => ({ raises: "AxisError" }),
  },
  {
    reason: "masks count, as 0 and 1; in NumPy their sum is or, and their difference an error",
    holds: (c) => COUNTING.includes(c.operation) && only(c, "bool") && c.arguments.every(isArray),
    instead: (c) => inDtype(c, "int32"),
  },
  {
    reason: "functions of masks are float64; NumPy's float16 does not exist here",
    holds: (c) => FLOATING.includes(c.operation) && only(c, "bool"),
    instead: (c) => inDtype(c, "float64"),
  },
  {
    reason: "numbers that meet no array are float64, also if they are whole",
    holds: ({ operation, arguments: [, a, b] }) =>
      operation === "where" && typeof a === "number" && typeof b === "number",
    instead: (c) => retyped(c, "float64"),
  },
  {
    reason: "whole numbers are int32, which needs half the memory",
    holds: ({ result }) => isWritten(result) && result[0] === "int64",
    instead: (c) => retyped(c, "int32"),
  },
  {
    reason: "the largest or smallest entry of a mask is a number, as that of any array is",
    holds: ({ operation, result }) => /^(max|min)$/.test(operation) && typeof result === "boolean",
    instead: ({ result }) => Number(result),
  },
  {
    reason: "a mask is not set to a number other than 0 and 1, which in NumPy is true",
    holds: ({ operation, arguments: [x, ...rest] }) =>
      operation === "set" && x === "bool 2x3" && rest.at(-1) !== "bool 3",
    instead: () => ({ raises: "ValueError" }),
  },
  {
    reason: "np.linspace does not look after steps too small for a float64",
    holds: (c) => c.operation === "linspace" && c.arguments[1] === Number.MIN_VALUE,
    instead: (c) =>
      [
        ...(retyped(c, "float64") as WrittenArray).slice(0, 2),
        [0, 0, 0, 0, 5e-324],
      ] as WrittenArray,
  },
];

const differenceFor = (c: Case) => differences.find(({ holds }) => holds(c));

/**
 * How far a number may be off, relative to its size; 0 where IEEE arithmetic leaves no choice. The order of a product's
 * additions is free, which shows relative to the largest of the results.
 */
const ROUNDED = [
  "dot",
  "exp",
  "log",
  "tanh",
  "sin",
  "cos",
  "power",
  "random.randn",
  "random.normal",
];
function tolerance(c: Case): number {
  if (!ROUNDED.includes(c.operation)) return 0;
  return dtypes(c).includes("float32") && only(c, "float32", "bool") ? 5e-7 : 1e-15;
}

function largest(values: ArrayLike<number>): number {
  return Array.from(values, Math.abs)
    .filter(Number.isFinite)
    .reduce((a, b) => Math.max(a, b), 0);
}

const show = (x: number) => (Object.is(x, -0) ? "-0" : String(x));

/** How a sequence of numbers differs most from the expected one, or undefined if within the tolerance. */
function compareNumbers(
  actual: ArrayLike<number>,
  wanted: ArrayLike<number>,
  c: Case,
): string | undefined {
  const allowed = tolerance(c);
  const overall = c.operation === "dot" ? largest(wanted) : 0;
  let [worst, at] = [0, -1];
  for (let i = 0; i < wanted.length; i++) {
    const [a, w] = [actual[i], wanted[i]];
    if (Object.is(a, w)) continue;
    const relative = Math.abs(a - w) / Math.max(overall, Math.abs(w));
    // NaN, or 0 and -0: as wrong as can be.
    const difference = relative > 0 ? relative : Number.POSITIVE_INFINITY;
    if (difference > worst) [worst, at] = [difference, i];
  }
  if (worst <= allowed) return undefined;
  return (
    `largest difference ${worst} (${allowed} is allowed) at flat index ${at}: ` +
    `${show(actual[at])}, NumPy has ${show(wanted[at])}`
  );
}

/** What is wrong with a case, or undefined. */
function compare(c: Case, wanted: Result): string | undefined {
  let actual: unknown;
  try {
    actual = operation(c.operation)(...c.arguments.map(argument));
  } catch (error) {
    return typeof wanted === "object" && "raises" in wanted ? undefined : String(error);
  }
  if (isWritten(wanted)) {
    if (!(actual instanceof NDArray)) return `${actual}, NumPy has an array`;
    const [dtype, shape, values] = wanted;
    if (actual.dtype !== dtype) return `dtype ${actual.dtype}, NumPy has ${dtype}`;
    if (String(actual.shape) !== String(shape))
      return `shape (${actual.shape}), NumPy has (${shape})`;
    return compareNumbers(actual.data, np.array(values.map(number), dtype as DType).data, c);
  }
  if (typeof wanted === "object") return `${actual}, NumPy raises ${wanted.raises}`;
  if (c.operation === "print" || typeof wanted === "boolean") {
    return Object.is(actual, wanted) ? undefined : `\n${actual}\nNumPy has\n${wanted}`;
  }
  if (typeof actual !== "number") return `${actual}, NumPy has ${wanted}`;
  const single = only(c, "float32") ? Math.fround : (x: number) => x;
  return compareNumbers([single(actual)], [single(number(wanted))], c);
}

/** add(2x3: float64 (2, 3), 0.5) */
function describeCase(c: Case): string {
  const described = c.arguments.map((value) => {
    if (!isArray(value)) return JSON.stringify(value);
    const [dtype, shape] = written.arrays[value];
    return `${JSON.stringify(value)}: ${dtype} (${shape.join(", ")})`;
  });
  return `${c.operation}(${described.join(", ")})`;
}

suite(`NumPy ${golden.numpy} gives the same`, () => {
  const operations = new Map<string, Case[]>();
  for (const c of cases.filter((each) => !differenceFor(each))) {
    operations.set(c.operation, [...(operations.get(c.operation) ?? []), c]);
  }
  test.each([...operations])("%s", (_, group) => {
    const wrong = group.flatMap((c) => {
      const difference = compare(c, c.result);
      return difference === undefined ? [] : [`${describeCase(c)}: ${difference}`];
    });
    expect(wrong.join("\n")).toBe("");
  });

  test("every function of np is among them", () => {
    const apart = ["random", "load", "save", "savez"]; // Files have storage.test.ts.
    const names = Object.keys(np).filter((name) => !apart.includes(name));
    const draws = Object.keys(np.random).filter((name) => !/^(seed|.etState)$/.test(name));
    const missing = [...names, ...draws.map((name) => `random.${name}`)].filter(
      (name) => !operations.has(name),
    );
    expect(missing).toEqual([]);
  });
});

suite("NumPy differs, on purpose", () => {
  test.each(differences.map((each) => [each.reason, each] as const))("%s", (_, difference) => {
    const concerned = cases.filter((c) => differenceFor(c) === difference);
    const wrong = concerned.flatMap((c) => {
      const problem = compare(c, difference.instead(c));
      return problem === undefined ? [] : [`${describeCase(c)}: ${problem}`];
    });
    expect(wrong.join("\n")).toBe("");
    // Else the difference is no longer one.
    expect(concerned.some((c) => compare(c, c.result) !== undefined)).toBe(true);
  });
});
