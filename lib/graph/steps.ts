import { shapeOf, type Value } from "../layers/layer";
import type { NDArray } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { formatShape } from "../ndarray/shape";
import type { ComputationGraph } from "./computationGraph";
import { branchId, parameterId } from "./diagram";
import { inLine, labelOf } from "./label";
import { type GraphNode, sendBack, symbolOf, type Use, usesOf } from "./node";

/** One step of the backward pass. */
export interface Step {
  readonly sentence: string;
  /** The node at work; in the first step, and where a fork sums, there is none. */
  readonly node?: string;
  /** The gradients that it computes, as the picture knows them. */
  readonly gradients: readonly string[];
}

/**
 * The backward pass step by step: where it starts, then each node, upstream x local = downstream, and each sum of a
 * value that was used several times as soon as all of its parts are there. Throws if backward has not run.
 */
export function stepsOf(graph: ComputationGraph): Step[] {
  const output = graph.nodes.at(-1);
  if (!output || !graph.hasGradient(output.name)) {
    throw new Error("ComputationGraph.steps: there are no gradients yet; call backward first");
  }
  const { name } = output;
  const start = `${name}: starts from ${inLine(graph.gradient(name))}`;
  const steps: Step[] = [{ sentence: start, gradients: [name] }];
  const done = new Set<GraphNode>();
  for (const node of [...graph.nodes].reverse()) {
    done.add(node);
    if (graph.hasGradient(node.name)) steps.push(stepOf(node, graph));
    for (const source of new Set(node.sources)) {
      if (typeof source === "number" || !graph.hasGradient(source)) continue;
      const uses = usesOf(graph.nodes, source);
      if (uses.length > 1 && uses.every((use) => done.has(use.node))) {
        steps.push({ sentence: sumOf(source, uses, graph), gradients: [source] });
      }
    }
  }
  return steps;
}

function stepOf(node: GraphNode, graph: ComputationGraph): Step {
  const toSources = node.sources.flatMap((source, i) => {
    if (typeof source === "number" || node.downstream[i] === undefined) return [];
    return usesOf(graph.nodes, source).length > 1 ? [branchId(node, i)] : [source];
  });
  const toParameters = node.parameters.map((parameter) => parameterId(node, parameter));
  const sent = sentBack(node, graph.gradient(node.name)).join(", ");
  return {
    sentence: `${symbolOf(node)}: ${sent || "sends nothing back"}`,
    node: node.name,
    gradients: [...toSources, ...toParameters],
  };
}

/** What a node does to each of its inputs: to apple 1.1 × 2 = 2.2. */
function sentBack(node: GraphNode, upstream: Value): string[] {
  const locals = localsOf(node, upstream);
  const toSources = node.sources.flatMap((source, i) => {
    const downstream = node.downstream[i];
    if (typeof source === "number" || downstream === undefined) return [];
    const local = locals[i];
    const sum =
      local === undefined
        ? becomes(upstream, downstream)
        : `${inLine(upstream)} × ${operand(local)} = ${inLine(downstream)}`;
    return [`to ${source} ${sum}`];
  });
  const toParameters = node.parameters.flatMap(({ name, gradient }) =>
    gradient ? [`to ${name} ${becomes(upstream, gradient)}`] : [],
  );
  return [...toSources, ...toParameters];
}

/** Two values, both with their entries or both with their shapes. */
function becomes(before: Value, after: Value): string {
  const short = [before, after].every(isReadable);
  const text = (value: Value) =>
    short || typeof value === "number" ? inLine(value) : formatShape(value.shape);
  return `${text(before)} → ${text(after)}`;
}

function sumOf(name: string, uses: readonly Use[], graph: ComputationGraph): string {
  const parts = uses.flatMap(({ node, i }) => node.downstream[i] ?? []);
  const [first, ...rest] = parts.map((part, i) => (i === 0 ? inLine(part) : operand(part)));
  const sum = inLine(graph.gradient(name));
  return rest.length > 0
    ? `${name}: ${[first, ...rest].join(" + ")} = ${sum}`
    : `${name}: ${sum}, from the only use that sends something back`;
}

function operand(value: Value): string {
  const text = inLine(value);
  return text.startsWith("-") ? `(${text})` : text;
}

/**
 * The local derivative by each input, which is what the node sends back for an upstream of 1; nothing where the
 * downstream gradient is not their product entry by entry, or the entries would be too many to read.
 */
function localsOf(node: GraphNode, upstream: Value): (Value | undefined)[] {
  // Backward of a layer with parameters would replace their gradients.
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

/** Whether its entries are few enough to be written out. */
function isReadable(value: Value): boolean {
  return labelOf(value).rows.length > 0;
}

/** A layer that has run with something else since, or one of the reader's own, may refuse the gradient. */
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
  const [x, y, z] = [a, b, product].map(entries);
  const size = typeof a === "number" ? y.length : x.length;
  if (y.length !== size || z.length !== size || String(shapeOf(b)) !== String(shapeOf(product))) {
    return false;
  }
  const factor = (i: number) => (typeof a === "number" ? x[0] : x[i]);
  return Array.from(z).every(
    (entry, i) => Math.abs(entry - factor(i) * y[i]) <= 1e-5 * Math.abs(entry),
  );
}

function entries(value: Value): NDArray["data"] | number[] {
  return typeof value === "number" ? [value] : value.data;
}
