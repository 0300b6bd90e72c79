import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/** A failure that can be expected: its message tells the reader what to do, and is all that is shown. */
export class Stop extends Error {}

/** Runs the work; an expected failure, or one of the file system, ends in its message and exit code 1. */
export async function stopGently(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Stop || error.syscall)) throw error;
    console.error(`\n${error.message}`);
    process.exit(1);
  }
}

/** Runs a program in silence; if it fails, its last lines are shown above the sentence. */
export function run([program, ...args], { sentence, ...options }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    // After Ctrl-C npm would go on unseen, and be in the way of the next run.
    const interrupt = () => {
      child.kill("SIGKILL");
      reject(new Stop("Interrupted. Run the same command again to go on."));
    };
    process.once("SIGINT", interrupt);
    child.on("error", (error) => {
      output += error.message;
    });
    child.on("close", (code) => {
      process.removeListener("SIGINT", interrupt);
      if (code === 0) return resolve();
      const lines = output.trim().split("\n").slice(-40).join("\n");
      reject(new Stop(`${lines}\n\n${sentence(output)}`));
    });
  });
}

export function sha256(content) {
  return createHash("sha256").update(content).digest("hex");
}

/** A text that changes with the facts and the files, and with where the files are: a moved project has changed. */
export function fingerprint(files, ...facts) {
  return sha256(
    JSON.stringify([...files.map((file) => [file, sha256(fs.readFileSync(file))]), facts]),
  );
}

/** The text of a file, or undefined when there is none. */
export function read(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
}

export function readJson(...parts) {
  return JSON.parse(fs.readFileSync(path.join(...parts), "utf8"));
}

export function remove(fileOrFolder) {
  fs.rmSync(fileOrFolder, { recursive: true, force: true });
}
