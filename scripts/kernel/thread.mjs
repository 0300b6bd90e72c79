// The thread that has the kernel's sockets, and lives while a cell computes without a pause: it lets in what is signed,
// sends what the main thread hands it, in order and without loss, stops a cell that does not listen, and ends the
// kernel when Jupyter has gone.
import inspector from "node:inspector";
import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { requestReader, sign } from "./message.mjs";
import { FORCED, SHIELD } from "./shared.mjs";

const { connection, parent, shared } = workerData;
const zeromq = createRequire(createRequire(import.meta.url).resolve("tslab"))("zeromq");

/** Lines that are printed within so many milliseconds travel together. */
const TOGETHER = 20;
const CHARACTERS_TOGETHER = 2 ** 16;
/** How long a cell may take to hear of the stop button before it is ended by force. */
const HEARS_WITHIN = 1000;
/** How long the main thread may take to end by itself, when Jupyter asks for it. */
const ENDS_WITHIN = 1000;
const LOOKS_FOR_PARENT_EVERY = 1000;

const end = () => process.kill(process.pid, "SIGKILL");

// A mark of 1,000 messages, the default, is where ZeroMQ begins to lose them.
const unlimited = { sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 1000 };
const sockets = {
  iopub: new zeromq.Publisher({ sendHighWaterMark: 0, linger: 1000 }),
  shell: new zeromq.Router(unlimited),
  control: new zeromq.Router(unlimited),
  stdin: new zeromq.Router(unlimited),
  hb: new zeromq.Reply(),
};

/** Of each socket the last message that is being sent: the next one waits for it. */
const sent = {};
function send(channel, frames) {
  sent[channel] = Promise.resolve(sent[channel])
    .then(() => sockets[channel].send(frames))
    .catch(() => {});
}

/** What was printed last, and has not been sent yet. */
let printed;

function publish(frames) {
  const [header, parent, , content] = frames.slice(-4);
  const { msg_type } = JSON.parse(header);
  if (msg_type !== "stream") {
    sendPrinted();
    send("iopub", frames);
    if (msg_type === "status" && JSON.parse(content).execution_state === "idle") {
      becameIdle(JSON.parse(parent).msg_id);
    }
    return;
  }
  const { name, text } = JSON.parse(content);
  if (printed?.name !== name || printed.parent !== parent) sendPrinted();
  printed ??= { frames, parent, name, text: "", timer: setTimeout(sendPrinted, TOGETHER) };
  printed.text += text;
  if (printed.text.length > CHARACTERS_TOGETHER) sendPrinted();
}

function sendPrinted() {
  if (!printed) return;
  const { frames, name, text, timer } = printed;
  printed = undefined;
  clearTimeout(timer);
  const parts = [...frames.slice(-4, -1), JSON.stringify({ name, text })];
  send("iopub", [...frames.slice(0, -5), sign(connection.key, parts), ...parts]);
}

const readRequest = requestReader(connection.key);

async function receive(channel) {
  for await (const frames of sockets[channel]) {
    const request = readRequest(frames);
    if (request?.header.msg_type === "interrupt_request") {
      interrupt();
      reply(channel, request, { status: "ok" });
    } else if (request) {
      if (request.header.msg_type === "shutdown_request") setTimeout(end, ENDS_WITHIN);
      if (request.header.msg_type === "execute_request") enqueue(request);
      parentPort.postMessage({ channel, frames });
    }
  }
}

function reply(channel, request, content) {
  say(channel, request, request.header.msg_type.replace("request", "reply"), content);
}

/** Sends a message of the thread's own, which belongs to a request. */
function say(channel, { header, address }, msg_type, content) {
  const own = { ...header, msg_type, msg_id: crypto.randomUUID(), date: new Date().toISOString() };
  const parts = [own, header, {}, content].map((part) => JSON.stringify(part));
  send(channel, [...address, sign(connection.key, parts), ...parts]);
}

/** The cell that runs, and those that wait for it. */
const cells = [];

/** After a reload the page knows nothing of a cell that still runs. A new cell of that page says so while it waits. */
function enqueue(request) {
  const [running] = cells;
  cells.push(request);
  if (!running || running.header.session === request.header.session) return;
  request.waits = true;
  const text = "The kernel is still busy with an earlier cell. The stop button ends that one.\n";
  say("iopub", request, "stream", { name: "stdout", text });
}

function becameIdle(id) {
  const index = cells.findIndex(({ header }) => header.msg_id === id);
  if (index >= 0) cells.splice(index, 1);
  const [running] = cells;
  if (!running) return;
  // JupyterLab shows what it has heard last, be it of a cell or of a completion.
  say("iopub", running, "status", { execution_state: "busy" });
  if (running.waits) say("iopub", running, "clear_output", { wait: false });
  running.waits = false;
}

async function echo() {
  for await (const frames of sockets.hb) await sockets.hb.send(frames);
}

let notHeard;

/** The stop button: first the main thread is told, where a training ends in order. */
function interrupt() {
  parentPort.postMessage({ interrupt: true });
  notHeard ??= setTimeout(stopByForce, HEARS_WITHIN);
}

/** Ends the JavaScript that runs, wherever it is, as the stop button of a debugger does. Its variables live on. */
function stopByForce() {
  // TypeScript or a module that is being loaded would be left half done.
  if (Atomics.load(shared, SHIELD) > 0) {
    notHeard = setTimeout(stopByForce, 50);
    return;
  }
  Atomics.store(shared, FORCED, 1);
  const session = new inspector.Session();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution", () => {
    session.disconnect();
    notHeard = undefined;
    parentPort.postMessage({ stopped: true });
  });
}

async function close() {
  sendPrinted();
  await Promise.all(Object.values(sent));
  for (const socket of Object.values(sockets)) socket.close();
  process.exit();
}

parentPort.on("message", ({ channel, frames, heard, closed }) => {
  if (closed) return close();
  if (heard) {
    clearTimeout(notHeard);
    notHeard = undefined;
  } else if (channel === "iopub") publish(frames);
  else send(channel, frames);
});

if (parent) {
  setInterval(() => {
    if (process.ppid !== parent || !isAlive(parent)) end();
  }, LOOKS_FOR_PARENT_EVERY);
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code !== "ESRCH";
  }
}

for (const channel of ["shell", "control"]) receive(channel);
echo();
const { transport, ip } = connection;
for (const [channel, socket] of Object.entries(sockets)) {
  const port = connection[`${channel}_port`];
  await socket.bind(transport === "ipc" ? `ipc://${ip}-${port}` : `${transport}://${ip}:${port}`);
}
