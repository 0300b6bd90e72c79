import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** A failure that can be expected: its message tells the reader what to do, and is all that is shown. */
export class Stop extends Error {}

/** Runs the work; an expected failure, or one of the file system, ends in its sentence and exit code 1. */
export async function stopGently(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Stop || error.syscall)) throw error;
    console.error(`\n${error instanceof Stop ? error.message : sentenceFor(error)}`);
    process.exit(1);
  }
}

const again = "run the same command again";

/** What to do about an error of the file system. */
function sentenceFor({ code, message, path: file = "a file", dest }) {
  const place = dest ? `${file} or ${dest}` : file;
  const advice = {
    EEXIST: `${place} is in the way, where a folder has to be. Move it elsewhere, and ${again}.`,
    ENOTDIR: `${place} leads through a file, where a folder has to be. Move that file elsewhere, and ${again}.`,
    EISDIR: `${place} is a folder, where a file has to be. Move it elsewhere, and ${again}.`,
    ENOENT: `${place} is missing. "git status" shows what else is; put it back, and ${again}.`,
    ENOSPC: full,
    EDQUOT: full,
    EROFS: `${place} cannot be written: its disk is read-only. Put the project where you may write, and ${again}.`,
  };
  const denied = `${place} may not be read or written by you. Change its permissions or its owner, and ${again}.`;
  return advice[code] ?? (/^(EACCES|EPERM)$/.test(code) ? denied : message);
}

const full = `The disk, or your share of it, is full. Make room (1 GB is enough), and ${again}.`;

/** Why packages could not be installed, by what the installer printed. */
export function whyNotInstalled(what, installer, output) {
  const reasons = [
    [/ENOSPC|EDQUOT|No space left|not enough space|quota exceeded/i, full],
    [
      /EACCES|EPERM|EROFS|Permission denied|Read-only file system/,
      `${what} could not be written; ${installer}'s last lines are above. Put the project where you may write, and ${again}.`,
    ],
    [
      /EINTEGRITY|DO NOT MATCH THE HASHES/,
      `${what} are not those that this project was tested with; ${installer}'s last lines are above. ` +
        `A proxy may have changed them, or a cache is damaged (npm cache clean --force; pip cache purge). Then ${again}.`,
    ],
    [
      /EUSAGE|EJSONPARSE|Invalid requirement/,
      `package.json, package-lock.json or requirements.txt is damaged, or they do not agree; ${installer}'s last lines are above. ` +
        `"git diff" shows what has changed (after a change of package.json, run npm install). Then ${again}.`,
    ],
  ];
  const [, reason] = reasons.find(([sign]) => sign.test(output)) ?? [];
  const otherwise = `${what} could not be installed; ${installer}'s last lines are above. Check your connection or proxy, and ${again}.`;
  return reason ?? otherwise;
}

/** Runs a program in silence; if it fails, its last lines are shown above the sentence. */
export function run(command, { sentence, ...options }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, ...command], { ...options, stdio: "pipe" });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    const interrupt = () => {
      child.stdin.end();
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

const CHILD = fileURLToPath(new URL("child.mjs", import.meta.url));

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
  const file = path.join(...parts);
  const text = fs.readFileSync(file, "utf8");
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = /^<{7} /m.test(text) ? "it has the marks of a merge conflict" : error.message;
    throw new Stop(
      `${file} cannot be read: ${why}. Mend it ("git diff" shows what has changed), and ${again}.`,
    );
  }
}

export function remove(fileOrFolder) {
  fs.rmSync(fileOrFolder, { recursive: true, force: true });
}

/** Makes a folder anew. What was there is set aside, and put back if the work fails; if it was killed, by the next attempt. */
export async function makeAnew(folder, aside, work) {
  restore(folder, aside);
  if (fs.existsSync(folder)) {
    fs.mkdirSync(path.dirname(aside), { recursive: true });
    fs.renameSync(folder, aside);
  }
  try {
    await work();
  } catch (error) {
    remove(folder);
    restore(folder, aside);
    throw error;
  }
  remove(aside);
}

function restore(folder, aside) {
  if (!fs.existsSync(aside)) return;
  remove(folder);
  fs.renameSync(aside, folder);
}

/** The files in a folder and in the folders within it, links not followed; `skip` leaves folders out by name. */
export function filesIn(folder, skip = /^$/) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const inside = path.join(folder, entry.name);
    if (!entry.isDirectory()) return [inside];
    return skip.test(entry.name) ? [] : filesIn(inside, skip);
  });
}

/** How large each file of a folder is, by its name there. */
export function sizesIn(folder) {
  return Object.fromEntries(
    filesIn(folder).map((file) => [path.relative(folder, file), sizeOf(file)]),
  );
}

/** The first of these files that is missing or has another size. */
export function firstDamaged(folder, sizes) {
  return Object.keys(sizes).find((name) => sizeOf(path.join(folder, name)) !== sizes[name]);
}

function sizeOf(file) {
  return fs.lstatSync(file, { throwIfNoEntry: false })?.size;
}
