import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const windows = process.platform === "win32";

/** The project's own folder. */
export const root = path.resolve(fileURLToPath(import.meta.url), "..", "..");

/** The folder of the learner's own copies of the lessons. */
export const OWN_LESSONS = "my-lessons";

/** The path of a program in the project's .venv: bin("python"). */
export function bin(name, project = root) {
  return windows
    ? path.join(project, ".venv", "Scripts", `${name}.exe`)
    : path.join(project, ".venv", "bin", name);
}

/** Where Jupyter keeps what is the reader's: settings, signatures, workspaces. A new .venv leaves it as it is. */
export const home = (project = root) => path.join(project, ".jupyter");

/**
 * The environment of .venv's programs. They read and write inside the project only: neither the user's own Jupyter,
 * with its settings and kernels, is seen or changed, nor a Python path that is meant for other programs.
 */
export function jupyterEnvironment(project = root) {
  const others = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  const inside = (...names) => path.join(home(project), ...names);
  return {
    ...Object.fromEntries(others),
    JUPYTER_CONFIG_DIR: inside("config"),
    JUPYTER_DATA_DIR: inside("data"),
    JUPYTER_PATH: inside("data"),
    JUPYTER_RUNTIME_DIR: inside("runtime"),
    JUPYTERLAB_SETTINGS_DIR: inside("lab", "user-settings"),
    JUPYTERLAB_WORKSPACES_DIR: inside("lab", "workspaces"),
    IPYTHONDIR: inside("ipython"),
  };
}

/** JUPYTER_LAB__ServerApp__ip is a setting too, PYTHON alone names the Python to use. */
const FOREIGN = /^(JUPYTER|JPY_|IPYTHON|PYTHON.)/i;

/**
 * A new folder for what Jupyter has while it runs: only this user can enter it, so nobody else reaches the sockets
 * between Jupyter and the kernels. They need short paths. Windows has no such sockets, and gets no folder.
 */
export function makeRuntimeFolder() {
  if (windows) return undefined;
  const parent = [process.env.XDG_RUNTIME_DIR, os.tmpdir()].find(
    (folder) => folder && folder.length <= LONGEST && fs.existsSync(folder),
  );
  return fs.mkdtempSync(path.join(parent ?? "/tmp", "jupyter-"));
}

/** Of the 103 characters that macOS allows for a socket, "/jupyter-XXXXXX/kernel-<36 characters>-ipc-5" takes 65. */
const LONGEST = 38;
