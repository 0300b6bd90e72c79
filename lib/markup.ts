/** A piece of HTML. Whoever makes one escapes what is inserted into it. */
export interface Html {
  readonly html: string;
  /** The same in words, for hosts that show no HTML. */
  readonly text?: string;
}

/** A picture. Whoever makes one escapes what is inserted into it. */
export interface Svg {
  svg: string;
}

/** Mid-tones, each with a contrast of 3.8 or more on white as well as on JupyterLab's dark grey. */
export const colors = {
  ink: "#7a7a7a",
  blue: "#3a7fd0",
  orange: "#c9661a",
  green: "#2e8b57",
  red: "#d04a4a",
  purple: "#8e6bc9",
  teal: "#17868f",
} as const;

/** Text made safe to stand in HTML and SVG. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return printable(text).replace(/[&<>"]/g, (character) => entities[character]);
}

/** Text in which U+FFFD stands for what XML forbids in any form: control characters and halves of characters. */
export function printable(text: string): string {
  const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
  return text.replace(forbidden, "\uFFFD");
}

/** A table that scrolls where it is wider than the page. Headings and cells are HTML. */
export function tableOf(headings: readonly string[], rows: readonly (readonly string[])[]): Html {
  const line = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
  return {
    html:
      `<div style="overflow-x: auto"><table><thead>${line(headings, "th")}</thead>\n` +
      `<tbody>${rows.map((cells) => line(cells, "td")).join("\n")}</tbody></table></div>`,
  };
}
