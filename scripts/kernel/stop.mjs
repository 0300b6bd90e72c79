// The end of a cell at the stop button. The kernel goes on as soon as it is pressed, whatever the cell still waits
// for; what waits is ended when it resumes. And a cell that has been ended by force lost all of its JavaScript at once:
// no `finally` has run, and its promise may never settle. It is ended from outside, and what it left half-way put right.
import { createRequire } from "node:module";
import { MessageChannel } from "node:worker_threads";

const require = createRequire(import.meta.url);
const { port1, port2 } = new MessageChannel();

class Stopped extends Error {}

let endCell = () => {};
let byForce = false;

/** Returns tslab's executor, such that the cell ends at `interrupt`, and when `cellStopped` is called. */
export function stoppable(tslabs) {
  // repair.mjs makes of every `await x` in a cell: resumed(stops, await x).
  const kernel = Object.assign(globalThis.__tslab__, {
    stops: 0,
    resumed(stopsBefore, value) {
      if (stopsBefore !== kernel.stops) throw new Stopped("the stop button was pressed");
      return value;
    },
  });
  const interrupt = () => {
    kernel.stops++;
    tslabs.interrupt();
  };
  const execute = (source) => {
    const listeners = process.rawListeners("SIGINT");
    return new Promise((resolve, reject) => {
      endCell = async () => {
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
      port2.once("message", () => tslabs.execute(source).then(resolve, reject));
      port1.postMessage("execute");
    }).finally(() => {
      endCell = () => restoreListeners(listeners);
    });
  };
  return { execute, interrupt };
}

/** To be called when what ran has been ended by force. */
export function cellStopped() {
  endCell();
}

/** Whether an error only says what has been said: that the cell was stopped. */
export function isStopped(error) {
  return error instanceof Stopped || (byForce && error?.message === "Interrupted asynchronously");
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
