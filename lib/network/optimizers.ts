import type { NDArray } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { gradientOf } from "./gradient";

type Arrays = Readonly<Record<string, NDArray>>;

/** Changes parameters in place, each according to its gradient, so that the loss becomes smaller (section 6.1). */
export interface Optimizer {
  /** Throws if a gradient is missing or has another shape than its parameter; then no parameter has changed. */
  update(params: Arrays, gradients: Arrays): void;
}

/** Stochastic gradient descent (section 6.1.2): W = W - learningRate * dW. Default: learningRate 0.01. */
export class SGD implements Optimizer {
  readonly learningRate: number;

  constructor({ learningRate = 0.01 }: { learningRate?: number } = {}) {
    this.learningRate = positive("SGD", "learningRate", learningRate);
  }

  update(params: Arrays, gradients: Arrays): void {
    descend("SGD", params, gradients, this.learningRate);
  }
}

/** W = W - learningRate * dW for each parameter W. */
export function descend(
  operation: string,
  params: Arrays,
  gradients: Arrays,
  learningRate: number,
): void {
  for (const [W, dW] of pairsOf(operation, params, gradients)) {
    W.subtractProductInPlace(learningRate, dW);
  }
}

/**
 * Gradient descent with a velocity v, like a ball that rolls down a hill (section 6.1.4):
 * v = momentum * v - learningRate * dW, W = W + v.
 * Defaults: learningRate 0.01, momentum 0.9.
 */
export class Momentum implements Optimizer {
  readonly learningRate: number;
  readonly momentum: number;
  private readonly velocity = new Kept();

  constructor({ learningRate = 0.01, momentum = 0.9 } = {}) {
    this.learningRate = positive("Momentum", "learningRate", learningRate);
    this.momentum = share("Momentum", "momentum", momentum);
  }

  update(params: Arrays, gradients: Arrays): void {
    for (const [W, dW] of pairsOf("Momentum", params, gradients)) {
      const v = this.velocity.of(W);
      v.multiplyInPlace(this.momentum).subtractProductInPlace(this.learningRate, dW);
      W.addInPlace(v);
    }
  }
}

/**
 * Entries that have changed much change less from then on (section 6.1.5): h = h + dW^2,
 * W = W - learningRate * dW / (sqrt(h) + 1e-10). Default: learningRate 0.01.
 */
export class AdaGrad implements Optimizer {
  readonly learningRate: number;
  private readonly squares = new Kept();

  constructor({ learningRate = 0.01 }: { learningRate?: number } = {}) {
    this.learningRate = positive("AdaGrad", "learningRate", learningRate);
  }

  update(params: Arrays, gradients: Arrays): void {
    for (const [W, dW] of pairsOf("AdaGrad", params, gradients)) {
      const h = this.squares.of(W).addInPlace(np.square(dW));
      const step = np.divide(dW, np.add(np.sqrt(h), 1e-10));
      W.subtractProductInPlace(this.learningRate, step);
    }
  }
}

/**
 * Momentum, with updates of about the same size for every parameter (section 6.1.6; Kingma and Ba, 2015):
 * m = beta1 * m + (1 - beta1) * dW, v = beta2 * v + (1 - beta2) * dW^2, and in update t
 * W = W - learningRate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + 1e-8). The powers of t correct m and v, which
 * are too small at first.
 * Defaults: learningRate 0.001, beta1 0.9, beta2 0.999.
 */
export class Adam implements Optimizer {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  private readonly means = new Kept();
  private readonly squares = new Kept();
  private readonly updates = new WeakMap<NDArray, number>();

  constructor({ learningRate = 0.001, beta1 = 0.9, beta2 = 0.999 } = {}) {
    this.learningRate = positive("Adam", "learningRate", learningRate);
    this.beta1 = share("Adam", "beta1", beta1);
    this.beta2 = share("Adam", "beta2", beta2);
  }

  update(params: Arrays, gradients: Arrays): void {
    const { learningRate, beta1, beta2 } = this;
    for (const [W, dW] of pairsOf("Adam", params, gradients)) {
      const t = 1 + (this.updates.get(W) ?? 0);
      this.updates.set(W, t);
      const m = this.means
        .of(W)
        .multiplyInPlace(beta1)
        .addInPlace(np.multiply(1 - beta1, dW));
      const v = this.squares.of(W).multiplyInPlace(beta2);
      v.addInPlace(np.multiply(1 - beta2, np.square(dW)));
      const size = np.add(np.sqrt(np.divide(v, 1 - beta2 ** t)), 1e-8);
      W.subtractProductInPlace(learningRate / (1 - beta1 ** t), np.divide(m, size));
    }
  }
}

/** What an optimizer keeps for each parameter: an array of its shape and dtype, zeros at first. */
class Kept {
  private readonly arrays = new WeakMap<NDArray, NDArray>();

  of(parameter: NDArray): NDArray {
    const array = this.arrays.get(parameter) ?? np.zerosLike(parameter);
    this.arrays.set(parameter, array);
    return array;
  }
}

/** Each parameter with its gradient. All gradients are there before the first parameter changes. */
function pairsOf(
  operation: string,
  params: Arrays,
  gradients: Arrays,
): (readonly [parameter: NDArray, gradient: NDArray])[] {
  return Object.entries(params).map(([name, parameter]) => [
    parameter,
    gradientOf(operation, name, parameter, gradients),
  ]);
}

function positive(optimizer: string, option: string, value: number): number {
  if (value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new Error(`${optimizer}: ${option} is ${value}; it must be a finite number > 0`);
}

function share(optimizer: string, option: string, value: number): number {
  if (value >= 0 && value < 1) return value;
  throw new Error(`${optimizer}: ${option} is ${value}; it must be at least 0 and less than 1`);
}
