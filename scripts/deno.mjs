import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root } from "./jupyter.mjs";
import { Stop } from "./tools.mjs";

/**
 * The path of a Deno in test/deno, installed at the first call: the tests run the library in its kernel. The lessons
 * need none, and it has 95 MB, so the project's own packages are without it.
 */
export function deno() {
  const folder = path.join(root, "test", "deno");
  const modules = path.join(folder, "node_modules", "deno");
  const program = path.join(modules, process.platform === "win32" ? "deno.exe" : "deno");
  if (fs.existsSync(program)) return program;
  console.log("Installing Deno in test/deno ...");
  spawnSync("npm ci --no-audit --no-fund", { cwd: folder, stdio: "inherit", shell: true });
  // Deno's package puts its program there when it runs first.
  spawnSync(process.execPath, [path.join(modules, "bin.cjs"), "--version"], { stdio: "inherit" });
  if (fs.existsSync(program)) return program;
  throw new Stop(
    "Deno could not be installed in test/deno; the error is above. Run the same command again.",
  );
}
