import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { root } from "../scripts/jupyter.mjs";
import { pythonWithNumpy } from "../scripts/numpy.mjs";
import { type Kernel, startKernel } from "./support/kernel";
import {
  type Cell,
  fillIn,
  type Lesson,
  printed,
  pythonIn,
  saved,
  solutionOf,
  solve,
  verdictOf,
} from "./support/lesson";

const folder = path.join(root, "notebooks");
const notebooks = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));

function readCells(notebook: string): Cell[] {
  return JSON.parse(readFileSync(path.join(folder, notebook), "utf8")).cells;
}

async function readLesson(notebook: string): Promise<Lesson> {
  const file = path.join(root, "test", "lessons", `${path.parse(notebook).name}.ts`);
  if (!existsSync(file)) {
    throw new Error(`${notebook} needs ${file}, which says what it shows and what answers it`);
  }
  const { lesson }: { lesson: Lesson } = await import(pathToFileURL(file).href);
  return lesson;
}

test("there are notebooks to run", () => expect(notebooks.length).toBeGreaterThan(0));

describe.each(notebooks)("%s", (notebook) => {
  const cells = readCells(notebook);
  const code = cells.filter((cell) => cell.cell_type === "code");
  let kernel: Kernel;
  afterAll(() => kernel?.close());

  test("runs from top to bottom without error text, and shows what it should", async () => {
    const { shows, exercises, measured = [], python = {} } = await readLesson(notebook);
    const ids = code.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(Object.keys(shows)));

    kernel = startKernel();
    const problems: string[] = [];
    let lastShown = "";
    for (const cell of code) {
      const { id, source } = cell;
      const result = await kernel.run(source.join(""));
      const { status, stderr, displays } = result;
      expect({ id, status, stderr }).toEqual({ id, status: "ok", stderr: "" });
      const output = printed(result);
      lastShown = displays.length > 0 ? "a display" : output.trim();
      for (const fragment of shows[id] ?? []) {
        if (output.includes(fragment)) continue;
        problems.push(`${id} does not show "${fragment}" but this:\n${output}`);
      }
      if (output !== saved(cell) && !measured.includes(id)) {
        problems.push(
          `${id} was saved with other output; npm run lessons:save renews it:\n${output}`,
        );
      }
      if (id in exercises && !verdictOf(result).startsWith("○ not done yet")) {
        problems.push(`${id} says "${verdictOf(result)}" before anything is done`);
      }
    }
    for (const [id, expected] of Object.entries(python)) {
      const program = pythonIn(cells.find((cell) => cell.id === id) as Cell);
      const output = execFileSync(await pythonWithNumpy(), ["-c", program], {
        cwd: folder,
        encoding: "utf8",
      });
      if (output !== expected) problems.push(`the Python of ${id} prints ${output}`);
    }
    expect(problems.join("\n\n")).toBe("");
    expect(lastShown).not.toBe("");

    // What a cell left running may fail later.
    const afterwards = await kernel.run(
      "await new Promise((resolve) => setTimeout(resolve, 1000));",
    );
    expect(afterwards).toMatchObject({ status: "ok", stderr: "" });
  });

  test("tells right answers to its exercises from wrong ones", async () => {
    const { exercises } = await readLesson(notebook);
    const ids = code.map(({ id }) => id).filter((id) => id.startsWith("exercise-"));
    expect(Object.keys(exercises).sort()).toEqual(ids);

    const problems: string[] = [];
    for (const [id, { right, wrong }] of Object.entries(exercises)) {
      const source = code.find((cell) => cell.id === id)?.source.join("") ?? "";
      if (right.length === 0 || wrong.length === 0) {
        problems.push(`${id} needs a right answer and a wrong one`);
      }
      const judge = async (
        answer: string | string[],
        fits: (verdict: string) => boolean,
        filled = fillIn(source, answer),
      ) => {
        const result = await kernel.run(filled);
        const verdict = verdictOf(result);
        if (result.status !== "ok" || result.stderr !== "") {
          problems.push(`${id}, ${answer}: ${result.status}, ${result.stderr}`);
        } else if (!fits(verdict)) {
          problems.push(`${id}, ${answer}: the verdict is "${verdict}"`);
        }
      };
      const isRight = (verdict: string) => verdict === "✓ right";
      for (const answer of right) await judge(answer, isRight);
      for (const { answer, verdict: part } of wrong) {
        await judge(answer, (verdict) => verdict.includes(part) && !isRight(verdict));
      }
      const solution = solutionOf(cells, id);
      await judge(solution, isRight, solve(source, solution));
    }
    expect(problems.join("\n\n")).toBe("");
  });
});

test.each(["5.1-computational-graphs.ipynb", "5.7.2-two-layer-net.ipynb"])(
  "%s runs in tslab as it comes",
  async (notebook) => {
    const kernel = startKernel({ other: "tslab" });
    expect(await kernel.run("typeof (globalThis as any).__tslab__.resumed")).toMatchObject({
      stdout: "undefined\n",
    });
    for (const { id, source } of readCells(notebook).filter((cell) => cell.cell_type === "code")) {
      const { status, stderr } = await kernel.run(source.join(""));
      expect({ id, status, stderr }).toEqual({ id, status: "ok", stderr: "" });
    }
    await kernel.close();
  },
);
