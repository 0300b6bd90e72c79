// The matrix product in AssemblyScript: a TypeScript of numbers and memory addresses that compiles to WebAssembly,
// with vectors (v128) of two float64 or four float32 that are computed with at once.

/** out = a . b for row-major a (m, k) and b (k, n) of float64; scratch holds k float64 and k addresses. */
export function product64(
  a: usize,
  b: usize,
  out: usize,
  scratch: usize,
  m: i32,
  k: i32,
  n: i32,
): void {
  product<f64>(a, b, out, scratch, m, k, n);
}

/** The same for float32; scratch holds k float32 and k addresses. */
export function product32(
  a: usize,
  b: usize,
  out: usize,
  scratch: usize,
  m: i32,
  k: i32,
  n: i32,
): void {
  product<f32>(a, b, out, scratch, m, k, n);
}

/**
 * Each row of out is the sum of the rows of b, weighted by a row of a. Weights of zero are left out: four in five
 * pixels of MNIST are zero, and half of what a ReLU lets through.
 */
function product<T extends number>(
  a: usize,
  b: usize,
  out: usize,
  scratch: usize,
  m: i32,
  k: i32,
  n: i32,
): void {
  // 0 * NaN and 0 * Infinity are NaN, so zeros may be left out only where b has neither.
  const leaveOutZeros = allFinite<T>(b, k * n);
  const weights = scratch;
  const addresses = scratch + <usize>k * sizeof<T>();
  // Zeros come in runs, as the margins of an image do, so most of them are passed over a block at a time.
  const block = 64 / <i32>sizeof<T>();
  for (let i = 0; i < m; i++) {
    const row = a + <usize>(i * k) * sizeof<T>();
    let count = 0;
    let p = 0;
    while (p < k) {
      if (leaveOutZeros && p + block <= k && allZero<T>(row + <usize>p * sizeof<T>())) {
        p += block;
        continue;
      }
      const end = min(p + block, k);
      for (; p < end; p++) {
        // Always written, and kept only if it counts: faster than a branch that nobody can predict.
        const weight = load<T>(row + <usize>p * sizeof<T>());
        store<T>(weights + <usize>count * sizeof<T>(), weight);
        store<u32>(addresses + <usize>count * 4, <u32>(b + <usize>(p * n) * sizeof<T>()));
        count += i32(weight !== <T>0 || !leaveOutZeros);
      }
    }
    weightedSum<T>(weights, addresses, count, out + <usize>(i * n) * sizeof<T>(), n);
  }
}

/** Whether the 64 bytes from here on are zeros, of either sign. */
function allZero<T extends number>(start: usize): bool {
  const first = v128.or(v128.load(start, 0), v128.load(start, 16));
  const second = v128.or(v128.load(start, 32), v128.load(start, 48));
  return !v128.any_true(v128.ne<T>(v128.or(first, second), v128.splat<T>(<T>0)));
}

/** out = the sum of `count` rows of n numbers, each with its weight. The sum stays in registers until it is done. */
function weightedSum<T extends number>(
  weights: usize,
  addresses: usize,
  count: i32,
  out: usize,
  n: i32,
): void {
  const zero = v128.splat<T>(<T>0);
  const lanes = 16 / <i32>sizeof<T>();
  let j = 0;
  for (; j + 4 * lanes <= n; j += 4 * lanes) {
    const column = <usize>j * sizeof<T>();
    let sum0 = zero;
    let sum1 = zero;
    let sum2 = zero;
    let sum3 = zero;
    for (let q = 0; q < count; q++) {
      const weight = v128.splat<T>(load<T>(weights + <usize>q * sizeof<T>()));
      const row = <usize>load<u32>(addresses + <usize>q * 4) + column;
      sum0 = v128.add<T>(sum0, v128.mul<T>(weight, v128.load(row, 0)));
      sum1 = v128.add<T>(sum1, v128.mul<T>(weight, v128.load(row, 16)));
      sum2 = v128.add<T>(sum2, v128.mul<T>(weight, v128.load(row, 32)));
      sum3 = v128.add<T>(sum3, v128.mul<T>(weight, v128.load(row, 48)));
    }
    v128.store(out + column, sum0, 0);
    v128.store(out + column, sum1, 16);
    v128.store(out + column, sum2, 32);
    v128.store(out + column, sum3, 48);
  }
  for (; j + lanes <= n; j += lanes) {
    const column = <usize>j * sizeof<T>();
    let sum = zero;
    for (let q = 0; q < count; q++) {
      const weight = v128.splat<T>(load<T>(weights + <usize>q * sizeof<T>()));
      const row = <usize>load<u32>(addresses + <usize>q * 4) + column;
      sum = v128.add<T>(sum, v128.mul<T>(weight, v128.load(row)));
    }
    v128.store(out + column, sum);
  }
  for (; j < n; j++) {
    const column = <usize>j * sizeof<T>();
    let sum: T = <T>0;
    for (let q = 0; q < count; q++) {
      const row = <usize>load<u32>(addresses + <usize>q * 4) + column;
      sum += load<T>(weights + <usize>q * sizeof<T>()) * load<T>(row);
    }
    store<T>(out + column, sum);
  }
}

/** 0 times a finite number is 0, and the sum of these products shows whether one is not. */
function allFinite<T extends number>(start: usize, count: i32): bool {
  const zero = v128.splat<T>(<T>0);
  const lanes = 16 / <i32>sizeof<T>();
  let sum = zero;
  let rest: T = <T>0;
  let i = 0;
  for (; i + lanes <= count; i += lanes) {
    sum = v128.add<T>(sum, v128.mul<T>(zero, v128.load(start + <usize>i * sizeof<T>())));
  }
  for (; i < count; i++) rest += <T>0 * load<T>(start + <usize>i * sizeof<T>());
  return !v128.any_true(v128.ne<T>(sum, zero)) && rest === <T>0;
}
