// Markdown of the lessons to HTML: marked, as JupyterLab itself uses, with KaTeX for formulas and highlight.js for code.
import hljs from "highlight.js/lib/core";
import python from "highlight.js/lib/languages/python";
import typescript from "highlight.js/lib/languages/typescript";
import katex from "katex";
import { Marked } from "marked";

hljs.registerLanguage("python", python);
hljs.registerLanguage("typescript", typescript); // Also under the name "ts".

export function escapeHtml(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/** Code as HTML, its colours as classes; as plain text where the language is not one of the lessons'. */
export function highlight(code, language) {
  if (!hljs.getLanguage(language ?? "")) return escapeHtml(code);
  return hljs.highlight(code, { language }).value;
}

/** The Markdown of one page. `resolve` says where the address of a link or an image is on the site. */
export class Markdown {
  /** { id, html, depth } of every heading so far. */
  headings = [];

  constructor(resolve) {
    this.marked = new Marked({
      extensions: [formulaIn("block"), formulaIn("inline")],
      walkTokens: (token) => {
        if (token.type === "link" || token.type === "image") token.href = resolve(token.href);
      },
      renderer: rendererFor(this.headings),
    });
  }

  render(text) {
    return this.marked.parse(text);
  }
}

/** $...$ in a line and $$...$$ set off from it, wherever JupyterLab sees a formula. Throws on a mistake in it. */
function formulaIn(level) {
  const formula =
    level === "block"
      ? /^(\$\$)((?:\\.|[^\\$])+)\$\$[ \t]*(?:\n|$)/s
      : /^(\$\$?)(?![\s$])((?:\\.|[^\\$])+)(?<!\s)\1/s;
  const name = `${level}Formula`;
  return {
    name,
    level,
    ...(level === "inline" && { start: (text) => text.match(/\$/)?.index }),
    tokenizer(text) {
      const [raw, sign, tex] = formula.exec(text) ?? [];
      return raw && { type: name, raw, tex, displayMode: sign === "$$" };
    },
    renderer: ({ tex, displayMode }) => katex.renderToString(tex, { displayMode, strict: "error" }),
  };
}

function rendererFor(headings) {
  return {
    heading({ tokens, depth }) {
      const html = this.parser.parseInline(tokens);
      const words = this.parser.parseInline(tokens, this.parser.textRenderer);
      const id = freshId(words.replace(/<[^>]*>/g, ""), headings);
      headings.push({ id, html, depth });
      return `<h${depth} id="${escapeHtml(id)}">${html}</h${depth}>\n`;
    },
    code({ text, lang }) {
      return `<pre class="code"><code>${highlight(text, lang)}</code></pre>\n`;
    },
    table(token) {
      const cell = (tokens, tag) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`;
      const line = (cells, tag) =>
        `<tr>${cells.map(({ tokens }) => cell(tokens, tag)).join("")}</tr>`;
      // A corner without words heads nothing.
      const head = line(token.header, "th").replaceAll("<th></th>", "<td></td>");
      const body = token.rows.map((row) => line(row, "td")).join("\n");
      return (
        `<div class="table"><table><thead>${head}</thead>\n` +
        `<tbody>${body}</tbody></table></div>\n`
      );
    },
  };
}

/** The anchor that JupyterLab gives a heading, so that links to it lead to the same place here and there. */
function freshId(words, headings) {
  const id = words.trim().replaceAll(" ", "-");
  const same = headings.filter((heading) => heading.id.replace(/~\d+$/, "") === id).length;
  return same === 0 ? id : `${id}~${same + 1}`;
}
