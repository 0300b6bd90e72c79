import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../scripts/jupyter.mjs";

const library = path.join(root, "lib");

/** What each file of lib/ imports from the others, types included. */
const imports = new Map(
  fs
    .readdirSync(library, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /^(?!dist\/|node_modules\/).*\.ts$/.test(file))
    .map((file) => {
      const source = fs.readFileSync(path.join(library, file), "utf8");
      const names = [...source.matchAll(/\bfrom "(\.[^"]*)"/g)].map(([, name]) => name);
      return [file, names.map((name) => `${path.posix.join(path.dirname(file), name)}.ts`)];
    }),
);

test("no file of lib/ imports itself, be it through others", () => {
  const reached = (from: string, seen = new Set<string>()): Set<string> => {
    for (const next of imports.get(from) ?? []) {
      if (!seen.has(next)) reached(next, seen.add(next));
    }
    return seen;
  };
  expect(imports.size).toBeGreaterThan(40);
  expect([...imports.keys()].filter((file) => reached(file).has(file))).toEqual([]);
});

test("the graph that runs knows nothing of pictures, and nothing but index.ts knows view/", () => {
  const users = [...imports].filter(([, names]) => names.some((name) => name.startsWith("view/")));
  const outside = users.map(([file]) => file).filter((file) => !file.startsWith("view/"));
  expect(outside).toEqual(["index.ts"]);
});
