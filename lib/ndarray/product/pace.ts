/** One product in so many is computed in the way that has been slower of late. */
const BETWEEN_TRIES = 16;

/**
 * Whether a helping thread makes products of a size faster. It does if it has a processor of its own, and the opposite
 * if other programs take that away, which may change at any time: so both ways are measured, again and again.
 */
export class Pace {
  /** Milliseconds a multiplication of late, without and with the helping thread. */
  private alone?: number;
  private helped?: number;
  private products = 0;

  /** Whether to compute the next product with the helping thread. */
  together(): boolean {
    if (this.helped === undefined || this.alone === undefined) return this.helped === undefined;
    const faster = this.helped < this.alone;
    return this.products % BETWEEN_TRIES === 0 ? !faster : faster;
  }

  note(together: boolean, time: number): void {
    const way = together ? "helped" : "alone";
    const before = this[way] ?? time;
    // A single delay, however long, is no change of pace.
    this[way] = (before + Math.min(time, 2 * before)) / 2;
    this.products++;
  }
}
