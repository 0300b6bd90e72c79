// What the kernel says of an error: the learner's own lines first, then the error in a sentence or two.
import { inspect } from "node:util";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";

/** What has run, by its name in stack traces: "cell-3", or "helpers.ts", a file that a cell imports. */
const scripts = new Map();
/** The cell's number, as JupyterLab shows it; its lines; and the type errors that it has. */
let cell = 0;
let typed = [];
let typeErrors;

export function beginCell(source) {
  cell++;
  typed = source.split("\n");
  typeErrors = { places: new Set(), messages: new Set() };
}

/** Keeps a script that was compiled from a file, and returns its name. tslab calls every cell __tslab__.ts. */
export function keepScript(file, script) {
  const name = file === "__tslab__.ts" ? `cell-${cell}` : file.replace(/\s/g, "-");
  scripts.set(name, script);
  return name;
}

/** The line, a mark below the place, and the message without the paths of this machine. */
export function typeError(file, line, column, text) {
  const message = text
    .replace(/import\("[^"]+"\)\./g, "")
    .replace(/typeof import\("(?:[^"]*\/)?([^"]+)"\)/g, "$1");
  const { places, messages } = typeErrors;
  const place = `${file}${line}:${column}`;
  // The same once more, and what comes after five, is mostly a consequence.
  if (messages.has(message) || (places.size === 5 && !places.has(place))) return "";
  messages.add(message);
  // TypeScript goes on to explain the error before.
  if (places.has(place)) return `  ${message}`;
  places.add(place);
  const gap = places.size > 1 ? "\n" : "";
  if (file) return `${gap}${file.trim()}, line ${line}: ${message}`;
  // Behind the cell's end tslab adds a line of its own.
  const number = Math.min(line, typed.length);
  const source = typed[number - 1];
  const start = number < line ? source.length : column - 1;
  const before = `line ${number}: ${source.slice(0, start).trimStart()}`;
  const [word] = /^[\w$]*/.exec(source.slice(start));
  const mark = " ".repeat(before.length) + "^".repeat(word.length || 1);
  return `${gap}${before}${source.slice(start)}\n${mark}\n${message}`;
}

/** The learner's lines, innermost first; the error's name and message; and what caused it, likewise. */
export function description(error, seen = new Set()) {
  if (error?.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED") return "Interrupted.";
  if (error?.message === "Interrupted asynchronously") return "Interrupted.";
  if (!(error instanceof Error)) {
    return `Thrown: ${shortened(inspect(error))}\n(throw new Error("...") would show the line)`;
  }
  seen.add(error);
  const lines = learnersLines(String(error.stack));
  const name = error.name === "Error" ? error.constructor.name : error.name;
  const message = shortened(inLearnersNames(String(error.message)));
  const causes = [error.cause, ...(error.errors ?? [])]
    .filter((cause) => cause !== undefined && !seen.has(cause) && seen.size < 5)
    .map((cause) => `Caused by:\n${description(cause, seen)}`);
  const said = [message ? `${name}: ${message}` : name, ...hints(message), ...causes];
  return [...lines, ...said].join("\n");
}

/** Each line once: a recursion would show the same ones again and again. */
function learnersLines(stack) {
  const shown = new Set();
  // "    at f (cell-3:2:5)", "    at async cell-3:2:5", and a first line where V8 cannot read the cell at all; in Firefox
  // "f@cell-3:2:5".
  const frames =
    /^(?:(?: +at .*?|.*@)([^\s(@]+?):(\d+):(\d+)\)?|evalmachine\.<anonymous>:(\d+))$/gm;
  for (const [, name = `cell-${cell}`, inFrame, column = 1e6, inCell] of stack.matchAll(frames)) {
    if (name === "evalmachine.<anonymous>") throw new Error("a cell ran without a source map");
    const script = scripts.get(name);
    let line = (inFrame ?? inCell) - 1;
    let place = column - 1;
    // At the end of a cell tslab calls the function that it makes of it.
    if (!script || line >= script.compiledLines) continue;
    for (const map of script.maps) {
      const original = originalPositionFor(new TraceMap(map), { line: line + 1, column: place });
      [line, place] = [original.line - 1, original.column];
    }
    const source = script.lines[line];
    if (source === undefined) continue;
    // tslab puts a line of its own before a cell.
    const number = script.lines[0] === "export {};" ? line : line + 1;
    const where = name === `cell-${cell}` ? "" : `${name.replace("cell-", "cell ")}, `;
    shown.add(`${where}line ${number}: ${shortened(source.trim(), 1, 120)}`);
  }
  return [...shown];
}

/** V8 quotes the compiled text, "(0 , backprop_1.train) is not a function", and Node names files of tslab. */
function inLearnersNames(message) {
  return message
    .replace(/\(0 , \w+\.(\w+)\)/g, "$1")
    .replace(/\b(?:exports|backprop_1)\./g, "")
    .replace(/\nRequire stack:\n[\s\S]*/, "");
}

function hints(message) {
  return /^Cannot read properties of undefined|^can't access property .* is undefined$/.test(
    message,
  )
    ? ["(undefined is what a function without return gives, and a list where it has no entry)"]
    : [];
}

function shortened(text, lines = 20, characters = 1000) {
  const start = text.slice(0, characters).split("\n").slice(0, lines).join("\n");
  return start === text ? text : `${start} ...`;
}
