import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { NumberArray } from "../ufunc";
import { compileKernel, instantiate, type Kernel, type KernelParts, newMemory } from "./instance";
import { Pace } from "./pace";

/** The sizes of a product: a (m, k), or stored as (k, m) if it is `transposed`, times b (k, n). */
export interface ProductSizes {
  m: number;
  k: number;
  n: number;
  transposed: boolean;
}

/**
 * Writes the numbers of a . b into `out`, by the WebAssembly kernel. It sees only its own memory, so a and b are
 * copied there, and what belongs to the rows of a block by block, which keeps that memory small.
 */
export function matrixProduct(
  a: NumberArray,
  b: NumberArray,
  out: NumberArray,
  { m, k, n, transposed }: ProductSizes,
): void {
  const [rows, rowLength] = transposed ? [k, m] : [m, k];
  const rowsAtOnce = Math.min(rows, Math.max(1, Math.floor(ENTRIES_AT_ONCE / (rowLength + n))));
  const [mAtOnce, kAtOnce] = transposed ? [m, rowsAtOnce] : [rowsAtOnce, k];
  const single = out instanceof Float32Array;
  const singleA = single || a instanceof Float32Array;
  const [size, sizeA] = [single ? 4 : 8, singleA ? 4 : 8];

  const aStart = align(shared.kernel.START.value);
  const scratch = align(aStart + sizeA * rowsAtOnce * rowLength);
  const outStart = align(scratch + shared.kernel.scratchSize(mAtOnce, kAtOnce, transposed));
  const bStart = Math.max(B_START, align(outStart + size * m * n));
  // The kernel looks at 64 bytes at a time.
  const end = bStart + size * kAtOnce * n + 64;

  // The helping thread knows the shared memory only; what does not fit in there is computed without it.
  const room = bStart === B_START && end <= SHARED_BYTES ? shared : withMemory(newMemory(end));
  const { kernel } = room;
  const multiplications = m * k * n;
  const pace = room === shared && multiplications >= LARGE ? paceOf(multiplications) : undefined;
  const together = pace?.together() === true && helperIsThere();

  const start = performance.now();
  kernel.close();
  let finite = transposed || put(b, bStart, single, room);
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - first);
    const rowsOfA = a.subarray(first * rowLength, (first + count) * rowLength);
    (singleA ? room.float32 : room.float64).set(rowsOfA, aStart / sizeA);
    if (transposed) finite = put(b.subarray(first * n, (first + count) * n), bStart, single, room);
    kernel.product(
      aStart,
      bStart,
      transposed ? outStart : outStart + size * first * n,
      scratch,
      transposed ? m : count,
      transposed ? count : k,
      n,
      singleA,
      single,
      transposed,
      transposed && first > 0,
      finite,
      together,
    );
    kernel.close();
  }
  pace?.note(together, (performance.now() - start) / multiplications);
  const numbers = single ? room.float32 : room.float64;
  out.set(numbers.subarray(outStart / size, outStart / size + m * n));
}

/**
 * Puts the rows of b where the kernel expects them, but for those blocks that already lie there: all but one when a
 * numerical gradient has moved a single weight. Returns whether all the numbers are finite.
 */
function put(b: NumberArray, start: number, single: boolean, room: Room): boolean {
  const { kernel, bytes, blocks } = room;
  const numbers = single ? room.float32 : room.float64;
  const size = numbers.BYTES_PER_ELEMENT;
  const bytesOfB = Buffer.from(b.buffer, b.byteOffset, b.byteLength);
  const sameType = b.constructor === numbers.constructor;
  let allFinite = true;
  for (let first = 0, i = 0; first < b.length; first += BLOCK, i++) {
    const count = Math.min(BLOCK, b.length - first);
    const [from, to] = [size * first, size * (first + count)];
    const known = blocks[i];
    const same =
      sameType &&
      known?.single === single &&
      known.count === count &&
      bytesOfB.compare(bytes, start + from, start + to, from, to) === 0;
    if (!same) {
      // Nothing, should the stop button end this before all of it is done.
      blocks[i] = undefined;
      numbers.set(b.subarray(first, first + count), start / size + first);
      const finite = kernel.allFinite(start + from, count, single) === 1;
      blocks[i] = { single, count, finite };
    }
    allFinite &&= blocks[i]?.finite === true;
  }
  return allFinite;
}

/** Entries of a block of rows: enough to make copying the rest worth it, few enough for the processor's cache. */
const ENTRIES_AT_ONCE = 2 ** 18;
/** Multiplications below which a second thread takes longer to call than it could save. */
const LARGE = 2 ** 20;
/** Numbers of b that are compared and copied at once. */
const BLOCK = 2 ** 12;
const SHARED_BYTES = 2 ** 26;
/** Nothing but b is ever written from here on. */
const B_START = SHARED_BYTES / 2;

/** A kernel with its memory as numbers of either type, and what is known of the blocks of b in it. */
interface Room {
  kernel: Kernel;
  float32: Float32Array;
  float64: Float64Array;
  bytes: Buffer;
  blocks: ({ single: boolean; count: number; finite: boolean } | undefined)[];
}

const code = compileKernel();
const memory = newMemory(SHARED_BYTES);
const shared = withMemory(memory);

function withMemory(memory: KernelParts["memory"]): Room {
  return {
    kernel: instantiate({ code, memory }),
    float32: new Float32Array(memory.buffer),
    float64: new Float64Array(memory.buffer),
    bytes: Buffer.from(memory.buffer),
    blocks: [],
  };
}

const paces = new Map<number, Pace>();

/** The pace of products of this size, rounded to a power of two. */
function paceOf(multiplications: number): Pace {
  const size = Math.round(Math.log2(multiplications));
  const pace = paces.get(size) ?? new Pace();
  paces.set(size, pace);
  return pace;
}

let helper: boolean | undefined;

/** Whether there is a second thread, which is started by the first product that asks. All works without it, too. */
function helperIsThere(): boolean {
  helper ??= startHelper();
  return helper;
}

function startHelper(): boolean {
  if (availableParallelism() === 1) return false;
  try {
    const worker = new Worker(join(__dirname, "helper.js"), {
      workerData: { code, memory },
      execArgv: [],
    });
    worker.on("error", () => {});
    worker.unref();
    return true;
  } catch {
    return false;
  }
}

/** To the next cache line, so that the threads do not get in each other's way. */
function align(address: number): number {
  return Math.ceil(address / 64) * 64;
}
