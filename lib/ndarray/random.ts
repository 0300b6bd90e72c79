/**
 * np.random: NumPy's legacy generator (the Mersenne Twister MT19937). A seed gives the same numbers as in Python; of
 * 100 normal numbers about 3 differ in the last digit, because JavaScript has its own logarithm. As in NumPy, all
 * functions share one generator. Without `seed` it starts differently each time.
 */
import { mersenne } from "pure-rand/generator/mersenne";
import { allocate } from "./dtype";
import { asarray, NDArray, type NestedList } from "./ndarray";
import { checkShape, formatShape, type Shape, shapeOf, sizeOf } from "./shape";

let generator = mersenne(Math.floor(Math.random() * 2 ** 32));
/** The second of the pair of normal numbers that are always drawn together. */
let spareNormal: number | undefined;

/** Starts the generator at `value`, a whole number from 0 to 2^32 - 1. The same seed gives the same numbers. */
export function seed(value: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32) {
    throw new Error(`np.random.seed: ${value} is not a whole number from 0 to 2^32 - 1`);
  }
  generator = mersenne(value);
  spareNormal = undefined;
}

/** The generator at one moment, as `getState` returns it. */
export interface RandomState {
  readonly generator: unknown;
  readonly spareNormal?: number;
}

/** The generator as it is now, for `setState` to go on from. */
export function getState(): RandomState {
  return { generator: generator.clone(), spareNormal };
}

/** Has the generator go on from where it was at `getState`. Throws for anything else. */
export function setState(state: RandomState): void {
  const before = Object(state).generator as Partial<typeof generator> | undefined;
  if (typeof before?.clone !== "function") {
    throw new Error("np.random.setState: takes what np.random.getState returned");
  }
  generator = before.clone();
  spareNormal = state.spareNormal;
}

/** Numbers from [0, 1), all equally likely: np.random.rand() is one, np.random.rand(2, 3) an array. */
export function rand(): number;
export function rand(...shape: number[]): NDArray;
export function rand(...shape: number[]): NDArray | number {
  return shape.length === 0 ? nextDouble() : draw("np.random.rand", shape, nextDouble);
}

/** Numbers from the normal distribution of mean 0 and deviation 1: np.random.randn(2, 3) is an array. */
export function randn(): number;
export function randn(...shape: number[]): NDArray;
export function randn(...shape: number[]): NDArray | number {
  return shape.length === 0 ? nextNormal() : draw("np.random.randn", shape, nextNormal);
}

/** Numbers from the normal distribution of this mean and standard deviation. Throws if the deviation is negative. */
export function normal(mean?: number, deviation?: number): number;
export function normal(mean: number, deviation: number, size: Shape | number): NDArray;
export function normal(mean = 0, deviation = 1, size?: Shape | number): NDArray | number {
  if (!(deviation >= 0)) {
    throw new Error(`np.random.normal: the deviation is ${deviation}; it must be a number >= 0`);
  }
  const next = () => mean + deviation * nextNormal();
  return size === undefined ? next() : draw("np.random.normal", size, next);
}

/** Numbers from [low, high), all equally likely. Throws unless the range between the two is finite. */
export function uniform(low?: number, high?: number): number;
export function uniform(low: number, high: number, size: Shape | number): NDArray;
export function uniform(low = 0, high = 1, size?: Shape | number): NDArray | number {
  if (!Number.isFinite(high - low)) {
    throw new Error(
      `np.random.uniform: ${high} - ${low} is ${high - low}; the range must be a finite number`,
    );
  }
  const next = () => low + (high - low) * nextDouble();
  return size === undefined ? next() : draw("np.random.uniform", size, next);
}

/** Whole numbers from [low, high), or from [0, low) if `high` is left out. Throws if there are none to draw. */
export function randint(low: number, high?: number): number;
export function randint(low: number, high: number | undefined, size: Shape | number): NDArray;
export function randint(low: number, high?: number, size?: Shape | number): NDArray | number {
  const [from, to] = high === undefined ? [0, low] : [low, high];
  const whole = Number.isInteger(from) && Number.isInteger(to);
  const some = to > from || isNothing(size);
  if (!whole || !some || from < -(2 ** 31) || to > 2 ** 31) {
    throw new Error(
      `np.random.randint: there is no 32-bit whole number from ${from} up to but not including ${to}`,
    );
  }
  const next = () => from + nextUpTo(to - from - 1);
  return size === undefined ? next() : draw("np.random.randint", size, next, "int32");
}

/**
 * Picks from 0, 1, ..., population - 1, or from the entries of an array or list with one axis. It picks with
 * replacement, so that an entry may come twice, unless `replace` is false. np.random.choice(60000, 100) picks a
 * mini-batch. Throws if there are too few entries to pick from.
 */
