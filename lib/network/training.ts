import type { Dataset, Samples } from "../datasets/mnist";
import { host } from "../host/host";
import { untilInterrupted } from "../host/interrupt";
import { asarray, rowsOf } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { formatShape } from "../ndarray/shape";
import type { Network } from "./network";
import { descend, type Optimizer } from "./optimizers";

/** How well the network does after an iteration. */
export interface Epoch {
  /** How many times as many samples as there are have been drawn: 0, then 1, 2, ... if evaluated once an epoch. */
  epoch: number;
  /** Counted from 0. */
  iteration: number;
  /** The loss on the mini-batch of this iteration. */
  loss: number;
  /** The shares of right predictions, 0 to 1. */
  trainAccuracy: number;
  testAccuracy: number;
  /** How many samples of each set both were measured on, at most: the first ones. All of them where this is left out. */
  samples?: number;
}

/** What happened in a training. */
export interface History {
  /** The loss of each iteration on its mini-batch, after the update. */
  loss: number[];
  epochs: Epoch[];
  /** Said at the end of a training that learned little, where the reason is likely to be known. */
  hint?: string;
}

/** How far a training is. */
export interface TrainingProgress {
  /** Iterations done so far, out of `iterations`. */
  iteration: number;
  iterations: number;
  /** Grows while the training runs. */
  history: History;
  state: "running" | "finished" | "stopped" | "failed";
}

export interface TrainOptions {
  /** Default: 10,000. */
  iterations?: number;
  /** Samples in a mini-batch. Default: 100. */
  batchSize?: number;
  /** How far each step follows the negative gradient. Default: 0.1. */
  learningRate?: number;
  /** How a step follows from the gradients, instead of a learningRate. Default: new SGD({ learningRate }). */
  optimizer?: Optimizer;
  /**
   * How many iterations lie between two evaluations. Default: an epoch, or a tenth of a training that is shorter than
   * five. Evaluations more often than once an epoch look at the first 1,000 samples of each set only.
   */
  evaluateEvery?: number;
  /** Called with each evaluation. */
  onEpoch?: (epoch: Epoch) => void;
  /** Called about 20 times a second and once at the end; `liveCurves()` makes one that draws. */
  onProgress?: (progress: TrainingProgress) => void;
}

/** When each network was last seen in a training. One that was broken off from outside never says that it has ended. */
const lastSeen = new WeakMap<Network, number>();
const ALIVE_FOR = 3000; // milliseconds

/** How long the loop computes before it lets the event loop turn: short for a stop button, long for the overhead. */
export const MILLISECONDS_BETWEEN_PAUSES = 50;
/** The samples of each set that a curve is drawn with where all of them would take long. */
const SAMPLES_FOR_A_CURVE = 1000;

/**
 * Mini-batch stochastic gradient descent (section 5.7.4): each iteration draws `batchSize` samples with
 * np.random.choice, has the optimizer change the parameters in place (without one, by learningRate times the negative
 * gradient), and records the loss of that mini-batch. After the first iteration, and then after every N / batchSize of
 * them (an epoch: as many samples as there are), it records the accuracy on all training and all test samples, and once
 * more at the end.
 *
 * JupyterLab's stop button ends it early; the history so far is returned all the same, and the network keeps
 * what it has learned.
 * Throws if an option is out of range, there are not as many labels as images, training and test images differ in
 * size, a gradient is missing or has another shape than its parameter, or the network is being trained already; and
 * when the loss stops being a finite number or an accuracy is none.
 */
export async function train(
  network: Network,
  data: Dataset,
  options: TrainOptions = {},
): Promise<History> {
  const training = new Training(network, data, options);
  const { history, iterations } = training;
  const report = (state: TrainingProgress["state"]) =>
    options.onProgress?.({ iteration: history.loss.length, iterations, history, state });

  let lastPause = performance.now();
  return untilInterrupted(async (stopRequested) => {
    try {
      while (!training.isDone && !stopRequested()) {
        training.step();
        if (performance.now() - lastPause > MILLISECONDS_BETWEEN_PAUSES) {
          report("running");
          training.seen();
          await host.turnOfEventLoop();
          lastPause = performance.now();
        }
      }
      training.end();
    } catch (error) {
      report("failed");
      throw error;
    } finally {
      training.leave();
    }
    report(training.isDone ? "finished" : "stopped");
    return history;
  });
}

