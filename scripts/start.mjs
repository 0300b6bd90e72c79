// Sets the project up, and opens the notebooks in JupyterLab: npm start -- [--repair] [OPTIONS OF JUPYTER LAB]
import { spawn } from "node:child_process";
import path from "node:path";
import "./setup.mjs";
import { bin, jupyterEnvironment, root } from "./jupyter.mjs";

const options = [
  // The whole project, because live figures load plotly.js from its node_modules.
  `--ServerApp.root_dir=${root}`,
  "--LabApp.default_url=/lab/tree/notebooks/README.md",
  "--LabApp.custom_css=True",
  // JupyterLab brings a Python kernel along, which has nothing to do here.
  "--KernelSpecManager.allowed_kernelspecs=tslab",
  "--KernelSpecManager.ensure_native_kernel=False",
  "--MultiKernelManager.default_kernel_name=tslab",
  ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
  ...process.argv.slice(2).filter((option) => option !== "--repair"),
];
const jupyter = spawn(bin("python"), [path.join(root, "scripts", "server.py"), ...options], {
  cwd: root,
  env: jupyterEnvironment(),
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
process.on("SIGTERM", () => jupyter.kill());
