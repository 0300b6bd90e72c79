// The kernel in a browser: tslab in a worker, so that a cell that computes leaves the page alone. It answers the page's
// requests (execute, complete, ...) as the kernel of Node does, changed by the same code in kernel/.
import { format } from "node:util";
import typescript from "@tslab/typescript-for-tslab";
import * as backprop from "backprop";
import { changedExecutor, LATE, printLate } from "../../kernel/execute.mjs";
import { keepFile, keptFiles, loadData } from "./data.mjs";
import { fileSystem } from "./files.mjs";
import { packages } from "./node/module.mjs";
import { process } from "./node/process.mjs";
import { print, send } from "./output.mjs";

async function start() {
  const types = await fetch(new URL("types.json", location.href));
  typescript.setSys(fileSystem(await types.json()));
  // These look at TypeScript and its files as soon as they are loaded.
  const { createConverter } = require("tslab/dist/converter");
  const { createExecutor } = require("tslab/dist/executor");
  const { JupyterHandlerImpl } = require("tslab/dist/jupyter");

  const node = createConverter({ isJS: false, isBrowser: false });
  // The first cell then finds the library's types read.
  node.convert("", 'import { np } from "backprop";\nnp.zeros(1);');
  const create = changedExecutor(createExecutor, { shielded });
  const executor = create("/notebooks", { node, close() {} }, console);
  return { executor, handler: new JupyterHandlerImpl(executor, false) };
}

/** Runs work that the stop button never ends by force. */
function shielded(work) {
  send({ shielded: true });
  try {
    return work();
  } finally {
    send({ shielded: false });
  }
}

const answers = {
  async execute(handler, content, parent) {
    const show = (type, shown) => send({ parent, type, content: shown });
    const report = progress(show);
    const why = await loadData(content.code, report);
    report("");
    if (why) {
      print(parent, "stderr", `${why}\n`);
      return { status: "error" };
    }
    return handler.handleExecute(
      content,
      (name, text) => print(parent, name, text),
      (data, isUpdate) => show(isUpdate ? "update_display_data" : "display_data", data),
    );
  },
  complete: (handler, content) => handler.handleComplete(content),
  inspect: (handler, content) => handler.handleInspect(content),
  isComplete: (handler, content) => handler.handleIsComplete(content),
};

/** Shows one sentence in place of the one before, and at last none. */
function progress(show) {
  const shown = (text) => ({
    data: { "text/plain": text },
    metadata: {},
    transient: { display_id: "progress" },
  });
  let before = "";
  return (text) => {
    if (text === before) return;
    if (!text) show("clear_output", { wait: false });
    else show(before ? "update_display_data" : "display_data", shown(text));
    before = text;
  };
}

/** The stop button: a training ends in order, and else the cell ends. */
function interrupt(executor) {
  send({ heard: true });
  const isOpen = dispatchEvent(new Event("interrupt", { cancelable: true }));
  if (isOpen) executor.interrupt();
}

for (const name of ["log", "info", "debug", "warn", "error"]) {
  const stream = /warn|error/.test(name) ? "stderr" : "stdout";
  console[name] = (...values) => {
    process[stream].write(`${format(...values)}\n`);
  };
}
packages.backprop = () => backprop;
backprop.setFiles(keptFiles);
addEventListener("savefile", (event) => {
  event.preventDefault();
  const { path, bytes } = event.detail;
  keepFile(path, bytes);
  send({ saved: { name: path.replace(/.*\//, ""), bytes } });
});

start().then(
  ({ executor, handler }) => {
    addEventListener("message", async ({ data: { request, content, parent } }) => {
      if (request === "interrupt") interrupt(executor);
      else send({ reply: await answers[request](handler, content, parent) });
    });
    addEventListener("error", (event) => {
      event.preventDefault();
      printLate(event.error, LATE.callback, console.error);
    });
    addEventListener("unhandledrejection", (event) => {
      event.preventDefault();
      printLate(event.reason, LATE.promise, console.error);
    });
    send({ loaded: true });
  },
  () => send({ failed: true }),
);
