// Who comes from Python writes Python now and then. TypeScript then complains of everything but that.

/** What a line of Python looks like, its like in Python, and the same in TypeScript. */
const LINES = [
  [
    /^\s*(?:import\s+[\w.]+(?:\s+as\s+\w+)?|from\s+[\w.]+\s+import\s.*)\s*$/,
    "import numpy as np",
    'import { np } from "backprop"',
  ],
  [/^\s*(?:async\s+)?def\s/, "def f(x):", "function f(x: number) { return ...; }"],
  [/^\s*class\s[^{]*:\s*$/, "class A:", "class A { ... }"],
  [/^\s*for\s+\w+\s+in\s+range\(/, "for i in range(3):", "for (let i = 0; i < 3; i++) { ... }"],
  [/^\s*for\s[^({]*\sin\s[^{]*:\s*$/, "for x in list:", "for (const x of list) { ... }"],
  [/\[.*\sfor\s.*\sin\s.*\]/, "[f(x) for x in list]", "list.map((x) => f(x))"],
  [/^\s*elif\b/, "elif x > 0:", "else if (x > 0) { ... }"],
  [/^\s*if\s[^{]*:\s*$/, "if x > 0:", "if (x > 0) { ... }"],
  [/^\s*while\s[^{]*:\s*$/, "while x > 0:", "while (x > 0) { ... }"],
  [/^\s*else\s*:/, "else:", "else { ... }"],
  [
    /^\s*(?:try|except|finally)\b[^{]*:\s*$/,
    "try: ... except:",
    "try { ... } catch (error) { ... }",
  ],
  [/\blambda\s[\w, ]*:/, "lambda x: x * 2", "(x: number) => x * 2"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what the learner writes.
  [/(?:^|[(=,\s])[fF](?:"[^"]*\{|'[^']*\{)/, 'f"loss {loss}"', "`loss ${loss}`, in backticks"],
  [/"""|'''/, '"""text"""', "/* text */, or `text` in backticks"],
];

/** What names of Python are in TypeScript. Those of functions are meant where they are called. */
const NAMES = {
  __proto__: null,
  "print(": ["print(x)", "console.log(x)"],
  "len(": ["len(x)", "x.length for a list, and x.shape[0] for an array"],
  "range(": ["range(3)", "np.arange(3), or a loop for (let i = 0; i < 3; i++) { ... }"],
  "int(": ["int(x)", "Math.trunc(x)"],
  "float(": ["float(x)", "Number(x)"],
  "str(": ["str(x)", "String(x)"],
  "list(": ["list(x)", "Array.from(x)"],
  "abs(": ["abs(x)", "Math.abs(x), and np.abs(x) for an array"],
  "sum(": ["sum(x)", "np.sum(x)"],
  "max(": ["max(x, y)", "Math.max(x, y), and np.max(x) for an array"],
  "min(": ["min(x, y)", "Math.min(x, y), and np.min(x) for an array"],
  "round(": ["round(x)", "Math.round(x)"],
  "enumerate(": ["enumerate(list)", "list.entries()"],
  "math.": ["math.exp(x)", "Math.exp(x)"],
  "plt.": ["plt.plot(y)", 'show({ data: [{ y }], layout: {} }), with show from "backprop"'],
  "self.": ["self", "this"],
  True: ["True", "true"],
  False: ["False", "false"],
  None: ["None", "undefined"],
  pass: ["pass", "an empty { }"],
  and: ["and", "&&"],
  or: ["or", "||"],
  not: ["not", "!"],
  is: ["is", "==="],
  numpy: ["numpy", 'np, with import { np } from "backprop"'],
};

export const NO_KEYBOARD =
  'A cell cannot ask for input. Write the answer into the cell: const answer = "...";';

/** A sentence on a line with an error at this column, if it is of Python. `isUnknown`: it is a name that is not defined. */
export function pythonAdvice(line, column, isUnknown) {
  if (/^\s*!\s*[a-z]\w*\s+(?!in\b|instanceof\b|as\b)[\w-]/.test(line)) {
    return "This is TypeScript. Programs such as pip are run in a terminal.";
  }
  if (/^\s*%%?[a-z]/.test(line)) {
    return "This is TypeScript, which has no commands with %. Figures need none.";
  }
  const rest = line.slice(column);
  if (rest.startsWith("#")) return instead("# text", "// text");
  if (isUnknown && /^(?:input|prompt)\(/.test(rest)) return NO_KEYBOARD;

  const [product, left, right] = /^\s*(?:.*[=(]\s*)?([\w.]+)\s*@\s*([\w.]+)/.exec(line) ?? [];
  if (product) return instead(`${left} @ ${right}`, `np.dot(${left}, ${right})`);
  const [slice, array, index] = /([\w.]+)\[([\w\s,:+-]*:[\w\s,:+-]*)\]/.exec(line) ?? [];
  if (slice) {
    const parts = index.split(",").map((part) => part.trim());
    const quoted = parts.map((part) => (part.includes(":") ? `"${part}"` : part));
    return instead(slice, `${array}.at(${quoted.join(", ")})`);
  }

  const found = LINES.find(([pattern]) => pattern.test(line));
  if (found) return instead(...found.slice(1));
  const [use, word] = (isUnknown && /^(\w+)[(.]?/.exec(rest)) || [];
  const meant = NAMES[use] ?? NAMES[word];
  return meant && instead(...meant);
}

function instead(python, typescript) {
  return `This is TypeScript: instead of ${python} write ${typescript}.`;
}
