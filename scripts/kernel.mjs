// The kernel of the notebooks: tslab, changed where it would lose output, a cell could not be stopped, or an error would
// show tslab's and Node's insides. The notebooks need none of this, tslab alone runs them too; and where a change fails,
// tslab goes on without it. Only the door must be shut: nothing runs that is not signed.
import { createRequire } from "node:module";
import { openChannels } from "./kernel/channels.mjs";
import { changeCompiler } from "./kernel/compile.mjs";
import { changeExecutor, replaceListener } from "./kernel/execute.mjs";
import { NO_KEYBOARD } from "./kernel/python.mjs";
import { cellStopped } from "./kernel/stop.mjs";
import { changeTimers } from "./kernel/timers.mjs";

const [, , configPath] = process.argv;

// There is no keyboard: a question would wait for ever.
Object.defineProperty(process, "stdin", {
  configurable: true,
  get() {
    throw new Error(NO_KEYBOARD);
  },
});
for (const change of [changeTimers, changeCompiler, changeExecutor]) {
  try {
    change();
  } catch (error) {
    console.error("Cells will be run as tslab runs them:", error);
  }
}
openChannels(configPath, cellStopped);
// The one function that tslab promises never to change.
createRequire(import.meta.url)("tslab/dist/main").startKernel({
  configPath,
  enableFindLocal: false,
});
replaceListener("uncaughtException", "(in a callback that ran later than the cell)");
replaceListener("unhandledRejection", "(in a promise that nothing awaits)");
