import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { jupyterEnvironment, root } from "./jupyter.mjs";
import { alone } from "./lock.mjs";
import { findPython } from "./python.mjs";
import { Stop } from "./tools.mjs";

/**
 * A Python of its own with NumPy, in bench/.venv, made at the first call: for what measures this project by NumPy and
 * tests it against NumPy. The lessons need none, so .venv has none.
 */
export function pythonWithNumpy() {
  return alone(path.join(root, "bench"), ensureNumpy);
}

function ensureNumpy() {
  const home = path.join(root, "bench", ".venv");
  const python = path.join(
    home,
    ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]),
  );
  const env = jupyterEnvironment();
  if (spawnSync(python, ["-c", "import numpy"], { env }).status === 0) return python;
  console.log("Installing NumPy in bench/.venv ...");
  fs.rmSync(home, { recursive: true, force: true });
  const [program, ...first] = findPython().command;
  const requirements = path.join(root, "bench", "requirements.txt");
  const steps = [
    [program, ...first, "-m", "venv", "--system-site-packages", home],
    [python, "-m", "pip", "install", "--quiet", "--no-input", "-r", requirements],
  ];
  for (const [command, ...arguments_] of steps) {
    if (spawnSync(command, arguments_, { env, stdio: "inherit" }).status !== 0) {
      throw new Stop(
        "NumPy could not be installed in bench/.venv; the error is above. Run the same command again.",
      );
    }
  }
  return python;
}
