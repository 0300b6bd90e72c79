// The kernel of the notebooks: tslab, with errors that show the learner's own lines in place of tslab's and Node's
// insides. The notebooks need none of this, tslab alone runs them too; and whatever fails here, tslab goes on alone.
import { createRequire } from "node:module";
import path from "node:path";
import { beginCell, description, keepScript, typeError } from "./errors.mjs";
import { openChannels, shielded } from "./kernel/channels.mjs";
import { cellStopped, isStopped, stoppable } from "./kernel/stop.mjs";

const require = createRequire(import.meta.url);

try {
  makeSourceMaps();
  printErrorsOurWay();
} catch (error) {
  console.error("Errors will be shown as tslab shows them:", error);
}
// This must not fail: without it anybody could have code run.
openChannels(process.argv[2], cellStopped);
// The one function that tslab promises never to change.
require("tslab/dist/main").startKernel({ configPath: process.argv[2], enableFindLocal: false });
replaceListener("uncaughtException", "(in a callback that ran later than the cell)");
replaceListener("unhandledRejection", "(in a promise that nothing awaits)");

/**
 * tslab compiles a cell twice, from TypeScript and to CommonJS, and makes no source map. Here both times one is made,
 * and the result is given a name for V8's stack traces to call it by.
 */
function makeSourceMaps() {
  const file = require.resolve("@tslab/typescript-for-tslab", {
    paths: [require.resolve("tslab")],
  });
  const ts = require(file);
  const mapped = { inlineSourceMap: true, inlineSources: true };
  // What TypeScript exports cannot be assigned to, so tslab is given a copy.
  require.cache[file].exports = {
    ...ts,
    createWatchCompilerHost: (files, options, ...more) =>
      ts.createWatchCompilerHost(files, { ...options, ...mapped }, ...more),
    transpileModule(text, options) {
      try {
        const [code, first] = withoutMap(text);
        const compilerOptions = { ...options.compilerOptions, ...mapped };
        const result = ts.transpileModule(code, { ...options, compilerOptions });
        const [compiled, second] = withoutMap(result.outputText);
        const name = keepScript(path.basename(first.sources[0]), {
          compiledLines: compiled.split("\n").length,
          lines: first.sourcesContent[0].split("\n"),
          maps: [second, first],
        });
        return { ...result, outputText: `${compiled}\n//# sourceURL=${name}\n` };
      } catch {
        return ts.transpileModule(text, options);
      }
    },
  };
}

function withoutMap(text) {
  const comment = "//# sourceMappingURL=data:application/json;base64,";
  const start = text.lastIndexOf(comment);
  const map = Buffer.from(text.slice(start + comment.length), "base64").toString();
  return [text.slice(0, start), JSON.parse(map)];
}

function printErrorsOurWay() {
  // Node's 10 can be used up by lib, and by the learner's innermost lines.
  Error.stackTraceLimit = 30;
  const executor = require("tslab/dist/executor");
  const { createExecutor } = executor;
  executor.createExecutor = (folder, converters, output) => {
    // tslab prints a type error as five arguments, a format and its values, and what was thrown as one.
    const error = (...args) =>
      !isStopped(args[0]) &&
      print(
        () => (args.length === 5 ? typeError(...args.slice(1)) : description(args[0])),
        () => output.error(...args),
      );
    const convert = (...args) => shielded(() => converters.node.convert(...args));
    const node = { value: { ...converters.node, convert } };
    const convertersOfOurs = Object.create(converters, { node });
    const tslabs = createExecutor(folder, convertersOfOurs, { ...output, error });
    const stoppableExecute = stoppable(tslabs);
    const execute = (source) => {
      beginCell(source);
      return stoppableExecute(source);
    };
    return { ...tslabs, execute };
  };
}

/** For what is thrown when no cell is there any more to catch it. */
function replaceListener(event, remark) {
  const [tslabs] = process.listeners(event);
  process.off(event, tslabs);
  process.on(event, (error) =>
    print(
      () => `${description(error)}\n${remark}`,
      () => tslabs(error),
    ),
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
