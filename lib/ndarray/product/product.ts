// The matrix product, and loops over many entries, in AssemblyScript: a TypeScript of numbers and memory addresses that
// compiles to WebAssembly, with vectors (v128) of two float64 or four float32 that are computed with at once.

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

/** How many rows of out and how many numbers of b's columns a tile is computed from at once. */
const TILE_ROWS: i32 = 4;
const TILE_DEPTH: i32 = 256;
/** The two vectors of a row of a tile. */
const TILE_BYTES: usize = 32;
/** So many rows of out share a packed panel of b, and their part of a stays in the second nearest cache. */
const PANEL_ROWS: i32 = 128;

/** The bytes of scratch that `product` needs: room for its lists and for where they end, or for a panel and a tile. */
export function scratchSize(m: i32, k: i32, isTransposed: bool): usize {
  const lists = isTransposed ? min(m, GROUP) : 1;
  const panel = <usize>(TILE_DEPTH + TILE_ROWS) * TILE_BYTES;
  return max(panel, <usize>lists * (<usize>k * ENTRY + 4));
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
  const tiled = isDense<A>() ? job.m - (job.m % TILE_ROWS) : 0;
  for (let p = 0; tiled > 0 && p < job.k; p += TILE_DEPTH) {
    for (let i = 0; i < tiled; i += PANEL_ROWS) {
      tiles<A, T>(i, min(i + PANEL_ROWS, tiled), p, min(p + TILE_DEPTH, job.k));
    }
  }
  if (job.isTransposed) {
    for (let first = tiled; first < job.m; first += GROUP) columnsOfA<A, T>(first);
  } else {
    for (let i = tiled; i < job.m; i++) rowOfA<A, T>(i);
  }
}

/**
 * Whether to compute by tiles, which have several rows of out in registers at once but cannot leave out zeros: both ways
 * add up the same products in the same order. A sample of a decides, one group of each of its rows.
 */
function isDense<A extends number>(): bool {
  if (!job.skipZeros) return true;
  const rows = job.isTransposed ? job.k : job.m;
  const length = job.isTransposed ? job.m : job.k;
  let looked = 0;
  let found = 0;
  for (let i = 0; i < rows; i++) {
    const start = (i * GROUP) % length;
    const count = min(GROUP, length - start);
    looked += count;
    found += <i32>popcnt(weights<A>(job.a + (<usize>i * length + start) * sizeof<A>(), count));
  }
  return 3 * found > 2 * looked;
}

/** Adds to the rows of out from `first` to `last` what the rows of b from `p` to `end` contribute. */
function tiles<A extends number, T extends number>(first: i32, last: i32, p: i32, end: i32): void {
  const n = job.n;
  const panel = job.scratch;
  const tile = panel + <usize>TILE_DEPTH * TILE_BYTES;
  const width = <i32>(TILE_BYTES / sizeof<T>());
  const rowStep = <usize>(job.isTransposed ? <i32>1 : job.k) * sizeof<A>();
  const step = <usize>(job.isTransposed ? job.m : <i32>1) * sizeof<A>();
  const fresh = p === 0 && !job.accumulate;
  for (let j = 0; j < n; j += width) {
    const columns = min(width, n - j);
    pack<T>(p, end, j, columns, panel);
    for (let i = first; i < last; i += TILE_ROWS) {
      const a = job.a + <usize>i * rowStep + <usize>p * step;
      const out = job.out + (<usize>i * n + j) * sizeof<T>();
      const stride = <usize>n * sizeof<T>();
      if (columns === width) {
        computeTile<A, T>(a, rowStep, step, panel, end - p, out, stride, fresh);
      } else {
        // What a vector would write beyond the end of a row belongs to others.
        const bytes = <usize>columns * sizeof<T>();
        for (let r: usize = 0; r < <usize>TILE_ROWS; r++) {
          memory.copy(tile + r * TILE_BYTES, out + r * stride, bytes);
        }
        computeTile<A, T>(a, rowStep, step, panel, end - p, tile, TILE_BYTES, fresh);
        for (let r: usize = 0; r < <usize>TILE_ROWS; r++) {
          memory.copy(out + r * stride, tile + r * TILE_BYTES, bytes);
        }
      }
    }
  }
}

