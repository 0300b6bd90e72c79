// The matrix product in AssemblyScript: a TypeScript of numbers and memory addresses that compiles to WebAssembly,
// with vectors (v128) of two float64 or four float32 that are computed with at once.

/** What is to be computed: out (m, n) = a . b, as `product` describes it. Whoever calls it writes these words. */
@unmanaged
class Job {
  a: usize;
  b: usize;
  out: usize;
  scratch: usize;
  m: i32;
  k: i32;
  n: i32;
  isFloat32A: i32;
  isFloat32: i32;
  isTransposed: i32;
  accumulate: i32;
  skipZeros: i32;
}

/** Where the job stands. */
export const JOB: i32 = 1024;
/** Where the numbers may begin. */
export const START: i32 = 1088;

const job = changetype<Job>(JOB);

/** An entry of a list: one number of a, and the address of the row of b that it weights. */
const ENTRY: usize = 16;
const ADDRESS: usize = 8;
/** How many numbers of a are looked at together: the bits of a mask. */
const GROUP: i32 = 64;

/** The bytes of scratch that `product` needs: room for its lists, and for where they end. */
export function scratchSize(m: i32, k: i32, isTransposed: bool): usize {
  const lists = isTransposed ? min(m, GROUP) : 1;
  return <usize>lists * (<usize>k * ENTRY + 4);
}

/**
 * out = a . b for row-major a (m, k) and b (k, n), at the addresses that the job names. If it is transposed, a is
 * stored as (k, m). The numbers are float32 or float64; a may be float32 where the others are float64. With
 * `accumulate`, the product is added to out. `skipZeros` leaves zeros of a out; that is right only if b is finite, as
 * 0 * NaN and 0 * Infinity are NaN.
 */
export function product(): void {
  if (job.isFloat32) multiply<f32, f32>();
  else if (job.isFloat32A) multiply<f32, f64>();
  else multiply<f64, f64>();
}

function multiply<A extends number, T extends number>(): void {
  if (job.isTransposed) {
    for (let first = 0; first < job.m; first += GROUP) columnsOfA<A, T>(first);
  } else {
    for (let i = 0; i < job.m; i++) rowOfA<A, T>(i);
  }
}

/**
 * A row of out is the sum of the rows of b, weighted by a row of a. Weights of zero are left out: four in five
 * pixels of MNIST are zero, and half of what a ReLU lets through.
 */
function rowOfA<A extends number, T extends number>(i: i32): void {
  const k = job.k;
  const stride = <usize>job.n * sizeof<T>();
  const row = job.a + <usize>i * <usize>k * sizeof<A>();
  let end = job.scratch;
  for (let p = 0; p < k; p += GROUP) {
    const group = row + <usize>p * sizeof<A>();
    const rowsOfB = job.b + <usize>p * stride;
    let mask = weights<A>(group, k - p);
    while (mask !== 0) {
      const q = <usize>ctz(mask);
      mask &= mask - 1;
      store<T>(end, <T>load<A>(group + q * sizeof<A>()));
      store<u32>(end, <u32>(rowsOfB + q * stride), ADDRESS);
      end += ENTRY;
    }
  }
  weightedSum<T>(job.scratch, end, job.out + <usize>i * stride);
}

/** The same for the columns of a transposed a, which are read row by row into one list for each column. */
function columnsOfA<A extends number, T extends number>(first: i32): void {
  const scratch = job.scratch;
  const k = job.k;
  const stride = <usize>job.n * sizeof<T>();
  const columns = min(GROUP, job.m - first);
  const listSize = <usize>k * ENTRY;
  const ends = scratch + <usize>columns * listSize;
  for (let c = 0; c < columns; c++) {
    store<u32>(ends + <usize>c * 4, <u32>(scratch + <usize>c * listSize));
  }
  for (let p = 0; p < k; p++) {
    const group = job.a + (<usize>p * <usize>job.m + <usize>first) * sizeof<A>();
    const rowOfB = <u32>(job.b + <usize>p * stride);
    let mask = weights<A>(group, columns);
    while (mask !== 0) {
      const c = <usize>ctz(mask);
      mask &= mask - 1;
      const end = <usize>load<u32>(ends + c * 4);
      store<T>(end, <T>load<A>(group + c * sizeof<A>()));
      store<u32>(end, rowOfB, ADDRESS);
      store<u32>(ends + c * 4, <u32>(end + ENTRY));
    }
  }
  for (let c = 0; c < columns; c++) {
    const list = scratch + <usize>c * listSize;
    const end = <usize>load<u32>(ends + <usize>c * 4);
    weightedSum<T>(list, end, job.out + <usize>(first + c) * stride);
  }
}

