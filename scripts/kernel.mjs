// The kernel of the notebooks: tslab, changed where it would lose output, a cell could not be stopped, or an error would
// show tslab's and Node's insides. The notebooks need none of this, tslab alone runs them too; and where a change fails,
// tslab goes on without it. Only the door must be shut: nothing runs that is not signed. What does not need Node is in
// kernel/, which the kernel in a browser has too.
import { createRequire } from "node:module";
import { changedCompiler } from "../kernel/compile.mjs";
import { changedExecutor, LATE, printLate } from "../kernel/execute.mjs";
import { NO_KEYBOARD } from "../kernel/python.mjs";
import { openChannels, shielded } from "./kernel/channels.mjs";
import { cellStopped, endable } from "./kernel/force.mjs";
import { changeTimers } from "./kernel/timers.mjs";

const [, , configPath] = process.argv;
const require = createRequire(import.meta.url);

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
require("tslab/dist/main").startKernel({ configPath, enableFindLocal: false });
replaceListener("uncaughtException", LATE.callback);
replaceListener("unhandledRejection", LATE.promise);

function changeCompiler() {
  const paths = [require.resolve("tslab")];
  const file = require.resolve("@tslab/typescript-for-tslab", { paths });
  const typescript = require(file);
  require.cache[file].exports = changedCompiler(typescript);
}

function changeExecutor() {
  const executor = require("tslab/dist/executor");
  executor.createExecutor = changedExecutor(executor.createExecutor, { shielded, endable });
}

function replaceListener(event, remark) {
  const [tslabs] = process.listeners(event);
  process.off(event, tslabs);
  process.on(event, (error) => printLate(error, remark, tslabs));
}
