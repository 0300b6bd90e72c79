/** Stopping a long computation so that it can end in order: the stop button gets through when the event loop turns. */
import { host } from "./host";

/**
 * Runs `work`. Instead of ending the cell or the program, the stop button makes `stopRequested()` true meanwhile, and
 * `work` is expected to return what it has.
 */
export async function untilInterrupted<T>(
  work: (stopRequested: () => boolean) => Promise<T>,
): Promise<T> {
  const stop = await host.listenForStop(true);
  try {
    return await work(stop.requested);
  } finally {
    stop.end();
  }
}

/**
 * For a loop of your own: `await pause()` now and then (once an epoch, say) lets what has been printed appear, and
 * throws if the stop button was pressed. The project's own kernel shows and stops a loop without it, too.
 */
export async function pause(): Promise<void> {
  const stop = await host.listenForStop(false);
  await host.turnOfEventLoop();
  stop.end();
  if (stop.requested()) throw new Error("Stopped: the stop button was pressed.");
}
