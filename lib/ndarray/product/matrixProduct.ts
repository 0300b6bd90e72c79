import type { NumberArray } from "../ufunc";
import { Instance } from "./instance";

/** The sizes of a product: a (m, k), or stored as (k, m) if it is transposed, times b (k, n). */
export interface ProductSizes {
  m: number;
  k: number;
  n: number;
  isTransposed: boolean;
}

/**
 * Writes the numbers of a . b into `out`, by WebAssembly. It sees only its own memory, so a and b are copied there, and
 * what belongs to the rows of a block by block, which keeps that memory small.
 */
export function matrixProduct(
  a: NumberArray,
  b: NumberArray,
  out: NumberArray,
  { m, k, n, isTransposed }: ProductSizes,
): void {
  const [rows, rowLength] = isTransposed ? [k, m] : [m, k];
  const rowsAtOnce = Math.min(rows, Math.max(1, Math.floor(ENTRIES_AT_ONCE / (rowLength + n))));
  const [mAtOnce, kAtOnce] = isTransposed ? [m, rowsAtOnce] : [rowsAtOnce, k];
  const isFloat32 = out instanceof Float32Array;
  const isFloat32A = isFloat32 || a instanceof Float32Array;
  const [size, sizeA] = [isFloat32 ? 4 : 8, isFloat32A ? 4 : 8];

  usual ??= new Instance(USUAL_BYTES);
  const scratch = align(usual.start);
  const aStart = align(scratch + usual.scratchSize(mAtOnce, kAtOnce, isTransposed));
  const outStart = align(aStart + sizeA * rowsAtOnce * rowLength);
  const bStart = align(outStart + size * m * n);
  // A vector may be read beyond the end of a row.
  const end = bStart + size * kAtOnce * n + 64;

  const instance = end <= USUAL_BYTES ? usual : new Instance(end);
  const numbersA = isFloat32A ? instance.float32 : instance.float64;
  const numbers = isFloat32 ? instance.float32 : instance.float64;
  const put = (rowsOfB: NumberArray): boolean => {
    numbers.set(rowsOfB, bStart / size);
    return instance.allFinite(bStart, rowsOfB.length, isFloat32);
  };
  let skipZeros = !isTransposed && put(b);
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - first);
    numbersA.set(a.subarray(first * rowLength, (first + count) * rowLength), aStart / sizeA);
    if (isTransposed) skipZeros = put(b.subarray(first * n, (first + count) * n));
    instance.product({
      a: aStart,
      b: bStart,
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
  out.set(numbers.subarray(outStart / size, outStart / size + m * n));
}

/** Entries of a block of rows: enough to make copying the rest worth it, few enough for the processor's cache. */
const ENTRIES_AT_ONCE = 2 ** 18;
/** Room for most products; a larger one gets a memory of its own. */
const USUAL_BYTES = 2 ** 26;
let usual: Instance | undefined;

/** The next address where a line of the processor's cache begins. */
function align(address: number): number {
  return Math.ceil(address / 64) * 64;
}
