// The form that all lessons share. From top to bottom a lesson has
//
// 1. a cell of text with the title, "# 5.1 Computational graphs" or, after the last section of the chapter,
//    "# Experiments"; a line "About 40 minutes. You need: ..." with a link to the lesson before, in the first one to
//    README.md; and "After this lesson you can" with two to four points;
// 2. its sections, each under a heading "## ...";
// 3. "## Summary";
// 4. "## Exercises", three to five. Each has
//    - a task, a cell of text under a heading "### Exercise 1: name ●○○ (5 min)",
//    - the cell exercise-1, with `undefined;  // your answer` once or more and show(checkAnswer(...)) with `exercise: 1`,
//    - right after it a cell of text with "<details><summary>Hint 1: the symptom that it helps with</summary>" (one hint
//      or more) and "<details><summary>Solution</summary>". The solution has a ```ts block for each line that says
//      `undefined;  // your answer`: the lines that stand in its place. Then a sentence says why it is right.
//      (notebooks.test.ts runs the solutions: the verdict must be right.)
// 5. the cell exercises-done, show(exercisesDone(4)), with the number of exercises;
// 6. "## Play", which says what to change and what to look at, and the cell play;
// 7. a line "Before: [5.1 ...](file.ipynb) · Next: [5.3 ...](file.ipynb)" with the titles of those lessons. README.md
//    stands before the first and after the last.
//
// A lesson's cells of code have six lines in the median, and none has over 15 but those that the lesson's file in
// test/lessons/ lists under `long`, with the reason. Ids are words, and each occurs once. Words that learners stumbled
// over do not occur.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { root } from "../scripts/jupyter.mjs";
import { type Cell, type Lesson, placesIn, solutionOf } from "./support/lesson";

const folder = path.join(root, "notebooks");
const notebooks = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
const cellsOf = (file: string): Cell[] =>
  JSON.parse(readFileSync(path.join(folder, file), "utf8")).cells;
const sourceOf = (cell: Cell | undefined) => cell?.source.join("") ?? "";
const titleOf = (file: string) =>
  file === "README.md" ? "All lessons" : /^# (.*)$/m.exec(sourceOf(cellsOf(file)[0]))?.[1];
const linkTo = (file: string) => `[${titleOf(file)}](${file})`;

