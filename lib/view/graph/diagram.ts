import {
  type GraphNode,
  type Group,
  inputId,
  parameterId,
  type RanGraph,
  symbolOf,
  usesOf,
} from "../../graph/node";
import type { Value } from "../../layers/layer";
import * as np from "../../ndarray/np";

/** What stands at a line: a value, its gradient once backward has run, and what the value is called. */
export interface Label {
  /** How the player finds the gradient. */
  readonly id: string;
  readonly name?: string;
  readonly value?: Value;
  readonly gradient?: Value;
}

/** A node as it is drawn: a layer, or a collapsed group. */
export interface Block {
  readonly id: string;
  readonly symbol: string;
  /** Constants and parameters, which enter from below. */
  readonly own: readonly Label[];
}

/** A value on its way: from its block, or from the left, to every block that uses it. */
export interface Wire extends Label {
  readonly from?: string;
  readonly branches: readonly Branch[];
}

/** One use of a value, and what came back from it. */
export interface Branch extends Label {
  readonly to: string;
  /** What goes into a block earlier stands above what goes into it later. */
  readonly order: number;
}

/** A border around the blocks of a group. */
export interface Frame {
  readonly name: string;
  readonly blocks: ReadonlySet<string>;
}

/** What is drawn of a graph, before anything has a place. Small frames come before those around them. */
export interface Diagram {
  readonly blocks: readonly Block[];
  readonly wires: readonly Wire[];
  readonly frames: readonly Frame[];
}

/**
 * The blocks and wires of a graph, some of its groups collapsed and the others framed. Throws if there are no nodes,
 * if there is no such group, or if a value leaves a collapsed group and comes back to it.
 */
export function diagramOf(graph: RanGraph, collapse: readonly string[] = []): Diagram {
  if (graph.nodes.length === 0) throw new Error("draw: there are no nodes yet; add one first");
  const collapsed = collapse.map((name) => groupToCollapse(graph, name)).sort(bySize);
  const singleOf = (node: string) => collapsed.findLast(({ members }) => members.includes(node));
  const idOf = (node: string) => {
    const single = singleOf(node);
    return single ? groupId(single) : node;
  };

  const blocks = new Map<string, Block>();
  const wires: Wire[] = [];
  const run = (name: string, from?: string) => {
    const uses = usesOf(graph.nodes, name).map(({ node, i }) => ({
      id: inputId(node, i),
      gradient: node.downstream[i],
      to: idOf(node.name),
      order: graph.nodes.indexOf(node) + i / node.sources.length,
    }));
    const outside = uses.filter(({ to }) => to !== from);
    if (uses.length > 0 && outside.length === 0) return; // It stays within a collapsed group.
    const gradient = graph.hasGradient(name) ? graph.gradient(name) : undefined;
    const branches = mergeUses(outside, collapsed.map(groupId));
    wires.push({ id: name, name, from, value: graph.value(name), gradient, branches });
  };
  for (const name of graph.inputs) run(name);
  for (const node of graph.nodes) {
    const single = singleOf(node.name);
    const id = idOf(node.name);
    blocks.set(id, { id, symbol: single?.name ?? symbolOf(node), own: single ? [] : ownOf(node) });
    run(node.name, id);
  }
  const frames = graph.groups
    .filter(({ members }) => !collapsed.some((single) => isWithin(members, single)))
    .sort(bySize)
    .map(({ name, members }) => ({ name, blocks: new Set(members.map(idOf)) }));
  return { blocks: [...blocks.values()], wires, frames };
}

/** The constants and parameters of a node, which nothing else uses. */
function ownOf(node: GraphNode): Label[] {
  const constants = node.sources.flatMap((value, i) =>
    typeof value === "number" ? [{ id: inputId(node, i), value }] : [],
  );
  const parameters = node.parameters.map((parameter) => ({
    ...parameter,
    id: parameterId(node, parameter.name),
  }));
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

/** The group with this name. Throws if there is none, or a value leaves it and comes back. */
function groupToCollapse({ groups, nodes }: RanGraph, name: string): Group {
  const group = groups.find((each) => each.name === name);
  if (!group) {
    const known = groups.map((each) => `"${each.name}"`).join(", ");
    throw new Error(
      `draw: there is no group "${name}" to collapse; ` +
        (known ? `there are ${known}` : 'say what is in it: graph.group("name", ...nodes)'),
    );
  }
  const outside = new Set<string>(); // What is computed out of the group's values, but not in it.
  for (const node of nodes) {
    const names = node.sources.filter((source) => typeof source === "string");
    const back = names.find((source) => outside.has(source));
    if (!group.members.includes(node.name)) {
      if (back !== undefined || names.some((source) => group.members.includes(source))) {
        outside.add(node.name);
      }
    } else if (back !== undefined) {
      throw new Error(
        `draw: "${name}" cannot be a single node, because its node "${node.name}" uses "${back}", ` +
          `which is computed outside of the group from the group's own values; add "${back}" to the group`,
      );
    }
  }
  return group;
}

function isWithin(nodes: readonly string[], { members }: Group): boolean {
  return nodes.every((node) => members.includes(node));
}

function bySize(a: Group, b: Group): number {
  return a.members.length - b.members.length;
}

function groupId({ name }: Group): string {
  return `group ${name}`;
}
