import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../scripts/jupyter.mjs";
import { startKernel } from "./support/kernel";

interface Cell {
  id: string;
  cell_type: "code" | "markdown";
  source: string[];
}

const folder = path.join(root, "notebooks");
const notebooks = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));

function codeCells(notebook: string): Cell[] {
  const { cells } = JSON.parse(readFileSync(path.join(folder, notebook), "utf8"));
  return cells.filter((cell: Cell) => cell.cell_type === "code");
}

test("there are notebooks to run", () => expect(notebooks.length).toBeGreaterThan(0));

describe.each(notebooks)("%s", (notebook) => {
  test("runs from top to bottom without error text, and its last cell shows something", async () => {
    const kernel = startKernel();
    try {
      let shown = 0;
      for (const { id, source } of codeCells(notebook)) {
        const { status, stderr, stdout, displays } = await kernel.run(source.join(""));
        expect({ id, status, stderr }).toEqual({ id, status: "ok", stderr: "" });
        shown = stdout.length + displays.length;
      }
      expect(shown).toBeGreaterThan(0);

      // What a cell left running may fail later.
      const afterwards = await kernel.run(
        "await new Promise((resolve) => setTimeout(resolve, 1000));",
      );
      expect(afterwards).toMatchObject({ status: "ok", stderr: "" });
    } finally {
      await kernel.close();
    }
  });
});