/** A bit for each of the first `count` numbers from here on, 64 at most: 1 if it has to be multiplied with. */
function weights<A extends number>(start: usize, count: i32): u64 {
  const all: u64 = count < GROUP ? ((<u64>1) << count) - 1 : u64.MAX_VALUE;
  if (!job.skipZeros) return all;
  const lanes = 16 / <i32>sizeof<A>();
  let mask: u64 = 0;
  for (let i = 0; i < min(count, GROUP); i += 4 * lanes) {
    const here = start + <usize>i * sizeof<A>();
    const bits =
      nonzero<A>(here) |
      (nonzero<A>(here + 16) << lanes) |
      (nonzero<A>(here + 32) << (2 * lanes)) |
      (nonzero<A>(here + 48) << (3 * lanes));
    mask |= (<u64>bits) << i;
  }
  return mask & all;
}

/** A bit for each of the numbers in the vector there: 1 if it is not zero, of either sign. */
function nonzero<A extends number>(start: usize): i32 {
  const different = v128.ne<A>(v128.load(start), v128.splat<A>(<A>0));
  return sizeof<A>() === 4 ? i32x4.bitmask(different) : i64x2.bitmask(different);
}

/**
 * A row of out: the sum of rows of b, each with its weight. Some columns at a time, so that their sums stay in
 * registers until they are done: 10 of float64 or 20 of float32, then what a vector holds, then single ones.
 */
function weightedSum<T extends number>(list: usize, end: usize, out: usize): void {
  const n = job.n;
  const lanes = 16 / <i32>sizeof<T>();
  let j = 0;
  for (; j + 5 * lanes <= n; j += 5 * lanes) {
    const column = <usize>j * sizeof<T>();
    let sum0 = initial<T>(out + column);
    let sum1 = initial<T>(out + column + 16);
    let sum2 = initial<T>(out + column + 32);
    let sum3 = initial<T>(out + column + 48);
    let sum4 = initial<T>(out + column + 64);
    for (let entry = list; entry < end; entry += ENTRY) {
      const weight = v128.splat<T>(load<T>(entry));
      const row = <usize>load<u32>(entry, ADDRESS) + column;
      sum0 = v128.add<T>(sum0, v128.mul<T>(weight, v128.load(row, 0)));
      sum1 = v128.add<T>(sum1, v128.mul<T>(weight, v128.load(row, 16)));
      sum2 = v128.add<T>(sum2, v128.mul<T>(weight, v128.load(row, 32)));
      sum3 = v128.add<T>(sum3, v128.mul<T>(weight, v128.load(row, 48)));
      sum4 = v128.add<T>(sum4, v128.mul<T>(weight, v128.load(row, 64)));
    }
    v128.store(out + column, sum0, 0);
    v128.store(out + column, sum1, 16);
    v128.store(out + column, sum2, 32);
    v128.store(out + column, sum3, 48);
    v128.store(out + column, sum4, 64);
  }
  for (; j + lanes <= n; j += lanes) {
    const column = <usize>j * sizeof<T>();
    let sum = initial<T>(out + column);
    for (let entry = list; entry < end; entry += ENTRY) {
      const weight = v128.splat<T>(load<T>(entry));
      const row = <usize>load<u32>(entry, ADDRESS) + column;
      sum = v128.add<T>(sum, v128.mul<T>(weight, v128.load(row)));
    }
    v128.store(out + column, sum);
  }
  for (; j < n; j++) {
    const column = <usize>j * sizeof<T>();
    let sum: T = job.accumulate ? load<T>(out + column) : <T>0;
    for (let entry = list; entry < end; entry += ENTRY) {
      sum += load<T>(entry) * load<T>(<usize>load<u32>(entry, ADDRESS) + column);
    }
    store<T>(out + column, sum);
  }
}

function initial<T extends number>(out: usize): v128 {
  return job.accumulate ? v128.load(out) : v128.splat<T>(<T>0);
}

/** Whether none of the numbers there is NaN or infinite. */
export function allFinite(start: usize, count: i32, isFloat32: bool): bool {
  return isFloat32 ? finite<f32>(start, count) : finite<f64>(start, count);
}

/** 0 times a finite number is 0, and the sum of these products shows whether one is not. */
function finite<T extends number>(start: usize, count: i32): bool {
  const zero = v128.splat<T>(<T>0);
  const lanes = 16 / <i32>sizeof<T>();
  let sum0 = zero;
  let sum1 = zero;
  let sum2 = zero;
  let sum3 = zero;
  let rest: T = <T>0;
  let i = 0;
  for (; i + 4 * lanes <= count; i += 4 * lanes) {
    const here = start + <usize>i * sizeof<T>();
    sum0 = v128.add<T>(sum0, v128.mul<T>(zero, v128.load(here, 0)));
    sum1 = v128.add<T>(sum1, v128.mul<T>(zero, v128.load(here, 16)));
    sum2 = v128.add<T>(sum2, v128.mul<T>(zero, v128.load(here, 32)));
    sum3 = v128.add<T>(sum3, v128.mul<T>(zero, v128.load(here, 48)));
  }
  for (; i < count; i++) rest += <T>0 * load<T>(start + <usize>i * sizeof<T>());
  const sum = v128.add<T>(v128.add<T>(sum0, sum1), v128.add<T>(sum2, sum3));
  return !v128.any_true(v128.ne<T>(sum, zero)) && rest === <T>0;
}
