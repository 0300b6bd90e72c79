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
const edges = [...imports].flatMap(([file, names]) => names.map((name) => [file, name] as const));

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

/** The rooms and the files without one, each of which knows those before it only. */
const ROOMS = [
  ...["host", "crc32.ts", "markup.ts", "ndarray", "functions.ts", "layers", "datasets", "network"],
  ...["graph", "view", "exercise.ts", "index.ts", "node.ts", "web.ts"],
];

test("each room of lib/ knows those before it only", () => {
  const order = (file: string) => ROOMS.indexOf(file.split("/")[0]);
  expect([...imports.keys()].filter((file) => order(file) < 0)).toEqual([]);
  expect(edges.filter(([file, name]) => order(name) > order(file))).toEqual([]);
});

test("what is particular to a host, host/ and the entry for that host alone know", () => {
  const outside = edges.filter(([file]) => !file.startsWith("host/"));
  const particular = outside.filter(([, name]) => /^host\/(?!host|files|interrupt)/.test(name));
  expect(particular).toEqual([
    ["node.ts", "host/node.ts"],
    ["web.ts", "host/web.ts"],
    ["web.ts", "host/page.ts"],
  ]);
});
