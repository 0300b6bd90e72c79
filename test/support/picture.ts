import { textWidth } from "../../lib/graph/label";

/** A piece of text in a picture, and the rectangle that it fills. */
export interface Text {
  text: string;
  fill: string;
  /** The value, node or fork whose part it is: of a gradient, what the gradient belongs to. */
  gradient?: string;
  node?: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** What a reader sees of an SVG picture. */
export interface Picture {
  width: number;
  height: number;
  texts: Text[];
  /** Where nodes are. */
  nodes: Omit<Text, "text" | "fill">[];
  forks: string[];
  /** The names that stand in dashed frames. */
  frames: number;
}

/** Reads an SVG picture. Throws where its tags do not match. */
export function readPicture(svg: string): Picture {
  const texts: Text[] = [];
  const nodes: Picture["nodes"] = [];
  const forks: string[] = [];
  let frames = 0;
  const open: { tag: string; attributes: Record<string, string> }[] = [];
  const inherited = (name: string) =>
    open.findLast(({ attributes }) => name in attributes)?.attributes[name];

  for (const [, closing, tag, list, selfClosing, text] of svg.matchAll(
    /<(\/?)(\w+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>([^<]*)/g,
  )) {
    if (closing) {
      const { tag: last } = open.pop() ?? {};
      if (last !== tag) throw new Error(`</${tag}> closes <${last}>`);
      continue;
    }
    const attributes = Object.fromEntries(
      [...list.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name, value]) => [name, plain(value)]),
    );
    open.push({ tag, attributes });
    const at = (name: string) => Number(attributes[name]);
    const place = {
      left: at("x"),
      top: at("y"),
      right: at("x") + at("width"),
      bottom: at("y") + at("height"),
    };
    if (tag === "rect" && inherited("data-node"))
      nodes.push({ node: inherited("data-node"), ...place });
    if (attributes["data-fork"]) forks.push(attributes["data-fork"]);
    if (attributes["stroke-dasharray"]) frames++;
    if (tag === "text") {
      const size = Number(inherited("font-size"));
      const width = textWidth(plain(text), size);
      const share = { start: 0, middle: 0.5, end: 1 }[attributes["text-anchor"] ?? "start"] ?? 0;
      const left = at("x") - share * width;
      texts.push({
        ...{ text: plain(text), fill: String(inherited("fill")) },
        ...{ gradient: inherited("data-gradient"), node: inherited("data-node") },
        ...{ left, right: left + width, top: at("y") - 0.72 * size, bottom: at("y") },
      });
    }
    if (selfClosing) open.pop();
  }
  if (open.length > 0) throw new Error(`<${open[0].tag}> is not closed`);
  const [, , width, height] = /viewBox="([^"]*)"/.exec(svg)?.[1].split(" ").map(Number) ?? [];
  return { width, height, texts, nodes, forks, frames };
}

function plain(text: string): string {
  const entities: Record<string, string> = { lt: "<", gt: ">", quot: '"', amp: "&" };
  return text.replace(/&(\w+);/g, (_, name) => entities[name]);
}
