// A cell that has been ended by force lost all of its JavaScript at once: no `finally` has run, and its promise may
// never settle. It is ended from outside, and what it left half-way put right.
import { createRequire } from "node:module";
import { MessageChannel } from "node:worker_threads";
import { interruptInSilence } from "../../kernel/stop.mjs";

const require = createRequire(import.meta.url);
const { port1, port2 } = new MessageChannel();

let endCell = () => {};

/** Returns the executor, such that a cell also ends when `cellStopped` is called. */
export function endable(executor) {
  const execute = (source) => {
    const listeners = process.rawListeners("SIGINT");
    return new Promise((resolve, reject) => {
      endCell = async () => {
        restoreListeners(listeners);
        forgetHalfLoadedModules();
        console.error("Interrupted.");
        await interruptInSilence(executor);
        resolve(false);
      };
      // As a callback of its own, since its callers would end with it.
      port2.once("message", () => executor.execute(source).then(resolve, reject));
      port1.postMessage("execute");
    }).finally(() => {
      endCell = () => restoreListeners(listeners);
    });
  };
  return { ...executor, execute };
}

/** To be called when what ran has been ended by force. */
export function cellStopped() {
  endCell();
}

/** Node sets them aside while a cell has not yet awaited anything, and a training while it runs. */
function restoreListeners(listeners) {
  for (const listener of listeners) {
    if (!process.rawListeners("SIGINT").includes(listener)) process.on("SIGINT", listener);
  }
}

function forgetHalfLoadedModules() {
  for (const [file, { loaded }] of Object.entries(require.cache)) {
    if (!loaded) delete require.cache[file];
  }
}
