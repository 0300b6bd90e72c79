import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, suite, test } from "vitest";
import { bin, jupyterEnvironment, root } from "../scripts/jupyter.mjs";

const support = path.join(root, "test", "support");

suite("another user of this machine, where the kernel's sockets are of TCP", () => {
  test("has no code run, and learns no signature", () => {
    const output = execFileSync(
      bin("python"),
      [path.join(support, "attacker.py"), path.join(root, "notebooks")],
      { env: jupyterEnvironment(), encoding: "utf8", timeout: 120_000 },
    );
    const { caught, ...answer } = JSON.parse(output);
    expect(answer).toEqual({
      first: ["ok", "of mine\n1\n"],
      last: ["ok", "2\n"],
      ran: [],
      takenOver: 0,
      rightSignatures: 0,
      keySeen: false,
      alive: true,
    });
    // It was there, and read along.
    expect(caught).toBeGreaterThan(5);
  });
});

suite("a kernel that could not tell who sends to it", () => {
  const ports = { shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 };
  const connection = {
    ...ports,
    transport: "tcp",
    ip: "127.0.0.1",
    signature_scheme: "hmac-sha256",
  };
  const files = {
    "without a key": JSON.stringify({ ...connection, key: "" }),
    "with another kind of signature": JSON.stringify({
      ...connection,
      ...{ key: "secret", signature_scheme: "hmac-md5" },
    }),
    "with a damaged connection file": '{"key": "secret", ',
  };

  test.each(Object.entries(files))("does not start %s", (_, text) => {
    const folder = mkdtempSync(path.join(tmpdir(), "connection-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, "kernel.json");
    writeFileSync(file, text);
    const kernel = path.join(root, "scripts", "kernel.mjs");
    const { status, stderr } = spawnSync(process.execPath, [kernel, file], { encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^The kernel .*\n$/);
    expect(stderr).not.toContain("secret");
  });
});
