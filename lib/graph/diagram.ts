import type { Value } from "../layers/layer";
import * as np from "../ndarray/np";
import type { Frame } from "./arrange";
import type { ComputationGraph } from "./computationGraph";
import { bySize, groupToCollapse, isWithin } from "./group";
import { type GraphNode, type Group, type Parameter, symbolOf, usesOf } from "./node";

/** A node as it is drawn: a layer, or a collapsed group. */
export interface Block {
  readonly id: string;
  readonly symbol: string;
  /** How many arrays of its own it has. */
  readonly parameters: number;
  /** The innermost frame around it. */
  readonly frame?: string;
}

/** A value on its way: from its block, or from the left, to every block that uses it. */
export interface Wire {
  readonly id: string;
  /** What it is called; a constant has no name. */
  readonly name?: string;
  readonly from?: string;
  readonly value: Value;
  readonly gradient?: Value;
  readonly branches: readonly Branch[];
  /** How straight it runs: most where the data flows, least where a layer brings something along. */
  readonly weight: number;
  /** The frame that it begins and, once at least, ends in. */
  readonly frame?: string;
}

/** One use of a value, and what came back from it. */
export interface Branch {
  readonly id: string;
  readonly to: string;
  readonly gradient?: Value;
  /** Which of the node's parameters it is. */
  readonly parameter?: number;
  readonly frame?: string;
}

/** What is drawn of a graph, before anything has a place. */
export interface Diagram {
  readonly blocks: readonly Block[];
  readonly wires: readonly Wire[];
  readonly frames: readonly Frame[];
  /** The branches in the order in which the nodes take them. */
  readonly entries: readonly string[];
}

/**
 * The blocks and wires of a graph, some of its groups collapsed and the others framed. Throws if there are no nodes,
 * if there is no such group, or if a value leaves a collapsed group and comes back to it.
 */
export function diagramOf(graph: ComputationGraph, collapse: readonly string[] = []): Diagram {
  if (graph.nodes.length === 0) {
    throw new Error("ComputationGraph.draw: there are no nodes yet; add one first");
  }
  const collapsed = collapse.map((name) => groupToCollapse(graph, name)).sort(bySize);
  const framed = graph.groups
    .filter((group) => !collapsed.some((single) => isWithin(group.members, single)))
    .sort(bySize);
  const singleOf = (node: string) => collapsed.filter((group) => isWithin([node], group)).at(-1);
  const idOf = (node: string) => {
    const single = singleOf(node);
    return single ? groupId(single) : node;
  };

  const frameOf = (...nodes: string[]) => framed.find((group) => isWithin(nodes, group))?.name;

  const blocks = new Map<string, Block>();
  const wires: Wire[] = [];
  const run = (name: string, from?: string) => {
    const users = usesOf(graph.nodes, name);
    const uses = users.map(({ node, i }) => ({
      id: branchId(node, i),
      gradient: node.downstream[i],
      to: idOf(node.name),
      frame: from === undefined ? undefined : frameOf(name, node.name),
    }));
    const outside = uses.filter(({ to }) => to !== from);
    if (uses.length > 0 && outside.length === 0) return; // It stays within a collapsed group.
    const gradient = graph.hasGradient(name) ? graph.gradient(name) : undefined;
    const branches = mergeUses(outside, collapsed.map(groupId));
    const frame = framed.find(
      (group) =>
        from !== undefined &&
        isWithin([name], group) &&
        users.some(({ node }) => isWithin([node.name], group)),
    )?.name;
    const weight = from === undefined ? 4 : 16;
    const value = graph.value(name);
    wires.push({ id: name, name, from, value, gradient, branches, weight, frame });
  };
  for (const name of graph.inputs) run(name);
  for (const node of graph.nodes) {
    const id = idOf(node.name);
    const single = singleOf(node.name);
    const frame = frameOf(node.name);
    const [symbol, parameters] = single
      ? [single.name, 0]
      : [symbolOf(node), node.parameters.length];
    blocks.set(id, { id, symbol, parameters, frame });
    // A frame begins at its first node, so that what comes in from the left meets it straight.
    const inner = node.sources.some(
      (source) => typeof source === "string" && frameOf(node.name, source) === frame,
    );
    if (!single) wires.unshift(...ownWires(node, inner ? frame : undefined));
    run(node.name, id);
  }
  const frames = framed.map(({ name, members }, i) => ({
    name,
    within: framed.slice(i + 1).find((group) => isWithin(members, group))?.name,
  }));
  const entries = graph.nodes.flatMap((node) => [
    ...node.sources.map((_, i) => branchId(node, i)),
    ...node.parameters.map((parameter) => parameterId(node, parameter)),
  ]);
  return { blocks: [...blocks.values()], wires, frames, entries };
}

/** What the i-th input of a node is known by. */
export function branchId({ name }: GraphNode, i: number): string {
  return `${name} ${i}`;
}

/** What a parameter of a node is known by. */
export function parameterId(node: GraphNode, { name }: Parameter): string {
  return `${node.name} ${name}`;
}

/** The constants and parameters of a node, which nothing else uses. */
function ownWires(node: GraphNode, frame: string | undefined): Wire[] {
  const to = node.name;
  const constants = node.sources.flatMap((value, i) => {
    const id = branchId(node, i);
    const branches = [{ id, to }];
    return typeof value === "number" ? [{ id, value, branches, weight: 1, frame }] : [];
  });
  const parameters = node.parameters.map((parameter, i) => {
    const id = parameterId(node, parameter);
    return { ...parameter, id, branches: [{ id, to, parameter: i }], weight: 1, frame };
  });
  return [...constants, ...parameters];
}

/** A collapsed group takes a value in once, however many of its nodes use it, and sends back the sum. */
function mergeUses(uses: readonly Branch[], singles: readonly string[]): Branch[] {
  const merged: Branch[] = [];
  for (const use of uses) {
    const same = merged.findIndex(({ to }) => to === use.to && singles.includes(to));
    if (same === -1) merged.push(use);
    else merged[same] = { ...merged[same], gradient: sum(merged[same].gradient, use.gradient) };
  }
  return merged;
}

function sum(a: Value | undefined, b: Value | undefined): Value | undefined {
  return a === undefined || b === undefined ? (a ?? b) : np.add(a, b);
}

function groupId({ name }: Group): string {
  return `group ${name}`;
}
