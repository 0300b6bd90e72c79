// Node does not survive that the callback of a timer is ended by force: timers after it never come, and with
// setImmediate it spins. So callbacks run as messages, which it does survive; the timers only post them.
import { MessageChannel } from "node:worker_threads";

/** Replaces setTimeout and its like for all that runs from now on. */
export function changeTimers() {
  const { port1, port2 } = new MessageChannel();
  const due = [];
  port2.on("message", () => due.shift()());
  const cleared = new WeakSet();

  for (const name of ["setTimeout", "setInterval", "setImmediate"]) {
    const schedule = globalThis[name];
    const replacement = (callback, ...rest) => {
      // It throws, and says why.
      if (typeof callback !== "function") return schedule(callback, ...rest);
      const handle = schedule(
        (...args) => {
          due.push(() => cleared.has(handle) || callback.apply(handle, args));
          port1.postMessage(name);
        },
        ...rest,
      );
      return handle;
    };
    // util.promisify finds its own version of them there.
    globalThis[name] = Object.assign(replacement, schedule);
  }
  for (const name of ["clearTimeout", "clearInterval", "clearImmediate"]) {
    const clear = globalThis[name];
    globalThis[name] = (handle) => {
      if (typeof handle === "object" && handle !== null) cleared.add(handle);
      clear(handle);
    };
  }
}
