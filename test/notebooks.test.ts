import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { bin, jupyterEnvironment, root } from "../scripts/jupyter.mjs";

interface Cell {
  id: string;
  cell_type: "code" | "markdown";
  execution_count: number | null;
  outputs: { output_type: string; name?: string; text?: string[] }[];
}

const folder = path.join(root, "notebooks");
const notebooks = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));

/** Runs all cells in a new kernel, as "Restart and run all" does. Rejects if one ends in an error. */
async function runAll(notebook: string): Promise<Cell[]> {
  const { stdout } = await promisify(execFile)(
    bin("jupyter"),
    [
      ...["nbconvert", "--to", "notebook", "--execute", "--stdout"],
      // Without this a cell that did not run would keep its saved outputs.
      "--ClearOutputPreprocessor.enabled=True",
      path.join(folder, notebook),
    ],
    { env: jupyterEnvironment(), maxBuffer: Number.POSITIVE_INFINITY },
  );
  const { cells } = JSON.parse(stdout) as { cells: Cell[] };
  return cells.filter((cell) => cell.cell_type === "code");
}

test("there are notebooks to run", () => expect(notebooks.length).toBeGreaterThan(0));

describe.each(notebooks)("%s", (notebook) => {
  test("runs from top to bottom, with no error text, to its last cell", {
    timeout: 900_000,
  }, async () => {
    const cells = await runAll(notebook);
    for (const { id, outputs } of cells) {
      const complaints = outputs.filter(({ name }) => name === "stderr").map(({ text }) => text);
      expect(complaints, `stderr of the cell "${id}"`).toEqual([]);
    }
    // A cell also counts as executed when only its error was: each one needs its number, the last an output.
    expect(cells.map((cell) => cell.execution_count)).toEqual(cells.map((_, index) => index + 1));
    expect(cells.at(-1)?.outputs.length).toBeGreaterThan(0);
  });
});
