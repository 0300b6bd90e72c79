import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, suite, test } from "vitest";
import { copyLessons, lessonNamed } from "../../scripts/copies.mjs";
import { OWN_LESSONS, root } from "../../scripts/jupyter.mjs";

let project: string;
const at = (...names: string[]) => path.join(project, ...names);
const write = (name: string, content: string) => fs.writeFileSync(at(name), content);
const own = (name: string) => fs.readFileSync(at(OWN_LESSONS, name), "utf8");
const files = () => fs.readdirSync(at(OWN_LESSONS)).filter((name) => !name.startsWith("."));

beforeEach(() => {
  project = fs.mkdtempSync(path.join(os.tmpdir(), "lessons-"));
  fs.mkdirSync(at("notebooks"));
  write("notebooks/5.1-a.ipynb", "first");
  write("notebooks/5.2-b.ipynb", "second");
  write("notebooks/README.md", "page");
});
afterEach(() => fs.rmSync(project, { recursive: true, force: true }));

suite("copyLessons", () => {
  test("copies the lessons and the first page, once", () => {
    expect(copyLessons(project)).toEqual([]);
    expect(files()).toEqual(["5.1-a.ipynb", "5.2-b.ipynb", "README.md"]);
    const before = fs.statSync(at(OWN_LESSONS, "5.1-a.ipynb")).mtimeMs;
    expect(copyLessons(project)).toEqual([]);
    expect(fs.statSync(at(OWN_LESSONS, "5.1-a.ipynb")).mtimeMs).toBe(before);
  });

  test("brings a copy that nobody used up to date, and puts a newer lesson beside one in use, once", () => {
    copyLessons(project);
    write(`${OWN_LESSONS}/5.1-a.ipynb`, "my answers");
    write("notebooks/5.1-a.ipynb", "first, mended");
    write("notebooks/5.2-b.ipynb", "second, mended");
    const [sentence, ...more] = copyLessons(project);
    expect(more).toEqual([]);
    expect(sentence).toBe(
      "5.1-a.ipynb is newer in the project than your copy in my-lessons/, which stays as it is. " +
        "The newer one is beside it: 5.1-a (newer).ipynb",
    );
    expect([own("5.1-a.ipynb"), own("5.1-a (newer).ipynb")]).toEqual([
      "my answers",
      "first, mended",
    ]);
    expect(own("5.2-b.ipynb")).toBe("second, mended");
    expect(copyLessons(project)).toEqual([]);

    write(`${OWN_LESSONS}/5.1-a (newer).ipynb`, "answers in that one");
    write("notebooks/5.1-a.ipynb", "first, mended again");
    expect(copyLessons(project)).toHaveLength(1);
    expect(own("5.1-a (newer).ipynb")).toBe("answers in that one");
    expect(own("5.1-a (newer 2).ipynb")).toBe("first, mended again");
  });

  test("brings back a copy that was deleted", () => {
    copyLessons(project);
    fs.rmSync(at(OWN_LESSONS, "5.1-a.ipynb"));
    copyLessons(project);
    expect(own("5.1-a.ipynb")).toBe("first");
  });

  test.each(["", "{", "7", undefined])(
    "never overwrites, whatever became of its record: %j",
    (record) => {
      copyLessons(project);
      write(`${OWN_LESSONS}/5.1-a.ipynb`, "my answers");
      const file = at(OWN_LESSONS, ".copied.json");
      if (record === undefined) fs.rmSync(file);
      else fs.writeFileSync(file, record);
      copyLessons(project);
      expect(own("5.1-a.ipynb")).toBe("my answers");
      expect(own("5.1-a (newer).ipynb")).toBe("first");
      expect(files()).toHaveLength(4);
    },
  );
});

suite("npm run lessons:reset", () => {
  /** What it prints when it is answered so, in a project with a copy that was changed. */
  async function reset(answer: string, ...args: string[]) {
    copyLessons(project);
    write(`${OWN_LESSONS}/5.1-a.ipynb`, "my answers");
    fs.cpSync(path.join(root, "scripts"), at("scripts"), { recursive: true });
    const script = spawn(process.execPath, [at("scripts", "reset-lesson.mjs"), ...args]);
    script.stdin.end(answer);
    let output = "";
    for (const stream of [script.stdout, script.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    await once(script, "close");
    return output;
  }

  test("starts a lesson afresh after a yes", async () => {
    expect(await reset("yes\n", "5.1")).toContain(
      "All that you have changed in my-lessons/5.1-a.ipynb",
    );
    expect(own("5.1-a.ipynb")).toBe("first");
    expect(copyLessons(project)).toEqual([]);
  });

  test.each(["no\n", "\n", ""])("leaves it as it is after %j", async (answer) => {
    expect(await reset(answer, "5.1")).toContain("5.1-a.ipynb stays as it is.");
    expect(own("5.1-a.ipynb")).toBe("my answers");
  });

  test("says which lessons there are", async () => {
    expect(await reset("yes\n")).toMatch(
      /Which lesson\? Say it like this: npm run lessons:reset -- 5\.1/,
    );
    expect(() => lessonNamed(project, "5.")).toThrow('"5." begins the names of 2 lessons');
    expect(() => lessonNamed(project, "6")).toThrow("5.1-a.ipynb\n5.2-b.ipynb");
    expect(own("5.1-a.ipynb")).toBe("my answers");
  });
});
