import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import * as backprop from "backprop";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, suite, test } from "vitest";
import { root } from "../scripts/jupyter.mjs";

const library = path.join(root, "lib");
const readJson = (...file: string[]) => JSON.parse(fs.readFileSync(path.join(...file), "utf8"));

suite("lib/, packed and installed into an empty project", () => {
  let project: string;
  let packed: string[];

  const write = (name: string, content: string) =>
    fs.writeFileSync(path.join(project, name), content);
  const node = (...args: string[]) =>
    execFileSync(process.execPath, args, { cwd: project, encoding: "utf8" });

  beforeAll(() => {
    project = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "project-")));
    const npm = (command: string, cwd: string) =>
      execFileSync(`npm ${command}`, {
        cwd,
        shell: true,
        encoding: "utf8",
        // The test needs no network: what npm has kept of earlier installations is not to be used, either.
        env: { ...process.env, npm_config_offline: "true", npm_config_cache: `${project}/.npm` },
        stdio: ["ignore", "pipe", "pipe"],
      });
    const [{ filename, files }] = JSON.parse(
      npm(`pack --json --pack-destination "${project}"`, library),
    );
    packed = files.map((file: { path: string }) => file.path);

    const here = Object.keys(readJson(library, "package.json").dependencies).map((name) => [
      name,
      `file:${path.join(root, "node_modules", name)}`,
    ]);
    const dependencies = { backprop: `file:${filename}` };
    const overrides = Object.fromEntries(here);
    write("package.json", JSON.stringify({ private: true, dependencies, overrides }));
    // The tarball is unpacked; what it depends on is linked.
    npm("install --no-install-links --no-audit --no-fund", project);
  });
  afterAll(() => fs.rmSync(project, { recursive: true, force: true }));

  test("holds what it needs and nothing else", () => {
    expect(packed).toEqual(
      expect.arrayContaining([
        "LICENSE",
        "package.json",
        "dist/node.js",
        "dist/index.d.ts",
        "dist/web/backprop.js",
        "dist/web/backprop.d.ts",
        "dist/ndarray/product/code.js",
      ]),
    );
    const others = packed.filter((file) => !/^dist\/.*(\.js|\.d\.ts)$/.test(file));
    expect(others.sort()).toEqual(["LICENSE", "dist/web/package.json", "package.json"]);
    expect(packed.filter((file) => /test|node_modules|\.map$/.test(file))).toEqual([]);

    const sources = fs
      .readdirSync(library, { recursive: true, encoding: "utf8" })
      .filter((file) => /^(?!dist|node_modules).*(?<!product.product)\.ts$/.test(file))
      .map((file) => `dist/${file.replaceAll("\\", "/").replace(/(\.d)?\.ts$/, ".js")}`);
    const modules = [...sources, "dist/web/backprop.js"];
    expect(packed.filter((file) => file.endsWith(".js")).sort()).toEqual(modules.sort());
  });

  test("stands apart from the repository", () => {
    const installed = path.join(project, "node_modules", "backprop");
    expect(fs.realpathSync(installed)).toBe(installed);
    expect(node("-p", 'require.resolve("backprop")').trim()).toBe(
      path.join(installed, "dist", "node.js"),
    );
  });

  /** Uses WebAssembly and pure-rand. */
  const program = `
    np.random.seed(0);
    const product = np.dot(np.random.randn(256, 256), np.random.randn(256, 256));
    const graph = new ComputationGraph({ apple: 100, tax: 1.1 });
    graph.add("total", new MulLayer(), "apple", "tax");
    console.log(product.shape.join(), draw(graph).svg.startsWith("<svg"));`;

  test("works by require", () => {
    write(
      "program.cjs",
      `const { ComputationGraph, draw, MulLayer, np } = require("backprop");${program}`,
    );
    expect(node("program.cjs")).toBe("256,256 true\n");
  });

  test("works by import", () => {
    write(
      "program.mjs",
      `import { ComputationGraph, draw, MulLayer, np } from "backprop";${program}`,
    );
    expect(node("program.mjs")).toBe("256,256 true\n");
  });

  test("works bundled for browsers, also where that shortens and keeps names", async () => {
    write(
      "page.mjs",
      `import { ComputationGraph, draw, MulLayer, np, pageDisplay, player } from "backprop";${program}
       graph.backward();
       const [, script] = /<script>\\((.*)\\)\\(/s.exec(player(graph).html);
       console.log(typeof pageDisplay, script.startsWith("function play(root) {"), np.ones(1).constructor.name);`,
    );
    const { metafile } = await build({
      absWorkingDir: project,
      entryPoints: ["page.mjs"],
      outfile: path.join(project, "bundled.mjs"),
      ...{ bundle: true, format: "esm", minify: true, keepNames: true, metafile: true },
    });
    expect(Object.keys(metafile.inputs).sort()).toEqual([
      "node_modules/backprop/dist/web/backprop.js",
      "page.mjs",
    ]);
    expect(node("bundled.mjs")).toBe("256,256 true\nfunction true NDArray\n");
  });

  test("every name can be imported, those of np and np.random under them", () => {
    write(
      "names.mjs",
      `import * as all from "backprop";
       const list = [all, all.np, all.np.random].map((each) => Object.keys(each));
       console.log(JSON.stringify(list));`,
    );
    const { np } = backprop;
    // What Node adds for those that import it whole.
    const added = ["default", "module.exports", "__esModule"];
    const names = (list: string[]) => list.filter((name) => !added.includes(name)).sort();
    const imported: string[][] = JSON.parse(node("names.mjs"));
    expect(imported.map(names)).toEqual(
      [backprop, np, np.random].map((each) => names(Object.keys(each))),
    );
  });

  test.each([
    ["node16", "cts"],
    ["nodenext", "mts"],
    ["preserve", "ts"],
  ])("type-checks with module %s in a .%s file", (module, extension) => {
    const name = `typed.${extension}`;
    write(
      name,
      `import { type History, loadMnist, np, sigmoid, softmax, train, TwoLayerNet, type NDArray } from "backprop";
       export async function learn(): Promise<History> {
         np.random.seed(0);
         const network = new TwoLayerNet({ inputSize: 784, hiddenSize: 50, outputSize: 10 });
         const scores: NDArray = network.predict(np.ones([1, 784]));
         // @ts-expect-error: the types are there, and not any
         const wrong: string = scores.shape;
         return train(network, loadMnist(), { iterations: wrong.length });
       }
       export function types(either: number | NDArray, x: NDArray, i: number): (number | NDArray)[] {
         // @ts-expect-error: it may be a number
         np.add(either, 1).shape;
         // @ts-expect-error
         np.maximum(2, either).shape;
         // @ts-expect-error
         np.exp(either).shape;
         // @ts-expect-error
         np.where(true, either, 0).shape;
         // @ts-expect-error
         np.greater(either, 0).shape;
         const shapes: (readonly number[])[] = [
           np.add(x, either).shape, np.add(1, [1]).shape, np.exp([[1, 2]]).shape, np.where(x, 1, either).shape,
           np.sum(x, [0, 2]).shape, np.sum(x, undefined, { keepdims: true }).shape, np.clip(x, 0, 1).shape,
         ];
         const numbers: number[] = [np.add(1, 2), np.exp(1), np.sum(x), np.var(x), np.argmin(x), np.clip(1, 2, 3)];
         const booleans: boolean[] = [np.greater(1, 2), np.any(x), np.isnan(1), np.allclose(x, 1)];
         x.at("1:3", \`\${i}:\${i + 100}\`, ":", "::-1", -1, [0, 1], [true, false], x).set("-1:", [[1], [2]]);
         // @ts-expect-error: a typing error is no range
         x.at("1;3");
         // @ts-expect-error
         x.at("1:2:3:4");
         // @ts-expect-error
         x.at("first:");
         // @ts-expect-error: the shape is one list
         x.reshape(2, 3);
         // @ts-expect-error: Python's (2, 3) is JavaScript's 3
         np.zeros((2, 3));
         // @ts-expect-error: brackets do not index
         x[0];
         // @ts-expect-error: operators take numbers
         x * 2;
         for (const row of x) shapes.push(row.shape);
         return [...numbers, ...booleans.map(Number), ...shapes.flat(), softmax([[1, 2]]), sigmoid([1]), np.exp(either)];
       }`,
    );
    const compiler = path.join(root, "node_modules", "typescript", "bin", "tsc");
    // Without the types of Node, which the user of a library may not have.
    const options = ["--noEmit", "--strict", "--target", "es2022", "--types", ""];
    expect(node(compiler, ...options, "--module", module, name)).toBe("");
  });
});

test("the library is under the repository's own licence", () => {
  const licence = (folder: string) => fs.readFileSync(path.join(folder, "LICENSE"), "utf8");
  expect(licence(library)).toBe(licence(root));
  expect(readJson(library, "package.json").license).toBe("MIT");
});

test("what a user installs has exact versions, which the lock file knows", () => {
  const { packages } = readJson(root, "package-lock.json");
  for (const folder of [root, library]) {
    const { dependencies, devDependencies = {} } = readJson(folder, "package.json");
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      const locked = packages[`node_modules/${name}`];
      if (locked.link) continue; // lib/ itself
      expect([name, version]).toEqual([name, locked.version]);
      expect(locked.integrity).toMatch(/^sha512-/);
    }
  }
});
