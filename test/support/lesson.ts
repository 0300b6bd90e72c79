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
  /** Cells of code with more than 15 lines, and why they have them. */
  long?: Record<string, string>;
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
  const count = placesIn(source);
  if (answers.length !== count) {
    throw new Error(
      `${answers.length} answers for ${count} places that say "undefined;  // your answer"`,
    );
  }
  let next = 0;
  return source.replace(placeholder, () => answers[next++]);
}

/** How many answers a cell asks for. */
export function placesIn(source: string): number {
  return source.match(placeholder)?.length ?? 0;
}

/** The blocks of code in the folded solution below the cell of an exercise. */
export function solutionOf(cells: readonly Cell[], id: string): string[] {
  const help = cells[cells.findIndex((cell) => cell.id === id) + 1]?.source.join("") ?? "";
  const [, solution = ""] = help.split("<details><summary>Solution</summary>");
  return [...solution.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, lines]) => lines);
}

/** The cell with each line that asks for an answer replaced by a block of the solution. */
export function solve(source: string, solution: readonly string[]): string {
  let next = 0;
  const line = new RegExp(`^.*${placeholder.source}.*\\n`, "gm");
  return source.replace(line, () => solution[next++] ?? "");
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

/** The last line that a cell prints or shows: of an exercise, its verdict. */
export function verdictOf(result: CellResult): string {
  return printed(result).trim().split("\n").at(-1)?.trim() ?? "";
}
