import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, suite, test, vi } from "vitest";
import { root } from "../../scripts/jupyter.mjs";

/** What a configuration for a server that all the world may use says. */
const OPEN = `
c.ServerApp.ip = "0.0.0.0"
c.ServerApp.allow_remote_access = True
c.ServerApp.allow_unauthenticated_access = True
c.ServerApp.terminals_enabled = True
c.IdentityProvider.token = ""
open(__file__ + ".obeyed", "w")
`;

suite("npm start, where the user's environment opens Jupyter to the world", () => {
  let foreign: string;
  let server: ChildProcess;
  let output = "";
  let origin: string;
  let token: string;

  beforeAll(async () => {
    foreign = fs.mkdtempSync(path.join(os.tmpdir(), "foreign-"));
    for (const name of ["jupyter_config", "jupyter_server_config", "jupyter_lab_config"]) {
      fs.writeFileSync(path.join(foreign, `${name}.py`), OPEN);
    }
    fs.writeFileSync(path.join(foreign, "tornado.py"), "raise SystemExit('foreign tornado')");
    const start = path.join(root, "scripts", "start.mjs");
    server = spawn(process.execPath, [start, "--no-browser", "--ServerApp.port=0"], {
      env: {
        ...process.env,
        JUPYTER_CONFIG_PATH: foreign,
        JUPYTER_CONFIG_DIR: foreign,
        JUPYTER_LAB__ServerApp__ip: "0.0.0.0",
        JUPYTER_TOKEN: "known-to-all",
        PYTHONPATH: foreign,
        PYTHONHOME: foreign,
      },
    });
    for (const stream of [server.stdout, server.stderr]) {
      stream?.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    const address = /(http:\/\/localhost:\d+)\/\S*\?token=(\w+)/;
    await vi.waitFor(() => expect(output).toMatch(address), { timeout: 60_000 });
    [, origin, token] = address.exec(output) ?? [];
  });
  afterAll(async () => {
    server.kill();
    await once(server, "exit");
    fs.rmSync(foreign, { recursive: true, force: true });
  });

  const status = async (resource: string, options?: RequestInit) =>
    (await fetch(`${origin}/${resource}`, options)).status;

  test("obeys none of it", () => {
    expect(fs.readdirSync(foreign).filter((name) => name.endsWith(".obeyed"))).toEqual([]);
  });

  test("lets in who has the token, a new one, and nobody else", async () => {
    expect(token).toMatch(/^[0-9a-f]{48}$/);
    expect(await status("api/contents")).toBe(403);
    expect(await status("api/contents?token=known-to-all")).toBe(403);
    expect(await status(`api/contents?token=${token}`)).toBe(200);
  });

  test("answers on this machine's own address only", async () => {
    const others = Object.values(os.networkInterfaces())
      .flat()
      .filter((face) => face?.family === "IPv4" && !face.internal);
    for (const face of others) {
      const elsewhere = origin.replace("localhost", String(face?.address));
      await expect(fetch(elsewhere)).rejects.toThrow("fetch failed");
    }
    expect(output).not.toContain("0.0.0.0");
  });

  test("opens no terminal, whoever asks", async () => {
    const headers = { Authorization: `token ${token}` };
    expect(await status("api/terminals", { method: "POST", headers })).toBe(404);
  });
});
