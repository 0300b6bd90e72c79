// Puts a thread of its own between tslab and the sockets; thread.mjs says what for. What tslab sees of it are objects
// that send.
import fs from "node:fs";
import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { FORCED, SHIELD } from "./shared.mjs";

/** What both threads see at any time. */
const shared = new Int32Array(new SharedArrayBuffer(8));

/** Runs work that the stop button never ends by force. */
export function shielded(work) {
  shared[SHIELD]++;
  try {
    return work();
  } finally {
    shared[SHIELD]--;
  }
}

/** Has the kernel's server, which tslab makes, use the thread. `onStopped` is called when it has ended a cell by force. */
export function openChannels(configPath, onStopped) {
  const connection = readConnection(configPath);
  // Jupyter leaves its number here if the kernel is to end with it; on Windows a handle, which is of no use to Node.
  const { JPY_PARENT_PID } = process.env;
  const isOurs = process.platform === "win32" || Number(JPY_PARENT_PID) === process.ppid;
  const parent = JPY_PARENT_PID && isOurs ? process.ppid : undefined;

  const { ZmqServer } = createRequire(import.meta.url)("tslab/dist/jupyter");
  ZmqServer.prototype.init = async function () {
    this.connInfo = connection;
    const thread = new Worker(new URL("thread.mjs", import.meta.url), {
      workerData: { connection, parent, shared },
    });
    for (const channel of ["iopub", "shell", "control", "stdin", "hb"]) {
      const close = () => channel === "hb" && thread.postMessage({ closed: true });
      this[channel] = { send: (frames) => thread.postMessage({ channel, frames }), close };
    }
    thread.on("message", ({ channel, frames, interrupt, stopped }) => {
      if (stopped) {
        shared[FORCED] = 0;
        onStopped();
      } else if (interrupt) {
        thread.postMessage({ heard: true });
        // Too late: what ran has been ended already.
        if (!shared[FORCED]) process.emit("SIGINT");
      } else this.handleShellMessage(this[channel], ...frames.map((frame) => Buffer.from(frame)));
    });
    thread.on("error", (error) => fail(`The kernel's sockets failed: ${error.message}`));
    // What a cell has left running would keep the process.
    thread.on("exit", () => process.exit());
  };
}

function readConnection(configPath) {
  let connection;
  try {
    connection = JSON.parse(fs.readFileSync(configPath, "utf8"));
  } catch {
    // The parser would quote the file, and the key stands in it.
    fail("The kernel is started by Jupyter, with the path of its connection file.");
  }
  if (!connection.key || connection.signature_scheme !== "hmac-sha256") {
    fail("The kernel runs signed messages only: its connection file needs a key for hmac-sha256.");
  }
  return connection;
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