/** What stands in place of each: a pattern, and what to write. */
const WORDS: readonly [RegExp, string][] = [
  [/\bslip(s|ped|ping)?\b/i, "mistake, bug"],
  [/\bby trying\b|\btrying (is|shares|makes|runs|needs|says|finds)\b|byTrying/i, "numerical"],
  [/\bby heart\b|\bmemori[sz]ing by\b/i, "memorize"],
  [/\bdearer\b/i, "more expensive"],
  [/\bhast[ye]\w*/i, "with a mistake, wrong"],
  [/\bonce round\b/i, "one epoch"],
  [/\bschool agrees\b/i, "the formula gives the same"],
  [/\bnothing forbids\b/i, "a value may"],
  [/\bof the say\b/i, "weighs"],
  [/\btalks? it\b|\bturns? (it|the shopping) round\b/i, "the plain statement"],
  [/\bno (accuracy|check) would have\b/i, "the plain statement"],
  [/\bnot the least\b|\bfor ever\b/i, "the plain statement"],
  [/\bequally many\b/i, "as many"],
  [
    /(?<!\bmultipl[^.]*)\b(derivatives?|gradients?|differentiated?)( of [^.;:|]{1,50}?)? by (the|a|an|all|each|its|it|one|\$|`)/i,
    "with respect to",
  ],
  [/\b(arrives?|arrived|comes?|came|come) (back )?from (the right|above)\b/i, "upstream"],
  [/\b(write|wrote|written) (\w+ )?so:/i, "like this"],
];

describe.each(notebooks)("%s", (notebook) => {
  const cells = cellsOf(notebook);
  const code = cells.filter((cell) => cell.cell_type === "code");
  const texts = cells.filter((cell) => cell.cell_type === "markdown").map(sourceOf);
  const headings = texts.flatMap((text) => text.match(/^#{1,6} .*$/gm) ?? []);
  const exercises = headings.flatMap((heading) => heading.match(/^#+ Exercise .*/) ?? []);
  const place = notebooks.indexOf(notebook);
  const before = notebooks[place - 1] ?? "README.md";
  const next = notebooks[place + 1] ?? "README.md";

  test("begins with its title, its time, what it needs and what it teaches", () => {
    const [title] = texts;
    expect(cells[0].cell_type).toBe("markdown");
    expect(title).toMatch(/^# (\d(\.\d)+ \S.*|Experiments)\n\nAbout \d+ minutes\. You need: /);
    const [needs] = /^About .*(\n\S.*)*/m.exec(title) ?? [""];
    expect(needs.replace(/\n/g, " ")).toContain(
      before === "README.md" ? `](${before})` : linkTo(before),
    );
    const points = /^After this lesson you can\n\n((?:- .*\n(?: {2}.*\n)*)+)/m.exec(
      `${title}\n`,
    )?.[1];
    const count = points?.match(/^- /gm)?.length;
    expect([2, 3, 4]).toContain(count);
  });

  test("ends with summary, exercises, a cell to play in, and the way on", () => {
    const last = ["## Summary", "## Exercises", ...exercises, "## Play"];
    expect(headings.slice(-last.length)).toEqual(last);
    const [play, way] = cells.slice(-2);
    expect({ id: play.id, type: play.cell_type }).toEqual({ id: "play", type: "code" });
    expect(sourceOf(way)).toBe(`Before: ${linkTo(before)} · Next: ${linkTo(next)}`);
    expect(sourceOf(cells.find(({ id }) => id === "exercises-done"))).toBe(
      `show(exercisesDone(${exercises.length}))`,
    );
  });

  test("has exercises with hints and a solution", () => {
    expect([3, 4, 5]).toContain(exercises.length);
    expect(code.filter(({ id }) => /^exercise-/.test(id))).toHaveLength(exercises.length);
    exercises.forEach((heading, i) => {
      const number = i + 1;
      expect(heading).toMatch(
        new RegExp(`^### Exercise ${number}: \\S.* (●○○|●●○|●●●) \\(\\d+ min\\)$`),
      );
      const at = cells.findIndex(({ id }) => id === `exercise-${number}`);
      const source = sourceOf(cells[at]);
      expect(source).toContain("show(checkAnswer(");
      expect(source).toMatch(new RegExp(`\\bexercise: ${number}\\b`));
      expect(placesIn(source)).toBeGreaterThan(0);
      expect(solutionOf(cells, `exercise-${number}`)).toHaveLength(placesIn(source));

      const help = sourceOf(cells[at + 1]);
      const folds = [...help.matchAll(/^<details><summary>(.*)<\/summary>$/gm)].map(([, it]) => it);
      const hints = folds.slice(0, -1);
      expect(hints.length).toBeGreaterThan(0);
      expect(hints.map((hint) => /^Hint (\d+): \S/.exec(hint)?.[1])).toEqual(
        hints.map((_, j) => String(j + 1)),
      );
      expect(folds.at(-1)).toBe("Solution");
      expect(help.match(/^<\/details>$/gm)).toHaveLength(folds.length);
      expect(help.trim(), "the sentence that says why").toMatch(
        /```\n+[A-Z$`].*[\s\S]*<\/details>$/,
      );
    });
  });

  test("has short cells", async () => {
    const file = path.join(root, "test", "lessons", `${path.parse(notebook).name}.ts`);
    const { lesson }: { lesson: Lesson } = await import(pathToFileURL(file).href);
    const lengths = code.map(({ source }) => source.length).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(6);
    const long = code.filter(({ source }) => source.length > 15).map(({ id }) => id);
    expect(long.sort()).toEqual(Object.keys(lesson.long ?? {}).sort());
  });

  test("has headings of one form, and ids that say what the cell is", () => {
    expect(
      headings.filter((heading) => !/^(# (\d|Experiments$)|## |### Exercise \d)/.test(heading)),
    ).toEqual([]);
    const ids = cells.map(({ id }) => id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    // JupyterLab's own are eight hexadecimal digits, or a UUID, which starts with as many.
    const says = (id: string) =>
      /^[a-z][a-z\d]*(-[a-z\d]+)*$/.test(id) && !/^[\da-f]{8}(-|$)/.test(id);
    expect(ids.filter((id) => !says(id))).toEqual([]);
  });

  test("uses the field's words", () => {
    const found = cells.flatMap((cell) => {
      const text = sourceOf(cell).replace(/\s*\n\s*/g, " ");
      return WORDS.flatMap(([word, better]) => {
        const [said] = word.exec(text) ?? [];
        return said ? [`${cell.id}: "${said}"; better: ${better}`] : [];
      });
    });
    expect(found).toEqual([]);
  });
});
