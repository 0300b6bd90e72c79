import { colors, escapeHtml } from "./markup";
import { NDArray, type NestedList } from "./ndarray/ndarray";
import * as np from "./ndarray/np";
import { formatShape } from "./ndarray/shape";

/** What an exercise asks for: one value, or several by name or in a list. Nested lists of numbers count as arrays. */
export type ExpectedAnswer =
  | NDArray
  | number
  | boolean
  | string
  | readonly ExpectedAnswer[]
  | { readonly [part: string]: ExpectedAnswer };

export interface AnswerHints {
  /** The number of the exercise, for `exercisesDone`. */
  exercise?: number;
  /** Shown if the answer has the wrong shape or type. */
  shape?: string;
  /** Shown if only values are wrong. */
  values?: string;
  /** What known mistakes answer: a wrong answer that is one of these is told which first, in place of the other hints. */
  mistakes?: Readonly<Record<string, ExpectedAnswer>>;
  /** How far a number may be off, as a share of the right one. Default: 1e-4. */
  tolerance?: number;
}

/** The result of `checkAnswer`. As the last line of a cell it is a line of text; `show` makes it stand out. */
export class Verdict {
  readonly message: string;
  /** Whether there is an answer. */
  readonly done: boolean;
  /** Whether it is right. */
  readonly passed: boolean;

  constructor(message: string, done: boolean, passed: boolean) {
    this.message = message;
    this.done = done;
    this.passed = passed;
  }

  /** ✓ stands before what is right, ✗ before what is not, ○ before what is not done yet. */
  toString(): string {
    return `${this.look.sign} ${this.message}`;
  }

  get text(): string {
    return this.toString();
  }

  get html(): string {
    const { color } = this.look;
    const [first, ...rest] = this.toString().split(/(?<=[.;]) /);
    const lines = [`<b style="color: ${color}">${escapeHtml(first)}</b>`, ...rest.map(escapeHtml)];
    return `<div style="border-left: 4px solid ${color}; padding: 2px 12px">${lines.join("<br>")}</div>`;
  }

