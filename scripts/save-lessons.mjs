// Runs lessons in JupyterLab and saves them with what they show: npm run lessons:save [-- 5.1 5.2 ...], else all.
import fs from "node:fs";
import path from "node:path";
import { root } from "./jupyter.mjs";
import { openLab } from "./lab.mjs";
import { checksum } from "./steps.mjs";
import { readJson, Stop, stopGently } from "./tools.mjs";

/** More than this, and GitHub shows a notebook slowly or not at all. */
const LARGEST = 1_000_000; // bytes

/** What README.md shows: the first picture of a cell. */
const PICTURES = {
  "apples-and-oranges.svg": ["5.1-computational-graphs.ipynb", "basket-backward"],
  "training.png": ["5.7.4-training.ipynb", "curves"],
  "weights.png": ["5.7.2-two-layer-net.ipynb", "w1-after"],
};

const wanted = process.argv.slice(2);
const folder = path.join(root, "notebooks");
const names = fs
  .readdirSync(folder)
  .filter((name) => name.endsWith(".ipynb"))
  .filter((name) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)));

await stopGently(async () => {
  const lab = await openLab();
  try {
    for (const name of names) {
      await save(lab, name);
      copyPictures(name);
    }
  } finally {
    await lab.close();
  }
  writeChecksums();
});

async function save(lab, name) {
  const start = performance.now();
  const notebook = await lab.open(name);
  await notebook.runAll();
  const failed = Object.entries(await notebook.outputs())
    .filter(([, outputs]) => outputs.some(({ type }) => type?.endsWith("stderr")))
    .map(([id]) => id);
  if (failed.length > 0) {
    throw new Stop(`${name} is left as it was: ${failed.join(", ")} ended in an error.`);
  }
  await notebook.save();
  await notebook.close();
  const { size } = fs.statSync(path.join(folder, name));
  if (size > LARGEST) throw new Stop(`${name} has ${size} bytes; it may have ${LARGEST}.`);
  const seconds = Math.round((performance.now() - start) / 1000);
  console.log(`${name}: ${Math.round(size / 1000)} kB, ${seconds} s`);
}

/** Which lessons the set-up signs. */
function writeChecksums() {
  const lessons = fs.readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
  const lines = lessons.map((name) => `${checksum(root, path.join(folder, name))}\n`);
  fs.writeFileSync(path.join(root, "scripts", "lessons.sha256"), lines.join(""));
}

function copyPictures(name) {
  const { cells } = readJson(folder, name);
  for (const [file, [notebook, cell]] of Object.entries(PICTURES)) {
    if (notebook !== name) continue;
    const [type, encoding] = file.endsWith(".svg") ? ["image/svg+xml"] : ["image/png", "base64"];
    const { outputs } = cells.find(({ id }) => id === cell);
    const picture = outputs.map(({ data }) => data?.[type]).find(Boolean);
    fs.writeFileSync(path.join(root, "pictures", file), [picture].flat().join(""), encoding);
  }
}
