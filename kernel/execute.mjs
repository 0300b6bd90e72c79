// How tslab runs a cell: here the stop button ends it, what fails leaves nothing behind, and errors are shown our way.
import { compileCell } from "./compile.mjs";
import { beginCell, description, typeError } from "./errors.mjs";
import { isStopped, stoppable } from "./stop.mjs";

/**
 * tslab's function that makes an executor, changed. What a host adds: `shielded` runs what the stop button must not end
 * half-way, `endable` changes the executor that can be stopped.
 */
export function changedExecutor(createExecutor, { shielded, endable = (executor) => executor }) {
  // V8's 10 can be used up by lib, and by the learner's innermost lines.
  Error.stackTraceLimit = 30;
  return (folder, converters, output) => {
    let declared = [];
    const convert = (...args) => {
      const result = compileCell(
        (...cell) => shielded(() => converters.node.convert(...cell)),
        ...args,
      );
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
    const { execute: run, ...executor } = endable(stoppable(tslabs));
    const execute = async (source) => {
      beginCell(source);
      declared = [];
      const before = { ...tslabs.locals };
      const done = await run(source);
      if (!done) restore(tslabs.locals, declared, before);
      return done;
    };
    return { ...executor, execute };
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

/** What is printed with an error that is thrown when no cell is there any more to catch it. */
export const LATE = {
  callback: "(in a callback that ran later than the cell)",
  promise: "(in a promise that nothing awaits)",
};

export function printLate(error, remark, tslabs) {
  if (isStopped(error)) return;
  print(
    () => `${description(error)}\n${remark}`,
    () => tslabs(error),
  );
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
