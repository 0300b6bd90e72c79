import type { ComputationGraph } from "./computationGraph";
import type { Group } from "./node";

/** Nodes as a group. Throws if one is not a node, or the group and another overlap without one being in the other. */
export function groupOf(
  { nodes, groups }: ComputationGraph,
  name: string,
  members: readonly string[],
): Group {
  const known = nodes.map((node) => node.name);
  const unknown = members.find((member) => !known.includes(member));
  if (unknown !== undefined || members.length === 0) {
    throw new Error(
      `ComputationGraph.group: ${unknown === undefined ? "a group needs nodes" : `"${unknown}" is not a node`}; ` +
        `the nodes are ${known.join(", ")}`,
    );
  }
  const group = { name, members: [...new Set(members)] };
  for (const other of groups) {
    const shared = group.members.filter((member) => other.members.includes(member));
    const apart = [0, group.members.length, other.members.length].includes(shared.length);
    if (other.name !== name && !apart) {
      throw new Error(
        `ComputationGraph.group: "${name}" shares ${shared.join(", ")} with "${other.name}", but not the rest; ` +
          "a group lies within another, around it or beside it",
      );
    }
  }
  return group;
}

/** The group with this name. Throws if there is none, or a value leaves it and comes back. */
export function groupToCollapse({ groups, nodes }: ComputationGraph, name: string): Group {
  const group = groups.find((each) => each.name === name);
  if (!group) {
    const known = groups.map((each) => `"${each.name}"`).join(", ");
    throw new Error(
      `ComputationGraph.draw: there is no group "${name}" to collapse; ` +
        (known ? `there are ${known}` : 'say what is in it: graph.group("name", ...nodes)'),
    );
  }
  const outside = new Set<string>(); // What is computed out of the group's values, but not in it.
  for (const node of nodes) {
    const names = node.sources.filter((source) => typeof source === "string");
    const back = names.find((source) => outside.has(source));
    if (!isWithin([node.name], group)) {
      if (back !== undefined || names.some((source) => isWithin([source], group))) {
        outside.add(node.name);
      }
    } else if (back !== undefined) {
      throw new Error(
        `ComputationGraph.draw: "${name}" cannot be a single node, because its node "${node.name}" uses "${back}", ` +
          `which is computed outside of the group from the group's own values; add "${back}" to the group`,
      );
    }
  }
  return group;
}

/** Whether all of these nodes belong to the group. */
export function isWithin(nodes: readonly string[], { members }: Group): boolean {
  return nodes.every((node) => members.includes(node));
}

/** Small groups before those that contain them. */
export function bySize(a: Group, b: Group): number {
  return a.members.length - b.members.length;
}
