import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { NumberArray } from "../ufunc";

/**
 * out = a . b for row-major (m, k) and (k, n), by the WebAssembly kernel. The kernel sees only its own memory, so
 * b is copied in whole and a in blocks of rows, which also keeps that memory small.
 */
export function matrixProduct(
  a: NumberArray,
  b: NumberArray,
  out: NumberArray,
  m: number,
  k: number,
  n: number,
): void {
  const single = out instanceof Float32Array;
  const product = single ? kernel.product32 : kernel.product64;
  const size = out.BYTES_PER_ELEMENT;
  const rowsAtOnce = Math.max(1, Math.min(m, Math.floor(ENTRIES_AT_ONCE / (k + n))));

  const bStart = KERNEL_MEMORY_START / size;
  const aStart = bStart + k * n;
  const outStart = aStart + rowsAtOnce * k;
  const scratchStart = outStart + rowsAtOnce * n;
  growTo(size * (scratchStart + k) + 4 * k);
  const memory = single
    ? new Float32Array(kernel.memory.buffer)
    : new Float64Array(kernel.memory.buffer);

  memory.set(b, bStart);
  for (let first = 0; first < m; first += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, m - first);
    memory.set(a.subarray(first * k, (first + rows) * k), aStart);
    product(size * aStart, size * bStart, size * outStart, size * scratchStart, rows, k, n);
    out.set(memory.subarray(outStart, outStart + rows * n), first * n);
  }
}

/** The part of the WebAssembly interface that is used here; TypeScript has it among the types of browsers only. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};

interface Kernel {
  memory: { buffer: ArrayBuffer; grow(pages: number): void };
  product64: Product;
  product32: Product;
}

type Product = (
  a: number,
  b: number,
  out: number,
  scratch: number,
  m: number,
  k: number,
  n: number,
) => void;

const kernel = new WebAssembly.Instance(
  new WebAssembly.Module(readFileSync(join(__dirname, "product.wasm"))),
).exports as Kernel;

/** The compiler keeps what lies below for itself. */
const KERNEL_MEMORY_START = 1024;
/** Entries of a and out in a block of rows: enough to make the copying of b worth it, few enough for the cache. */
const ENTRIES_AT_ONCE = 2 ** 18;
const PAGE = 2 ** 16;

function growTo(bytes: number): void {
  const missing = bytes - kernel.memory.buffer.byteLength;
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / PAGE));
}