/** A training that goes on one iteration at a time, so that several can take turns. Throws as `train` does. */
export class Training {
  readonly history: History = { loss: [], epochs: [] };
  readonly iterations: number;
  private readonly batchSize: number;
  private readonly optimizer: Optimizer;
  private readonly remedy: string;
  private readonly samples: Dataset;
  /** What evaluations before the end look at. */
  private readonly sampled: Dataset;
  private readonly iterationsPerEpoch: number;
  private readonly evaluateEvery: number;

  constructor(
    private readonly network: Network,
    data: Dataset,
    private readonly options: TrainOptions,
  ) {
    const { iterations = 10_000, batchSize = 100, evaluateEvery } = options;
    this.samples = { train: samplesOf(data, "train"), test: samplesOf(data, "test") };
    checkSizes(this.samples);
    const [count] = this.samples.train.images.shape;
    checkWholeNumber("iterations", iterations, Number.POSITIVE_INFINITY);
    checkWholeNumber("batchSize", batchSize, count);
    checkWholeNumber("evaluateEvery", evaluateEvery ?? 1, Number.POSITIVE_INFINITY);
    [this.iterations, this.batchSize] = [iterations, batchSize];
    ({ optimizer: this.optimizer, remedy: this.remedy } = optimizerOf(options));
    if (performance.now() - (lastSeen.get(network) ?? Number.NEGATIVE_INFINITY) < ALIVE_FOR) {
      throw new Error(
        "train: this network is being trained already; put await in front of the first train(...)",
      );
    }
    const perEpoch = Math.max(1, Math.floor(count / batchSize));
    const isShort = iterations < 5 * perEpoch;
    this.iterationsPerEpoch = perEpoch;
    this.evaluateEvery = evaluateEvery ?? (isShort ? Math.ceil(iterations / 10) : perEpoch);
    const { train, test } = this.samples;
    const isLarge = Math.max(count, test.images.shape[0]) > SAMPLES_FOR_A_CURVE;
    this.sampled =
      isLarge && this.evaluateEvery < perEpoch
        ? { train: firstOf(train), test: firstOf(test) }
        : this.samples;
    this.seen();
  }

  get isDone(): boolean {
    return this.history.loss.length === this.iterations;
  }

  /** One iteration: mini-batch, gradient, update; and an evaluation when it is time for one. */
  step(): void {
    const { network, history, samples } = this;
    const { images, labels } = samples.train;
    const batch = np.random.choice(images.shape[0], this.batchSize);
    const x = images.at(batch);
    const t = labels.at(batch);
    this.optimizer.update(network.params, network.gradient(x, t));
    const loss = network.loss(x, t);
    const iteration = history.loss.push(loss) - 1;
    if (!Number.isFinite(loss)) {
      throw new Error(
        `train: the loss is ${loss} after iteration ${iteration}; ` +
          `${rawPixels(samples) ?? this.remedy}, with a new network`,
      );
    }
    if (iteration % this.evaluateEvery === 0) this.evaluate(iteration, this.sampled);
  }

  /** The accuracy at the end, on all samples, and a hint if little was learned. */
  end(): void {
    const { loss, epochs } = this.history;
    const last = epochs.at(-1);
    const iteration = loss.length - 1;
    if (last && (last.iteration < iteration || last.samples !== undefined)) {
      if (last.iteration === iteration) epochs.pop();
      this.evaluate(iteration, this.samples);
    }
    const hint = hintFor(this.history, this.samples);
    if (hint) this.history.hint = hint;
  }

  /** To be called now and then: nobody else may train the network meanwhile. */
  seen(): void {
    lastSeen.set(this.network, performance.now());
  }

  leave(): void {
    lastSeen.delete(this.network);
  }

