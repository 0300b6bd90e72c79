import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect, suite, test } from "vitest";
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
