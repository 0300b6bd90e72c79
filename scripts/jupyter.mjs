import path from "node:path";
import { fileURLToPath } from "node:url";

const windows = process.platform === "win32";

/** The project's own folder. */
export const root = path.resolve(fileURLToPath(import.meta.url), "..", "..");

/** The path of a program in the project's .venv: bin("python"), bin("jupyter"). */
export function bin(name, project = root) {
  return windows
    ? path.join(project, ".venv", "Scripts", `${name}.exe`)
    : path.join(project, ".venv", "bin", name);
}

/**
 * The environment variables under which Jupyter reads and writes inside .venv only: the user's own Jupyter,
 * with its settings and kernels, is neither seen nor changed.
 */
export function jupyterEnvironment(project = root) {
  const settings = path.join(project, ".venv", "etc", "jupyter");
  const data = path.join(project, ".venv", "share", "jupyter");
  return {
    ...process.env,
    JUPYTER_CONFIG_DIR: settings,
    JUPYTER_DATA_DIR: data,
    JUPYTER_PATH: data,
    JUPYTER_RUNTIME_DIR: path.join(data, "runtime"),
    JUPYTERLAB_SETTINGS_DIR: path.join(settings, "lab", "user-settings"),
    JUPYTERLAB_WORKSPACES_DIR: path.join(settings, "lab", "workspaces"),
    IPYTHONDIR: path.join(project, ".venv", "etc", "ipython"),
  };
}
