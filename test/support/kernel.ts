import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { deno } from "../../scripts/deno.mjs";
import { bin, jupyterEnvironment, makeRuntimeFolder, root } from "../../scripts/jupyter.mjs";

/** What a cell left behind. A display that was updated counts once, as it was in the end. */
export interface CellResult {
  status: "ok" | "error";
  stdout: string;
  stderr: string;
  displays: Record<string, unknown>[];
  updates: number;
  /** What was printed, "a display" for each, and "cleared", as the messages came. */
  order: string[];
  /** From the interrupt until the kernel was idle; null if there was none. */
  secondsToStop: number | null;
}

export interface Kernel {
  /** Runs a cell; `interruptAt` presses the stop button as soon as the output contains it. */
  run(code: string, interruptAt?: string): Promise<CellResult>;
  /** Runs a cell and, before it has ended, another one from another page; returns what that one left. */
  runFromTwoPages(code: string, meanwhile: string): Promise<CellResult>;
  /** The names that could stand at the end of the code. */
  complete(code: string): Promise<string[]>;
  /** What the name at the end of the code means. */
  inspect(code: string): Promise<string>;
  /** Presses the stop button now. */
  stop(): void;
  close(): Promise<void>;
  /** Ends the program that has started the kernel, without a word to the kernel. */
  killManager(): void;
}

/** tslab as it comes, and Deno: what starts their kernels. */
const others = {
  tslab: () => [
    ...[process.execPath, path.join(root, "node_modules", "tslab", "bin", "tslab")],
    ...["kernel", "--config-path", "{connection_file}"],
  ],
  deno: () => [deno(), "jupyter", "--kernel", "--conn", "{connection_file}"],
};

/**
 * Starts a kernel in the folder of the notebooks, as `npm start` does, or one of the others. One that is `independent` is
 * to outlive the program that starts it.
 */
export function startKernel({
  other,
  independent = false,
}: {
  other?: keyof typeof others;
  independent?: boolean;
} = {}): Kernel {
  const runtime = makeRuntimeFolder();
  const folder = path.join(root, "notebooks");
  const options = {
    ...{ folder, independent },
    argv: other && others[other](),
    // The others know TCP only.
    ipc: runtime !== undefined && !other,
  };
  const bridge = spawn(
    bin("python"),
    [path.join(root, "test", "support", "kernel.py"), JSON.stringify(options)],
    {
      env: {
        ...jupyterEnvironment(),
        ...(runtime && { JUPYTER_RUNTIME_DIR: runtime }),
        DENO_DIR: path.join(root, "test", "deno", "node_modules", ".cache"),
        DENO_NO_UPDATE_CHECK: "1",
      },
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  const lines = createInterface(bridge.stdout)[Symbol.asyncIterator]();
  const ask = async (request: object) => {
    bridge.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error("the kernel's bridge ended; its error is printed above");
    return JSON.parse(value);
  };
  const run = async (code: string, interruptAt?: string): Promise<CellResult> => {
    // For 200 ms after a cell that failed, tslab runs none; that is not what is tested here.
    for (let attempts = 0; ; attempts++) {
      const result = await ask({ code, interruptAt });
      if (result.status !== "abort" || attempts === 200) return result;
      await wait(20);
    }
  };
  return {
    run,
    runFromTwoPages: (code, meanwhile) => ask({ code, meanwhile }),
    complete: async (code) => (await ask({ ask: "complete", code })).matches,
    inspect: async (code) => (await ask({ ask: "inspect", code })).data["text/plain"],
    stop() {
      bridge.kill("SIGUSR1");
    },
    async close() {
      bridge.stdin.end();
      if (bridge.exitCode === null && bridge.signalCode === null) await once(bridge, "exit");
      if (runtime) rmSync(runtime, { recursive: true, force: true });
    },
    killManager() {
      bridge.kill("SIGKILL");
    },
  };
}
