import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, suite, test } from "vitest";
import { root } from "../../scripts/jupyter.mjs";
import { whyNotInstalled } from "../../scripts/tools.mjs";

const script = (name: string) => path.join(root, "scripts", name);

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "tools "));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

suite("alone", () => {
  /** A process that takes the lock, writes down when it has it and when it gives it back, and holds it meanwhile. */
  function holder(name: string, milliseconds: number, address = ""): ChildProcess {
    const program = `
      import fs from "node:fs";
      import { alone } from ${JSON.stringify(pathToFileURL(script("lock.mjs")))};
      const note = (what) => fs.appendFileSync("log", what + " ${name}\\n");
      await alone(process.cwd(), async () => {
        note("begins");
        await new Promise((done) => setTimeout(done, ${milliseconds}));
        note("ends");
      }${address && `, ${JSON.stringify(address)}`});`;
    const args = ["--input-type=module", "-e", program];
    return spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  }

  const log = () => {
    const file = path.join(folder, "log");
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim().split("\n") : [];
  };
  const begun = (name: string) => expect.poll(log).toContain(`begins ${name}`);

  /** As it is where an address is kept in memory, and where it is a file. */
  const kinds = process.platform === "win32" ? [""] : ["", "file"];

  test.each(kinds)("lets one work at a time, in any number of processes (%j)", async (kind) => {
    const address = kind && path.join(folder, "lock");
    const holders = ["a", "b", "c", "d"].map((name) => holder(name, 200, address));
    await Promise.all(holders.map((each) => once(each, "exit")));
    const lines = log();
    expect(lines).toHaveLength(8);
    for (let i = 0; i < 8; i += 2) {
      expect(lines[i + 1]).toBe(lines[i].replace("begins", "ends"));
    }
  });

  test.each(kinds)("a killed process leaves no lock behind (%j)", async (kind) => {
    const address = kind && path.join(folder, "lock");
    const killed = holder("killed", 600_000, address);
    await begun("killed");
    const next = holder("next", 0, address);
    await wait(500);
    expect(log()).toEqual(["begins killed"]);
    killed.kill("SIGKILL");
    expect(await once(next, "exit")).toEqual([0, null]);
    expect(await once(holder("last", 0, address), "exit")).toEqual([0, null]);
    expect(log().at(-1)).toBe("ends last");
  });
});

test("a program that the set-up runs ends with the set-up, however that ends", async () => {
  const program = `
    import { run } from ${JSON.stringify(pathToFileURL(script("tools.mjs")))};
    await run([process.execPath, "-e", \`
      require("fs").writeFileSync("pid", String(process.pid));
      setInterval(() => {}, 1000);
    \`], { sentence: () => "" });`;
  const setup = spawn(process.execPath, ["--input-type=module", "-e", program], { cwd: folder });
  const file = path.join(folder, "pid");
  await expect.poll(() => fs.existsSync(file) && fs.readFileSync(file, "utf8")).toMatch(/\d/);
  const pid = Number(fs.readFileSync(file, "utf8"));
  const runs = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  expect(runs()).toBe(true);
  setup.kill("SIGKILL");
  await expect.poll(runs).toBe(false);
});

test.each([
  ["npm error code ENOSPC\nnpm error syscall write", "The disk, or your share of it, is full."],
  ["ERROR: Could not install: [Errno 28] No space left on device", "The disk, or your share"],
  ["OSError: [Errno 122] Disk quota exceeded", "The disk, or your share of it, is full."],
  ["npm error code EACCES\nnpm error path /x", "The packages could not be written"],
  ["npm error code EINTEGRITY", "are not those that this project was tested with"],
  ["ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "are not those that this project"],
  ["npm error code ECONNREFUSED", "Check your connection or proxy"],
  ["ERROR: Invalid requirement: '<<<<<<< HEAD'", "requirements.txt is damaged"],
])("whyNotInstalled: %j", (output, reason) => {
  expect(whyNotInstalled("The packages", "npm", output)).toContain(reason);
});
