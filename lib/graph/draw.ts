import { escapeHtml, type Svg } from "../markup";
import { type Arrangement, arrange } from "./arrange";
import type { ComputationGraph } from "./computationGraph";
import { diagramOf } from "./diagram";
import { inLine } from "./label";
import { symbolOf } from "./node";
import { Sketch } from "./sketch";
import { INK, PAPER, rectangle, TEXT } from "./svg";

/** How a graph is drawn. */
export interface DrawOptions {
  /** The groups that are drawn as a single node. */
  collapse?: readonly string[];
}

// Pixels
const PADDING = 12;
/** A wider picture takes the width of its cell, since JupyterLab would cut it off. */
const WIDEST = 860;

/** The picture of a graph: what ComputationGraph.draw returns. */
export async function drawGraph(
  graph: ComputationGraph,
  { collapse }: DrawOptions = {},
): Promise<Svg> {
  const diagram = diagramOf(graph, collapse);
  const sketch = new Sketch(diagram);
  const arrangement = await arrange(sketch.boxes, sketch.links, diagram.frames);
  return { svg: page(arrangement, sketch.paint(arrangement), describe(graph)) };
}

/** With attributes only: GitHub strips styles. */
function page(size: Arrangement, content: string, description: string): string {
  const [width, height] = [size.width, size.height].map((each) => Math.ceil(each) + 2 * PADDING);
  const paper = { x: 0.5, y: 0.5, width: width - 1, height: height - 1 };
  const natural = width > WIDEST ? 'width="100%"' : `width="${width}" height="${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${natural} viewBox="0 0 ${width} ${height}" role="img">
<title>Computational graph</title>
<desc>${escapeHtml(description)}</desc>
${rectangle(paper, `rx="8" fill="${PAPER}" stroke="#d9dadb"`)}
<g transform="translate(${PADDING} ${PADDING})" font-family="Helvetica,Arial,sans-serif" font-size="${TEXT}" fill="${INK}" color="${INK}" stroke-width="1.2">
${content}
</g>
</svg>`;
}

/** The graph in words, a value a line. */
export function describe(graph: ComputationGraph): string {
  const line = (name: string, source = "") => {
    const gradient = graph.hasGradient(name) ? `, gradient ${inLine(graph.gradient(name))}` : "";
    return `${name} = ${source}${inLine(graph.value(name))}${gradient}`;
  };
  const nodes = graph.nodes.map((node) => {
    const inputs = [...node.sources, ...node.parameters.map(({ name }) => name)];
    return line(node.name, `${symbolOf(node)}(${inputs.join(", ")}) = `);
  });
  return [...graph.inputs.map((name) => line(name)), ...nodes].join("\n");
}
