import type { Dataset } from "../datasets/mnist";
import { host } from "../host/host";
import { untilInterrupted } from "../host/interrupt";
import { Affine } from "../layers/affine";
import type { Layer } from "../layers/layer";
import { Relu } from "../layers/relu";
import { Sigmoid } from "../layers/sigmoid";
import { Tanh } from "../layers/tanh";
import * as np from "../ndarray/np";
import type { RandomState } from "../ndarray/random";
import type { Network } from "./network";
import { Sequential } from "./sequential";
import { type History, MILLISECONDS_BETWEEN_PAUSES, Training, type TrainOptions } from "./training";

/** A network and how it is trained; what is left out is as in section 5.7. */
export interface Setting extends Pick<TrainOptions, "batchSize" | "learningRate" | "optimizer"> {
  /** The number of neurons in each hidden layer. Default: [50]. */
  hiddenSizes?: readonly number[];
  /** Between the Affine layers. Default: "relu". */
  activation?: "relu" | "sigmoid" | "tanh";
  /**
   * The standard deviation of the initial weights, or "he", sqrt(2 / inputs), or "xavier", sqrt(1 / inputs) of each layer
   * (section 6.2). Default: 0.01.
   */
  weightInitStd?: number | "he" | "xavier";
  /** Where np.random starts, for the weights and then the mini-batches; of several each is a run of its own. Default: 0. */
  seed?: number | readonly number[];
  /** A network of any other kind, instead of the sizes, activation and deviation. */
  network?: () => Network;
}

export interface CompareOptions extends Setting {
  data: Dataset;
  /** Of each training. Default: 1,000. */
  iterations?: number;
  /** How many iterations lie between two evaluations. Default: a tenth of the iterations, at most an epoch. */
  evaluateEvery?: number;
  /** Called about 20 times a second and once at the end; `liveComparison()` makes one that draws. */
  onProgress?: (comparison: TrainingComparison) => void;
}

/** One training of a comparison. */
export interface Run {
  /** The setting's name. */
  readonly name: string;
  readonly seed: number;
  readonly setting: Setting;
  readonly network: Network;
  readonly history: History;
  /** How long its own iterations and evaluations took. */
  readonly seconds: number;
  /** Why it ended early: the error that ended it, such as a loss that is no number any more. */
  readonly failed?: string;
}

/** Trainings side by side. */
export interface TrainingComparison {
  readonly runs: readonly Run[];
  /** Iterations that each run is to have. */
  readonly iterations: number;
  readonly state: "running" | "finished" | "stopped";
}

/**
 * Trains a network for each setting, all from the same start: every run begins with its own np.random.seed, so that equal
 * sizes begin with the same weights and see the same mini-batches. They take turns, so that they grow side by side; a run
 * whose loss is no number any more ends, the others go on. np.random itself goes on as if nothing had been drawn.
 * JupyterLab's stop button ends all; what has been learned so far is returned.
 * Throws if there is no setting, or one of them is not possible.
 *
 *     await compareTrainings({ slow: { learningRate: 0.01 }, fast: { learningRate: 0.5 } }, { data, onProgress: liveComparison() });
 */
export async function compareTrainings(
  settings: Readonly<Record<string, Setting>>,
  options: CompareOptions,
): Promise<TrainingComparison> {
  const { data, iterations = 1000, evaluateEvery, onProgress, ...common } = options;
  if (Object.keys(Object(settings)).length === 0) {
    throw new Error(
      'compareTrainings: there are no settings; name at least one, { "lr 0.1": { learningRate: 0.1 } }',
    );
  }
  const runners: Runner[] = [];
  const outside = np.random.getState();
  try {
    for (const [name, own] of Object.entries(settings)) {
      const setting = { ...common, ...own };
      for (const seed of [setting.seed ?? 0].flat()) {
        runners.push(new Runner(name, seed, setting, { data, iterations, evaluateEvery }));
      }
    }
  } catch (error) {
    for (const runner of runners) runner.leave();
    throw error;
  } finally {
    np.random.setState(outside);
  }

  const comparisonIn = (state: TrainingComparison["state"]): TrainingComparison => ({
    runs: runners.map((runner) => ({ ...runner.run })),
    iterations,
    state,
  });
  return untilInterrupted(async (stopRequested) => {
    try {
      while (!stopRequested()) {
        const waiting = runners.filter((runner) => !runner.isDone);
        if (waiting.length === 0) break;
        // Whoever has the fewest iterations is next.
        const fewest = Math.min(...waiting.map(({ run }) => run.history.loss.length));
        waiting.find(({ run }) => run.history.loss.length === fewest)?.turn();
        onProgress?.(comparisonIn("running"));
        await host.turnOfEventLoop();
      }
      for (const runner of runners) runner.end();
    } finally {
      for (const runner of runners) runner.leave();
    }
    const comparison = comparisonIn(runners.every(({ isDone }) => isDone) ? "finished" : "stopped");
    onProgress?.(comparison);
    return comparison;
  });
}

