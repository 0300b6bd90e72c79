import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { denoDisplay } from "./deno";
import type { Files, Host } from "./host";
import { tslabDisplay } from "./tslab";

const MOST_BYTES = 2 ** 31;

const files: Files = {
  resolve: (path) => resolve(path),
  list(folder) {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
    const isFolder = (name: string) =>
      statSync(resolve(folder, name), { throwIfNoEntry: false })?.isDirectory();
    return readdirSync(folder).filter((name) => !isFolder(name));
  },
  read(path) {
    const status = statSync(path, { throwIfNoEntry: false });
    if (!status) return undefined;
    // A folder cannot be read, and a pipe would wait for whoever writes into it.
    if (!status.isFile()) throw new Error("it is not a file");
    if (status.size > MOST_BYTES) {
      throw new Error(
        `it has ${status.size} bytes, and more than 2^31 are too many for the memory`,
      );
    }
    return readFileSync(path);
  },
  write(path, bytes) {
    const partial = `${path}.${process.pid}.partial`;
    try {
      writeFileSync(partial, bytes);
      renameSync(partial, path); // Whoever reads it meanwhile sees the one before.
    } catch (error) {
      rmSync(partial, { force: true });
      throw error;
    }
  },
};

/** JupyterLab's stop button, and Ctrl-C in a terminal, is the signal SIGINT here. */
export const node: Host = {
  display: () => tslabDisplay() ?? denoDisplay(),
  files,
  turnOfEventLoop: () => new Promise((resolve) => setImmediate(resolve)),

  async listenForStop(alone) {
    // While a cell has not yet awaited anything, Node keeps SIGINT's listeners aside, and adding one is not safe.
    if (alone || process.listenerCount("SIGINT") === 0) await node.turnOfEventLoop();
    let pressed = false;
    const listen = () => {
      pressed = true;
    };
    const others = alone ? (process.rawListeners("SIGINT") as NodeJS.SignalsListener[]) : [];
    process.on("SIGINT", listen);
    for (const other of others) process.off("SIGINT", other);
    return {
      requested: () => pressed,
      end() {
        for (const other of others) process.on("SIGINT", other);
        process.off("SIGINT", listen);
      },
    };
  },
};
