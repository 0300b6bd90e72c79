import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { np } from "backprop";
import { expect, suite, test } from "vitest";
import { root } from "../scripts/jupyter.mjs";

suite("the first page", () => {
  const page = path.join("notebooks", "README.md");
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

  test("writes NumPy's expressions in a form that runs", () => {
    const [, table] = text.split("## NumPy in TypeScript");
    const rows = table.split("\n## ")[0].match(/^\| `.*$/gm) ?? [];
    const forms = rows.flatMap(
      (row) => row.split(" | ")[1].match(/(?<=`)[a-zA-Z][^`]*(?=`)/g) ?? [],
    );
    expect(forms.length).toBeGreaterThan(20);
    const x = () => np.arange(6).reshape([2, 3]);
    const names = { np, x: x(), y: x(), a: x(), b: x().T, W: x(), dW: x(), mask: np.equal(x(), 1) };
    const values = { ...names, i: 1, j: 2, N: 2, t: np.array([2, 0], "int32") };
    for (const form of forms) {
      const code = /^(if|for) /.test(form) ? `${form} {}` : form;
      expect(
        () => new Function(...Object.keys(values), code)(...Object.values(values)),
        form,
      ).not.toThrow();
    }
  });
});
