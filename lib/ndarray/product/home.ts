import type { NumberArray } from "../dtype";
import { Instance } from "./instance";

/** A memory in which a matrix lives, and the addresses of what others keep beside it. */
interface Home {
  instance: Instance;
  addresses: WeakMap<object, number>;
}

/** By the buffer of the memory, so that one goes when the last array that lives there does. */
const homes = new WeakMap<ArrayBufferLike, Home>();

/** The instance that can compute with these numbers where they are, if there is one. */
export function homeOf(numbers: NumberArray): Instance | undefined {
  return homes.get(numbers.buffer)?.instance;
}

let usual: Instance | undefined;

/** Where products are computed whose operands have no home. A larger one gets a memory of its own. */
export function usualInstance(): Instance {
  usual ??= new Instance(2 ** 26);
  return usual;
}

/** The same numbers where products read them without a copy; the very same if they are few, or there is no room. */
export function atHome(numbers: NumberArray): NumberArray {
  const { byteLength } = numbers;
  if (byteLength < FEWEST_BYTES || byteLength > MOST_BYTES || !isFloat(numbers)) return numbers;
  usualInstance(); // It must be there, and a browser has a limit for all memories together.
  try {
    const instance = new Instance(2 * byteLength + BESIDE_BYTES + PRODUCT_BYTES);
    homes.set(instance.float64.buffer, { instance, addresses: new WeakMap() });
    return put(numbers, instance, instance.keep(byteLength));
  } catch (error) {
    if (error instanceof RangeError) return numbers;
    throw error;
  }
}

/**
 * A copy of x where products with a matrix read it, if that is at home and has room beside it. It is written over the
 * last copy for the same owner.
 */
export function copyBeside(
  matrix: NumberArray,
  x: NumberArray,
  owner: object,
): NumberArray | undefined {
  const home = homes.get(matrix.buffer);
  if (home === undefined || x.byteLength > BESIDE_BYTES || !isFloat(x)) return undefined;
  const { instance, addresses } = home;
  if (!addresses.has(owner)) {
    if (instance.freeBytes < BESIDE_BYTES + PRODUCT_BYTES) return undefined;
    addresses.set(owner, instance.keep(BESIDE_BYTES));
  }
  return put(x, instance, addresses.get(owner) as number);
}

/** Where some of the numbers can be read: where they are, or else, after they were copied there, at `start`. */
export function addressOf(
  whole: NumberArray,
  first: number,
  count: number,
  start: number,
  memory: Float32Array | Float64Array,
): number {
  const size = memory.BYTES_PER_ELEMENT;
  if (whole.buffer === memory.buffer && whole.constructor === memory.constructor) {
    return whole.byteOffset + size * first;
  }
  memory.set(whole.subarray(first, first + count), start / size);
  return start;
}

function isFloat(x: NumberArray): x is Float32Array | Float64Array {
  return x instanceof Float32Array || x instanceof Float64Array;
}

function put(x: Float32Array | Float64Array, instance: Instance, address: number): NumberArray {
  const memory = x instanceof Float32Array ? instance.float32 : instance.float64;
  const start = address / x.BYTES_PER_ELEMENT;
  const copy = memory.subarray(start, start + x.length);
  copy.set(x);
  return copy;
}

/** Fewer are copied sooner than anything else is done. */
const FEWEST_BYTES = 2 ** 14;
const MOST_BYTES = 2 ** 29;
/** Room beside a matrix: a mini-batch of 600 images and more. */
const BESIDE_BYTES = 2 ** 22;
const PRODUCT_BYTES = 2 ** 22;
