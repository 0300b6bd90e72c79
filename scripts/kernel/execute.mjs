// How tslab runs a cell: here the stop button ends it, what fails leaves nothing behind, and errors are shown our way.
import { createRequire } from "node:module";
import { compileCell } from "./compile.mjs";
import { beginCell, description, typeError } from "./errors.mjs";
import { isStopped, stoppable } from "./stop.mjs";

/** Has tslab make an executor of ours. */
export function changeExecutor() {
  // Node's 10 can be used up by lib, and by the learner's innermost lines.
  Error.stackTraceLimit = 30;
  const executor = createRequire(import.meta.url)("tslab/dist/executor");
  const { createExecutor } = executor;
  executor.createExecutor = (folder, converters, output) => {
    let declared = [];
    const convert = (...args) => {
      const result = compileCell(converters.node.convert, ...args);
      declared = result.declared;
      if (result.unawaited) console.error(notAwaited(result.unawaited));
      return result;
    };
    const node = { value: { ...converters.node, convert } };
    const error = (...args) => printError(args, output.error);
    const tslabs = createExecutor(folder, Object.create(converters, { node }), {
      ...output,
      error,
    });
    const { execute: run, interrupt } = stoppable(tslabs);
    const execute = async (source) => {
      beginCell(source);
      declared = [];
      const before = { ...tslabs.locals };
      const done = await run(source);
      if (!done) restore(tslabs.locals, declared, before);
      return done;
    };
    return { ...tslabs, execute, interrupt };
  };
}

function notAwaited({ name, line }) {
  return (
    `line ${line + 1}: this cell does not wait for ${name}(...), which goes on while later cells run. ` +
    `To wait for it, write await ${name}(...).`
  );
}

/** What a cell that failed has declared is forgotten, as its types are: the names have their earlier values again. */
function restore(variables, declared, before) {
  for (const name of declared) {
    if (name in before) variables[name] = before[name];
    else delete variables[name];
  }
}

/** tslab prints a type error as five arguments, a format and its values, and what was thrown as one. */
function printError(args, tslabs) {
  if (isStopped(args[0])) return;
  print(
    () => (args.length === 5 ? typeError(...args.slice(1)) : description(args[0])),
    () => tslabs(...args),
  );
}

/** For what is thrown when no cell is there any more to catch it. */
export function replaceListener(event, remark) {
  const [tslabs] = process.listeners(event);
  process.off(event, tslabs);
  process.on(event, (error) => {
    if (isStopped(error)) return;
    print(
      () => `${description(error)}\n${remark}`,
      () => tslabs(error),
    );
  });
}

function print(ours, asTslab) {
  let text;
  try {
    text = ours();
  } catch {
    return asTslab();
  }
  if (text) console.error(text);
}