  private evaluate(iteration: number, { train, test }: Dataset): void {
    const [trainAccuracy, testAccuracy] = [train, test].map(({ images, labels }) => {
      const accuracy = this.network.accuracy(images, labels);
      if (accuracy >= 0 && accuracy <= 1) return accuracy;
      throw new Error(
        `train: network.accuracy returned ${accuracy} after iteration ${iteration}; it must be a share from 0 to 1`,
      );
    });
    const evaluation: Epoch = {
      epoch: iteration / this.iterationsPerEpoch,
      iteration,
      loss: this.history.loss[iteration],
      trainAccuracy,
      testAccuracy,
      ...(train !== this.samples.train && { samples: SAMPLES_FOR_A_CURVE }),
    };
    this.history.epochs.push(evaluation);
    this.options.onEpoch?.(evaluation);
  }
}

function firstOf({ images, labels }: Samples): Samples {
  return {
    images: rowsOf(images, 0, SAMPLES_FOR_A_CURVE),
    labels: labels.at(`:${SAMPLES_FOR_A_CURVE}`),
  };
}

/** The optimizer to train with, and what helps when its steps are too large. */
function optimizerOf({ learningRate, optimizer }: TrainOptions): {
  optimizer: Optimizer;
  remedy: string;
} {
  if (optimizer === undefined) {
    const rate = learningRate ?? 0.1;
    if (Number.isFinite(rate)) {
      return {
        optimizer: { update: (params, gradients) => descend("train", params, gradients, rate) },
        remedy: `a learningRate below ${rate} usually helps`,
      };
    }
    throw new Error(`train: learningRate is ${rate}; it must be a finite number such as 0.1`);
  }
  if (learningRate !== undefined) {
    throw new Error(
      "train: there are a learningRate and an optimizer, which has its own; leave learningRate out, or give it to the optimizer",
    );
  }
  if (typeof Object(optimizer).update !== "function") {
    throw new Error("train: optimizer has no update(params, gradients); new Adam() is one");
  }
  return { optimizer, remedy: "an optimizer with a smaller learningRate usually helps" };
}

function samplesOf(data: Dataset, part: "train" | "test"): Samples {
  const samples: Samples = Object(Object(data)[part]);
  const images = asarray(samples.images, `train, data.${part}.images`);
  const labels = asarray(samples.labels, `train, data.${part}.labels`);
  if (images.ndim < 2 || images.size === 0 || images.shape[0] !== labels.shape[0]) {
    throw new Error(
      `train: data.${part} has images of shape ${formatShape(images.shape)} and labels of shape ` +
        `${formatShape(labels.shape)}; there must be at least one image, a row each, and a label for each`,
    );
  }
  return { images, labels };
}

function checkSizes({ train, test }: Dataset): void {
  const sizeOfOne = ({ images }: Samples) => formatShape(images.shape.slice(1));
  if (sizeOfOne(train) !== sizeOfOne(test)) {
    throw new Error(
      `train: the training images are ${formatShape(train.images.shape)} but the test images are ` +
        `${formatShape(test.images.shape)}; one image must have the same size in both`,
    );
  }
}

/** A loss that is still above 1 after the last 100 iterations is close to that of a guess among a few classes. */
function hintFor({ loss }: History, data: Dataset): string | undefined {
  const last = loss.slice(-100);
  const stuck = last.reduce((sum, value) => sum + value, 0) / last.length > 1;
  return stuck && loss.length >= 100 ? rawPixels(data) : undefined;
}

/** What to do about images of whole numbers up to 255. */
function rawPixels({ train }: Dataset): string | undefined {
  const { data } = train.images.at(":100");
  const raw = data.every((value) => Number.isInteger(value) && value >= 0 && value <= 255);
  return raw && data.some((value) => value > 1)
    ? "the images hold raw pixels, whole numbers up to 255: divide them by 255, as loadMnist does by default"
    : undefined;
}

function checkWholeNumber(option: string, value: number, largest: number): void {
  if (!Number.isInteger(value) || value < 1 || value > largest) {
    const range = Number.isFinite(largest)
      ? `from 1 to ${largest}, the number of training samples`
      : ">= 1";
    throw new Error(`train: ${option} is ${value}; it must be a whole number ${range}`);
  }
}
