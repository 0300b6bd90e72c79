import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, suite, test } from "vitest";
import { bin, root } from "../scripts/jupyter.mjs";

const read = (...names: string[]) => readFileSync(path.join(root, ...names), "utf8");
const readJson = (...names: string[]) => JSON.parse(read(...names));

suite("the address of the site", () => {
  const { homepage } = readJson("package.json");
  const [, owner, name] = /^https:\/\/([^./]+)\.github\.io\/([^/]+)\/$/.exec(homepage) ?? [];
  const repository = `${owner}/${name}`;

  test("is one that GitHub Pages gives", () => {
    expect(homepage).toMatch(/^https:\/\/[^./]+\.github\.io\/[^/]+\/$/);
  });

  test.each(["README.md", "notebooks/README.md"])("is the first link of %s", (page) => {
    const [, first] = /\]\(([^)]+)\)/.exec(read(page)) ?? [];
    expect(first, `${page} has to follow "homepage" in package.json`).toBe(homepage);
  });

  test.each(["README.md", "notebooks/README.md"])("leads %s to one repository", (page) => {
    const links = read(page).match(
      /(?<=https:\/\/(github\.com|codespaces\.new|mybinder\.org\/v2\/gh)\/)[^/\s]+\/[^/\s)]+/g,
    );
    expect(new Set(links), `${page} has to follow "homepage" in package.json`).toEqual(
      new Set([repository]),
    );
    expect(read(page)).toContain(`npm start --prefix ${name}\n`);
  });
});

suite("Binder", () => {
  const place = mkdtempSync(path.join(tmpdir(), "binder-"));
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  test("installs what npm start installs", () => {
    expect(read(".binder", "requirements.txt")).toBe("-r ../requirements.txt\n");
  });

  test("makes a fresh copy ready, in which its Jupyter runs a lesson", () => {
    const inside = (...names: string[]) => path.join(place, ...names);
    const project = inside("project");
    const files = execFileSync(
      "git",
      ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
      {
        cwd: root,
        encoding: "utf8",
      },
    );
    for (const file of files
      .split("\0")
      .filter((name) => name && existsSync(path.join(root, name)))) {
      cpSync(path.join(root, file), path.join(project, file));
    }
    // In place of the image's Python: one that has the packages of .venv, and a kernelspec folder of its own.
    const prefix = inside("python");
    execFileSync(bin("python"), ["-m", "venv", "--without-pip", prefix]);
    const sites = (python: string) =>
      execFileSync(python, ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], {
        encoding: "utf8",
      }).trim();
    const python = path.join(prefix, "bin", "python");
    writeFileSync(path.join(sites(python), "image.pth"), sites(bin("python")));
    mkdirSync(inside("home"));
    const env = {
      HOME: inside("home"),
      PATH: [path.join(prefix, "bin"), path.dirname(process.execPath), "/usr/bin", "/bin"].join(
        ":",
      ),
      NB_PYTHON_PREFIX: prefix,
    };
    const build = spawnSync(path.join(project, ".binder", "postBuild"), {
      ...{ cwd: project, env, encoding: "utf8" },
    });
    expect(build.status, build.stderr).toBe(0);

    const lesson = path.join(root, "test", "support", "runNotebook.py");
    const run = spawnSync(python, [lesson, "5.1-computational-graphs.ipynb"], {
      ...{ cwd: path.join(project, "notebooks"), env, encoding: "utf8" },
    });
    expect(run.status, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toEqual({ trusted: true, differ: [] });
  });
});

suite("the container of an editor", () => {
  const container = readJson(".devcontainer", "devcontainer.json");

  test("is set up by the project's own scripts", () => {
    const [program, script] = container.updateContentCommand.split(" ");
    expect(program).toBe("node");
    expect(existsSync(path.join(root, script))).toBe(true);
  });

  test("has a Node that the project can use", () => {
    const [, major] = /typescript-node:(\d+)-/.exec(container.image) ?? [];
    expect(Number(major)).toBeGreaterThanOrEqual(
      Number.parseInt(readJson("package.json").engines.node.replace(">=", ""), 10),
    );
  });

  test("leaves JupyterLab its token", () => {
    expect(JSON.stringify(container)).not.toMatch(/token|password/i);
  });
});
