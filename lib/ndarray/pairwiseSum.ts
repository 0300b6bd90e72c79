import type { NumberArray } from "./dtype";

/** The number of neighbours that are added up at a time. */
const BLOCK = 128;

/**
 * The sum of `count` neighbours, rounded as NumPy's is: two halves are summed on their own, down to blocks of at most
 * 128, and within a block every eighth entry goes to the same of eight sums. Rounding errors grow with log n, not n.
 */
export function pairwiseSum(data: NumberArray, start: number, count: number): number {
  const single = data instanceof Float32Array;
  if (count <= BLOCK) {
    return single ? singleSum(data, start, start + count) : doubleSum(data, start, start + count);
  }
  const half = (count >> 1) - ((count >> 1) % 8);
  const sum = pairwiseSum(data, start, half) + pairwiseSum(data, start + half, count - half);
  return single ? Math.fround(sum) : sum;
}

function doubleSum(x: NumberArray, i: number, end: number): number {
  let sum = -0;
  if (end - i >= 8) {
    let [a, b, c, d] = [x[i], x[i + 1], x[i + 2], x[i + 3]];
    let [e, f, g, h] = [x[i + 4], x[i + 5], x[i + 6], x[i + 7]];
    for (i += 8; i + 8 <= end; i += 8) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
      e += x[i + 4];
      f += x[i + 5];
      g += x[i + 6];
      h += x[i + 7];
    }
    sum = a + b + (c + d) + (e + f + (g + h));
  }
  for (; i < end; i++) sum += x[i];
  return sum;
}

const sums = new Float32Array(8);

/** The same in float32, whose array rounds each sum that is put into it. */
function singleSum(x: Float32Array, i: number, end: number): number {
  sums[0] = -0;
  if (end - i >= 8) {
    for (let k = 0; k < 8; k++) sums[k] = x[i + k];
    for (i += 8; i + 8 <= end; i += 8) for (let k = 0; k < 8; k++) sums[k] += x[i + k];
    for (let step = 1; step < 8; step *= 2) {
      for (let k = 0; k < 8; k += 2 * step) sums[k] += sums[k + step];
    }
  }
  for (; i < end; i++) sums[0] += x[i];
  return sums[0];
}
