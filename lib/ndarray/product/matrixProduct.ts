import type { NumberArray } from "../dtype";
import { addressOf, homeOf, usualInstance } from "./home";
import { align, Instance } from "./instance";

/** The sizes of a product: a (m, k), or stored as (k, m) if it is transposed, times b (k, n). */
export interface ProductSizes {
  m: number;
  k: number;
  n: number;
  isTransposed: boolean;
}

/**
 * The numbers of a . b as float32 or float64, and with a bias (n,) those of a . b + bias, by WebAssembly. It sees only its own memory; what lies elsewhere is copied
 * there, and what belongs to the rows of a block by block, which keeps that memory small.
 */
export function matrixProduct(
  a: NumberArray,
  b: NumberArray,
  isFloat32: boolean,
  { m, k, n, isTransposed }: ProductSizes,
  bias?: NumberArray,
): NumberArray {
  const [rows, rowLength] = isTransposed ? [k, m] : [m, k];
  const rowsAtOnce = Math.min(rows, Math.max(1, Math.floor(ENTRIES_AT_ONCE / (rowLength + n))));
  const [mAtOnce, kAtOnce] = isTransposed ? [m, rowsAtOnce] : [rowsAtOnce, k];
  const isFloat32A = isFloat32 || a instanceof Float32Array;
  const [size, sizeA] = [isFloat32 ? 4 : 8, isFloat32A ? 4 : 8];

  const usual = usualInstance();
  const scratchBytes = align(
    Math.max(usual.exports.scratchSize(mAtOnce, kAtOnce, isTransposed), size * n),
  );
  const aBytes = align(sizeA * rowsAtOnce * rowLength);
  const outBytes = align(size * m * n);
  const bytes = scratchBytes + aBytes + outBytes + size * kAtOnce * n;
  let instance = homeOf(b) ?? homeOf(a) ?? usual;
  if (bytes > instance.freeBytes) instance = bytes > usual.freeBytes ? new Instance(bytes) : usual;

  const scratch = instance.free;
  const aStart = scratch + scratchBytes;
  const outStart = aStart + aBytes;
  const bStart = outStart + outBytes;

  const numbersA = isFloat32A ? instance.float32 : instance.float64;
  const numbers = isFloat32 ? instance.float32 : instance.float64;
  let bAddress = 0;
  let skipZeros = false;
  const findB = (first: number, count: number) => {
    bAddress = addressOf(b, first * n, count * n, bStart, numbers);
    skipZeros = instance.allFinite(bAddress, count * n, isFloat32);
  };
  if (!isTransposed) findB(0, k);
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - first);
    if (isTransposed) findB(first, count);
    instance.product({
      a: addressOf(a, first * rowLength, count * rowLength, aStart, numbersA),
      b: bAddress,
      out: isTransposed ? outStart : outStart + size * first * n,
      scratch,
      m: isTransposed ? m : count,
      k: isTransposed ? count : k,
      n,
      isFloat32A,
      isFloat32,
      isTransposed,
      accumulate: isTransposed && first > 0,
      skipZeros,
    });
  }
  if (bias !== undefined) {
    const row = addressOf(bias, 0, n, scratch, numbers);
    instance.exports.addToRows(outStart, row, m, n, isFloat32);
  }
  return numbers.slice(outStart / size, outStart / size + m * n);
}

/** Entries of a block of rows: enough to make copying the rest worth it, few enough for the processor's cache. */
const ENTRIES_AT_ONCE = 2 ** 18;
