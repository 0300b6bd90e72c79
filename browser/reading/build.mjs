// Builds the pages to read: an index and a page a lesson, out of the notebooks as they are saved. They need nothing but
// the files beside them, wherever the folder lies: node browser/reading/build.mjs FOLDER
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { renderCells } from "./cells.mjs";
import { Markdown } from "./markdown.mjs";
import { pageOf } from "./page.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
/** What the pages use lies in this folder of the site. */
const ASSETS = "reading";

/** Writes the pages of the project in `root` into the folder `out`, which may hold other files. */
export function buildReadingPages({ root, out }) {
  const { homepage } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
  copyAssets(path.join(out, ASSETS));
  const write = (name, content) => {
    const file = path.join(out, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  };
  const notebooks = path.join(root, "notebooks");
  const resolve = resolver({ root, write, homepage });

  const index = new Markdown(resolve);
  const content = index.render(fs.readFileSync(path.join(notebooks, "README.md"), "utf8"));
  // The lessons in their order, and by the names that the list of lessons gives them.
  const lessons = [...content.matchAll(/<td><a href="([^"]+)\.html">(.*?)<\/a><\/td>/g)].map(
    ([, name, title]) => ({ name, title }),
  );
  const frame = { course: index.headings[0].html, assets: ASSETS };
  write("index.html", pageOf({ ...frame, content, headings: index.headings }));

  lessons.forEach(({ name, title }, i) => {
    const markdown = new Markdown(resolve);
    const notebook = JSON.parse(fs.readFileSync(path.join(notebooks, `${name}.ipynb`), "utf8"));
    const savePicture = (picture, bytes) => {
      const address = `${ASSETS}/pictures/${name}/${picture}`;
      write(address, bytes);
      return address;
    };
    const cells = renderCells(notebook, { markdown, savePicture });
    const lesson = { name, title, previous: lessons[i - 1], next: lessons[i + 1] };
    const page = { content: cells, headings: markdown.headings, lesson };
    write(`${name}.html`, pageOf({ ...frame, ...page }));
  });
}

/** The address of the repository that GitHub publishes at https://OWNER.github.io/REPOSITORY/. */
function repositoryOf(homepage) {
  const { hostname, pathname } = new URL(homepage);
  return `https://github.com/${hostname.split(".")[0]}/${pathname.split("/")[1]}`;
}

/** Where something that a text in notebooks/ names is on the site. Throws if there is no such file. */
function resolver({ root, write, homepage }) {
  const repository = repositoryOf(homepage);
  return (address) => {
    if (address === homepage) return "lab/index.html"; // Who reads the pages is there already.
    if (/^(#|[a-z]+:)/i.test(address)) return address;
    const [target, fragment = ""] = address.split(/(?=#)/);
    const inProject = path.posix.normalize(`notebooks/${decodeURI(target)}`);
    const file = path.join(root, inProject);
    if (!fs.existsSync(file)) throw new Error(`there is no ${inProject}, to which a text links`);
    if (/^notebooks\/[^/]+\.ipynb$/.test(inProject)) {
      return `${target.replace(/\.ipynb$/, ".html")}${fragment}`;
    }
    if (/\.(svg|png|jpe?g|gif|webp)$/.test(inProject)) {
      write(`${ASSETS}/${inProject}`, fs.readFileSync(file));
      return `${ASSETS}/${inProject}`;
    }
    return `${repository}/blob/main/${inProject}${fragment}`;
  };
}

/** Styles, the script, plotly.js, and KaTeX's fonts in the one format that every browser reads. */
function copyAssets(folder) {
  const require = createRequire(import.meta.url);
  const katex = path.dirname(require.resolve("katex"));
  fs.mkdirSync(path.join(folder, "fonts"), { recursive: true });
  for (const name of ["reading.css", "reading.js"]) {
    fs.copyFileSync(path.join(here, name), path.join(folder, name));
  }
  const plotly = require.resolve("plotly.js-cartesian-dist-min");
  fs.copyFileSync(plotly, path.join(folder, "plotly.js"));
  const css = fs.readFileSync(path.join(katex, "katex.min.css"), "utf8");
  const woff2 = css.replace(/,url\([^)]*\.(woff|ttf)\) format\("[a-z]+"\)/g, "");
  fs.writeFileSync(path.join(folder, "katex.css"), woff2);
  for (const [, font] of woff2.matchAll(/url\(fonts\/([^)]+)\)/g)) {
    fs.copyFileSync(path.join(katex, "fonts", font), path.join(folder, "fonts", font));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [out = "site"] = process.argv.slice(2);
  buildReadingPages({ root: path.join(here, "..", ".."), out });
}
