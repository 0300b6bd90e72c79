import type { Group, RanGraph } from "./node";

/**
 * A group of nodes. Throws if one is not a node, or if it overlaps with another group and neither contains the other.
 */
export function groupOf(
  { nodes, groups }: Pick<RanGraph, "nodes" | "groups">,
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
