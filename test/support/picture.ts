const plain = (text: string) =>
  text.replace(/&(\w+);/g, (_, name) => ({ lt: "<", gt: ">", quot: '"', amp: "&" })[name as "lt"]);

/** The texts in a piece of SVG, in their order. */
export function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => plain(text));
}

/** The texts of each group of one kind, by what it belongs to: textsBy(svg, "gradient").x is ["2.2"]. */
export function textsBy(svg: string, kind: "gradient" | "node"): Record<string, string[]> {
  const groups = svg.matchAll(new RegExp(`<g data-${kind}="([^"]*)"[^>]*>(.*?)</g>`, "gs"));
  return Object.fromEntries(Array.from(groups, ([, id, inner]) => [plain(id), textsOf(inner)]));
}