/** Copies some columns of b, from row p to row `end`, so that they lie together. */
function pack<T extends number>(p: i32, end: i32, j: i32, columns: i32, panel: usize): void {
  const bytes = <usize>columns * sizeof<T>();
  const stride = <usize>job.n * sizeof<T>();
  let row = job.b + <usize>p * stride + <usize>j * sizeof<T>();
  for (; p < end; p++, row += stride, panel += TILE_BYTES) {
    v128.store(panel, v128.splat<T>(<T>0));
    v128.store(panel, v128.splat<T>(<T>0), 16);
    memory.copy(panel, row, bytes);
  }
}

/** Four rows of two vectors each: the sums of `depth` rows of the panel, weighted by as many numbers of four rows of a. */
function computeTile<A extends number, T extends number>(
  a0: usize,
  rowStep: usize,
  step: usize,
  panel: usize,
  depth: i32,
  out0: usize,
  stride: usize,
  fresh: bool,
): void {
  let a1 = a0 + rowStep;
  let a2 = a1 + rowStep;
  let a3 = a2 + rowStep;
  const out1 = out0 + stride;
  const out2 = out1 + stride;
  const out3 = out2 + stride;
  const zero = v128.splat<T>(<T>0);
  let sum00 = fresh ? zero : v128.load(out0);
  let sum01 = fresh ? zero : v128.load(out0, 16);
  let sum10 = fresh ? zero : v128.load(out1);
  let sum11 = fresh ? zero : v128.load(out1, 16);
  let sum20 = fresh ? zero : v128.load(out2);
  let sum21 = fresh ? zero : v128.load(out2, 16);
  let sum30 = fresh ? zero : v128.load(out3);
  let sum31 = fresh ? zero : v128.load(out3, 16);
  const end = panel + <usize>depth * TILE_BYTES;
  for (; panel < end; panel += TILE_BYTES) {
    const left = v128.load(panel);
    const right = v128.load(panel, 16);
    const weight0 = v128.splat<T>(<T>load<A>(a0));
    sum00 = v128.add<T>(sum00, v128.mul<T>(weight0, left));
    sum01 = v128.add<T>(sum01, v128.mul<T>(weight0, right));
    const weight1 = v128.splat<T>(<T>load<A>(a1));
    sum10 = v128.add<T>(sum10, v128.mul<T>(weight1, left));
    sum11 = v128.add<T>(sum11, v128.mul<T>(weight1, right));
    const weight2 = v128.splat<T>(<T>load<A>(a2));
    sum20 = v128.add<T>(sum20, v128.mul<T>(weight2, left));
    sum21 = v128.add<T>(sum21, v128.mul<T>(weight2, right));
    const weight3 = v128.splat<T>(<T>load<A>(a3));
    sum30 = v128.add<T>(sum30, v128.mul<T>(weight3, left));
    sum31 = v128.add<T>(sum31, v128.mul<T>(weight3, right));
    a0 += step;
    a1 += step;
    a2 += step;
    a3 += step;
  }
  v128.store(out0, sum00);
  v128.store(out0, sum01, 16);
  v128.store(out1, sum10);
  v128.store(out1, sum11, 16);
  v128.store(out2, sum20);
  v128.store(out2, sum21, 16);
  v128.store(out3, sum30);
  v128.store(out3, sum31, 16);
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
 * A row of out: the sum of rows of b, each with its weight. As many columns at a time as their sums stay in registers
 * until they are done.
 */
function weightedSum<T extends number>(list: usize, end: usize, out: usize): void {
  const n = job.n;
  const lanes = 16 / <i32>sizeof<T>();
  let j = 0;
  for (; j + 12 * lanes <= n; j += 12 * lanes) {
    const column = <usize>j * sizeof<T>();
    let sum0 = initial<T>(out + column);
    let sum1 = initial<T>(out + column + 16);
    let sum2 = initial<T>(out + column + 32);
    let sum3 = initial<T>(out + column + 48);
    let sum4 = initial<T>(out + column + 64);
    let sum5 = initial<T>(out + column + 80);
    let sum6 = initial<T>(out + column + 96);
    let sum7 = initial<T>(out + column + 112);
    let sum8 = initial<T>(out + column + 128);
    let sum9 = initial<T>(out + column + 144);
    let sum10 = initial<T>(out + column + 160);
    let sum11 = initial<T>(out + column + 176);
    for (let entry = list; entry < end; entry += ENTRY) {
      const weight = v128.splat<T>(load<T>(entry));
      const row = <usize>load<u32>(entry, ADDRESS) + column;
      sum0 = v128.add<T>(sum0, v128.mul<T>(weight, v128.load(row, 0)));
      sum1 = v128.add<T>(sum1, v128.mul<T>(weight, v128.load(row, 16)));
      sum2 = v128.add<T>(sum2, v128.mul<T>(weight, v128.load(row, 32)));
      sum3 = v128.add<T>(sum3, v128.mul<T>(weight, v128.load(row, 48)));
      sum4 = v128.add<T>(sum4, v128.mul<T>(weight, v128.load(row, 64)));
      sum5 = v128.add<T>(sum5, v128.mul<T>(weight, v128.load(row, 80)));
      sum6 = v128.add<T>(sum6, v128.mul<T>(weight, v128.load(row, 96)));
      sum7 = v128.add<T>(sum7, v128.mul<T>(weight, v128.load(row, 112)));
      sum8 = v128.add<T>(sum8, v128.mul<T>(weight, v128.load(row, 128)));
      sum9 = v128.add<T>(sum9, v128.mul<T>(weight, v128.load(row, 144)));
      sum10 = v128.add<T>(sum10, v128.mul<T>(weight, v128.load(row, 160)));
      sum11 = v128.add<T>(sum11, v128.mul<T>(weight, v128.load(row, 176)));
    }
    v128.store(out + column, sum0, 0);
    v128.store(out + column, sum1, 16);
    v128.store(out + column, sum2, 32);
    v128.store(out + column, sum3, 48);
    v128.store(out + column, sum4, 64);
    v128.store(out + column, sum5, 80);
    v128.store(out + column, sum6, 96);
    v128.store(out + column, sum7, 112);
    v128.store(out + column, sum8, 128);
    v128.store(out + column, sum9, 144);
    v128.store(out + column, sum10, 160);
    v128.store(out + column, sum11, 176);
  }
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
  if (sizeof<T>() === 4 && j + 2 <= n) {
    const column = <usize>j * sizeof<T>();
    let sum = job.accumulate ? v128.load64_zero(out + column) : v128.splat<T>(<T>0);
    for (let entry = list; entry < end; entry += ENTRY) {
      const weight = v128.splat<T>(load<T>(entry));
      const row = <usize>load<u32>(entry, ADDRESS) + column;
      sum = v128.add<T>(sum, v128.mul<T>(weight, v128.load64_zero(row)));
    }
    v128.store64_lane(out + column, sum, 0);
    j += 2;
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

/** What `combine` and `compare` do with two vectors. A loop is compiled for each of these classes. */
class Add {
  of<T extends number>(x: v128, y: v128): v128 {
    return v128.add<T>(x, y);
  }
}

class Subtract {
  of<T extends number>(x: v128, y: v128): v128 {
    return v128.sub<T>(x, y);
  }
}

class Multiply {
  of<T extends number>(x: v128, y: v128): v128 {
    return v128.mul<T>(x, y);
  }
}

class Divide {
  of<T extends number>(x: v128, y: v128): v128 {
    return v128.div<T>(x, y);
  }
}

class Maximum {
  of<T extends number>(x: v128, y: v128): v128 {
    return v128.bitselect(y, x, v128.or(v128.le<T>(x, y), v128.ne<T>(y, y)));
  }
}

class Minimum {
  of<T extends number>(x: v128, y: v128): v128 {
    return v128.bitselect(y, x, v128.or(v128.ge<T>(x, y), v128.ne<T>(y, y)));
  }
}

class Greater {
  of<T extends number>(x: v128, y: v128): v128 {
    return v128.gt<T>(x, y);
  }
}

class GreaterEqual {
  of<T extends number>(x: v128, y: v128): v128 {
    return v128.ge<T>(x, y);
  }
}

class Less {
  of<T extends number>(x: v128, y: v128): v128 {
    return v128.lt<T>(x, y);
  }
}

class LessEqual {
  of<T extends number>(x: v128, y: v128): v128 {
    return v128.le<T>(x, y);
  }
}

/**
 * out = a (operation) b for so many entries, whole vectors of them. A step is 1, or 0 for a vector that is read again and
 * again. The operations are numbered as the classes above are ordered.
 */
export function combine(
  operation: i32,
  out: usize,
  a: usize,
  stepA: i32,
  b: usize,
  stepB: i32,
  count: i32,
  isFloat32: bool,
): void {
  if (operation === 0) combined<Add>(out, a, stepA, b, stepB, count, isFloat32);
  else if (operation === 1) combined<Subtract>(out, a, stepA, b, stepB, count, isFloat32);
  else if (operation === 2) combined<Multiply>(out, a, stepA, b, stepB, count, isFloat32);
  else if (operation === 3) combined<Divide>(out, a, stepA, b, stepB, count, isFloat32);
  else if (operation === 4) combined<Maximum>(out, a, stepA, b, stepB, count, isFloat32);
  else combined<Minimum>(out, a, stepA, b, stepB, count, isFloat32);
}

function combined<Operation>(
  out: usize,
  a: usize,
  stepA: i32,
  b: usize,
  stepB: i32,
  count: i32,
  isFloat32: bool,
): void {
  if (isFloat32) combineVectors<Operation, f32>(out, a, 16 * stepA, b, 16 * stepB, count);
  else combineVectors<Operation, f64>(out, a, 16 * stepA, b, 16 * stepB, count);
}

function combineVectors<Operation, T extends number>(
  out: usize,
  a: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
  count: i32,
): void {
  const operation = changetype<Operation>(0);
  const end = out + <usize>count * sizeof<T>();
  for (; out < end; out += 16, a += stepA, b += stepB) {
    v128.store(out, operation.of<T>(v128.load(a), v128.load(b)));
  }
}

/** The same for an operation that compares: out has a byte for each entry, 1 or 0. */
export function compare(
  operation: i32,
  out: usize,
  a: usize,
  stepA: i32,
  b: usize,
  stepB: i32,
  count: i32,
  isFloat32: bool,
): void {
  if (operation === 0) compared<Greater>(out, a, stepA, b, stepB, count, isFloat32);
  else if (operation === 1) compared<GreaterEqual>(out, a, stepA, b, stepB, count, isFloat32);
  else if (operation === 2) compared<Less>(out, a, stepA, b, stepB, count, isFloat32);
  else compared<LessEqual>(out, a, stepA, b, stepB, count, isFloat32);
}

function compared<Operation>(
  out: usize,
  a: usize,
  stepA: i32,
  b: usize,
  stepB: i32,
  count: i32,
  isFloat32: bool,
): void {
  if (isFloat32) compareVectors<Operation, f32>(out, a, 16 * stepA, b, 16 * stepB, count);
  else compareVectors<Operation, f64>(out, a, 16 * stepA, b, 16 * stepB, count);
}

function compareVectors<Operation, T extends number>(
  out: usize,
  a: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
  count: i32,
): void {
  const operation = changetype<Operation>(0);
  const end = out + <usize>count;
  for (; out < end; a += stepA, b += stepB) {
    const mask = operation.of<T>(v128.load(a), v128.load(b));
    // The product has each bit of the mask at the beginning of a byte, too.
    if (sizeof<T>() === 4) store<u32>(out, (i32x4.bitmask(mask) * 0x204081) & 0x01010101);
    else store<u16>(out, (i64x2.bitmask(mask) * 0x81) & 0x0101);
    out += 16 / sizeof<T>();
  }
}

/** out = a where the byte of the mask is not 0, else b. A step is 1, or 0 for a number that is read again and again. */
export function select(
  mask: usize,
  out: usize,
  a: usize,
  stepA: i32,
  b: usize,
  stepB: i32,
  count: i32,
  isFloat32: bool,
): void {
  if (isFloat32) selectBits<u32>(mask, out, a, 4 * stepA, b, 4 * stepB, count);
  else selectBits<u64>(mask, out, a, 8 * stepA, b, 8 * stepB, count);
}

/** A branch would be as unpredictable as the mask, and the processor's wrong guesses would take longer than the rest. */
function selectBits<T extends number>(
  mask: usize,
  out: usize,
  a: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
  count: i32,
): void {
  for (let i = 0; i < count; i++, out += sizeof<T>(), a += stepA, b += stepB) {
    const chosen = <T>0 - <T>(load<u8>(mask + <usize>i) !== 0);
    store<T>(out, (load<T>(a) & chosen) | (load<T>(b) & ~chosen));
  }
}

/** Adds a row of n numbers to each of the m rows of out. */
export function addToRows(out: usize, row: usize, m: i32, n: i32, isFloat32: bool): void {
  for (let i = 0; i < m; i++) {
    if (isFloat32) addRow<f32>(out + 4 * <usize>n * <usize>i, row, n);
    else addRow<f64>(out + 8 * <usize>n * <usize>i, row, n);
  }
}

function addRow<T extends number>(out: usize, row: usize, n: i32): void {
  const end = out + <usize>n * sizeof<T>();
  for (; out + 16 <= end; out += 16, row += 16) {
    v128.store(out, v128.add<T>(v128.load(out), v128.load(row)));
  }
  for (; out < end; out += sizeof<T>(), row += sizeof<T>()) {
    store<T>(out, load<T>(out) + load<T>(row));
  }
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
