import { inLine } from "../../graph/label";
import { type RanGraph, symbolOf } from "../../graph/node";
import { escapeHtml, type Svg } from "../../markup";
import { diagramOf } from "./diagram";
import { layoutOf } from "./layout";
import { Painter } from "./paint";
import { TEXT } from "./text";

/** How a graph is drawn. */
export interface DrawOptions {
  /** The groups that are drawn as a single node. */
  collapse?: readonly string[];
  /** How many significant digits the numbers have, 4 unless said otherwise. */
  digits?: number;
}

const PADDING = 10; // pixels
/** A notebook's column in a window 1280 pixels wide, which a picture fits if its type need not become small for it. */
const WIDE = 845;
/** The same for 900 pixels, up to which small pictures grow. */
const NARROW = 460;
const INK = "#1f2328";

/**
 * A picture of the nodes that ran: values in black above the lines, and once backward has run, gradients in red
 * below them. A group stands in a dashed frame, or where `collapse` names it, as a single node. Throws if there is
 * nothing to draw, no such group, or a value that leaves a collapsed group and comes back.
 *
 *     show(draw(graph));
 */
export function draw(graph: RanGraph, { collapse, digits }: DrawOptions = {}): Svg {
  const diagram = diagramOf(graph, collapse);
  const painter = new Painter(digits);
  const layout = layoutOf(diagram, painter);
  const sides = [layout.width, layout.height].map((side) => Math.ceil(side) + 2 * PADDING);
  const [wide] = sides;
  const scale =
    wide > WIDE ? Math.max(WIDE / wide, 0.85) : Math.min(Math.max(NARROW / wide, 1), 1.3);
  const size = sides.map((side) => Math.round(scale * side));
  // With attributes only: GitHub strips styles.
  return {
    svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${size[0]}" height="${size[1]}" viewBox="0 0 ${sides.join(" ")}" role="img">
<title>Computational graph</title>
<desc>${escapeHtml(describe(graph, digits))}</desc>
<rect width="100%" height="100%" rx="8" fill="#fff" fill-opacity="0.7"/>
<g transform="translate(${PADDING} ${PADDING})" font-family="Helvetica,Arial,sans-serif" font-size="${TEXT}" fill="currentColor" color="${INK}" stroke-width="1.4">
${painter.paint(diagram, layout)}
</g>
</svg>`,
  };
}

/** The graph in words, a value a line. */
export function describe(graph: RanGraph, digits?: number): string {
  const line = (name: string, source = "") => {
    const gradient = graph.hasGradient(name)
      ? `, gradient ${inLine(graph.gradient(name), digits)}`
      : "";
    return `${name} = ${source}${inLine(graph.value(name), digits)}${gradient}`;
  };
  const nodes = graph.nodes.map((node) => {
    const inputs = [...node.sources, ...node.parameters.map(({ name }) => name)];
    return line(node.name, `${symbolOf(node)}(${inputs.join(", ")}) = `);
  });
  return [...graph.inputs.map((name) => line(name)), ...nodes].join("\n");
}