  /** Makes console.log and a notebook cell print the line. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  private get look(): { sign: string; color: string } {
    if (this.passed) return { sign: "✓", color: colors.green };
    return this.done ? { sign: "✗", color: colors.red } : { sign: "○", color: colors.blue };
  }
}

/** What was said last about each exercise. */
const verdicts = new Map<number, Verdict>();

/**
 * Compares the answer to an exercise with the right one, and says what is wrong: the type, the shape, the sign, a
 * factor, some of the values, or which mistake it is. The answer is a value, or several by name or in a list, or a
 * function that returns them without await. An answer that is undefined is not done yet. Never throws, even if the
 * answer does.
 *
 *     show(checkAnswer(() => affine.backward(dout), dx, { exercise: 1, values: "Did you transpose W?" }));
 *     // ✗ the shape is right, the values are not. Did you transpose W?
 */
export function checkAnswer(
  answer: unknown,
  expected: ExpectedAnswer,
  hints: AnswerHints = {},
): Verdict {
  const verdict = verdictOn(answer, expected, hints);
  if (hints.exercise !== undefined) verdicts.set(hints.exercise, verdict);
  return verdict;
}

/**
 * How many of a lesson's exercises are right, and which are not: the exercises 1 to `total`, as `checkAnswer` has
 * judged them last. Throws unless `total` is a whole number above 0.
 */
export function exercisesDone(total: number): Verdict {
  if (!Number.isInteger(total) || total < 1) {
    throw new Error(`exercisesDone: total is ${total}; it must be a whole number above 0`);
  }
  const numbers = Array.from({ length: total }, (_, i) => i + 1);
  const which = (state: string, fits: (verdict?: Verdict) => boolean) => {
    const found = numbers.filter((number) => fits(verdicts.get(number)));
    return found.length > 0 ? `; ${state}: ${found.join(", ")}` : "";
  };
  const passed = numbers.filter((number) => verdicts.get(number)?.passed).length;
  if (passed === total) return new Verdict(`all ${total} exercises are right`, true, true);
  const open = which("not done yet", (verdict) => !verdict?.done);
  const wrong = which("not right yet", (verdict) => Boolean(verdict?.done && !verdict.passed));
  return new Verdict(`${passed} of ${total} exercises are right${open}${wrong}`, false, false);
}

function verdictOn(
  answer: unknown,
  expected: ExpectedAnswer,
  { mistakes = {}, tolerance = 1e-4, ...hints }: AnswerHints,
): Verdict {
  try {
    const value = typeof answer === "function" ? answer() : answer;
    const returnedNothing = typeof answer === "function" && value === undefined;
    const { state, message, clues } = returnedNothing ? nothing : judge(value, expected, tolerance);
    const known = Object.entries(mistakes)
      .filter(([, wrong]) => state === "wrong" && judge(value, wrong, tolerance).state === "right")
      .map(([mistake]) => mistake);
    if (known.length > 0) return new Verdict([...known, message].join(" "), true, false);
    const advice = clues.map((clue) => hints[clue]).filter((hint) => hint !== undefined);
    const text = advice.length > 0 ? `${message}. ${advice.join(" ")}` : message;
    return new Verdict(text, state !== "open", state === "right");
  } catch (error) {
    return new Verdict(`your code throws: ${Object(error).message ?? inWords(error)}`, true, false);
  }
}

/** The verdict on an answer or a part of it, and which hints help. */
interface Finding {
  state: "open" | "right" | "wrong";
  message: string;
  clues: ("shape" | "values")[];
}

const open: Finding = { state: "open", message: "not done yet", clues: [] };
const nothing: Finding = {
  ...open,
  message: "not done yet: undefined was returned; the answer goes after return",
};
const right: Finding = { state: "right", message: "right", clues: [] };
const wrong = (clue: "shape" | "values", message: string): Finding => ({
  state: "wrong",
  message,
  clues: [clue],
});

function judge(answer: unknown, expected: ExpectedAnswer, tolerance: number): Finding {
  if (answer === undefined) return open;
  if (typeof Object(answer).then === "function") {
    Promise.resolve(answer).catch(() => {}); // Whatever becomes of it, the verdict is this.
    const message = "this is a promise, a value that is not there yet; put await in front of it";
    return { state: "wrong", message, clues: [] };
  }
  const numbers = asArray(expected);
  if (numbers) {
    if (Array.isArray(answer) && answer.flat(numbers.ndim).includes(undefined)) return open;
    const given = asArray(answer);
    if (given && (given.ndim === 0) === (numbers.ndim === 0))
      return judgeNumbers(given, numbers, tolerance);
  } else if (sameKind(answer, expected)) {
    if (typeof expected === "object") return judgeParts(Object(answer), expected, tolerance);
    return answer === expected ? right : wrong("values", `${inWords(answer)} is not right`);
  }
  return wrong("shape", `this is ${kind(answer)}, not ${kind(expected)}`);
}

function judgeParts(answer: Record<string, unknown>, expected: object, tolerance: number): Finding {
  // Properties that every object inherits, such as constructor, are no answer.
  const given = (key: string) =>
    Object.hasOwn(answer, key) || !(key in Object.prototype) ? answer[key] : undefined;
  const parts = Object.entries(expected).map(([key, part]) => ({
    name: Array.isArray(expected) ? `[${key}]` : key,
    ...judge(given(key), part, tolerance),
  }));
  if (parts.every(({ state }) => state === "right")) return right;
  if (parts.every(({ state }) => state === "open")) return open;
  return {
    state: "wrong",
    message: parts
      .map(({ name, state, message }) => name + (state === "right" ? " is right" : `: ${message}`))
      .join("; "),
    clues: [...new Set(parts.flatMap(({ clues }) => clues))],
  };
}

function judgeNumbers(given: NDArray, expected: NDArray, tolerance: number): Finding {
  const same = (a: NDArray, b: NDArray) =>
    String(a.shape) === String(b.shape) && countClose(a, b, tolerance) === a.size;
  if (same(given, expected)) return right;

  const transposed = same(given.T, expected);
  if (String(given.shape) !== String(expected.shape)) {
    const shapes = `the shape is ${formatShape(given.shape)}, not ${formatShape(expected.shape)}`;
    return wrong("shape", shapes + (transposed ? ": this is the transpose" : ""));
  }
  const nans = given.data.filter(Number.isNaN).length;
  const factor = factorAtLargest(given, expected);
  const proportional = factor !== 0 && same(given, np.multiply(factor, expected));
  const opposite = proportional && Math.abs(factor + 1) <= tolerance;
  if (expected.ndim === 0) {
    return wrong("values", opposite ? "the sign is wrong" : `${given.data[0]} is not right`);
  }
  if (nans > 0) return wrong("values", `${nans} of ${given.size} values are NaN`);
  if (opposite) return wrong("values", "every value has the wrong sign");
  // Two single numbers always differ by some factor.
  if (proportional && expected.data.filter((value) => value !== 0).length > 1) {
    return wrong("values", `every value is ${times(factor)} the right one`);
  }
  if (transposed) return wrong("values", "this is the transpose of the right array");
  const close = countClose(given, expected, tolerance);
  if (close > 0) return wrong("values", `${close} of ${given.size} values are right`);
  return wrong("values", "the shape is right, the values are not");
}

function countClose(given: NDArray, expected: NDArray, tolerance: number): number {
  const close = (value: number, wanted: number) =>
    Object.is(value, wanted) || Math.abs(value - wanted) < 1e-8 + tolerance * Math.abs(wanted);
  return given.data.filter((value, i) => close(value, expected.data[i])).length;
}

function factorAtLargest(given: NDArray, expected: NDArray): number {
  const largest = np.argmax(np.abs(expected.reshape([-1])), 0).data[0];
  return given.data[largest] / expected.data[largest];
}

/** 2 as "2 times", 0.25 as "1/4 of". */
function times(factor: number): string {
  const divisor = Number((1 / factor).toPrecision(4));
  const divided = divisor > 1 && Number.isInteger(divisor);
  return divided ? `1/${divisor} of` : `${Number(factor.toPrecision(4))} times`;
}

/** Numbers as an array; undefined for anything else. */
function asArray(value: unknown): NDArray | undefined {
  if (value instanceof NDArray) return value;
  if (typeof value !== "number" && !Array.isArray(value)) return undefined;
  // A list of arrays is several answers.
  if (Array.isArray(value) && value.flat(Infinity).some((part) => part instanceof NDArray)) {
    return undefined;
  }
  try {
    return np.array(value as NestedList | number);
  } catch {
    return undefined;
  }
}

function sameKind(answer: unknown, expected: ExpectedAnswer): boolean {
  if (Array.isArray(expected)) return Array.isArray(answer) && answer.length === expected.length;
  const several = answer === null || Array.isArray(answer) || answer instanceof NDArray;
  return typeof answer === typeof expected && !several;
}

function kind(value: unknown): string {
  const numbers = asArray(value);
  if (numbers?.ndim === 0) return "a number";
  if (numbers) return `an array of shape ${formatShape(numbers.shape)}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value === null || typeof value !== "object")
    return value === null ? "null" : `a ${typeof value}`;
  return `{ ${Object.keys(value).join(", ")} }`;
}

/** Any value in a few words. */
function inWords(value: unknown): string {
  if (Object(value) === value) return kind(value);
  return typeof value === "string" ? `'${value}'` : String(value);
}
