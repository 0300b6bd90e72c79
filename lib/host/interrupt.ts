/**
 * Stopping a long computation so that it can end in order. JupyterLab's stop button (and Ctrl-C in a terminal) is the
 * signal SIGINT here, which gets through only while the computation lets the event loop turn.
 */

/**
 * Runs `work`, and meanwhile takes over SIGINT: instead of ending the cell or the program it makes
 * `stopRequested()` true, and `work` is expected to return what it has.
 */
export async function untilInterrupted<T>(
  work: (stopRequested: () => boolean) => Promise<T>,
): Promise<T> {
  // While a cell has not yet awaited anything, Node keeps SIGINT's listeners aside for its own.
  await turnOfEventLoop();
  let interrupted = false;
  const listen = () => {
    interrupted = true;
  };
  const others = process.rawListeners("SIGINT") as NodeJS.SignalsListener[];
  process.on("SIGINT", listen);
  for (const other of others) process.off("SIGINT", other);
  try {
    return await work(() => interrupted);
  } finally {
    for (const other of others) process.on("SIGINT", other);
    process.off("SIGINT", listen);
  }
}

/**
 * For a loop of your own: `await pause()` now and then (once an epoch, say) lets what has been printed appear, and
 * throws if the stop button was pressed. The project's own kernel shows and stops a loop without it, too.
 */
export async function pause(): Promise<void> {
  // The listeners are set aside while a cell has not yet awaited anything, and adding one then is not safe.
  if (process.listenerCount("SIGINT") === 0) await turnOfEventLoop();
  let interrupted = false;
  const listen = () => {
    interrupted = true;
  };
  process.on("SIGINT", listen);
  await turnOfEventLoop();
  process.off("SIGINT", listen);
  if (interrupted) throw new Error("Stopped: the stop button was pressed.");
}

/** Lets everything happen that is waiting to: messages leave, signals arrive. */
export function turnOfEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
