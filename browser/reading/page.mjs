// The frame of a page: bar, contents, text, and where to go from here.
import { escapeHtml } from "./markdown.mjs";

/** A page as HTML. `content` begins with its heading, `course` is that of the index, which has no `lesson`. */
export function pageOf({ content, headings, course, assets, lesson }) {
  const [{ html: title }] = headings;
  const run = `lab/index.html${lesson ? `?path=${encodeURIComponent(`${lesson.name}.ipynb`)}` : ""}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${lesson ? `${title} · ${course}` : course}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${assets}/katex.css">
<link rel="stylesheet" href="${assets}/reading.css">
<script>
  // Before anything is painted.
  try { document.documentElement.style.colorScheme = localStorage.getItem("color-scheme") ?? ""; } catch {}
</script>
<script type="module" src="${assets}/reading.js"></script>
</head>
<body>
<a class="skip" href="#text">Skip to the text</a>
<header>
<a href="index.html">${course.replace(/,.*/, "<span>$&</span>")}</a>
<button type="button" id="scheme" aria-pressed="false" hidden>Dark</button>
<a class="run" href="${run}">${lesson ? "Run this lesson" : "Run the lessons"}</a>
</header>
<div class="columns">
${contentsOf(headings)}
<main id="text">
${content}
${lesson ? nextSteps(lesson, run) : ""}
</main>
</div>
</body>
</html>
`;
}

function contentsOf(headings) {
  const items = headings
    .filter(({ depth }) => depth === 2)
    .map(({ id, html }) => `<li><a href="#${escapeHtml(encodeURIComponent(id))}">${html}</a></li>`);
  return `<nav class="contents" aria-label="Contents"><details>
<summary>Contents</summary>
<ul>
${items.join("\n")}
</ul>
</details></nav>`;
}

function nextSteps({ previous, next }, run) {
  const link = (lesson, rel, words) =>
    lesson
      ? `<a rel="${rel}" href="${lesson.name}.html"><small>${words}</small> ${lesson.title}</a>`
      : "";
  return `<nav class="next" aria-label="Lessons">
<p><a class="run" href="${run}">Run this lesson</a> It opens in your browser, with nothing to install: change a cell, and see what it does.</p>
${link(previous, "prev", "Previous")}
${link(next, "next", "Next")}
</nav>`;
}
