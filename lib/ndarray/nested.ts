import { commonType, type DType } from "./dtype";
import { formatShape, type Shape, sameShape } from "./shape";

/** An array, which a list may hold in place of numbers. */
interface Block {
  readonly data: Iterable<number>;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** What `tolist` returns; a mask's entries are booleans. */
export type NumberList = (number | boolean | NumberList)[];

/**
 * The entries of nested lists in row-major order, their shape, and a dtype that holds them: bool for booleans alone.
 * Lists may also hold arrays, which `isArray` recognizes. Throws if the lists are ragged.
 */
export function flattenNested(
  operation: string,
  list: readonly unknown[],
  isArray: (item: unknown) => item is Block,
): { values: number[]; shape: number[]; dtype: DType } {
  const shape: number[] = [];
  let first: unknown = list;
  for (; Array.isArray(first); first = first[0]) shape.push(first.length);
  if (isArray(first)) shape.push(...first.shape);

  const values: number[] = [];
  const dtypes = new Set<DType>();
  const collect = (item: unknown, depth: number): void => {
    if (depth === shape.length && (typeof item === "number" || typeof item === "boolean")) {
      values.push(Number(item));
      dtypes.add(typeof item === "number" ? "float64" : "bool");
    } else if (isArray(item) && sameShape(item.shape, shape.slice(depth))) {
      for (const value of item.data) values.push(value);
      dtypes.add(item.dtype);
    } else if (Array.isArray(item) && item.length === shape[depth]) {
      for (const inner of item) collect(inner, depth + 1);
    } else {
      throw new Error(
        `${operation}: the first entries make the shape ${formatShape(shape)}, which ${isArray(item) ? `an array of shape ${formatShape(item.shape)}` : describe(item)} does not fit; ` +
          "every list at one depth must have the same length and hold only numbers",
      );
    }
  };
  collect(list, 0);
  return { values, shape, dtype: dtypes.size > 0 ? commonType([...dtypes]) : "float64" };
}

/** The inverse of flattenNested. */
export function nest<T extends number | boolean>(
  values: ArrayLike<T>,
  shape: Shape,
): T | NumberList {
  let start = 0;
  const build = (depth: number): T | NumberList =>
    depth === shape.length
      ? values[start++]
      : Array.from({ length: shape[depth] }, () => build(depth + 1));
  return build(0);
}

function describe(item: unknown): string {
  if (typeof item === "string") return JSON.stringify(item);
  if (item === null) return "null (what JSON makes of NaN and the infinities)";
  return Array.isArray(item) ? `a list of ${item.length}` : String(item);
}
