/// <reference lib="dom" />
import { type Files, type Host, host } from "./host";
import { pageDisplay } from "./page";
import { tslabDisplay } from "./tslab";

/** What was written, by its full name. */
const written = new Map<string, Uint8Array>();

const files: Files = {
  resolve: (path) => new URL(path, globalThis.document?.baseURI ?? location.href).href,
  list: () => undefined,
  read(path) {
    const name = host.files.resolve(path);
    return written.get(name) ?? fetched(name);
  },
  /**
   * Keeps the bytes for `read`, and offers them to be kept longer: by the event "savefile" with { path, bytes } as its
   * detail to whoever prevents its default, as a kernel in a worker does, and else, in a page, as a download.
   */
  write(path, bytes) {
    const save = new CustomEvent("savefile", { cancelable: true, detail: { path, bytes } });
    if (dispatchEvent(save)) download(path, bytes);
    written.set(host.files.resolve(path), bytes);
  },
};

function fetched(address: string): Uint8Array | undefined {
  if (globalThis.document) {
    throw new Error(
      "a page cannot wait for it; a worker can, and loadMnist({ files }) takes bytes",
    );
  }
  const request = new XMLHttpRequest();
  request.open("GET", address, false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status === 404) return undefined;
  if (request.status !== 200) throw new Error(`the server answers ${request.status}`);
  return new Uint8Array(request.response);
}

function download(path: string, bytes: Uint8Array): void {
  if (!globalThis.document) throw new Error("nobody here keeps files");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  link.download = path.replace(/.*\//, "");
  link.click();
  URL.revokeObjectURL(link.href);
}

/**
 * The stop button is the event "interrupt" of the global object here. Whoever has the button, such as a kernel in a
 * worker, calls dispatchEvent(new Event("interrupt", { cancelable: true })) in a turn of the event loop; if that returns
 * false, the computation that is running ends in order, and else the cell has to be ended by other means.
 */
export const web: Host = {
  display: () => tslabDisplay() ?? (globalThis.document && pageDisplay(document.body)),
  files,

  turnOfEventLoop: () =>
    new Promise((resolve) => {
      // A timer would wait for 4 milliseconds.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(undefined);
    }),

  async listenForStop(alone) {
    let pressed = false;
    const listen = (event: Event) => {
      pressed = true;
      if (alone) event.preventDefault();
    };
    addEventListener("interrupt", listen);
    return { requested: () => pressed, end: () => removeEventListener("interrupt", listen) };
  },
};
