// The end of a cell at the stop button. The kernel goes on as soon as it is pressed, whatever the cell still waits
// for; what waits is ended when it resumes.

class Stopped extends Error {}

let isSaid = false;

/** Returns tslab's executor, such that what a cell has left waiting ends at `interrupt`, too. */
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
  return { ...tslabs, interrupt };
}

/** Interrupts where it has been said already: tslab may still wait for the cell, and would say so again. */
export async function interruptInSilence({ interrupt }) {
  isSaid = true;
  interrupt();
  await new Promise((done) => setImmediate(done));
  isSaid = false;
}

/** Whether an error only says what has been said: that the cell was stopped. */
export function isStopped(error) {
  return error instanceof Stopped || (isSaid && error?.message === "Interrupted asynchronously");
}
