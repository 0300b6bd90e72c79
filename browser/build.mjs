// Builds what the site adds to JupyterLite: an extension with the kernel, which is a script for the page, one for the
// worker, and the types that TypeScript has to know there; and the service worker.
import { createHash } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { build } from "esbuild";
import { filesIn } from "../scripts/tools.mjs";

const require = createRequire(import.meta.url);
const tslab = path.dirname(require.resolve("tslab/package.json"));
const typescript = path.dirname(require.resolve("@tslab/typescript-for-tslab", { paths: [tslab] }));

/** What stands in for Node's modules. */
const standIns = Object.fromEntries(
  ["crypto", "fs", "module", "util", "vm"].flatMap((name) => {
    const file = path.join(import.meta.dirname, "kernel", "node", `${name}.mjs`);
    return [
      [name, file],
      [`node:${name}`, file],
    ];
  }),
);

const common = {
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  logLevel: "error",
  tsconfigRaw: {}, // The project's own leads to lib/'s sources.
};

/** Writes the extension into a folder. */
export async function buildExtension({ root, out }) {
  const static_ = path.join(out, "static");
  const { JupyterHandlerImpl } = require("tslab/dist/jupyter");
  const info = new JupyterHandlerImpl(undefined, false).handleKernel();
  await build({
    ...common,
    outdir: static_,
    entryPoints: [path.join(import.meta.dirname, "page", "extension.mjs")],
    define: { KERNEL_INFO: JSON.stringify({ status: "ok", ...info }) },
  });
  await build({
    ...common,
    outdir: static_,
    entryPoints: [path.join(import.meta.dirname, "kernel", "worker.mjs")],
    plugins: [tslabsTypescript],
    alias: { ...standIns, path: "path-browserify" },
    // What only ZeroMQ and TypeScript's compiler for Node need; neither is called.
    external: ["zeromq", "os", "perf_hooks", "inspector", "source-map-support"],
    inject: [path.join(import.meta.dirname, "kernel", "node", "process.mjs")],
    define: { __dirname: JSON.stringify("/node_modules/tslab/dist") },
  });
  fs.copyFileSync(
    path.join(import.meta.dirname, "page", "typescript.svg"),
    path.join(static_, "typescript.svg"),
  );
  fs.writeFileSync(path.join(static_, "types.json"), JSON.stringify(types(root)));
  const name = "tslab";
  const entry = { name, load: "static/extension.js", extension: "./extension" };
  fs.writeFileSync(
    path.join(out, "package.json"),
    JSON.stringify({ name, version: "0.1.0", jupyterlab: { extension: true, _build: entry } }),
  );
  return entry;
}

/** Writes the service worker of a site that is else complete. */
export async function buildServiceWorker({ out }) {
  const files = filesIn(out).map((file) => path.relative(out, file).replaceAll(path.sep, "/"));
  const hash = createHash("sha256");
  for (const name of files) hash.update(name).update(fs.readFileSync(path.join(out, name)));
  await build({
    ...common,
    entryPoints: { "service-worker": path.join(import.meta.dirname, "page", "serviceWorker.mjs") },
    outdir: out,
    define: { FILES: JSON.stringify(files), VERSION: JSON.stringify(hash.digest("hex")) },
  });
}

/** tslab gets TypeScript as kernel/compile.mjs changes it. */
const tslabsTypescript = {
  name: "tslab's TypeScript",
  setup({ onResolve }) {
    onResolve({ filter: /^@tslab\/typescript-for-tslab$/ }, ({ importer }) => ({
      path: importer.startsWith(path.join(tslab, "dist"))
        ? path.join(import.meta.dirname, "kernel", "typescript.cjs")
        : path.join(typescript, "typescript.js"),
    }));
  },
};

/** The declarations that TypeScript reads, by their path in the worker's file system. */
function types(root) {
  const files = {
    // Cells run in a worker: there is a console and fetch, but no document.
    "/node_modules/@types/worker/index.d.ts": '/// <reference lib="webworker" />\n',
  };
  const add = (folder, target, filter) => {
    for (const file of filesIn(folder).filter((each) => filter.test(each))) {
      const name = path.relative(folder, file).replaceAll(path.sep, "/");
      files[`${target}/${name}`] = fs.readFileSync(file, "utf8");
    }
  };
  add(
    typescript,
    "/typescript",
    /[\\/]lib\.(es5|es20(1\d|2[012])(\.(?!full)\w+)*|decorators.*|webworker)\.d\.ts$/,
  );
  add(
    tslab,
    "/node_modules/tslab",
    /[\\/](package\.json|dist[\\/](public|jupyter|executor|converter)\.d\.ts)$/,
  );
  add(
    path.join(root, "lib"),
    "/node_modules/backprop",
    /[\\/]lib[\\/](package\.json|dist[\\/].*\.d\.ts)$/,
  );
  return files;
}
