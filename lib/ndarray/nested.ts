import { formatShape, type Shape } from "./shape";

/** Numbers in nested lists, as np.array takes and `tolist` returns them; a mask's entries are booleans. */
export type NestedList = (number | boolean | NestedList)[];

/** The entries of nested lists in row-major order, and their shape. Throws if the lists are ragged. */
export function flattenNested(
  operation: string,
  list: NestedList,
): { values: number[]; shape: number[] } {
  const shape: number[] = [];
  for (let first: unknown = list; Array.isArray(first); first = first[0]) shape.push(first.length);

  const values: number[] = [];
  const collect = (item: unknown, depth: number): void => {
    if (depth === shape.length && (typeof item === "number" || typeof item === "boolean")) {
      values.push(Number(item));
    } else if (Array.isArray(item) && item.length === shape[depth]) {
      for (const inner of item) collect(inner, depth + 1);
    } else {
      throw new Error(
        `${operation}: ${describe(item)} stands where the first entries make the shape ${formatShape(shape)}; ` +
          "every list at one depth must have the same length and hold only numbers",
      );
    }
  };
  collect(list, 0);
  return { values, shape };
}

/** The inverse of flattenNested. */
export function nest<T extends number | boolean>(
  values: ArrayLike<T>,
  shape: Shape,
): T | NestedList {
  let start = 0;
  const build = (depth: number): T | NestedList =>
    depth === shape.length
      ? values[start++]
      : Array.from({ length: shape[depth] }, () => build(depth + 1));
  return build(0);
}

function describe(item: unknown): string {
  if (typeof item === "string") return JSON.stringify(item);
  return Array.isArray(item) ? `a list of ${item.length}` : String(item);
}
