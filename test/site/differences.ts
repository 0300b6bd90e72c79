import { type Cell, saved } from "../support/lesson";

/**
 * Cells that show differences of the size of rounding, which hang on the last digits of the engine's exp and pow: of
 * these the words count, not the numbers.
 */
const LAST_DIGITS = [
  ...["loss-check-gradient", "layers-check", "anew"],
  ...["all", "step-plot", "constant", "random-check"],
];

/** Figures of times that a cell before has measured. */
const TIMES = ["cost-figure"];

/**
 * What the code cells show otherwise than they were saved: other text, other kinds of output, other figures. Of cells
 * that measure times only the kinds count. The last digits of figures may differ, and of the cells above more.
 */
export function differences(
  before: readonly Cell[],
  after: readonly Cell[],
  measured: readonly string[] = [],
): string[] {
  return before
    .filter((cell) => cell.cell_type === "code")
    .flatMap((cell) => {
      const { id } = cell;
      const now = after.find((each) => each.id === id) ?? { ...cell, outputs: [] };
      if (kinds(now) !== kinds(cell)) return [`${id} shows ${kinds(now)}, not ${kinds(cell)}`];
      if (measured.includes(id) || TIMES.includes(id)) return [];
      const [texts, wanted] = [saved(now), saved(cell)];
      if (LAST_DIGITS.includes(id)) {
        return words(texts) === words(wanted) ? [] : [`${id} shows ${texts}, not ${wanted}`];
      }
      if (texts !== wanted) return [`${id} shows ${texts}, not ${wanted}`];
      return isClose(figures(now), figures(cell)) ? [] : [`${id} shows another figure`];
    });
}

const PLOTLY = "application/vnd.plotly.v1+json";
/** JupyterLab adds it to a figure. */
const PICTURE = "image/png";

function kinds({ outputs = [] }: Cell): string {
  return outputs
    .map(({ data }) => (data ? Object.keys(data).filter((type) => type !== PICTURE) : "text"))
    .join(", ");
}

function figures({ outputs = [] }: Cell): unknown[] {
  return outputs.flatMap(({ data }) => data?.[PLOTLY] ?? []);
}

/** A text without its numbers, and without the verdict whether all digits are the same. */
function words(text: string): string {
  return text.replace(/exact (?:yes|no)|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g, "").replace(/\s+/g, " ");
}

/** Whether two values of JSON are the same but for last digits. */
function isClose(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") {
    return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)) + 1e-12;
  }
  if (typeof a === "string" && typeof b === "string") {
    // The pixels of a picture hang on the numbers.
    return a === b || (a.startsWith("data:image/") && b.startsWith("data:image/"));
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((entry, i) => isClose(entry, b[i]));
  }
  if (!isObject(a) || !isObject(b)) return a === b;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => name in b && isClose(a[name], b[name]))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
