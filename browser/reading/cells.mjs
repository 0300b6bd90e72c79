// A notebook's cells, with the outputs that are saved in it, to HTML.
import { stripVTControlCharacters } from "node:util";
import { escapeHtml, highlight } from "./markdown.mjs";

const PLOTLY = "application/vnd.plotly.v1+json";

/** Text in a notebook may be a list of lines. */
const textOf = (source) => [source ?? ""].flat().join("");

/**
 * The cells of a notebook. `markdown` renders its texts; `savePicture(name, bytes)` keeps a picture and returns its
 * address. Throws on an output that no page can show, because a reader would miss it.
 */
export function renderCells({ cells, metadata }, { markdown, savePicture }) {
  const language = metadata.language_info?.name;
  return cells
    .map((cell) =>
      cell.cell_type === "code"
        ? renderCode(cell, { language, markdown, savePicture })
        : markdown.render(textOf(cell.source)),
    )
    .join("\n");
}

function renderCode({ id, source, outputs }, { language, markdown, savePicture }) {
  const shown = outputs.map((output, i) => {
    const name = outputs.length > 1 ? `${id}-${i + 1}` : id;
    return renderOutput(output, {
      markdown,
      savePicture: (type, data) =>
        savePicture(`${name}.${type.split("/")[1]}`, Buffer.from(textOf(data), "base64")),
    });
  });
  const code = `<pre class="code"><code>${highlight(textOf(source), language)}</code></pre>`;
  const results = shown.length > 0 ? `\n<div class="outputs">\n${shown.join("\n")}\n</div>` : "";
  return `<div class="cell" id="cell-${escapeHtml(id)}">\n${code}${results}\n</div>`;
}

function renderOutput(output, context) {
  if (output.output_type === "stream") return renderText(textOf(output.text), output.name);
  if (output.output_type === "error") return renderText(output.traceback.join("\n"), "stderr");
  const type = Object.keys(renderers).find((each) => each in output.data);
  if (type) return renderers[type](output.data[type], { ...context, data: output.data, type });
  throw new Error(`an output of the types ${Object.keys(output.data)}, which no page can show`);
}

function renderText(text, stream) {
  const content = escapeHtml(stripVTControlCharacters(text).trimEnd());
  return stream === "stderr"
    ? `<pre class="stderr"><b>Error output</b>\n${content}</pre>`
    : `<pre>${content}</pre>`;
}

/** By type of output, the richest first. */
const renderers = {
  [PLOTLY]: (figure, { data, savePicture }) => {
    const words = escapeHtml(describe(figure));
    const image = data["image/png"]
      ? `<img src="${savePicture("image/png", data["image/png"])}" alt="${words}" loading="lazy">\n`
      : "";
    const json = JSON.stringify(figure).replaceAll("<", "\\u003c");
    const height = figure.layout?.height ?? 360;
    return (
      `<div class="figure" style="--height: ${height}px" data-words="${words}">\n${image}` +
      `<script type="application/json">${json}</script>\n</div>`
    );
  },
  // Its colours have to serve on any page; towards the colour of this page's text they read better.
  "text/html": (html) =>
    `<div class="html">${textOf(html).replace(
      /(style="[^"]*(?<![-\w])color: )(#\w+)/g,
      "$1color-mix(in srgb, $2 70%, currentColor)",
    )}</div>`,
  // Inline, so that it takes the colours of the page.
  "image/svg+xml": (lines) => {
    const svg = textOf(lines);
    const [, width] = /^[^>]* width="(\d+)"/.exec(svg) ?? [];
    return `<div class="picture"${width ? ` style="--width: ${width}px"` : ""}>${svg}</div>`;
  },
  "image/png": renderImage,
  "image/jpeg": renderImage,
  "image/gif": renderImage,
  "text/markdown": (text, { markdown }) => markdown.render(textOf(text)),
  "text/latex": (text, { markdown }) => markdown.render(textOf(text)),
  "text/plain": (text) => renderText(textOf(text)),
};

function renderImage(content, { type, data, savePicture }) {
  const words = escapeHtml(textOf(data["text/plain"]) || "The picture that this cell shows");
  return `<img src="${savePicture(type, content)}" alt="${words}" loading="lazy">`;
}

/** What a plotly figure shows, for those who do not see it: "Figure with curves. y axis: loss. x axis: step." */
function describe({ data, layout = {} }) {
  const titleOf = (part) => (part?.title?.text ?? "").replace(/<[^>]*>/g, " ").trim();
  const axes = Object.entries(layout).filter(([name]) => /^[xy]axis\d*$/.test(name));
  const axisTitles = axes.map(([name, axis]) => [name[0], titleOf(axis)]);
  const parts = [
    titleOf(layout),
    (layout.title?.subtitle?.text ?? "").trim(),
    ...["y", "x"].map((letter) => {
      const titles = axisTitles.filter(([each, title]) => each === letter && title);
      const unique = [...new Set(titles.map(([, title]) => title))];
      return unique.length > 0 ? `${letter} axis: ${unique.join(" and ")}` : "";
    }),
    namesOf(data),
    captionsOf(layout),
  ].filter(Boolean);
  const kinds = [...new Set(data.map(({ type, mode }) => KINDS[type] ?? kindOf(mode)))];
  return `Figure with ${kinds.join(" and ")}${parts.length > 0 ? `. ${parts.join(". ")}` : ""}.`;
}

const KINDS = { bar: "bars", contour: "contour lines", heatmap: "a heat map", image: "images" };
const kindOf = (mode) => (mode === "markers" ? "points" : "curves");

function namesOf(data) {
  const names = [...new Set(data.map(({ name }) => name).filter(Boolean))];
  return names.length > 0 ? `Shown: ${names.join(", ")}` : "";
}

function captionsOf({ annotations = [] }) {
  const texts = annotations.map(({ text = "" }) => text.replace(/<[^>]*>/g, " ").trim());
  return texts.some(Boolean) ? `Captions: ${texts.filter(Boolean).join(", ")}` : "";
}
