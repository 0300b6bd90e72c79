// Builds the site, the lessons in a browser with nothing to install: npm run site [-- --serve]
import fs from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { bin, jupyterEnvironment, root } from "./jupyter.mjs";
import { alone } from "./lock.mjs";
import { serve } from "./serve.mjs";
import * as steps from "./steps.mjs";
import { makeAnew, readJson, remove, run, stopGently } from "./tools.mjs";

const site = path.join(root, "site");
const inside = (...names) => path.join(site, ...names);

async function build() {
  console.log("Building site/ ...");
  await buildJupyterLite();
  // Installed by now.
  const { buildExtension, buildServiceWorker } = await import("../browser/build.mjs");
  const { buildReadingPages } = await import("../browser/reading/build.mjs");
  const extension = await buildExtension({ root, out: inside("extensions", "tslab") });
  configure(extension);
  copyLessons();
  await copyPlotly();
  packData();
  buildReadingPages({ root, out: site });
  markIndex();
  remove(inside("service-worker.js"));
  await buildServiceWorker({ out: site });
}

/** JupyterLab as static files, with plotly's extension from the Python environment. */
async function buildJupyterLite() {
  const empty = path.join(root, ".setup", "lite");
  fs.mkdirSync(empty, { recursive: true });
  await run(
    [
      ...[bin("python", path.join(root, "browser")), "-m", "jupyterlite_core", "build"],
      ...["--apps", "lab", "--no-sourcemaps", "--no-unused-shared-packages"],
      ...["--lite-dir", empty, "--output-dir", site],
    ],
    {
      cwd: empty,
      env: jupyterEnvironment(),
      sentence: () => "JupyterLite could not be built; its last lines are above.",
    },
  );
  remove(empty);
}

const TITLE = "Backpropagation, in TypeScript";

function configure(extension) {
  const page = inside("lab", "index.html");
  const html = fs.readFileSync(page, "utf8");
  const head = `<title>${TITLE}</title><link rel="icon" href="favicon.ico">`;
  fs.writeFileSync(page, html.replace(/<title>.*<\/title>/, head));
  const file = inside("jupyter-lite.json");
  const config = readJson(file);
  const data = config["jupyter-config-data"];
  Object.assign(data, {
    appName: TITLE,
    contentsAllJsonFile: "all.json",
    defaultKernelName: "tslab",
    // It would keep less, and too early; ours is in browser/page/.
    disabledExtensions: ["@jupyterlite/application-extension:service-worker-manager"],
    exposeAppInBrowser: true,
    federated_extensions: [...data.federated_extensions, extension],
    settingsOverrides: steps.JUPYTERLAB_SETTINGS,
  });
  fs.writeFileSync(file, JSON.stringify(config));
}

/** JupyterLite looks for settings in the index of every folder above its own, and stops where it finds no place for them. */
function markIndex() {
  const index = inside("index.html");
  const html = fs.readFileSync(index, "utf8");
  const place = '<script id="jupyter-config-data" type="application/json">{}</script>';
  fs.writeFileSync(index, html.replace("</head>", `${place}</head>`));
}

/** The lessons as a Jupyter server hands them out: each text in one piece, and trusted, with their pictures. */
function copyLessons() {
  const source = path.join(root, "notebooks");
  const files = fs.readdirSync(source).filter((name) => /\.(ipynb|md)$/.test(name));
  fs.mkdirSync(inside("files"));
  fs.mkdirSync(inside("api", "contents"), { recursive: true });
  for (const name of files) {
    const text = fs.readFileSync(path.join(source, name), "utf8");
    fs.writeFileSync(inside("files", name), name.endsWith(".ipynb") ? served(text) : text);
  }
  const listing = { ...folder, content: files.map(listed) };
  fs.writeFileSync(inside("api", "contents", "all.json"), JSON.stringify(listing));
}

const now = new Date().toISOString();
const folder = { name: "", path: "", type: "directory", format: "json", mimetype: null };

function listed(name) {
  const isNotebook = name.endsWith(".ipynb");
  return {
    name,
    path: name,
    type: isNotebook ? "notebook" : "file",
    format: null,
    content: null,
    mimetype: isNotebook ? null : "text/markdown",
    size: fs.statSync(inside("files", name)).size,
    created: now,
    last_modified: now,
    writable: true,
  };
}

function served(text) {
  const notebook = JSON.parse(text);
  const join = (lines) => (Array.isArray(lines) ? lines.join("") : lines);
  for (const cell of notebook.cells) {
    cell.source = join(cell.source);
    if (cell.cell_type === "code") cell.metadata.trusted = true;
    for (const output of cell.outputs ?? []) {
      if (output.text) output.text = join(output.text);
      for (const [type, content] of Object.entries(output.data ?? {})) {
        output.data[type] = join(content);
      }
    }
  }
  return JSON.stringify(notebook);
}

/** For live curves, where they look for it. */
async function copyPlotly() {
  const { build: bundle } = await import("esbuild");
  const name = path.join("node_modules", "plotly.js-dist", "plotly.js");
  const outfile = inside("files", name);
  await bundle({ entryPoints: [path.join(root, name)], minify: true, outfile });
}

/** MNIST, packed, and a list of its files. */
function packData() {
  const data = path.join("data", "mnist");
  fs.mkdirSync(inside(data), { recursive: true });
  const sizes = {};
  for (const { name } of readJson(root, "data", "manifest.json").files) {
    const packed = gzipSync(fs.readFileSync(path.join(root, data, name)), { level: 9 });
    fs.writeFileSync(inside(data, `${name}.gz`), packed);
    sizes[`${name}.gz`] = packed.length;
  }
  fs.writeFileSync(inside(data, "files.json"), JSON.stringify(sizes));
}

await stopGently(async () => {
  await alone(root, async () => {
    steps.checkNode(root);
    await steps.installPackages(root);
    await steps.buildLibrary(root);
    steps.installData(root);
    await steps.makePythonEnvironment(path.join(root, "browser"), "JupyterLite");
    await makeAnew(site, path.join(root, ".setup", "site"), build);
  });
  if (!process.argv.includes("--serve")) return;
  const { address } = await serve(site);
  console.log(`The site is at ${address}, until you press Ctrl-C.`);
});
