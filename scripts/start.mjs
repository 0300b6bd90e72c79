// Sets the project up, and opens the notebooks in JupyterLab: npm start -- [--repair] [OPTIONS OF JUPYTER LAB]
import { spawn } from "node:child_process";
import path from "node:path";
import "./setup.mjs";
import { copyLessons } from "./copies.mjs";
import { bin, jupyterEnvironment, makeRuntimeFolder, OWN_LESSONS, root } from "./jupyter.mjs";
import { alone } from "./lock.mjs";
import { remove, stopGently } from "./tools.mjs";

await stopGently(() =>
  alone(root, () => {
    for (const sentence of copyLessons(root)) console.log(sentence);
  }),
);

const runtime = makeRuntimeFolder();
if (runtime) process.on("exit", () => remove(runtime));
const env = { ...jupyterEnvironment(), ...(runtime && { JUPYTER_RUNTIME_DIR: runtime }) };
const options = [
  // The whole project, because live figures load plotly.js from its node_modules.
  `--ServerApp.root_dir=${root}`,
  `--LabApp.default_url=/lab/tree/${OWN_LESSONS}/README.md`,
  "--LabApp.custom_css=True",
  // JupyterLab brings a Python kernel along, which has nothing to do here.
  "--KernelSpecManager.allowed_kernelspecs=tslab",
  "--KernelSpecManager.ensure_native_kernel=False",
  "--MultiKernelManager.default_kernel_name=tslab",
  ...(runtime ? ["--KernelManager.transport=ipc"] : []),
  // A page that is still open from the last time goes on.
  `--ServerApp.cookie_secret_file=${path.join(env.JUPYTER_DATA_DIR, "cookie_secret")}`,
  ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
  ...process.argv.slice(2).filter((option) => option !== "--repair"),
];
const jupyter = spawn(bin("python"), [path.join(root, "scripts", "server.py"), ...options], {
  cwd: root,
  env,
  stdio: "inherit",
});
jupyter.on("error", (error) => {
  console.error(`JupyterLab did not start (${error.message}). Run npm start -- --repair.`);
  process.exitCode = 1;
});
jupyter.on("exit", (code) => {
  process.exitCode = code ?? 1;
});

// Ctrl-C reaches Jupyter by itself, which asks whether to stop: wait for its answer.
process.on("SIGINT", () => {});
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => jupyter.kill());
