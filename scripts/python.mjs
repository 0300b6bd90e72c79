import { spawnSync } from "node:child_process";
import { jupyterEnvironment } from "./jupyter.mjs";
import { Stop } from "./tools.mjs";

const oldest = [3, 10];
const newest = 14;
const needed = `Python ${oldest.join(".")} or newer`;

/** What a Python says of itself: { version, path }, or undefined when the command is not a Python that runs. */
export function askPython(command) {
  // One that Python 2 understands as well, so that it can be named as too old.
  const question = 'import sys; print("%d.%d.%d " % sys.version_info[:3] + sys.executable)';
  const [program, ...args] = command;
  const answer = spawnSync(program, [...args, "-c", question], {
    encoding: "utf8",
    env: jupyterEnvironment(),
    timeout: 20_000,
  });
  const [, version, path] = /^(\d+\.\d+\.\d+) (.+)/.exec(answer.stdout || "") || [];
  return version && { version, path };
}

/** The first Python that is new enough; Stop says what was found when there is none. */
export function findPython() {
  const chosen = process.env.PYTHON;
  const tooOld = [];
  for (const command of chosen ? [[chosen]] : usualCommands()) {
    const python = askPython(command);
    if (!python) continue;
    const [major, minor] = python.version.split(".").map(Number);
    if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1]))
      return { command, ...python };
    tooOld.push(`Python ${python.version} (${python.path})`);
  }
  if (chosen && tooOld.length === 0) {
    throw new Stop(
      `PYTHON is set to "${chosen}", which does not run as a Python. Set it to the path of ${needed}, or unset it.`,
    );
  }
  const found = tooOld.length ? `only ${[...new Set(tooOld)].join(" and ")}` : "none";
  throw new Stop(
    `JupyterLab needs ${needed}; found ${found}. Install one from https://www.python.org ` +
      "(on Debian and Ubuntu: apt install python3 python3-venv), or set PYTHON to the path of one. " +
      "Then run the same command again.",
  );
}

function usualCommands() {
  const commands = [["python3"], ["python"]];
  if (process.platform === "win32") commands.push(["py", "-3"]);
  for (let minor = newest; minor >= oldest[1]; minor--) commands.push([`python3.${minor}`]);
  return commands;
}