export function choice(population: number | NDArray | NestedList): number;
export function choice(
  population: number | NDArray | NestedList,
  size: Shape | number,
  replace?: boolean,
): NDArray;
export function choice(
  population: number | NDArray | NestedList,
  size?: Shape | number,
  replace = true,
): NDArray | number {
  const entries = entriesOf("np.random.choice", population);
  const count = typeof population === "number" ? population : entries?.shape[0];
  if (
    count === undefined ||
    !Number.isInteger(count) ||
    count < (isNothing(size) ? 0 : 1) ||
    (entries && entries.ndim > 1)
  ) {
    throw new Error(
      `np.random.choice: cannot pick from ${describe(population)}; ` +
        "it takes a whole number >= 1 or an array of one axis with entries",
    );
  }
  const shape = shapeOf(size ?? 1);
  checkShape("np.random.choice", shape);
  if (!replace && sizeOf(shape) > count) {
    throw new Error(
      `np.random.choice: cannot pick ${sizeOf(shape)} different ones out of ${count}; ` +
        "pick fewer, or leave `replace` out",
    );
  }
  const picked = replace
    ? draw("np.random.choice", shape, () => nextUpTo(count - 1), "int32")
    : permutation(count)
        .at(`0:${sizeOf(shape)}`)
        .reshape(shape);
  const chosen = entries ? entries.at(picked) : picked;
  return size === undefined ? chosen.data[0] : chosen;
}

/**
 * 0, 1, ..., n - 1 in random order; or a copy of an array or list with its rows in random order. Throws unless n is a
 * whole number >= 0 or the array has rows.
 */
export function permutation(population: number | NDArray | NestedList): NDArray {
  const entries = entriesOf("np.random.permutation", population);
  const count = typeof population === "number" ? population : entries?.shape[0];
  if (count === undefined || !Number.isInteger(count) || count < 0) {
    throw new Error(
      `np.random.permutation: cannot reorder ${describe(population)}; it takes a whole number >= 0 or an array with rows`,
    );
  }
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = nextUpTo(i);
    [order[i], order[j]] = [order[j], order[i]];
  }
  const indices = new NDArray(order, [count]);
  return entries ? entries.at(indices) : indices;
}

/** Puts the rows of an array into random order, in place. Throws unless it has rows. */
export function shuffle(x: NDArray): void {
  if (!(x instanceof NDArray) || x.ndim === 0) {
    throw new Error(
      `np.random.shuffle: cannot reorder ${describe(x)}; it takes an array with rows, and changes it in place`,
    );
  }
  x.data.set(permutation(x).data);
}

/** The array to pick from; none where a number stands for 0, 1, ..., n - 1. */
function entriesOf(
  operation: string,
  population: number | NDArray | NestedList,
): NDArray | undefined {
  return typeof population === "number" ? undefined : asarray(population, operation);
}

/** Whether no numbers are to be drawn, which is possible even if there are none to draw from. */
function isNothing(size: Shape | number | undefined): boolean {
  return size !== undefined && [size].flat().includes(0);
}

function describe(population: unknown): string {
  if (Array.isArray(population)) return `a list of ${population.length}`;
  return population instanceof NDArray
    ? `an array of shape ${formatShape(population.shape)}`
    : String(population);
}

function draw(
  operation: string,
  size: Shape | number,
  next: () => number,
  dtype: "float64" | "int32" = "float64",
): NDArray {
  const shape = shapeOf(size);
  checkShape(operation, shape);
  const data = allocate(dtype, sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = next();
  return new NDArray(data, shape);
}

/** A double from [0, 1) out of 53 random bits. */
function nextDouble(): number {
  const high = generator.next() >>> 5;
  const low = generator.next() >>> 6;
  return (high * 2 ** 26 + low) / 2 ** 53;
}

/** Marsaglia's polar method: a point in the unit disc makes two normal numbers. */
function nextNormal(): number {
  if (spareNormal !== undefined) {
    const normal = spareNormal;
    spareNormal = undefined;
    return normal;
  }
  for (;;) {
    const x = 2 * nextDouble() - 1;
    const y = 2 * nextDouble() - 1;
    const squared = x * x + y * y;
    if (squared > 0 && squared < 1) {
      const factor = Math.sqrt((-2 * Math.log(squared)) / squared);
      spareNormal = factor * x;
      return factor * y;
    }
  }
}

/** A whole number from 0 to `largest`: random bits, as many as `largest` has, drawn again until they fit. */
function nextUpTo(largest: number): number {
  const mask = largest === 0 ? 0 : 0xffffffff >>> Math.clz32(largest);
  if (mask === 0) return 0;
  for (;;) {
    const bits = (generator.next() & mask) >>> 0;
    if (bits <= largest) return bits;
  }
}
