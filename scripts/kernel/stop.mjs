// A cell that is ended by force loses all of its JavaScript at once: no `finally` runs, and its promise may never
// settle. So it is ended from outside, and what it has left half-way is put right.
import { createRequire } from "node:module";
import { MessageChannel } from "node:worker_threads";

const require = createRequire(import.meta.url);
const { port1, port2 } = new MessageChannel();

let afterStop = () => {};
let byForce = false;

/** Returns tslab's `execute`, such that a cell ends when `cellStopped` is called. */
export function stoppable({ execute, interrupt }) {
  return (source) => {
    const listeners = process.rawListeners("SIGINT");
    return new Promise((resolve, reject) => {
      afterStop = async () => {
        restoreListeners(listeners);
        forgetHalfLoadedModules();
        console.error("Interrupted.");
        // tslab may still wait for the cell, and would say so each time that a later one is stopped.
        byForce = true;
        interrupt();
        await new Promise((done) => setImmediate(done));
        byForce = false;
        resolve(false);
      };
      // As a callback of its own, since its callers would end with it.
      port2.once("message", () => execute(source).then(resolve, reject));
      port1.postMessage("execute");
    }).finally(() => {
      afterStop = () => restoreListeners(listeners);
    });
  };
}

/** To be called when what ran has been ended by force. */
export function cellStopped() {
  afterStop();
}

/** Whether it is tslab's error for a cell that has been ended by force. */
export function isStopped(error) {
  return byForce && error?.message === "Interrupted asynchronously";
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
