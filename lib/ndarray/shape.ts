/** The length of each axis: [2, 3] is two rows of three. [] is a single number. */
export type Shape = readonly number[];

/** How many entries an array of this shape has. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((size, length) => size * length, 1);
}

/** Whether two shapes have the same lengths in the same order. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** A shape as NumPy prints it: (2, 3), (4,), (). */
export function formatShape(shape: Shape): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

/** A shape as it may be written: 3 for [3]. */
export function shapeOf(shape: Shape | number): Shape {
  return typeof shape === "number" ? [shape] : shape;
}

/** Throws unless every length is a whole number >= 0. */
export function checkShape(operation: string, shape: Shape): void {
  if (!Array.isArray(shape) || !shape.every((length) => Number.isInteger(length) && length >= 0)) {
    throw new Error(
      `${operation}: the shape must be a list of whole numbers >= 0 such as [2, 3], not ` +
        (Array.isArray(shape) ? `[${shape.join(", ")}]` : String(shape)),
    );
  }
}

/** Turns a possibly negative axis (-1 is the last) into its index; throws if there is no such axis. */
export function resolveAxis(operation: string, axis: number, shape: Shape): number {
  const resolved = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= shape.length) {
    throw new Error(
      `${operation}: there is no axis ${axis} in an array of shape ${formatShape(shape)}`,
    );
  }
  return resolved;
}

/** The same for a list of axes. Throws if it is not a list, or if an axis occurs twice. */
export function resolveAxes(operation: string, axes: readonly number[], shape: Shape): number[] {
  if (!Array.isArray(axes)) {
    throw new Error(`${operation}: several axes go in a list such as [0, 1], not ${String(axes)}`);
  }
  const resolved = axes.map((axis) => resolveAxis(operation, axis, shape));
  if (new Set(resolved).size < axes.length) {
    throw new Error(
      `${operation}: the axes ${formatShape(axes)} name one of ${formatShape(shape)} twice`,
    );
  }
  return resolved;
}

/** The strides of row-major data: the distance between two neighbours along each axis. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/**
 * The shape that the shapes have in common under NumPy's broadcasting: aligned at their last axes,
 * lengths must be equal or 1. Throws if they are not.
 */
export function broadcastShapes(operation: string, shapes: readonly Shape[]): number[] {
  const result = new Array<number>(Math.max(...shapes.map((shape) => shape.length))).fill(1);
  for (const shape of shapes) {
    shape.forEach((length, axis) => {
      const target = axis + result.length - shape.length;
      if (result[target] === 1) {
        result[target] = length;
      } else if (length !== 1 && length !== result[target]) {
        throw new Error(
          `${operation}: shapes ${shapes.map(formatShape).join(" and ")} do not broadcast; ` +
            "aligned at the right, each pair of lengths must be equal or 1",
        );
      }
    });
  }
  return result;
}

/** The strides of an array of `shape` that is broadcast to `target`: 0 where it repeats. */
export function broadcastStrides(shape: Shape, target: Shape): number[] {
  const strides = stridesOf(shape);
  const missing = target.length - shape.length;
  return target.map((_, axis) =>
    axis < missing || shape[axis - missing] === 1 ? 0 : strides[axis - missing],
  );
}

/**
 * Goes through the entries of several arrays together, in runs that are as long as possible. `visit` gets the length of
 * a run, and for each array where the run starts and its stride. Arrays of the same shape make a single run, which
 * makes elementwise arithmetic fast.
 */
export function forEachRun(
  shape: Shape,
  strides: readonly (readonly number[])[],
  visit: (length: number, offsets: readonly number[], strides: readonly number[]) => void,
): void {
  if (sizeOf(shape) === 0) return;
  const axes = mergeAxes(shape, strides);
  const run = axes.pop() ?? { length: 1, strides: strides.map(() => 0) };
  const offsets = strides.map(() => 0);
  const walk = (depth: number): void => {
    if (depth === axes.length) {
      visit(run.length, offsets, run.strides);
      return;
    }
    const { length, strides: own } = axes[depth];
    for (let index = 0; index < length; index++) {
      if (depth + 1 < axes.length) walk(depth + 1);
      else visit(run.length, offsets, run.strides);
      for (let array = 0; array < offsets.length; array++) offsets[array] += own[array];
    }
    for (let array = 0; array < offsets.length; array++) offsets[array] -= length * own[array];
  };
  walk(0);
}

/** Merges neighbouring axes if the entries of each array are evenly spaced across both. */
function mergeAxes(
  shape: Shape,
  strides: readonly (readonly number[])[],
): { length: number; strides: number[] }[] {
  const axes: { length: number; strides: number[] }[] = [];
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const inner = { length, strides: strides.map((each) => each[axis]) };
    const outer = axes.at(-1);
    if (outer?.strides.every((stride, array) => stride === inner.strides[array] * length)) {
      outer.length *= length;
      outer.strides = inner.strides;
    } else {
      axes.push(inner);
    }
  });
  return axes;
}
