import type { CellResult } from "./kernel";

/** What the test of a notebook expects of it; test/lessons/ holds one for each. */
export interface Lesson {
  /** By cell: what its printed output, or the text of the pictures and tables it shows, must contain. */
  shows: Record<string, string[]>;
  /** By cell: each answer is what stands in place of the cell's placeholders, in their order. */
  exercises: Record<string, ExerciseAnswers>;
  /** By cell of text: what its Python prints, run in the notebooks' folder after the lesson. */
  python?: Record<string, string>;
  /** Cells that print times they have measured, which no two runs share. */
  measured?: string[];
}

export interface ExerciseAnswers {
  /** Answers that are judged right. A single text fills a cell with a single placeholder. */
  right: (string | string[])[];
  /** Answers that are not, and what the verdict must contain. */
  wrong: { answer: string | string[]; verdict: string }[];
}

export interface Cell {
  id: string;
  cell_type: "code" | "markdown";
  source: string[];
  /** What a code cell showed when the notebook was saved. */
  outputs?: { text?: string[]; data?: Record<string, unknown> }[];
}

/** What the learner replaces: the `undefined` of `undefined;  // your answer`. */
const placeholder = /\bundefined(?=; *\/\/ your answer)/g;

/** The cell with answers in place of its placeholders. Throws unless there are as many of both. */
export function fillIn(source: string, answer: string | string[]): string {
  const answers = [answer].flat();
  const count = source.match(placeholder)?.length ?? 0;
  if (answers.length !== count) {
    throw new Error(
      `${answers.length} answers for ${count} places that say "undefined;  // your answer"`,
    );
  }
  let next = 0;
  return source.replace(placeholder, () => answers[next++]);
}

/** All that a reader can read in a cell's output: what it prints, and the words and numbers in its SVG and HTML. */
export function printed({ stdout, displays }: Pick<CellResult, "stdout" | "displays">): string {
  const markup = displays.flatMap((data) => [data["image/svg+xml"], data["text/html"]]);
  return [stdout, ...markup.filter((text) => typeof text === "string").map(textOf)].join("\n");
}

/** The same for a cell as it was saved. */
export function saved({ outputs = [] }: Cell): string {
  const stdout = outputs.flatMap(({ text = [] }) => text).join("");
  const displays = outputs.flatMap(({ data }) => {
    const joined = Object.entries(data ?? {}).map(([type, lines]) => [
      type,
      [lines].flat().join(""),
    ]);
    return data ? [Object.fromEntries(joined)] : [];
  });
  return printed({ stdout, displays });
}

function textOf(markup: string): string {
  const entities: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };
  return markup
    .replace(/<!--.*?-->|<(script|style)\b.*?<\/\1>|<[^>]*>/gs, " ")
    .replace(/&#(x?)([\da-f]+);/gi, (_, hex, code) =>
      String.fromCodePoint(Number.parseInt(code, hex ? 16 : 10)),
    )
    .replace(/&(\w+);/g, (entity, name) => entities[name] ?? entity)
    .replaceAll("&amp;", "&")
    .replace(/\s+/g, " ");
}

/** The Python in a cell of text. */
export function pythonIn({ source }: Cell): string {
  return /^```python\n(.*?)^```$/ms.exec(source.join(""))?.[1] ?? "";
}

/** The last line that a cell prints: of an exercise, its verdict. */
export function verdictOf({ stdout }: CellResult): string {
  return stdout.trimEnd().split("\n").at(-1) ?? "";
}

/** What a lesson's cells lack of the form that all lessons have. */
export function flaws(cells: readonly Cell[]): string[] {
  const text = cells
    .filter((cell) => cell.cell_type === "markdown")
    .map((cell) => cell.source.join(""))
    .join("\n\n");
  const found: string[] = [];
  const [first] = cells;
  if (first?.cell_type !== "markdown" || !/^# \d/.test(first.source.join(""))) {
    found.push('the first cell must be the title, "# " and the section\'s number');
  }
  for (const line of [/^After this lesson you can\b/m, /^## Summary$/m, /^## Exercises$/m]) {
    if (!line.test(text)) found.push(`no line of text is ${line}`);
  }
  const exercises = cells.filter(({ id }) => /^exercise-\d+$/.test(id)).map(({ id }) => id);
  const wanted = exercises.map((_, i) => `exercise-${i + 1}`);
  if (String(exercises) !== String(wanted) || wanted.length < 2 || wanted.length > 4) {
    found.push(`needs two to four exercises, numbered from 1; it has ${exercises}`);
  }
  for (const [i, { id }] of cells.entries()) {
    if (cells.findIndex((cell) => cell.id === id) !== i) found.push(`two cells have the id ${id}`);
    // JupyterLab's own are eight hexadecimal digits, or a UUID, which starts with as many.
    if (!/^[a-z][a-z\d]*(-[a-z\d]+)*$/.test(id) || /^[\da-f]{8}(-|$)/.test(id)) {
      found.push(`the id ${id} says nothing; use words, such as loss-curve`);
    }
  }
  return found;
}
