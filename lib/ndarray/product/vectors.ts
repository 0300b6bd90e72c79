import type { NumberArray } from "../dtype";
import { addressOf, homeOf, usualInstance } from "./home";
import type { Instance } from "./instance";

/** As product.ts numbers them. */
const ARITHMETIC = ["add", "subtract", "multiply", "divide", "maximum", "minimum"] as const;
const COMPARISONS = ["greater", "greaterEqual", "less", "lessEqual"] as const;
export type VectorOperation = (typeof ARITHMETIC)[number] | (typeof COMPARISONS)[number];

/** Some neighbours, or with a step of 0 a single number that stands for them all. */
export interface Run {
  data: NumberArray;
  start: number;
  step: number;
}

/**
 * out = a (operation) b for a run of entries, by vectors of WebAssembly. Returns how many entries are done: the last few
 * and what vectors cannot compute is left to JavaScript.
 */
export function combineRun(
  operation: VectorOperation,
  out: NumberArray,
  k: number,
  length: number,
  a: Run,
  b: Run,
): number {
  const isMask = out instanceof Uint8Array;
  const operations: readonly VectorOperation[] = isMask ? COMPARISONS : ARITHMETIC;
  const code = operations.indexOf(operation);
  return inChunks({ data: out, start: k, step: 1 }, length, a, b, ({ exports }, chunk) => {
    const loop = isMask ? exports.compare : exports.combine;
    loop(code, chunk.out, chunk.a, a.step, chunk.b, b.step, chunk.count, chunk.isFloat32);
  });
}

/** out = a where the mask is not 0, else b, in the same way. */
export function selectRun(mask: Uint8Array, out: Run, length: number, a: Run, b: Run): number {
  return inChunks(out, length, a, b, ({ exports, bytes }, chunk) => {
    bytes.set(mask.subarray(chunk.done, chunk.done + chunk.count), chunk.spare);
    const { count, isFloat32 } = chunk;
    exports.select(chunk.spare, chunk.out, chunk.a, a.step, chunk.b, b.step, count, isFloat32);
  });
}

/** x = x - factor * y, in the same way. */
export function subtractProduct(x: NumberArray, factor: number, y: NumberArray): number {
  const [a, b] = [x, y].map((data) => ({ data, start: 0, step: 1 }));
  const [subtract, multiply] = [ARITHMETIC.indexOf("subtract"), ARITHMETIC.indexOf("multiply")];
  return inChunks(a, x.length, a, b, ({ exports, float32, float64 }, chunk) => {
    const { spare, count, isFloat32 } = chunk;
    const memory = isFloat32 ? float32 : float64;
    const place = chunk.spare / memory.BYTES_PER_ELEMENT;
    memory.fill(factor, place, place + 4);
    exports.combine(multiply, spare + 64, chunk.b, 1, spare, 0, count, isFloat32);
    exports.combine(subtract, chunk.out, chunk.a, 1, spare + 64, 1, count, isFloat32);
  });
}

/** A part of a run, with the addresses at which the memory has it. */
interface Chunk {
  out: number;
  a: number;
  b: number;
  /** Room for one more. */
  spare: number;
  /** How many entries come before it, and how many it has. */
  done: number;
  count: number;
  isFloat32: boolean;
}

function inChunks(
  out: Run,
  length: number,
  a: Run,
  b: Run,
  compute: (instance: Instance, chunk: Chunk) => void,
): number {
  const { data } = a.step === 1 ? a : b;
  const isMask = out.data instanceof Uint8Array;
  const isFloat32 = data instanceof Float32Array;
  if (!(isFloat32 || data instanceof Float64Array) || !suits(a, data) || !suits(b, data)) return 0;
  if (!isMask && out.data.constructor !== data.constructor) return 0;
  const instance = homeOf(out.data) ?? usualInstance();
  const memory = isFloat32 ? instance.float32 : instance.float64;
  const results = isMask ? instance.bytes : memory;
  const size = memory.BYTES_PER_ELEMENT;
  const [forA, forB, forOut, spare] = [0, 1, 2, 3].map(
    (n) => instance.free + n * (CHUNK_BYTES + 256),
  );
  const isThere = out.data.buffer === memory.buffer;
  const end = length - (length % 4);
  const atOnce = CHUNK_BYTES / size;
  for (let done = 0; done < end; done += atOnce) {
    const count = Math.min(atOnce, end - done);
    const address = ({ data, start, step }: Run, place: number) => {
      if (step === 1) return addressOf(data, start + done, count, place, memory);
      if (done === 0) memory.fill(data[start], place / size, place / size + 4);
      return place;
    };
    const outAt = isThere ? out.data.byteOffset + size * (out.start + done) : forOut;
    const [aAt, bAt] = [address(a, forA), address(b, forB)];
    compute(instance, { out: outAt, a: aAt, b: bAt, spare, done, count, isFloat32 });
    if (isThere) continue;
    const first = forOut / results.BYTES_PER_ELEMENT;
    out.data.set(results.subarray(first, first + count), out.start + done);
  }
  return end;
}

/** Whether vectors of the type of `data` compute with these numbers as JavaScript does. */
function suits({ data: own, start, step }: Run, data: NumberArray): boolean {
  if (step === 1) return own.constructor === data.constructor;
  return step === 0 && (data instanceof Float64Array || Math.fround(own[start]) === own[start]);
}

/** Of fewer entries copies take longer than the vectors gain. */
export const FEWEST_FOR_VECTORS = 1024;
/** What stays in the nearest cache. */
const CHUNK_BYTES = 2 ** 15;
