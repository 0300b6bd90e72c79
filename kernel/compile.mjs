// How tslab compiles a cell: here it gets source maps, what repair.mjs mends, and the advice of advice.mjs on errors.
import { advise, unawaited } from "./advice.mjs";
import { keepScript } from "./errors.mjs";
import { awaitsOutside, repair } from "./repair.mjs";

const CELL = "__tslab__.ts";
const EARLIER_CELLS = "__prev__.d.ts";
const mapped = { inlineSourceMap: true, inlineSources: true };

/** TypeScript as tslab brings it along. */
let ts;
/** The program, which changes with every cell. */
let builder;
/** Of the cell that was compiled last: the names that it declares, whether it awaits, what it does not await. */
let compiled;

/** TypeScript as tslab has to find it when it is loaded: a copy, as what TypeScript exports cannot be assigned to. */
export function changedCompiler(typescript) {
  ts = typescript;
  return {
    ...ts,
    createWatchCompilerHost: (files, options, ...more) =>
      ts.createWatchCompilerHost(files, { ...options, ...mapped }, ...more),
    createWatchProgram,
    transpileModule,
  };
}

/** Compiles a cell as tslab does; adds the names that it declares, a call that is not awaited, and advice on errors. */
export function compileCell(convert, earlierCells, source) {
  compiled = undefined;
  const result = convert(earlierCells, source);
  return {
    ...result,
    diagnostics: advised(result.diagnostics, source, earlierCells === ""),
    hasToplevelAwait: result.hasToplevelAwait || compiled?.awaits,
    declared: compiled?.declared ?? [],
    unawaited: compiled?.unawaited,
  };
}

function advised(diagnostics, source, isFirst) {
  try {
    const checker = builder.getProgram().getTypeChecker();
    return advise(ts, checker, sourceNamed(CELL), { source, isFirst, diagnostics });
  } catch {
    return diagnostics;
  }
}

function sourceNamed(name) {
  const sources = builder.getProgram().getSourceFiles();
  return sources.find(({ fileName }) => baseName(fileName) === name);
}

function createWatchProgram(host) {
  const { afterProgramCreate } = host;
  host.afterProgramCreate = (created) => {
    builder = created;
    const { emit } = builder;
    builder.emit = (source, write, cancellation, onlyDeclarations, transformers) => {
      if (source === sourceNamed(CELL)) compiled = described(source);
      const custom = { ...transformers, before: [repaired] };
      return emit(source, write, cancellation, onlyDeclarations, custom);
    };
    afterProgramCreate(builder);
  };
  return ts.createWatchProgram(host);
}

function described(source) {
  const declared = [...source.locals.keys()];
  try {
    const checker = builder.getProgram().getTypeChecker();
    const awaits = awaitsOutside(ts, source);
    return { declared, awaits, unawaited: unawaited(ts, checker, source) };
  } catch {
    return { declared };
  }
}

function repaired(context) {
  const checker = builder.getProgram().getTypeChecker();
  return (source) => {
    try {
      return repair(ts, checker, sourceNamed(EARLIER_CELLS))(context)(source);
    } catch {
      return source;
    }
  };
}

/**
 * tslab compiles a cell twice, from TypeScript and to CommonJS, and makes no source map. Here both times one is made,
 * and the result is given a name for V8's stack traces to call it by.
 */
function transpileModule(text, options) {
  try {
    const [code, first] = withoutMap(text);
    const compilerOptions = { ...options.compilerOptions, ...mapped };
    const result = ts.transpileModule(code, { ...options, compilerOptions });
    const [output, second] = withoutMap(result.outputText);
    const name = keepScript(baseName(first.sources[0]), {
      compiledLines: output.split("\n").length,
      lines: first.sourcesContent[0].split("\n"),
      maps: [second, first],
    });
    return { ...result, outputText: `${output}\n//# sourceURL=${name}\n` };
  } catch {
    return ts.transpileModule(text, options);
  }
}

function withoutMap(text) {
  const comment = "//# sourceMappingURL=data:application/json;base64,";
  const start = text.lastIndexOf(comment);
  const bytes = Uint8Array.from(atob(text.slice(start + comment.length)), (c) => c.charCodeAt(0));
  return [text.slice(0, start), JSON.parse(new TextDecoder().decode(bytes))];
}

/** TypeScript writes paths with / on every system. */
function baseName(path) {
  return path.slice(path.lastIndexOf("/") + 1);
}
