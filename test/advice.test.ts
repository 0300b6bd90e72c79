import { afterAll, beforeAll, expect, suite, test } from "vitest";
import { type Kernel, startKernel } from "./support/kernel";

suite("what the kernel advises", () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = startKernel();
    // A restart leaves a reader here.
    expect(await saidOf("np.ones([2])")).toBe(
      "line 1: np.ones([2])\n" +
        "        ^^\n" +
        "Cannot find name 'np'. Nothing has run since the kernel started: run the cells above first.\n",
    );
    const cell = await kernel.run(`
      import { loadMnist, np, Relu, softmax, train, TwoLayerNet } from "backprop";
      const a = np.ones([2, 3]);
      const b = np.ones([2, 3]);
      const list = [1, 2, 3];
      const relu = new Relu();
      const data = loadMnist();
      const fresh = () => new TwoLayerNet({ inputSize: 784, hiddenSize: 5, outputSize: 10 });
    `);
    expect(cell).toMatchObject({ status: "ok", stderr: "" });
  });
  afterAll(() => kernel.close());

  async function saidOf(cell: string): Promise<string> {
    const { status, stderr } = await kernel.run(cell);
    expect(status).toBe("error");
    return stderr;
  }

  const arrays: Record<string, string> = {
    "a * b": "For arrays write np.multiply(a, b)",
    "2 - a": "For arrays write np.subtract(2, a)",
    "a + b": "For arrays write np.add(a, b)",
    "a / np.exp(b)": "For arrays write np.divide(a, np.exp(b))",
    "a ** 2": "For arrays write np.square(a)",
    "a ** 3": "For arrays write np.power(a, 3)",
    "list * 2": "For arrays write np.multiply(list, 2)",
    "let c = np.ones([2]); c *= 2;": "For arrays write c = np.multiply(c, 2)",
    "const y = np.dot(a, b) + 1;": "For arrays write np.add(np.dot(a, b), 1)",
    "np.zeros((2, 3))": "Lengths of several axes are written as np.zeros([2, 3])",
    "np.zeros(2, 3)": "Lengths of several axes are written as np.zeros([2, 3])",
    "a.reshape(3, 2)": "Lengths of several axes are written as a.reshape([3, 2])",
    "a.reshape((3, 2))": "Lengths of several axes are written as a.reshape([3, 2])",
    "np.reshape(a, 3, 2)": "Lengths of several axes are written as np.reshape(a, [3, 2])",
    "np.random.randn((2, 3))": "Lengths of several axes are written as np.random.randn(2, 3)",
    "a[0, 1]": "For an entry of an array write a.item(0, 1)",
    "const x: typeof a = [1, 2];": "A list becomes an array with np.array([...]).",
    "[[1, 2]].shape": "A list becomes an array with np.array([...]).",
  };
  test.each(Object.entries(arrays))("of arrays: %s", async (cell, advice) => {
    const said = await saidOf(cell);
    expect(said).toMatch(/^line 1: .*\n +\^+\n.+\n {2}.+\n$/);
    expect(said).toContain(advice);
  });

  const forgotten: Record<string, string> = {
    "function f() { 5; } f() + 1": "return",
    "const g = () => { 5; }; const n: number = g();": "return",
    "class Double { forward(x: number) { x * 2; } } new Double().forward(1).toFixed(2)": "return",
    "function h() {} np.sum(h());": "return",
    "const early = train(fresh(), data); early.loss": "await",
    "train(fresh(), data).loss": "await",
  };
  const sentences: Record<string, string> = {
    return: "  The function gives nothing back. Has its return been forgotten?\n",
    await:
      "  The value comes later. Has await been forgotten, as in const history = await train(...)?\n",
  };
  test.each(Object.entries(forgotten))("of what was forgotten: %s", async (cell, word) => {
    expect(await saidOf(cell)).toContain(sentences[word]);
  });

  const instead: Record<string, [python: string, typescript: string]> = {
    "import numpy as np": ["import numpy as np", 'import { np } from "backprop"'],
    "from numpy import array": ["import numpy as np", 'import { np } from "backprop"'],
    "def f(x):\n  return x": ["def f(x):", "function f(x: number) { return ...; }"],
    "class A:": ["class A:", "class A { ... }"],
    "# a comment": ["# text", "// text"],
    "const z = 1 # a comment": ["# text", "// text"],
    "for i in range(3):": ["for i in range(3):", "for (let i = 0; i < 3; i++) { ... }"],
    "for x in list:": ["for x in list:", "for (const x of list) { ... }"],
    "squares = [x * x for x in list]": ["[f(x) for x in list]", "list.map((x) => f(x))"],
    "if list:": ["if x > 0:", "if (x > 0) { ... }"],
    "elif list:": ["elif x > 0:", "else if (x > 0) { ... }"],
    "while list:": ["while x > 0:", "while (x > 0) { ... }"],
    "const f = lambda x: x * 2": ["lambda x: x * 2", "(x: number) => x * 2"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what the learner should write.
    'print(f"loss {list}")': ['f"loss {loss}"', "`loss ${loss}`, in backticks"],
    '"""text"""': ['"""text"""', "/* text */, or `text` in backticks"],
    "print(a)": ["print(x)", "console.log(x)"],
    "len(list)": ["len(x)", "x.length for a list, and x.shape[0] for an array"],
    "const yes = True;": ["True", "true"],
    "const no = False;": ["False", "false"],
    None: ["None", "undefined"],
    "self.x = 1": ["self", "this"],
    "math.exp(1)": ["math.exp(x)", "Math.exp(x)"],
    "a @ b": ["a @ b", "np.dot(a, b)"],
    "const y = a @ b": ["a @ b", "np.dot(a, b)"],
    "a[1:3]": ["a[1:3]", 'a.at("1:3")'],
    "a[:, 0]": ["a[:, 0]", 'a.at(":", 0)'],
  };
  test.each(Object.entries(instead))("of Python: %s", async (cell, [python, typescript]) => {
    const said = await saidOf(cell);
    expect(said).toMatch(/^line 1: .*\n +\^+\n/);
    expect(said).toContain(`This is TypeScript: instead of ${python} write ${typescript}.\n`);
    // The one thing that helps, and no complaint of every word.
    expect(said.match(/expected|Unexpected/g)).toBeNull();
  });

  test("of programs and commands in a cell", async () => {
    expect(await saidOf("!pip install numpy")).toContain(
      "This is TypeScript. Programs such as pip are run in a terminal.\n",
    );
    expect(await saidOf("%matplotlib inline")).toContain(
      "This is TypeScript, which has no commands with %. Figures need none.\n",
    );
  });

  test("of a name that no cell declares", async () => {
    expect(await saidOf("rate = 0.1")).toContain(
      "Cannot find name 'rate'. A new name needs const or let before it: const rate = ...\n",
    );
    expect(await saidOf("rate + 1")).toContain(
      "Cannot find name 'rate'. Has the cell that defines it run to its end?\n",
    );
  });

  const innocent = [
    'const word: number = "a@b.c is # no f" + "{comment}";',
    "const lambda = 0.1; const word: string = lambda;",
    "const pick: string = list[list.length > 1 ? 1 : 0];",
    "const twice: string = ((x: number) => x * 2)(3);",
    "const later: () => Promise<number> = () => 5;",
  ];
  test.each(innocent)("nothing of Python, arrays or await: %s", async (cell) => {
    const said = await saidOf(cell);
    expect(said).toContain("is not assignable to type");
    expect(said).not.toMatch(/This is TypeScript|For arrays|forgotten/);
  });

  test("of undefined", async () => {
    expect(await saidOf("const nothing: any = list[7]; nothing.shape")).toBe(
      "line 1: const nothing: any = list[7]; nothing.shape\n" +
        "TypeError: Cannot read properties of undefined (reading 'shape')\n" +
        "(undefined is what a function without return gives, and a list where it has no entry)\n",
    );
  });

  const asks: string[] = [
    'input("name")',
    'prompt("name")',
    'import { createInterface } from "node:readline"; createInterface({ input: process.stdin });',
    'import * as fs from "node:fs/promises"; for await (const line of process.stdin) console.log(line);',
  ];
  test.each(asks)("of input: %s", async (cell) => {
    expect(await saidOf(cell)).toContain(
      'A cell cannot ask for input. Write the answer into the cell: const answer = "...";\n',
    );
  });

  test("of what a cell does not wait for, which runs all the same", async () => {
    const notice = (line: number, name: string) =>
      `line ${line}: this cell does not wait for ${name}(...), which goes on while later cells run. ` +
      `To wait for it, write await ${name}(...).\n`;
    const options = "{ iterations: 1 }";
    const forgotten = await kernel.run(
      `console.log("begun");\nconst soon = train(fresh(), data, ${options});`,
    );
    expect(forgotten).toMatchObject({
      status: "ok",
      stderr: notice(2, "train"),
      stdout: "begun\n",
    });
    const alone = await kernel.run(`train(fresh(), data, ${options});`);
    expect(alone).toMatchObject({ status: "ok", stderr: notice(1, "train") });
  });

  test.each([
    "await train(fresh(), data, { iterations: 1 });",
    "const two = await Promise.all([train(fresh(), data, { iterations: 1 })]);",
    "const one = train(fresh(), data, { iterations: 1 });\nconst both = await Promise.all([\n  one,\n]);",
    "const settled = Promise.resolve(1);",
    "void train(fresh(), data, { iterations: 1 });",
    "train(fresh(), data, { iterations: 1 }).then((history) => history.loss);",
    "async function mine() { const own = train(fresh(), data); return own; }",
  ])("nothing of what is awaited, or not for a reason: %s", async (cell) => {
    expect(await kernel.run(cell)).toMatchObject({ status: "ok", stderr: "" });
  });
});
