import { shapeOf, type Value } from "../layers/layer";
import * as np from "../ndarray/np";
import { formatShape, sameShape } from "../ndarray/shape";
import { formatNumber, inLine, labelOf } from "./label";
import {
  type GraphNode,
  inputId,
  parameterId,
  type RanGraph,
  sendBack,
  symbolOf,
  type Use,
  usesOf,
} from "./node";

/** One step of the backward pass. */
export interface Step {
  readonly sentence: string;
  /** The node whose backward runs. There is none in the first step, and where a value adds up its gradients. */
  readonly node?: string;
  /** The names of the gradients that the step uses and of those that it computes. */
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/**
 * The backward pass in sentences: first where it starts, then each node as upstream x local = downstream. A value that
 * was used several times adds up its gradients as soon as all of them are there. Empty if backward has not run.
 */
export function stepsOf(graph: RanGraph, digits?: number): Step[] {
  const output = graph.nodes.at(-1);
  if (!output || !graph.hasGradient(output.name)) return [];
  const teller = new Teller(graph, digits);
  const steps = [teller.start(output)];
  const done = new Set<GraphNode>();
  for (const node of [...graph.nodes].reverse()) {
    done.add(node);
    if (graph.hasGradient(node.name)) steps.push(teller.work(node));
    for (const source of new Set(node.sources)) {
      if (typeof source === "number" || !graph.hasGradient(source)) continue;
      const uses = usesOf(graph.nodes, source);
      if (uses.length > 1 && uses.every((use) => done.has(use.node))) {
        steps.push(teller.sum(source, uses));
      }
    }
  }
  return steps;
}

class Teller {
  constructor(
    private readonly graph: RanGraph,
    private readonly digits?: number,
  ) {}

  start({ name }: GraphNode): Step {
    const sentence = `The backward pass starts at ${name} with ${this.tell(this.graph.gradient(name))}.`;
    return { sentence, from: [], to: [name] };
  }

  /** A node: 1.1 × 2 = 2.2 to apple. */
  work(node: GraphNode): Step {
    const upstream = this.graph.gradient(node.name);
    const locals = localsOf(node, upstream);
    const sent: { text: string; id: string }[] = [];
    node.sources.forEach((source, i) => {
      const [downstream, local] = [node.downstream[i], locals[i]];
      if (typeof source === "number" || downstream === undefined) return;
      const product =
        local === undefined ? "" : `${this.tell(upstream)} × ${this.operand(local)} = `;
      const isFork = usesOf(this.graph.nodes, source).length > 1;
      const text = `${product}${this.tell(downstream)} to ${source}`;
      sent.push({ text, id: isFork ? inputId(node, i) : source });
    });
    for (const { name, gradient } of node.parameters) {
      if (!gradient) continue;
      sent.push({ text: `${this.tell(gradient)} to ${name}`, id: parameterId(node, name) });
    }
    const symbol = symbolOf(node);
    const title = symbol === node.name ? symbol : `${symbol} (${node.name})`;
    const list = listOf(sent.map(({ text }) => text)) || "nothing back";
    const sentence = `${this.tell(upstream)} arrives at ${title}. It sends ${list}.`;
    return { sentence, node: node.name, from: [node.name], to: sent.map(({ id }) => id) };
  }

  /** The sum for a value that was used several times. */
  sum(name: string, uses: readonly Use[]): Step {
    const back = uses.filter(({ node, i }) => node.downstream[i] !== undefined);
    const parts = back.map(({ node, i }) => node.downstream[i] as Value);
    const [first, ...rest] = parts.map((part, i) =>
      i === 0 ? this.tell(part) : this.operand(part),
    );
    const sum = this.tell(this.graph.gradient(name));
    const sentence =
      rest.length > 0
        ? `${name} adds up what comes back: ${[first, ...rest].join(" + ")} = ${sum}.`
        : `${name} receives ${sum}, from the only use that sends something back.`;
    return { sentence, from: back.map(({ node, i }) => inputId(node, i)), to: [name] };
  }

  private operand(value: Value): string {
    const text = this.tell(value);
    return text.startsWith("-") ? `(${text})` : text;
  }

  /** The entries of a value; of a large array its shape and the mean absolute value of its entries. */
  private tell(value: Value): string {
    if (typeof value === "number" || isReadable(value)) return inLine(value, this.digits);
    if (value.size === 0) return formatShape(value.shape);
    const mean = formatNumber(np.mean(np.abs(value)), this.digits);
    return `${formatShape(value.shape)} of mean size ${mean}`;
  }
}

/** a, b and c. */
function listOf(parts: readonly string[]): string {
  const last = parts.at(-1) ?? "";
  return parts.length > 1 ? `${parts.slice(0, -1).join(", ")} and ${last}` : last;
}

/**
 * The local derivative with respect to each input: what the node sends back for an upstream of 1. Undefined if the
 * downstream gradient is not upstream x local, entry by entry, or if there are too many entries to read.
 */
function localsOf(node: GraphNode, upstream: Value): (Value | undefined)[] {
  // Another backward would replace the gradients of the parameters.
  if (node.parameters.length > 0 || !isReadable(upstream)) return [];
  const ramp = like(upstream, (i) => i + 2);
  const ones = trySendBack(
    node,
    like(upstream, () => 1),
  );
  const ramps = trySendBack(node, ramp);
  trySendBack(node, upstream); // Whatever it keeps is what it was.
  return node.downstream.map((downstream, i) => {
    const local = ones[i];
    const product = isProduct(ramp, local, ramps[i]) && isProduct(upstream, local, downstream);
    return local !== undefined && product && isReadable(local) ? local : undefined;
  });
}

/** Whether the entries of a value are few enough to be written out. */
function isReadable(value: Value): boolean {
  return labelOf(value).rows.length > 0;
}

/** The layer may throw: it may have run with other values since, and it may be one of your own. */
function trySendBack({ operation }: GraphNode, upstream: Value): readonly (Value | undefined)[] {
  try {
    return sendBack(operation, upstream);
  } catch {
    return [];
  }
}

function like(value: Value, entry: (i: number) => number): Value {
  if (typeof value === "number") return entry(0);
  return np.reshape(np.array(Array.from(value.data, (_, i) => entry(i))), value.shape);
}

/** Whether a x b = product, entry by entry and within rounding. */
function isProduct(a: Value, b: Value | undefined, product: Value | undefined): boolean {
  if (b === undefined || product === undefined) return false;
  const [x, y, z] = [a, b, product].map((value) =>
    typeof value === "number" ? [value] : value.data,
  );
  const size = typeof a === "number" ? y.length : x.length;
  if (y.length !== size || z.length !== size || !sameShape(shapeOf(b), shapeOf(product))) {
    return false;
  }
  const factor = (i: number) => (typeof a === "number" ? x[0] : x[i]);
  return Array.from(z).every(
    (entry, i) => Math.abs(entry - factor(i) * y[i]) <= 1e-5 * Math.abs(entry),
  );
}
