// What leaves the worker: messages to the page. Lines that are printed in quick succession travel together.

const TOGETHER = 20; // milliseconds
const CHARACTERS_TOGETHER = 2 ** 16;

/** What was printed last, and has not been sent yet. */
let printed;

/** Sends a message to the page, behind what was printed before. */
export function send(message) {
  sendPrinted();
  postMessage(message);
}

/** Prints for a cell: `parent` is the header of the request to run it. */
export function print(parent, name, text) {
  if (printed && (printed.parent !== parent || printed.name !== name)) sendPrinted();
  printed ??= {
    parent,
    name,
    text: "",
    since: performance.now(),
    timer: setTimeout(sendPrinted, TOGETHER),
  };
  printed.text += text;
  // The timer waits until the cell lets the event loop turn.
  if (printed.text.length > CHARACTERS_TOGETHER || performance.now() - printed.since > TOGETHER) {
    sendPrinted();
  }
}

function sendPrinted() {
  if (!printed) return;
  const { parent, name, text, timer } = printed;
  printed = undefined;
  clearTimeout(timer);
  postMessage({ parent, type: "stream", content: { name, text } });
}
