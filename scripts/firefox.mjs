// A page in the system's Firefox, which is driven by WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi), as Playwright
// drives only its own build of it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import WebSocket from "ws";
import { findProgram } from "./lab.mjs";
import { Stop } from "./tools.mjs";

/** Opens an address in a Firefox of its own, that ends with `close`. `problems` collects errors of its console. */
export async function openFirefox(address) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "firefox-"));
  const firefox = spawn(
    findFirefox(),
    ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const socket = new WebSocket(`${await whereItListens(firefox)}/session`);
  await once(socket, "open");

  const waiting = new Map();
  const problems = [];
  const requests = [];
  socket.on("message", (text) => {
    const { id, type, result, message, method, params } = JSON.parse(text);
    if (method === "log.entryAdded" && params.level === "error") problems.push(params.text);
    if (method === "network.beforeRequestSent") requests.push(params.request.url);
    const answer = waiting.get(id);
    if (type === "error") answer?.reject(new Error(message));
    else answer?.resolve(result);
    waiting.delete(id);
  });
  let count = 0;
  const send = (method, params) =>
    new Promise((resolve, reject) => {
      waiting.set(++count, { resolve, reject });
      socket.send(JSON.stringify({ id: count, method, params }));
    });

  await send("session.new", { capabilities: {} });
  await send("session.subscribe", { events: ["log.entryAdded", "network.beforeRequestSent"] });
  const { contexts } = await send("browsingContext.getTree", {});
  const { context } = contexts[0];
  await send("browsingContext.navigate", { context, url: address, wait: "complete" });
  return {
    problems,
    requests,
    /** The JSON value of an expression in the page, which may be a promise. */
    async evaluate(expression) {
      const { result, exceptionDetails } = await send("script.evaluate", {
        expression: `(async () => JSON.stringify(await (${expression})))()`,
        target: { context },
        awaitPromise: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.text);
      return result.value === undefined ? undefined : JSON.parse(result.value);
    },
    async close() {
      socket.close();
      firefox.kill();
      if (firefox.exitCode === null && firefox.signalCode === null) await once(firefox, "exit");
      fs.rmSync(profile, { recursive: true, force: true });
    },
  };
}

async function whereItListens(firefox) {
  for await (const line of createInterface(firefox.stderr)) {
    const [, address] = /^WebDriver BiDi listening on (ws:.*)$/.exec(line) ?? [];
    if (address) {
      firefox.stderr.resume();
      return address;
    }
  }
  throw new Stop("Firefox ended at once.");
}

/** The path of a Firefox. Throws if there is none. */
export function findFirefox() {
  return findProgram(
    process.env.FIREFOX,
    ["firefox-esr", "firefox", "firefox.exe"],
    "There is no Firefox here: install it (on Debian: apt install firefox-esr), or set FIREFOX to its path.",
  );
}