/** A run with its training, and where np.random stands in it. */
class Runner {
  run: Run;
  private readonly training: Training;
  private random: RandomState;

  constructor(
    name: string,
    seed: number,
    setting: Setting,
    {
      data,
      iterations,
      evaluateEvery,
    }: Pick<CompareOptions, "data" | "iterations" | "evaluateEvery">,
  ) {
    np.random.seed(seed);
    const network = setting.network?.() ?? networkOf(setting, data);
    const { batchSize, learningRate, optimizer } = setting;
    const options = { batchSize, learningRate, optimizer, iterations, evaluateEvery };
    this.training = new Training(network, data, options);
    this.random = np.random.getState();
    this.run = { name, seed, setting, network, history: this.training.history, seconds: 0 };
  }

  get isDone(): boolean {
    return this.training.isDone || this.run.failed !== undefined;
  }

  /** Some iterations. */
  turn(): void {
    const start = performance.now();
    this.attempt(() => {
      while (!this.isDone && performance.now() - start < MILLISECONDS_BETWEEN_PAUSES) {
        this.training.step();
      }
    });
    this.training.seen();
  }

  /** The evaluation at the end. */
  end(): void {
    if (this.run.failed === undefined) this.attempt(() => this.training.end());
  }

  leave(): void {
    this.training.leave();
  }

  private attempt(work: () => void): void {
    const outside = np.random.getState();
    np.random.setState(this.random);
    const start = performance.now();
    let failed: string | undefined;
    try {
      work();
    } catch (error) {
      failed = Object(error).message ?? String(error);
    }
    this.random = np.random.getState();
    np.random.setState(outside);
    const seconds = this.run.seconds + (performance.now() - start) / 1000;
    this.run = { ...this.run, seconds, ...(failed !== undefined && { failed }) };
  }
}

const ACTIVATIONS = { relu: Relu, sigmoid: Sigmoid, tanh: Tanh };
const DEVIATIONS = {
  he: (inputs: number) => Math.sqrt(2 / inputs),
  xavier: (inputs: number) => Math.sqrt(1 / inputs),
};

function networkOf(
  { hiddenSizes = [50], activation = "relu", weightInitStd = 0.01 }: Setting,
  { train }: Dataset,
): Sequential {
  const Activation = known("activation", ACTIVATIONS, activation);
  const deviation =
    typeof weightInitStd === "number"
      ? () => weightInitStd
      : known("weightInitStd", DEVIATIONS, weightInitStd);
  const [, inputs] = train.images.shape;
  const classes = train.labels.ndim === 2 ? train.labels.shape[1] : 1 + np.max(train.labels);
  const sizes = [inputs, ...hiddenSizes, classes];
  const layers: Layer[] = [];
  for (let i = 1; i < sizes.length; i++) {
    if (i > 1) layers.push(new Activation());
    const options = { weightInitStd: deviation(sizes[i - 1]) };
    layers.push(Affine.random(sizes[i - 1], sizes[i], options));
  }
  return new Sequential(layers);
}

function known<T>(option: string, table: Readonly<Record<string, T>>, name: string): T {
  if (Object.hasOwn(table, name)) return table[name];
  const names = Object.keys(table).map((each) => `"${each}"`);
  throw new Error(
    `compareTrainings: ${option} is ${JSON.stringify(name)}; it must be ${names.join(" or ")}`,
  );
}
