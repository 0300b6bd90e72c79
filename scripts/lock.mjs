import { createHash } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/**
 * Runs the work while nobody else does on this project; waits for whoever is at it. The lock is an address that one
 * process listens at: it cannot be left behind, because the system closes it when its process ends, however that ends.
 */
export async function alone(project, work, address = addressFor(project)) {
  for (let waits = 0; ; waits++) {
    const release = await listenAt(address);
    if (release) {
      try {
        return await work();
      } finally {
        release();
      }
    }
    if (waits === 0) console.log("Another set-up of this project is running: waiting for it ...");
    await ended(address);
  }
}

/** A name that Linux and Windows keep in memory; elsewhere a file in the user's own temporary folder. */
function addressFor(project) {
  const { dev, ino } = fs.statSync(project, { bigint: true });
  const place = `${os.userInfo().username} ${dev} ${ino} ${fs.realpathSync(project)}`;
  const name = `backprop-${createHash("sha256").update(place).digest("hex").slice(0, 32)}`;
  if (process.platform === "linux") return `\0${name}`;
  if (process.platform === "win32") return `\\\\.\\pipe\\${name}`;
  return path.join(os.tmpdir(), name);
}

/** Returns how to give the lock back, or undefined when another process has it. */
async function listenAt(address) {
  const waiting = new Set();
  const server = net.createServer((socket) => {
    waiting.add(socket.on("error", () => {}).unref());
  });
  try {
    server.listen(address).unref();
    await once(server, "listening");
  } catch (error) {
    if (error.code === "EADDRINUSE") return undefined;
    throw error;
  }
  return () => {
    server.close();
    for (const socket of waiting) socket.destroy();
  };
}

/** Waits until the process that listens at the address closes it, or ends. */
async function ended(address) {
  const socket = net.connect(address);
  const code = await new Promise((resolve) => {
    socket.on("error", (error) => resolve(error.code)).on("close", () => resolve("closed"));
  });
  // A file that a killed process has left: nobody listens there any more.
  if (code === "ECONNREFUSED" && fs.existsSync(address)) fs.rmSync(address);
  if (code !== "closed") await wait(50);
}
