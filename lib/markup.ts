/** A piece of HTML. Whoever makes one escapes what is inserted into it. */
export interface Html {
  html: string;
}

/** A picture. Whoever makes one escapes what is inserted into it. */
export interface Svg {
  svg: string;
}

/** Text made safe to stand in HTML and SVG. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text.replace(/[&<>"]/g, (character) => entities[character]);
}
