import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, suite, test } from "vitest";
import { root } from "../scripts/jupyter.mjs";

suite("the first page", () => {
  const start = readFileSync(path.join(root, "scripts", "start.mjs"), "utf8");
  const [, page] = /default_url=\/lab\/tree\/([^"]+)/.exec(start) ?? [];
  const text = readFileSync(path.join(root, page), "utf8");
  const links = [...text.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link]) => link);

  test("links to every notebook beside it, in order", () => {
    const lessons = links.slice(1).filter((link) => link.endsWith(".ipynb"));
    const beside = readdirSync(path.dirname(path.join(root, page)));
    const notebooks = beside.filter((name) => name.endsWith(".ipynb")).sort();
    expect(lessons).toEqual(notebooks);
    expect(links[0]).toBe(lessons[0]);
  });

  test("links to nothing else that is not there", () => {
    const others = links.filter((link) => !link.endsWith(".ipynb"));
    const missing = others.filter(
      (link) => !existsSync(path.resolve(root, path.dirname(page), link)),
    );
    expect(missing).toEqual([]);
  });
});
