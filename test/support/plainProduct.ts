import type { NDArray } from "backprop";

/** The entries of np.dot(a, b) by its definition, each step rounded as arithmetic in `round`'s precision is. */
export function plainProduct(
  a: NDArray,
  b: NDArray,
  round: (x: number) => number = (x) => x,
): Float64Array {
  const [m, k] = a.shape;
  const [, n] = b.shape;
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const weight = round(a.data[i * k + p]);
      for (let j = 0; j < n; j++) {
        out[i * n + j] = round(out[i * n + j] + round(weight * round(b.data[p * n + j])));
      }
    }
  }
  return out;
}
