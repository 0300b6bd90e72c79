import { afterAll, beforeAll, expect, suite, test } from "vitest";
import { type Kernel, startKernel } from "./support/kernel";

suite("what the kernel says of an error", () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = startKernel();
    for (const cell of [
      `import { np, Relu } from "backprop";
       const x = np.ones([3, 2]);
       const untyped: any = x;`,
      `interface Size { rows: number }

       /** A comment, a type and a line that goes on: none is in the compiled cell. */
       function product({ rows }: Size) {

         return np.dot(x,
           np.ones([rows, 2]));
       }
       function twice(rows: number): void {
         product({ rows: rows });
       }`,
    ]) {
      expect(await kernel.run(cell)).toMatchObject({ status: "ok", stderr: "" });
    }
  });
  afterAll(() => kernel.close());

  async function saidOf(cell: string, interruptAt?: string): Promise<string> {
    const { status, stderr } = await kernel.run(cell, interruptAt);
    expect(status).toBe("error");
    return stderr;
  }

  /** Cells with what they print, both without the indentation that they have here. */
  const said: Record<string, [cell: string, said: string]> = {
    "a shape mismatch": [
      `const W = np.ones([3, 2]);

       // (3, 2) . (3, 2)
       np.dot(x, W);`,
      `line 4: np.dot(x, W);
       Error: np.dot: a is (3, 2) but b is (3, 2); a's last axis must equal b's first
       `,
    ],
    "one in functions of an earlier cell": [
      `const first = 1;
       twice(3);`,
      `cell 2, line 6: return np.dot(x,
       cell 2, line 10: product({ rows: rows });
       line 2: twice(3);
       Error: np.dot: a is (3, 2) but b is (3, 2); a's last axis must equal b's first
       `,
    ],
    "one after an await": [
      `await null;
       async function later() {
         await new Promise((done) => setTimeout(done, 1));
         np.dot(x, x);
       }
       await later();`,
      `line 4: np.dot(x, x);
       line 6: await later();
       Error: np.dot: a is (3, 2) but b is (3, 2); a's last axis must equal b's first
       `,
    ],
    "a forgotten forward": [
      "new Relu().backward(x);",
      `line 1: new Relu().backward(x);
       Error: Relu.backward: call forward first; backward needs what forward keeps
       `,
    ],
    "a misspelt name": [
      `const rows = 2;
       const y = np.zeroes([rows]);`,
      `line 2: const y = np.zeroes([rows]);
                            ^^^^^^
       Property 'zeroes' does not exist on type 'np'. Did you mean 'zeros'?
       `,
    ],
    "wrong types, with an explanation": [
      `const words: string = x;
       np.dot(x, { a: 1 });`,
      `line 1: const words: string = x;
                     ^^^^^
       Type 'NDArray' is not assignable to type 'string'.

       line 2: np.dot(x, { a: 1 });
                           ^
       Argument of type '{ a: number; }' is not assignable to parameter of type 'ArrayLike'.
         Object literal may only specify known properties, and 'a' does not exist in type 'NDArray | NestedList'.
       `,
    ],
    "a name that is not there, once": [
      "nowhere + nowhere",
      `line 1: nowhere + nowhere
               ^^^^^^^
       Cannot find name 'nowhere'. Has the cell that defines it run to its end?
       `,
    ],
    "a cell that ends too early": [
      "np.sum(",
      `line 1: np.sum(
                      ^
       ')' expected.
       `,
    ],
    "what only V8 finds wrong": [
      `const list: string[] = [];
       list.filter((word) => /a+/xyz.test(word));`,
      `line 2: list.filter((word) => /a+/xyz.test(word));
       SyntaxError: Invalid regular expression flags
       `,
    ],
    "an error of the learner's own, and its cause": [
      `class ShapeError extends Error {}
       try {
         product({ rows: 5 });
       } catch (error) {
         throw new ShapeError("W does not fit", { cause: error });
       }`,
      `line 5: throw new ShapeError("W does not fit", { cause: error });
       ShapeError: W does not fit
       Caused by:
       cell 2, line 6: return np.dot(x,
       line 3: product({ rows: 5 });
       Error: np.dot: a is (3, 2) but b is (5, 2); a's last axis must equal b's first
       `,
    ],
    "what is thrown and no error": [
      'throw "too large";',
      `Thrown: 'too large'
       (throw new Error("...") would show the line)
       `,
    ],
    "a method that is not there, in the learner's words": [
      "untyped.nowhere();",
      `line 1: untyped.nowhere();
       TypeError: untyped.nowhere is not a function
       `,
    ],
    "one behind { name } and an await": [
      `const both = {
         x,
         untyped,
       };
       const { length } = await Promise.resolve([both]);
       np.dot(both.x, both.x);`,
      `line 6: np.dot(both.x, both.x);
       Error: np.dot: a is (3, 2) but b is (3, 2); a's last axis must equal b's first
       `,
    ],
    "an endless recursion": [
      `function down(n: number): number {
         return down(n + 1) + 1;
       }
       down(0);`,
      `line 2: return down(n + 1) + 1;
       RangeError: Maximum call stack size exceeded
       `,
    ],
    "a long message": [
      'throw new Error("row\\n".repeat(1000))',
      `line 1: throw new Error("row\\n".repeat(1000))
       Error: ${"row\n       ".repeat(19)}row ...
       `,
    ],
  };

  test.each(Object.entries(said))("%s", async (_, [cell, expected]) => {
    const [typed, printed] = [cell, expected].map((text) => text.replace(/^ {7}/gm, ""));
    expect(await saidOf(typed)).toBe(printed);
  });

  test("at most five type errors", async () => {
    expect((await saidOf("a1; a2; a3; a4; a5; a6; a7")).match(/Cannot find name/g)).toHaveLength(5);
  });

  test("a stopped cell", async () => {
    const endless = 'console.log("under way"); for (;;) {}';
    expect(await saidOf(endless, "under way")).toBe("Interrupted.\n");
    const waiting = `await null;
      setTimeout(() => console.log("under way"), 100);
      await new Promise(() => {});`;
    expect(await saidOf(waiting, "under way")).toBe("Interrupted.\n");
  });

  test("what fails when no cell waits for it", async () => {
    await kernel.run("setTimeout(() => twice(3), 100);");
    const late = await kernel.run(`const rejected = Promise.reject(new Error("alone"));
await new Promise((done) => setTimeout(done, 500));`);
    expect(late.stderr).toMatch(`line 1: const rejected = Promise.reject(new Error("alone"));
Error: alone
(in a promise that nothing awaits)
cell 2, line 6: return np.dot(x,
cell 2, line 10: product({ rows: rows });
cell`);
    expect(late.stderr).toMatch(
      /^cell \d+, line 1: setTimeout\(\(\) => twice\(3\), 100\);\nError: np\.dot.*\n\(in a callback that ran later than the cell\)\n$/m,
    );
    expect(late.status).toBe("ok");
  });

  test("an error that cannot be described, as tslab prints it", async () => {
    const strange =
      'const strange = new Error("strange"); strange.constructor = undefined; throw strange;';
    expect(await saidOf(strange)).toMatch(/Error: strange\n +at [\s\S]*tslab/);
  });
});
