import { type ArrayLike, asarray } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { formatShape } from "../ndarray/shape";

/** How far two gradients of the same value lie apart; printed, or as the last line of a cell, it is one line. */
export class Comparison {
  readonly name: string;
  readonly shape: readonly number[];
  readonly referenceShape: readonly number[];
  /** The largest |gradient - reference|; NaN where the shapes differ or an entry is NaN. */
  readonly largestDifference: number;
  /** Whether the shapes are the same, and the entries as close as np.allclose asks for. */
  readonly close: boolean;

  constructor(name: string, gradient: ArrayLike, reference: ArrayLike) {
    const [own, other] = [gradient, reference].map((value) => asarray(value, `compare, ${name}`));
    this.name = name;
    this.shape = own.shape;
    this.referenceShape = other.shape;
    this.largestDifference = this.sameShape ? np.max(np.abs(np.subtract(own, other))) : Number.NaN;
    this.close = this.sameShape && np.allclose(own, other);
  }

  /** Whether all entries are the same numbers, to the last digit. */
  get exact(): boolean {
    return this.largestDifference === 0;
  }

  toString(): string {
    const [exact, close] = [this.exact, this.close].map((yes) => (yes ? "yes" : "no "));
    const difference = this.sameShape
      ? `largest difference ${this.largestDifference.toExponential(1).padEnd(7)}  shape ${formatShape(this.shape)}`
      : `the shape is ${formatShape(this.shape)}, not ${formatShape(this.referenceShape)}`;
    return `${this.name.padEnd(9)} exact ${exact}  close ${close}  ${difference}`;
  }

  /** Makes console.log and a notebook cell print the line. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  private get sameShape(): boolean {
    return formatShape(this.shape) === formatShape(this.referenceShape);
  }
}

/**
 * Compares a gradient with another one for the same value, which was found in another way (section 5.7.3): whether they
 * are the same to the last digit, whether they are close, how far they lie apart at most, and the shape. A gradient of
 * another shape is not close. Throws unless both are arrays, nested lists or numbers.
 *
 *     console.log(compare("dW2", dW2, numericalGradient(loss, W2)));
 *     // dW2       exact no   close yes  largest difference 2.1e-11  shape (3, 2)
 */
export function compare(name: string, gradient: ArrayLike, reference: ArrayLike): Comparison {
  return new Comparison(name, gradient, reference);
}
