import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  AddLayer,
  Affine,
  ComputationGraph,
  checkGradients,
  crossEntropyError,
  type Dataset,
  ExpLayer,
  InverseLayer,
  loadMnist,
  MaxLayer,
  MulLayer,
  NDArray,
  type Network,
  np,
  numericalGradient,
  Relu,
  Sigmoid,
  SoftmaxWithLoss,
  sigmoid,
  softmax,
  type TrainOptions,
  TwoLayerNet,
  type TwoLayerNetOptions,
  train,
} from "backprop";
import { afterEach, beforeEach, describe, expect, suite, test } from "vitest";
import { idx, writeSmallDataset } from "./support/idx";

// All bad input and what is said of it. Not here: graphs (graph/computationGraph.test.ts), files of arrays
// (ndarray/storage.test.ts), answers to exercises, which never throw (exercise.test.ts), and what a notebook shows
// (view/).

/** What is done, and the whole message, or what it has to match. */
type Case = [call: () => unknown, message: string | RegExp];

async function messageOf(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    return (error as Error).message;
  }
  return "nothing is thrown";
}

/** Runs something without the rights of an administrator, who may read every file. */
function asNobody<T>(call: () => T): T {
  if (process.getuid?.() !== 0) return call();
  process.seteuid?.(65534);
  try {
    return call();
  } finally {
    process.seteuid?.(0);
  }
}

function refuses(cases: readonly Case[]): void {
  test.each(cases)("%s", async (call, message) => {
    const said = await messageOf(call);
    if (typeof message === "string") expect(said).toBe(message);
    else expect(said).toMatch(message);
  });
}

// The ways out that several messages end with.
const BROADCAST = "do not broadcast; aligned at the right, each pair of lengths must be equal or 1";
const LISTS = "every list at one depth must have the same length and hold only numbers";
const SHAPE = "the shape must be a list of whole numbers >= 0 such as [2, 3]";
const RESHAPE =
  "the lengths must multiply to as many, and only one may be -1, which follows from the rest";
const DOT =
  "it must be a vector (k,) or a matrix (m, k); np.multiply scales by a number, and reshape makes a matrix of an image";
const GRADIENT = "a gradient has the shape of the value that it belongs to";
const ROWS = "x must be (N, D), one row a sample, with as many columns as W has rows";
const LABELS_TO_2 = "with 3 columns of scores labels are whole numbers from 0 to 2";
const TARGETS = "it must be integer labels (2,) or one-hot rows (2, 3)";
const ONE_HOT = "a one-hot row has a single 1 and else 0";
const SAMPLES = "there must be at least one image, a row each, and a label for each";
const FLOAT64 = 'a step of 1e-4 needs float64, so use astype("float64")';
const FLOATS = 'could not hold the result; use astype("float64")';
const RETURN_ONE = "gradient() must return an array of the same shape";
const POPULATION = "it takes a whole number >= 1 or an array of one axis with entries";

const matrix = np.array([
  [1, 2, 3],
  [4, 5, 6],
]);
const ragged = [[1, 2], [3]];

describe("np: shapes that do not fit", () => {
  const elementwise = [
    ...(["add", "subtract", "multiply", "divide", "maximum", "greater"] as const),
    ...(["greaterEqual", "less", "lessEqual", "equal", "notEqual"] as const),
  ];
  refuses(
    elementwise.map((name) => [
      () => np[name](matrix, [1, 2]),
      `np.${name}: shapes (2, 3) and (2,) ${BROADCAST}`,
    ]),
  );
  refuses([
    [
      () => np.add(np.zeros([0, 3]), np.ones([2, 3])),
      `np.add: shapes (0, 3) and (2, 3) ${BROADCAST}`,
    ],
    [() => np.where([1, 0], matrix, 0), `np.where: shapes (2,) and (2, 3) and () ${BROADCAST}`],
    [
      () => np.dot(np.zeros([100, 784]), np.zeros([785, 50])),
      "np.dot: a is (100, 784) but b is (785, 50); a's last axis must equal b's first",
    ],
    [
      () => np.dot([1, 2], [1, 2, 3]),
      "np.dot: a is (2,) but b is (3,); a's last axis must equal b's first",
    ],
    [() => np.dot(np.zeros([2, 1, 28, 28]), matrix), `np.dot: a is (2, 1, 28, 28); ${DOT}`],
    [() => np.dot(matrix, 2), `np.dot: b is (); ${DOT}`],
    [
      () => matrix.reshape([4, -1]),
      `reshape: (2, 3) has 6 entries, which do not make (4, -1); ${RESHAPE}`,
    ],
    [
      () => matrix.reshape([-1, -1]),
      `reshape: (2, 3) has 6 entries, which do not make (-1, -1); ${RESHAPE}`,
    ],
    [
      () => matrix.reshape([-2, -3]),
      `reshape: (2, 3) has 6 entries, which do not make (-2, -3); ${RESHAPE}`,
    ],
    [
      () => np.reshape(matrix, [7]),
      `reshape: (2, 3) has 6 entries, which do not make (7,); ${RESHAPE}`,
    ],
    [
      () => np.zeros([0, 3]).reshape([0, -1]),
      `reshape: (0, 3) has 0 entries, which do not make (0, -1); ${RESHAPE}`,
    ],
    [() => matrix.transpose([0, 0]), "transpose: the axes (0, 0) name one of (2, 3) twice"],
    [
      () => matrix.transpose([0]),
      "transpose: axes (0,) must name each of the 2 axes of (2, 3) once",
    ],
    [
      () => matrix.transpose(1 as never),
      "transpose: several axes go in a list such as [0, 1], not 1",
    ],
    [
      () => np.sum(matrix, null as never),
      "np.sum: several axes go in a list such as [0, 1], not null",
    ],
    [
      () => np.transpose(matrix, [0, 2]),
      "transpose: there is no axis 2 in an array of shape (2, 3)",
    ],
    [() => np.sum(matrix, 2), "np.sum: there is no axis 2 in an array of shape (2, 3)"],
    [() => np.mean(matrix, 0.5), "np.mean: there is no axis 0.5 in an array of shape (2, 3)"],
    [() => np.max(1, 0), "np.max: there is no axis 0 in an array of shape ()"],
    [() => np.argmax(matrix, -3), "np.argmax: there is no axis -3 in an array of shape (2, 3)"],
    [
      () => np.max([]),
      "np.max: the largest of no entries does not exist; the array has shape (0,)",
    ],
    [
      () => np.argmax(np.zeros([2, 0]), 1),
      "np.argmax: the largest of no entries does not exist; the array has shape (2, 0)",
    ],
  ]);
});

describe("np: what is no array", () => {
  refuses([
    [
      () => np.array(ragged),
      `np.array: a list of 1 stands where the first entries make the shape (2, 2); ${LISTS}`,
    ],
    [
      () => np.array([1, [2]]),
      `np.array: a list of 1 stands where the first entries make the shape (2,); ${LISTS}`,
    ],
    [
      () => np.array([[1], 2]),
      `np.array: 2 stands where the first entries make the shape (2, 1); ${LISTS}`,
    ],
    [
      () => np.array([1, "2"] as never),
      `np.array: "2" stands where the first entries make the shape (2,); ${LISTS}`,
    ],
    [
      () => np.array([1, undefined] as never),
      `np.array: undefined stands where the first entries make the shape (2,); ${LISTS}`,
    ],
    [
      () => np.add(undefined as never, 1),
      "np.add: expected an array, nested lists or a number, not undefined",
    ],
    [
      () => np.dot("12" as never, matrix),
      'np.dot: expected an array, nested lists or a number, not "12"',
    ],
    [
      () => np.exp(new Date(0) as never),
      `np.exp: expected an array, nested lists or a number, not ${new Date(0)}`,
    ],
    [() => np.sum(null as never), "np.sum: expected an array, nested lists or a number, not null"],
    [
      () => np.mean(true as never),
      "np.mean: expected an array, nested lists or a number, not true",
    ],
    [() => np.array(10n as never), "np.array: expected an array, nested lists or a number, not 10"],
    [
      () => np.array(Float64Array.of(1, 2) as never),
      "np.array: expected an array, nested lists or a number, not a typed array; new NDArray(data, shape) makes an array of it",
    ],
    [
      // biome-ignore lint/suspicious/noSparseArray: that is the case
      () => np.array([1, , 3] as never),
      `np.array: undefined stands where the first entries make the shape (3,); ${LISTS}`,
    ],
    [
      () => np.array([matrix, np.zeros([3, 2])]),
      `np.array: an array of shape (3, 2) stands where the first entries make the shape (2, 2, 3); ${LISTS}`,
    ],
    [
      () => softmax("scores" as never),
      'softmax: expected an array, nested lists or a number, not "scores"',
    ],
    [
      () => np.zeros([2], "float16" as never),
      'dtype: "float16" is not one of float64, float32, int32, bool',
    ],
  ]);
  refuses(
    (["add", "divide", "maximum", "equal", "dot"] as const).map((name) => [
      () => np[name](ragged, matrix),
      `np.${name}: a list of 1 stands where the first entries make the shape (2, 2); ${LISTS}`,
    ]),
  );
  refuses(
    (["exp", "log", "abs", "sum", "mean", "max", "argmax", "transpose"] as const).map((name) => [
      () => np[name](ragged),
      `np.${name}: a list of 1 stands where the first entries make the shape (2, 2); ${LISTS}`,
    ]),
  );
  refuses([
    [
      () => np.where(ragged, 1, 2),
      `np.where: a list of 1 stands where the first entries make the shape (2, 2); ${LISTS}`,
    ],
    [
      () => np.reshape(ragged, [3]),
      `np.reshape: a list of 1 stands where the first entries make the shape (2, 2); ${LISTS}`,
    ],
    [
      () => np.ones(2).addInPlace(ragged),
      `addInPlace: a list of 1 stands where the first entries make the shape (2, 2); ${LISTS}`,
    ],
  ]);
});

describe("np: axes", () => {
  const EQUAL = "must be equal";
  refuses([
    [() => np.sum(matrix, [0, -2]), "np.sum: the axes (0, -2) name one of (2, 3) twice"],
    [() => np.sum(matrix, [0, 2]), "np.sum: there is no axis 2 in an array of shape (2, 3)"],
    [() => np.sum(3, 0), "np.sum: there is no axis 0 in an array of shape ()"],
    [
      () => np.min([]),
      "np.min: the smallest of no entries does not exist; the array has shape (0,)",
    ],
    [
      () => np.average(matrix, 0, [1, 2, 3]),
      "np.average: the weights are (3,) for values of shape (2, 3); they need the same shape, or along an axis one weight for each entry of it",
    ],
    [() => np.average(matrix, 0, [1, -1]), "np.average: the weights add up to 0"],
    [() => np.squeeze(matrix, 1), "np.squeeze: axis 1 of (2, 3) has length 3, not 1"],
    [
      () => np.concatenate([matrix, np.zeros([3, 2])]),
      `np.concatenate: shapes (2, 3) and (3, 2) ${EQUAL} but for axis 0`,
    ],
    [() => np.stack([[1], [1, 2]]), `np.stack: shapes (1,) and (2,) ${EQUAL}`],
    [
      () => np.concatenate([]),
      "np.concatenate: it takes a list of at least one array, such as [a, b]",
    ],
    [
      () => np.stack(matrix as never),
      "np.stack: it takes a list of at least one array, such as [a, b]",
    ],
    [
      () => np.argmin(np.zeros([2, 3, 4]), [0, 1] as never),
      "np.argmax, np.argmin: they take one axis, not (0, 1)",
    ],
    [() => np.sort(1), "np.sort: there is no axis -1 in an array of shape ()"],
    [() => np.clip([1], [1, 2], [1, 2, 3]), `np.minimum: shapes (2,) and (3,) ${BROADCAST}`],
  ]);
});

describe("np: sizes", () => {
  const reshape = matrix.reshape.bind(matrix) as (...lengths: number[]) => NDArray;
  refuses([
    [
      () => np.zeros([1e10]),
      "NDArray: 10000000000 entries of float64 need 75 GB of memory, and an array may have 2; is one of the lengths too large?",
    ],
    [() => np.random.rand(1e5, 1e5), /^NDArray: 10000000000 entries of float64 need 75 GB/],
    [() => np.arange(1e12), /^NDArray: 1000000000000 entries of float64 need 7451 GB/],
    [() => np.linspace(0, 1, 1e12), /^NDArray: 1000000000000 entries of float64 need 7451 GB/],
    [
      () => np.add(np.zeros([100_000, 1]), np.zeros(100_000)),
      /^NDArray: 10000000000 entries of float64 need 75 GB/,
    ],
    [() => np.eye(-1), `np.eye: ${SHAPE}, not [-1, -1]`],
    [() => reshape(3, 2), "reshape: write the lengths as one list: reshape([3, 2])"],
    [() => matrix.reshape("6" as never), "reshape: write the lengths as one list: reshape([6])"],
    [
      () => np.zeros(2, 3 as never),
      "dtype: 3 is not one of float64, float32, int32, bool; lengths of several axes go in a list: [2, 3]",
    ],
    [() => np.zeros([2, -1]), `np.zeros: ${SHAPE}, not [2, -1]`],
    [() => np.zeros(Number.NaN), `np.zeros: ${SHAPE}, not [NaN]`],
    [() => np.ones([1.5]), `np.ones: ${SHAPE}, not [1.5]`],
    [() => np.ones("3" as never), `np.ones: ${SHAPE}, not 3`],
    [() => np.arange(0, 1, 0), "np.arange: cannot count from 0 to 1 in steps of 0"],
    [
      () => np.arange(Number.POSITIVE_INFINITY),
      "np.arange: cannot count from 0 to Infinity in steps of 1",
    ],
    [() => np.linspace(0, 1, -1), "np.linspace: the count is -1; it must be a whole number >= 0"],
    [() => np.linspace(0, 1, 2.5), "np.linspace: the count is 2.5; it must be a whole number >= 0"],
    [
      () => new NDArray(new Float64Array(3), [2]),
      "NDArray: 3 entries cannot have the shape (2,), which holds 2",
    ],
    [() => new NDArray(new Float64Array(2), [-1, -2]), `NDArray: ${SHAPE}, not [-1, -2]`],
  ]);
});

describe("np: indexing", () => {
  const NO_INDEX = (index: unknown, axis = 0) =>
    `there is no index ${index} along axis ${axis} of an array of shape (2, 3)`;
  const RANGE =
    'is not a range; write "1:3", "::2", "-1:", or ":" for the whole axis, in whole numbers';
  refuses([
    [() => matrix.at(2), `at: ${NO_INDEX(2)}`],
    [() => matrix.at(-3), `at: ${NO_INDEX(-3)}`],
    [() => matrix.at(0.5), `at: ${NO_INDEX(0.5)}`],
    [() => matrix.at(Number.NaN), `at: ${NO_INDEX(Number.NaN)}`],
    [() => matrix.at([0, 2]), `at: ${NO_INDEX(2)}`],
    [() => matrix.at(":", [3]), `at: ${NO_INDEX(3, 1)}`],
    [() => matrix.at(np.array([0.5])), `at: ${NO_INDEX(0.5)}`],
    [
      () => matrix.at(0, 1),
      "at: (0, 1) is one entry of an array of shape (2, 3); item(0, 1) is its number",
    ],
    [() => np.array(1).at(), "at: () is one entry of an array of shape (); item() is its number"],
    [
      () => matrix.at(":", ":", 0),
      "at: the index has more parts than the array has axes; its shape is (2, 3)",
    ],
    [
      () => np.array(1).at([0]),
      "at: the index has more parts than the array has axes; its shape is ()",
    ],
    [
      () => matrix.at([true, false, true]),
      "at: the mask is (3,) but the axes it stands for are (2, 3); a mask has an entry for each of theirs",
    ],
    [
      () => matrix.at(":", np.greater(matrix, 0)),
      "at: the index has more parts than the array has axes; its shape is (2, 3)",
    ],
    [
      () => matrix.at(np.greater(matrix.T, 0)),
      "at: the mask is (3, 2) but the axes it stands for are (2, 3); a mask has an entry for each of theirs",
    ],
    [() => matrix.at([0, 1], [0, 1, 2]), `at: shapes () and (2,) and (3,) ${BROADCAST}`],
    [() => matrix.at("0:2:0"), `at: "0:2:0" ${RANGE}`],
    [() => matrix.at(`0:${Number.NaN}`), `at: "0:NaN" ${RANGE}`],
    [() => matrix.at(`${0.5}:`), `at: "0.5:" ${RANGE}`],
    [() => matrix.at("..." as never), `at: "..." ${RANGE}`],
    [() => matrix.at("-:" as never), `at: "-:" ${RANGE}`],
    [() => matrix.at("" as never), `at: "" ${RANGE}`],
    [
      () => matrix.at(undefined as never),
      "at: expected an array, nested lists or a number, not undefined",
    ],
    [() => matrix.at(null as never), "at: expected an array, nested lists or a number, not null"],
    [() => matrix.at(true as never), "at: expected an array, nested lists or a number, not true"],
    [
      () => (matrix.set as (value: number) => void)(0),
      'set: the index is missing; x.set(0, value) writes row 0, x.set(":", value) all',
    ],
    [() => matrix.set(2, 0), `set: ${NO_INDEX(2)}`],
    [() => matrix.set(0, [1, 2]), `set: shapes (3,) and (2,) ${BROADCAST}`],
    [
      () => matrix.set(0, matrix),
      "set: a value of shape (2, 3) does not broadcast to (3,), the shape of the entries it goes to",
    ],
    [
      () => np.zeros(2, "int32").set(0, 1.5),
      'set: int32 cannot hold 1.5, only whole numbers from -2147483648 to 2147483647; float64 can: astype("float64")',
    ],
    [
      () => np.zeros(2, "bool").set(0, 2),
      "set: bool cannot hold 2, only true and false (1 and 0); a comparison such as np.greater makes a mask",
    ],
    [() => matrix.item(2, 0), `item: ${NO_INDEX(2)}`],
    [() => matrix.item(0, Number.NaN), `item: ${NO_INDEX(Number.NaN, 1)}`],
    [
      () => matrix.item(0),
      "item: (0) does not name an entry of an array of shape (2, 3); it takes one index for each axis",
    ],
  ]);
});

describe("np: what a dtype cannot hold", () => {
  const INT32 = (number: unknown) =>
    `int32 cannot hold ${number}, only whole numbers from -2147483648 to 2147483647; float64 can: astype("float64")`;
  const large = np.array([2 ** 31 - 1, -(2 ** 31)], "int32");
  refuses([
    [() => np.array([1, Number.NaN], "int32"), `np.array: ${INT32(Number.NaN)}`],
    [() => np.array(3e9, "int32"), `np.array: ${INT32(3e9)}`],
    [() => np.array([-(2 ** 31) - 1]).astype("int32"), `astype: ${INT32(-(2 ** 31) - 1)}`],
    [
      () => np.array([Number.POSITIVE_INFINITY], "float32").astype("int32"),
      `astype: ${INT32("Infinity")}`,
    ],
    [() => np.full(2, 0.5, "int32"), `np.full: ${INT32(0.5)}`],
    [() => np.add(large, 1), `np.add: ${INT32(2 ** 31)}`],
    [() => np.negative(large), `np.negative: ${INT32(2 ** 31)}`],
    [() => np.square(large), `np.square: ${INT32((2 ** 31 - 1) ** 2)}`],
    [() => np.sum([large, large].map(np.abs), 0), `np.abs: ${INT32(2 ** 31)}`],
    [() => np.sum(np.array([large, large]), 0), `np.sum: ${INT32(2 ** 32 - 2)}`],
    [() => np.cumsum(np.array([2 ** 31 - 1, 1], "int32")), `np.cumsum: ${INT32(2 ** 31)}`],
    [() => np.power(np.array([2], "int32"), -1), `np.power: ${INT32(0.5)}`],
    [() => np.dot(large, large), /^np.dot: int32 cannot hold 92233720325\d+, /],
    [
      () => new NDArray(Uint8Array.from([0, 128, 255]), [3]),
      "NDArray: a Uint8Array is a mask of 0s and 1s, but entry 1 is 128; Float64Array.from(bytes) keeps bytes as numbers",
    ],
    ...[[1, 2], new Int16Array(2), new Uint8ClampedArray(2), new BigInt64Array(2)].map(
      (data): Case => [
        () => new NDArray(data as never, [2]),
        "NDArray: the data must be a Float64Array, Float32Array, Int32Array or, for a mask, Uint8Array; np.array takes lists",
      ],
    ),
  ]);
});

describe("np: in place, and then nothing has changed", () => {
  const row = np.array([1, 2, 3]);
  const whole = np.argmax(matrix, 1);
  const empty = np.zeros([0, 1]);
  afterEach(() => {
    expect(row.tolist()).toEqual([1, 2, 3]);
    expect(whole.tolist()).toEqual([2, 2]);
    expect(empty.shape).toEqual([0, 1]);
  });
  refuses([
    [
      () => row.addInPlace(matrix),
      "addInPlace: (2, 3) does not broadcast to (3,), the shape that an update in place has to keep",
    ],
    [() => row.subtractInPlace([1, 2]), `subtractInPlace: shapes (3,) and (2,) ${BROADCAST}`],
    [
      () => row.multiplyInPlace([[1]]),
      "multiplyInPlace: (1, 1) does not broadcast to (3,), the shape that an update in place has to keep",
    ],
    [
      () => empty.addInPlace(np.zeros([0, 3])),
      "addInPlace: (0, 3) does not broadcast to (0, 1), the shape that an update in place has to keep",
    ],
    [() => whole.divideInPlace(2), `divideInPlace: the array is int32 and ${FLOATS}`],
    [
      () => row.subtractProductInPlace(0.1, np.ones([1, 3])),
      "subtractProductInPlace: (1, 3) is not (3,), the shape of the array",
    ],
    [
      () => whole.subtractProductInPlace(0.1, np.ones(2)),
      `subtractProductInPlace: the array is int32 and ${FLOATS}`,
    ],
  ]);
});

describe("np.random, and then the numbers go on as if nothing was", () => {
  const next = () => {
    np.random.seed(7);
    np.random.randn();
    return (call?: () => unknown) => {
      try {
        call?.();
      } catch {}
      return [np.random.randn(), np.random.rand()];
    };
  };
  const cases: Case[] = [
    [() => np.random.seed(-1), "np.random.seed: -1 is not a whole number from 0 to 2^32 - 1"],
    [() => np.random.seed(1.5), "np.random.seed: 1.5 is not a whole number from 0 to 2^32 - 1"],
    [
      () => np.random.seed(2 ** 32),
      "np.random.seed: 4294967296 is not a whole number from 0 to 2^32 - 1",
    ],
    [() => np.random.rand(-1), `np.random.rand: ${SHAPE}, not [-1]`],
    [() => np.random.randn(2, -1), `np.random.randn: ${SHAPE}, not [2, -1]`],
    [() => np.random.uniform(0, 1, [0.5]), `np.random.uniform: ${SHAPE}, not [0.5]`],
    [
      () => np.random.uniform(0, Number.POSITIVE_INFINITY),
      "np.random.uniform: Infinity - 0 is Infinity; the range must be a finite number",
    ],
    [
      () => np.random.uniform(-1.7e308, 1.7e308, 2),
      "np.random.uniform: 1.7e+308 - -1.7e+308 is Infinity; the range must be a finite number",
    ],
    [
      () => np.random.normal(0, -1),
      "np.random.normal: the deviation is -1; it must be a number >= 0",
    ],
    [
      () => np.random.shuffle([1, 2] as never),
      "np.random.shuffle: cannot reorder a list of 2; it takes an array with rows, and changes it in place",
    ],
    [
      () => np.random.shuffle(np.array(3)),
      "np.random.shuffle: cannot reorder an array of shape (); it takes an array with rows, and changes it in place",
    ],
    [
      () => np.random.choice([], 1),
      `np.random.choice: cannot pick from a list of 0; ${POPULATION}`,
    ],
    [
      () => np.random.randint(3, 3),
      "np.random.randint: there is no 32-bit whole number from 3 up to but not including 3",
    ],
    [
      () => np.random.randint(0.5),
      "np.random.randint: there is no 32-bit whole number from 0 up to but not including 0.5",
    ],
    [() => np.random.randint(0, 9, -1), `np.random.randint: ${SHAPE}, not [-1]`],
    [() => np.random.choice(0, 3), `np.random.choice: cannot pick from 0; ${POPULATION}`],
    [
      () => np.random.choice(matrix, 3),
      `np.random.choice: cannot pick from an array of shape (2, 3); ${POPULATION}`,
    ],
    [
      () => np.random.choice(np.array([]), 3),
      `np.random.choice: cannot pick from an array of shape (0,); ${POPULATION}`,
    ],
    [() => np.random.choice(5, -1), `np.random.choice: ${SHAPE}, not [-1]`],
    [() => np.random.choice(5, -1, false), `np.random.choice: ${SHAPE}, not [-1]`],
    [
      () => np.random.choice(3, 4, false),
      "np.random.choice: cannot pick 4 different ones out of 3; pick fewer, or leave `replace` out",
    ],
    [
      () => np.random.permutation(-1),
      "np.random.permutation: cannot reorder -1; it takes a whole number >= 0 or an array with rows",
    ],
    [
      () => np.random.permutation(np.array(3)),
      "np.random.permutation: cannot reorder an array of shape (); it takes a whole number >= 0 or an array with rows",
    ],
  ];
  refuses(cases);
  test.each(cases)("%s", (call) => {
    const undisturbed = next()();
    expect(next()(call)).toEqual(undisturbed);
  });
});

describe("backward before forward", () => {
  const dout = np.ones([2, 3]);
  const layers: Record<string, () => unknown> = {
    AddLayer: () => new AddLayer().backward(1),
    MulLayer: () => new MulLayer().backward(1),
    MaxLayer: () => new MaxLayer().backward(1),
    ExpLayer: () => new ExpLayer().backward(1),
    InverseLayer: () => new InverseLayer().backward(1),
    Relu: () => new Relu().backward(dout),
    Sigmoid: () => new Sigmoid().backward(dout),
    Affine: () => new Affine(np.ones([4, 3]), np.ones(3)).backward(dout),
    SoftmaxWithLoss: () => new SoftmaxWithLoss().backward(),
  };
  refuses(
    Object.entries(layers).map(([name, call]) => [
      call,
      `${name}.backward: call forward first; backward needs what forward keeps`,
    ]),
  );
});

describe("layers: shapes that do not fit", () => {
  const other = np.ones([3, 2]);
  const ran = <L extends { forward(x: NDArray): unknown }>(layer: L): L => {
    layer.forward(matrix);
    return layer;
  };
  const ranOnTwo = <L extends { forward(x: NDArray, y: NDArray): unknown }>(layer: L): L => {
    layer.forward(matrix, np.ones(3));
    return layer;
  };
  const wrongGradient = (name: string) =>
    `${name}.backward: dout is (3, 2) but forward returned (2, 3); ${GRADIENT}`;
  refuses([
    [() => ranOnTwo(new AddLayer()).backward(other), wrongGradient("AddLayer")],
    [() => ranOnTwo(new MulLayer()).backward(other), wrongGradient("MulLayer")],
    [() => ranOnTwo(new MaxLayer()).backward(other), wrongGradient("MaxLayer")],
    [() => ran(new ExpLayer()).backward(other), wrongGradient("ExpLayer")],
    [() => ran(new InverseLayer()).backward(other), wrongGradient("InverseLayer")],
    [() => ran(new Relu()).backward(other), wrongGradient("Relu")],
    [() => ran(new Sigmoid()).backward(other), wrongGradient("Sigmoid")],
    [() => ran(new Affine(np.ones([3, 3]), np.ones(3))).backward(other), wrongGradient("Affine")],
    [
      () => ranOnTwo(new AddLayer()).backward(1),
      `AddLayer.backward: dout is () but forward returned (2, 3); ${GRADIENT}`,
    ],
    [
      () => ran(new Relu()).backward(np.ones([1, 3])),
      `Relu.backward: dout is (1, 3) but forward returned (2, 3); ${GRADIENT}`,
    ],
    [
      () => ran(new Relu()).backward(np.ones([1, 2, 3])),
      `Relu.backward: dout is (1, 2, 3) but forward returned (2, 3); ${GRADIENT}`,
    ],
    [() => new AddLayer().forward(matrix, other), `np.add: shapes (2, 3) and (3, 2) ${BROADCAST}`],
    [
      () => new MulLayer().forward(matrix, other),
      `np.multiply: shapes (2, 3) and (3, 2) ${BROADCAST}`,
    ],
    [
      () => new MaxLayer().forward(matrix, other),
      `np.maximum: shapes (2, 3) and (3, 2) ${BROADCAST}`,
    ],
    [
      () => new Affine(np.ones([4, 3]), np.ones(4)),
      "Affine: W is (4, 3) and b is (4,); they must be (D, H) and (H,)",
    ],
    [
      () => new Affine(np.ones([2, 4, 3]), np.ones(4)),
      "Affine: W is (2, 4, 3) and b is (4,); they must be (D, H) and (H,)",
    ],
    [
      () => new Affine(np.ones([4, 3]), np.ones([3, 1])),
      "Affine: W is (4, 3) and b is (3, 1); they must be (D, H) and (H,)",
    ],
    [
      () => new Affine(np.ones([785, 50]), np.ones(50)).forward(np.ones([100, 784])),
      `Affine.forward: x is (100, 784) but W is (785, 50); ${ROWS}`,
    ],
    [
      () => new Affine(np.ones([2, 3]), np.ones(3)).forward(np.ones(2)),
      `Affine.forward: x is (2,) but W is (2, 3); ${ROWS}`,
    ],
    [
      () => new Affine(np.ones([1, 3]), np.ones(3)).forward(np.ones(2)),
      `Affine.forward: x is (2,) but W is (1, 3); ${ROWS}`,
    ],
    [
      () => new Affine(np.ones([784, 50]), np.ones(50)).forward(np.ones([2, 1, 28, 27])),
      `Affine.forward: x is (2, 1, 28, 27) but W is (784, 50); ${ROWS}`,
    ],
    [
      () => new SoftmaxWithLoss().forward(np.ones(3), np.array([0])),
      "SoftmaxWithLoss.forward: x is (3,); it must be scores (N, C), one row a sample, with N and C at least 1",
    ],
    [
      () => new SoftmaxWithLoss().forward(np.ones([0, 3]), np.array([])),
      "SoftmaxWithLoss.forward: x is (0, 3); it must be scores (N, C), one row a sample, with N and C at least 1",
    ],
    [
      () => softmax(np.array(3)),
      "softmax: x is (); it must be scores (N, C), or (C,) for one sample, with C at least 1",
    ],
    [
      () => softmax(np.ones([2, 0])),
      "softmax: x is (2, 0); it must be scores (N, C), or (C,) for one sample, with C at least 1",
    ],
    [
      () => sigmoid(ragged as never),
      `np.multiply: a list of 1 stands where the first entries make the shape (2, 2); ${LISTS}`,
    ],
    [
      () => crossEntropyError(np.ones([2, 1, 3]), np.array([0, 0])),
      "crossEntropyError: y is (2, 1, 3); it must be probabilities (N, C), or (C,) for one sample, with N and C at least 1",
    ],
    [
      () => crossEntropyError(np.ones([0, 3]), np.array([])),
      "crossEntropyError: y is (0, 3); it must be probabilities (N, C), or (C,) for one sample, with N and C at least 1",
    ],
  ]);
  refuses([
    [
      () => {
        const layer = new SoftmaxWithLoss();
        layer.forward(matrix, np.array([0, 1]));
        return layer.backward(matrix as never);
      },
      `SoftmaxWithLoss.backward: dout is (2, 3) but forward returned (); ${GRADIENT}`,
    ],
  ]);
});

describe("targets", () => {
  const scores = np.ones([2, 3]);
  const loss = (t: NDArray) => () => new SoftmaxWithLoss().forward(scores, t);
  refuses([
    [
      loss(np.array([0, 3])),
      `SoftmaxWithLoss.forward: label 3 of sample 1 is not a class; ${LABELS_TO_2}`,
    ],
    [
      loss(np.array([-1, 0])),
      `SoftmaxWithLoss.forward: label -1 of sample 0 is not a class; ${LABELS_TO_2}`,
    ],
    [
      loss(np.array([0.5, 1])),
      `SoftmaxWithLoss.forward: label 0.5 of sample 0 is not a class; ${LABELS_TO_2}`,
    ],
    [
      loss(np.array([0, Number.NaN])),
      `SoftmaxWithLoss.forward: label NaN of sample 1 is not a class; ${LABELS_TO_2}`,
    ],
    [
      loss(np.array([0])),
      `SoftmaxWithLoss.forward: t is (1,) for 2 samples of 3 classes; ${TARGETS}`,
    ],
    [
      loss(np.array([0, 1, 2])),
      `SoftmaxWithLoss.forward: t is (3,) for 2 samples of 3 classes; ${TARGETS}`,
    ],
    [loss(np.array(1)), `SoftmaxWithLoss.forward: t is () for 2 samples of 3 classes; ${TARGETS}`],
    [
      loss(np.ones([2, 4])),
      `SoftmaxWithLoss.forward: t is (2, 4) for 2 samples of 3 classes; ${TARGETS}`,
    ],
    [
      loss(np.ones([3, 3])),
      `SoftmaxWithLoss.forward: t is (3, 3) for 2 samples of 3 classes; ${TARGETS}`,
    ],
    [
      loss(np.ones([2, 3, 1])),
      `SoftmaxWithLoss.forward: t is (2, 3, 1) for 2 samples of 3 classes; ${TARGETS}`,
    ],
    [
      loss(
        np.array([
          [1, 0, 0],
          [1, 1, 0],
        ]),
      ),
      `SoftmaxWithLoss.forward: row 1 of t is [1, 1, 0]; ${ONE_HOT}`,
    ],
    [
      loss(
        np.array([
          [1, 0, 0],
          [0, 0, 0],
        ]),
      ),
      `SoftmaxWithLoss.forward: row 1 of t is [0, 0, 0]; ${ONE_HOT}`,
    ],
    [
      loss(
        np.array([
          [1, 0.5, 0],
          [0, 0, 1],
        ]),
      ),
      `SoftmaxWithLoss.forward: row 0 of t is [1, 0.5, 0]; ${ONE_HOT}`,
    ],
    [
      () => crossEntropyError(scores, np.array([0, 3])),
      `crossEntropyError: label 3 of sample 1 is not a class; ${LABELS_TO_2}`,
    ],
    [
      () => crossEntropyError(np.array([[1, 0]]), np.array([0, 1])),
      "crossEntropyError: t is (2,) for 1 samples of 2 classes; it must be integer labels (1,) or one-hot rows (1, 2)",
    ],
    [
      () => crossEntropyError(np.array([1, 0, 0]), 3),
      `crossEntropyError: label 3 of sample 0 is not a class; ${LABELS_TO_2}`,
    ],
    [
      () => crossEntropyError(np.array([1, 0, 0]), np.array([0])),
      "crossEntropyError: t is (1,) for one sample of 3 classes; it must be its label, a number, or a one-hot (3,)",
    ],
    [
      () => crossEntropyError(np.array([1, 0, 0]), np.array([1, 1, 0])),
      `crossEntropyError: row 0 of t is [1, 1, 0]; ${ONE_HOT}`,
    ],
  ]);
});

const sizes: TwoLayerNetOptions = {
  inputSize: 2,
  hiddenSize: 4,
  outputSize: 2,
  weightInitStd: 0.5,
};
const network = () => new TwoLayerNet(sizes);

describe("networks and their gradients", () => {
  const x = np.ones([3, 2]);
  const t = np.array([0, 1, 0], "int32");
  const returning = (gradients: Record<string, NDArray>): Network =>
    Object.assign(network(), { gradient: () => gradients }) as Network;
  refuses([
    [
      () => new TwoLayerNet({ ...sizes, inputSize: 0 }),
      "TwoLayerNet: inputSize is 0; it must be a whole number >= 1",
    ],
    [
      () => new TwoLayerNet({ ...sizes, hiddenSize: -1 }),
      "TwoLayerNet: hiddenSize is -1; it must be a whole number >= 1",
    ],
    [
      () => new TwoLayerNet({ ...sizes, outputSize: 2.5 }),
      "TwoLayerNet: outputSize is 2.5; it must be a whole number >= 1",
    ],
    [
      () => new TwoLayerNet({ ...sizes, weightInitStd: Number.NaN }),
      "TwoLayerNet: weightInitStd is NaN; it must be a finite number >= 0 such as 0.01",
    ],
    [
      () => new TwoLayerNet({ ...sizes, weightInitStd: -1 }),
      "TwoLayerNet: weightInitStd is -1; it must be a finite number >= 0 such as 0.01",
    ],
    [
      () => network().predict(np.ones([3, 4])),
      `Affine.forward: x is (3, 4) but W is (2, 4); ${ROWS}`,
    ],
    [() => network().loss(np.ones(2), t), `Affine.forward: x is (2,) but W is (2, 4); ${ROWS}`],
    [
      () => network().gradient(x, np.array([0, 1])),
      "SoftmaxWithLoss.forward: t is (2,) for 3 samples of 2 classes; it must be integer labels (3,) or one-hot rows (3, 2)",
    ],
    [
      () => network().accuracy(np.ones(2), np.array([0])),
      "TwoLayerNet.accuracy: x is (2,); it must be (N, 2), one row a sample, with N at least 1",
    ],
    [
      () => network().accuracy(x.at("3:"), t.at("3:")),
      "TwoLayerNet.accuracy: x is (0, 2); it must be (N, 2), one row a sample, with N at least 1",
    ],
    [
      () => network().accuracy(x, np.array([0, 1, 2])),
      "TwoLayerNet.accuracy: label 2 of sample 2 is not a class; with 2 columns of scores labels are whole numbers from 0 to 1",
    ],
    [
      () => network().accuracy(x, np.array([0, 1])),
      "TwoLayerNet.accuracy: t is (2,) for 3 samples of 2 classes; it must be integer labels (3,) or one-hot rows (3, 2)",
    ],
    [
      () => numericalGradient(() => 0, np.ones(2, "float32")),
      `numericalGradient: the array is float32; ${FLOAT64}`,
    ],
    [
      () => checkGradients(returning({}), x, t),
      `checkGradients: W1 is (2, 4) but its gradient is missing; ${RETURN_ONE}`,
    ],
    [
      () => checkGradients(returning(undefined as never), x, t),
      `checkGradients: W1 is (2, 4) but its gradient is missing; ${RETURN_ONE}`,
    ],
    [
      () => checkGradients(returning({ W1: [[1]] as never }), x, t),
      `checkGradients: W1 is (2, 4) but its gradient is no array; ${RETURN_ONE}`,
    ],
    [
      () => {
        const params = { constructor: np.ones(2), toString: np.ones(2) } as never;
        const inherited: Network = {
          params,
          loss: () => 0,
          gradient: () => ({}),
          accuracy: () => 0,
        };
        return checkGradients(inherited, x, t);
      },
      `checkGradients: constructor is (2,) but its gradient is missing; ${RETURN_ONE}`,
    ],
    [
      () => checkGradients(returning({ W1: np.ones([4, 2]) }), x, t),
      `checkGradients: W1 is (2, 4) but its gradient is (4, 2); ${RETURN_ONE}`,
    ],
    [
      () => checkGradients(new TwoLayerNet({ ...sizes, dtype: "float32" }), x, t),
      `checkGradients, W1: the array is float32; ${FLOAT64}`,
    ],
    [
      () => numericalGradient(() => 0, [1, 2] as never),
      "numericalGradient: x is a list; it must be an array, np.array([...])",
    ],
    [
      () => numericalGradient(() => 0, 3 as never),
      "numericalGradient: x is 3; it must be an array, np.array([...])",
    ],
    [
      () => new TwoLayerNet({ ...sizes, dtype: "float16" as never }),
      'dtype: "float16" is not one of float64, float32, int32, bool',
    ],
    [
      () => network().accuracy([[1, Number.NaN]], [0]),
      "TwoLayerNet.accuracy: a score of sample 0 is NaN, so there is no prediction; look for NaN in the parameters and in x",
    ],
    [
      () => {
        const learner = network();
        learner.params.b2.data[1] = Number.NaN;
        return learner.accuracy(x, t);
      },
      "TwoLayerNet.accuracy: a score of sample 0 is NaN, so there is no prediction; look for NaN in the parameters and in x",
    ],
    [
      () =>
        network().accuracy(
          np.array([...Array(600).fill([0, 0]), [0, Number.NaN]]),
          Array(601).fill(0),
        ),
      "TwoLayerNet.accuracy: a score of sample 600 is NaN, so there is no prediction; look for NaN in the parameters and in x",
    ],
  ]);
});

describe("a network whose parameters are replaced", () => {
  const x = np.ones([3, 2]);
  const t = np.array([0, 1, 0], "int32");
  const IN_PLACE =
    "Update a parameter in place, as network.params.W1.subtractInPlace(...) does, or copy values into all of them: " +
    "network.load({ W1, b1, W2, b2 })";
  const other = network();

  const learner = network();
  const before = learner.loss(x, t);
  afterEach(() => expect(learner.loss(x, t)).toBe(before));
  refuses([
    [
      () => Object.assign(learner.params, other.params),
      `TwoLayerNet: params.W1 cannot be replaced. ${IN_PLACE}`,
    ],
    [
      () => Reflect.set(learner.params, "b2", np.zeros(2)),
      `TwoLayerNet: params.b2 cannot be replaced. ${IN_PLACE}`,
    ],
    [
      () => Object.defineProperty(learner.params, "W2", { value: other.params.W2 }),
      `TwoLayerNet: params.W2 cannot be replaced. ${IN_PLACE}`,
    ],
    [
      // As a cell runs it, where an assignment that is not possible is ignored without a word.
      () => new Function("params", "params.b1 = 1")(learner.params),
      `TwoLayerNet: params.b1 cannot be replaced. ${IN_PLACE}`,
    ],
  ]);

  const replacing =
    (replace: (network: TwoLayerNet) => void) => (use: (n: TwoLayerNet) => unknown) => {
      const broken = network();
      replace(broken);
      return () => use(broken);
    };
  const ways = [
    replacing((broken) => Object.assign(broken, { params: other.params })),
    replacing((broken) => Object.assign(broken.layers, { Affine2: other.layers.Affine2 })),
    replacing((broken) => Object.assign(broken.layers.Affine1, { W: other.params.W1 })),
    replacing((broken) => Object.assign(broken.layers.Affine2, { b: np.zeros(2) })),
    replacing((broken) => Reflect.deleteProperty(broken.params, "b1")),
  ];
  const notTheSame = `TwoLayerNet: the layers compute with other arrays than params holds; one of them was replaced. ${IN_PLACE}`;
  refuses(
    ways.flatMap((way): Case[] => [
      [way((broken) => broken.loss(x, t)), notTheSame],
      [way((broken) => broken.gradient(x, t)), notTheSame],
      [way((broken) => broken.accuracy(x, t)), notTheSame],
      [
        way((broken) =>
          train(
            broken,
            { train: { images: x, labels: t }, test: { images: x, labels: t } },
            { batchSize: 1 },
          ),
        ),
        notTheSame,
      ],
    ]),
  );

  const named = "they must be W1, b1, W2, b2";
  const { W1, b1, W2, b2 } = other.params;
  refuses([
    [() => learner.load({ W1, b1, W2 }), `TwoLayerNet.load: the names are W1, b1, W2; ${named}`],
    [
      () => learner.load({ W1, b1, W2, b2, W3: W2 }),
      `TwoLayerNet.load: the names are W1, b1, W2, b2, W3; ${named}`,
    ],
    [() => learner.load({}), `TwoLayerNet.load: the names are missing; ${named}`],
    [() => learner.load(undefined as never), `TwoLayerNet.load: the names are missing; ${named}`],
    [() => learner.load(W1 as never), `TwoLayerNet.load: the names are data, shape; ${named}`],
    [
      () => learner.load({ W1, b1, W2, b2: np.zeros(3) }),
      "TwoLayerNet.load: b2 is (3,) but the network's is (2,); load into a network of the same sizes",
    ],
    [
      () => learner.load({ W1: W1.T, b1, W2, b2 }),
      "TwoLayerNet.load: W1 is (4, 2) but the network's is (2, 4); load into a network of the same sizes",
    ],
    [
      () => learner.load({ W1, b1, W2, b2: "no" as never }),
      'TwoLayerNet.load, b2: expected an array, nested lists or a number, not "no"',
    ],
  ]);
});

describe("train, and then nothing has been learned", () => {
  const samples = (images: number, labels = images) => ({
    images: np.ones([images, 2]),
    labels: np.zeros(labels).astype("int32"),
  });
  const data: Dataset = { train: samples(20), test: samples(5) };
  let learner: TwoLayerNet;
  let before: string;
  const state = () => JSON.stringify(Object.values(learner.params).map((array) => array.tolist()));
  beforeEach(() => {
    np.random.seed(0);
    learner = network();
    before = state();
  });
  afterEach(() => expect(state()).toBe(before));

  const training = (options: TrainOptions, other: Partial<Dataset> = {}) => {
    return () => train(learner, { ...data, ...other }, { batchSize: 5, iterations: 3, ...options });
  };
  const withGradient = (change: (gradients: Record<string, NDArray>) => void) => () => {
    const gradient = (x: NDArray, t: NDArray) => {
      const gradients = { ...learner.gradient(x, t) };
      change(gradients);
      return gradients;
    };
    const broken: Network = {
      params: learner.params,
      loss: (x, t) => learner.loss(x, t),
      accuracy: (x, t) => learner.accuracy(x, t),
      gradient,
    };
    return train(broken, data, { batchSize: 5, iterations: 3 });
  };
  refuses([
    [training({ iterations: 0 }), "train: iterations is 0; it must be a whole number >= 1"],
    [training({ iterations: -5 }), "train: iterations is -5; it must be a whole number >= 1"],
    [training({ iterations: 1.5 }), "train: iterations is 1.5; it must be a whole number >= 1"],
    [
      training({ iterations: Number.POSITIVE_INFINITY }),
      "train: iterations is Infinity; it must be a whole number >= 1",
    ],
    [
      training({ batchSize: 0 }),
      "train: batchSize is 0; it must be a whole number from 1 to 20, the number of training samples",
    ],
    [
      training({ batchSize: -1 }),
      "train: batchSize is -1; it must be a whole number from 1 to 20, the number of training samples",
    ],
    [
      training({ batchSize: 2.5 }),
      "train: batchSize is 2.5; it must be a whole number from 1 to 20, the number of training samples",
    ],
    [
      training({ batchSize: 21 }),
      "train: batchSize is 21; it must be a whole number from 1 to 20, the number of training samples",
    ],
    [
      training({ learningRate: Number.NaN }),
      "train: learningRate is NaN; it must be a finite number such as 0.1",
    ],
    [
      training({ learningRate: Number.NEGATIVE_INFINITY }),
      "train: learningRate is -Infinity; it must be a finite number such as 0.1",
    ],
    [
      training({}, { train: samples(20, 19) }),
      `train: data.train has images of shape (20, 2) and labels of shape (19,); ${SAMPLES}`,
    ],
    [
      training({}, { train: samples(0) }),
      `train: data.train has images of shape (0, 2) and labels of shape (0,); ${SAMPLES}`,
    ],
    [
      training({}, { test: samples(5, 6) }),
      `train: data.test has images of shape (5, 2) and labels of shape (6,); ${SAMPLES}`,
    ],
    [
      training({}, { test: samples(0) }),
      `train: data.test has images of shape (0, 2) and labels of shape (0,); ${SAMPLES}`,
    ],
    [
      training({}, { train: { ...samples(20), images: np.ones([20, 3]) } }),
      "train: the training images are (20, 3) but the test images are (5, 2); one image must have the same size in both",
    ],
    [
      () => {
        const wide = (count: number) => ({ ...samples(count), images: np.ones([count, 3]) });
        return training({}, { train: wide(20), test: wide(5) })();
      },
      `Affine.forward: x is (5, 3) but W is (2, 4); ${ROWS}`,
    ],
    [
      training({}, { test: { images: [[1, 2], [3]], labels: [0, 1] } as never }),
      `train, data.test.images: a list of 1 stands where the first entries make the shape (2, 2); ${LISTS}`,
    ],
    [
      () => train(learner, data.train as never),
      "train, data.train.images: expected an array, nested lists or a number, not undefined",
    ],
    [
      () => train(learner, undefined as never),
      "train, data.train.images: expected an array, nested lists or a number, not undefined",
    ],
    [
      training({}, { test: { images: np.ones([2, 2]) } as never }),
      "train, data.test.labels: expected an array, nested lists or a number, not undefined",
    ],
    [
      training({}, { train: { ...samples(20), labels: np.multiply(np.ones(20), 2) } }),
      "SoftmaxWithLoss.forward: label 2 of sample 0 is not a class; with 2 columns of scores labels are whole numbers from 0 to 1",
    ],
    [
      withGradient((gradients) => delete gradients.b2),
      `train: b2 is (2,) but its gradient is missing; ${RETURN_ONE}`,
    ],
    [
      withGradient((gradients) => Object.assign(gradients, { W2: gradients.W2.T.at("1:") })),
      `train: W2 is (4, 2) but its gradient is (1, 4); ${RETURN_ONE}`,
    ],
  ]);
});

describe("a training that goes wrong", () => {
  const data = () => {
    np.random.seed(1);
    const images = np.random.randn(20, 2);
    const labels = np.greater(np.dot(images, [1, -2]), 0).astype("int32");
    return { train: { images, labels }, test: { images, labels } };
  };
  const [infinite, nan] = [Number.POSITIVE_INFINITY, Number.NaN];
  const failingAt = (failing: number, value: number) => async () => {
    const learner = network();
    const losses = Array.from({ length: 9 }, (_, i) => (i === failing ? value : 1 / (i + 1)));
    const reported: string[] = [];
    const failed = train(
      {
        params: learner.params,
        gradient: (x, t) => learner.gradient(x, t),
        accuracy: () => 0.5,
        loss: () => losses.shift() as number,
      },
      data(),
      {
        batchSize: 5,
        iterations: 9,
        onProgress: ({ state, iteration, history }) =>
          reported.push(`${state} ${iteration} ${history.loss.at(-1)}`),
      },
    );
    await failed.catch(() => {});
    expect(reported.at(-1)).toBe(`failed ${failing + 1} ${value}`);
    expect(losses).toHaveLength(9 - failing - 1);
    return failed;
  };
  refuses([
    [
      failingAt(0, nan),
      "train: the loss is NaN after iteration 0; a learningRate below 0.1 usually helps, with a new network",
    ],
    [
      failingAt(4, infinite),
      "train: the loss is Infinity after iteration 4; a learningRate below 0.1 usually helps, with a new network",
    ],
    [
      failingAt(8, -infinite),
      "train: the loss is -Infinity after iteration 8; a learningRate below 0.1 usually helps, with a new network",
    ],
    [
      () => train(network(), data(), { batchSize: 5, learningRate: 1e200 }),
      /^train: the loss is (NaN|Infinity) after iteration \d+; a learningRate below 1e\+200 usually helps, with a new network$/,
    ],
    [
      () => {
        const { images, labels } = data().train;
        const raw = { images: np.multiply(np.greater(images, 0), 255), labels };
        return train(network(), { train: raw, test: raw }, { batchSize: 5, learningRate: 1e307 });
      },
      /^train: the loss is (NaN|Infinity) after iteration \d+; the images hold raw pixels, whole numbers up to 255: divide them by 255, as loadMnist does by default, with a new network$/,
    ],
    ...[undefined, nan, 1.5, -1].map(
      (accuracy): Case => [
        () =>
          train(Object.assign(network(), { accuracy: () => accuracy as never }), data(), {
            batchSize: 5,
          }),
        `train: network.accuracy returned ${accuracy} after iteration 0; it must be a share from 0 to 1`,
      ],
    ),
    [
      async () => {
        const learner = network();
        const first = train(learner, data(), { batchSize: 5, iterations: 30 });
        const second = train(learner, data(), { batchSize: 5, iterations: 30 });
        // The first goes on; and once it has ended, or failed, another may begin.
        await second.catch(() => {});
        expect((await first).loss).toHaveLength(30);
        const failing = train(learner, data(), { batchSize: 5, learningRate: 1e200 });
        await expect(failing).rejects.toThrow("the loss is");
        learner.load(network().params);
        await train(learner, data(), { batchSize: 5, iterations: 2 });
        return second;
      },
      "train: this network is being trained already; put await in front of the first train(...)",
    ],
  ]);
});

describe("IDX files", () => {
  let directory: string;
  beforeEach(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), "idx-")));
    writeSmallDataset(directory);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const [labels, images, packed] = [
    "train-labels-idx1-ubyte",
    "train-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
  ];
  const file = (name: string) => join(directory, name);
  const write = (name: string, content: Buffer) => () => writeFileSync(file(name), content);
  const remove = (name: string) => () => rmSync(file(name));
  const isFolder = (name: string) => () => {
    rmSync(file(name));
    mkdirSync(file(name));
  };
  const damage = "it is damaged: delete it and put it there again";

  // In a message, "/" at a word's start stands for the folder.
  test.each<[string, change: () => void, message: string]>([
    [
      "missing",
      remove(labels),
      `there is neither ${labels} nor ${labels}.gz in /; ` +
        'name the folder that has them, as in loadMnist({ directory: "data/mnist" })',
    ],
    [
      "truncated",
      write(labels, idx([3], [2, 0])),
      `/${labels} should have 11 bytes by its header, not 10; ${damage}`,
    ],
    [
      "truncated within its header",
      write(labels, idx([2], []).subarray(0, 6)),
      `/${labels} should have 8 bytes of header alone, not 6; ${damage}`,
    ],
    [
      "too long",
      write(labels, idx([1], [2, 0])),
      `/${labels} should have 9 bytes by its header, not 10; ${damage}`,
    ],
    [
      "too long, gzipped",
      write(images, gzipSync(idx([2, 2, 1], [1, 2, 3, 4, 5]))),
      `/${images} should have 20 bytes by its header, but has more; ${damage}`,
    ],
    [
      "too short, gzipped",
      write(images, gzipSync(idx([2, 2, 1], [1, 2, 3]))),
      `/${images} should have 20 bytes by its header, not 19; ${damage}`,
    ],
    [
      "gzip that would unpack to far more than its header says",
      write(images, gzipSync(Buffer.concat([idx([1, 2, 3], []), Buffer.alloc(2 ** 25)]))),
      `/${images} should have 22 bytes by its header, but has more; ${damage}`,
    ],
    [
      "gzip that is larger than all it should hold",
      write(images, Buffer.concat([gzipSync(idx([1, 1, 1], [1])), Buffer.alloc(2 ** 17)])),
      `/${images} cannot be unpacked; ${damage}`,
    ],
    [
      "a header that tells of more than there is",
      write(labels, idx([2 ** 32 - 1], [2, 0])),
      `/${labels} should have 4294967303 bytes by its header, not 10; ${damage}`,
    ],
    [
      "the same, gzipped",
      write(packed, gzipSync(idx([2 ** 32 - 1], [2, 0]))),
      `/${packed} holds (4294967295,) entries, and more than 2^30 are too many for the memory`,
    ],
    [
      "3 GB of holes",
      () => {
        writeFileSync(file(labels), idx([3e9], []));
        truncateSync(file(labels), 3e9 + 8);
      },
      `/${labels} cannot be read (it has 3000000008 bytes, and more than 2^31 are too many for the memory); it must be a file that you may read`,
    ],
    [
      "3 GB of holes that are to be gzip",
      () => {
        writeFileSync(file(packed), gzipSync(idx([1], [3])));
        truncateSync(file(packed), 3e9);
      },
      `/${packed} cannot be read (it has 3000000000 bytes, and more than 2^31 are too many for the memory); it must be a file that you may read`,
    ],
    [
      "under two names",
      write("train-labels.idx1-ubyte.gz", gzipSync(idx([2], [2, 0]))),
      `there are /${labels} and /train-labels.idx1-ubyte.gz; keep one of them`,
    ],
    [
      "images of two sizes",
      write("t10k-images-idx3-ubyte", idx([1, 3, 2], [9, 9, 9, 9, 9, 9])),
      "/ has training images of 2 x 3 pixels but test images of 3 x 2; take all files from the same data set",
    ],
    [
      "of another kind",
      write(labels, idx([1, 1, 2], [2, 0])),
      `/${labels} is not an IDX file of unsigned bytes with 1 axes: it has 18 bytes and starts with 00000803, not 00000801; put the right file there`,
    ],
    [
      "empty",
      write(labels, Buffer.alloc(0)),
      `/${labels} is not an IDX file of unsigned bytes with 1 axes: it has 0 bytes and starts with none, not 00000801; put the right file there`,
    ],
    [
      "a count of labels that is not that of images",
      write(labels, idx([3], [2, 0, 1])),
      "/ has 2 train images but 3 labels; take both files from the same data set",
    ],
    [
      "no gzip",
      write(packed, Buffer.from("not gzip")),
      `/${packed} is not an IDX file of unsigned bytes with 1 axes: it has 8 bytes and starts with 6e6f7420, not 00000801; put the right file there`,
    ],
    [
      "gzip that is cut off",
      () => writeFileSync(file(packed), readFileSync(file(packed)).subarray(0, -9)),
      `/${packed} cannot be unpacked; ${damage}`,
    ],
    [
      "gzip with a byte changed",
      () => {
        const content = readFileSync(file(packed));
        content[content.length - 8] ^= 1; // of the checksum
        writeFileSync(file(packed), content);
      },
      `/${packed} cannot be unpacked; ${damage}`,
    ],
    [
      "a folder",
      isFolder(labels),
      `there is neither ${labels} nor ${labels}.gz in /; name the folder that has them, as in loadMnist({ directory: "data/mnist" })`,
    ],
  ])("%s", async (_, change, message) => {
    change();
    const said = await messageOf(() => loadMnist({ directory }));
    expect(said.replaceAll(`${directory}/`, "/").replaceAll(directory, "/")).toBe(
      `loadMnist: ${message}`,
    );
  });

  test.skipIf(process.platform === "win32").each([labels, packed])("%s, a pipe", async (name) => {
    rmSync(file(name));
    execFileSync("mkfifo", [file(name)]);
    const said = await messageOf(() => loadMnist({ directory }));
    expect(said).toMatch(
      new RegExp(`^loadMnist: .*${name} cannot be read \\(it is not a file\\); it must`),
    );
  });

  test.skipIf(process.platform === "win32").each([labels, packed])(
    "%s, not readable",
    async (name) => {
      chmodSync(directory, 0o755);
      chmodSync(file(name), 0);
      const said = await messageOf(() => asNobody(() => loadMnist({ directory })));
      expect(said).toMatch(
        new RegExp(`^loadMnist: .*${name} cannot be read \\(EACCES: .*; it must`),
      );
    },
  );
});

suite("after a forward that failed, backward belongs to the one before", () => {
  const [x, y, bad] = [matrix, np.array([7, 8, 9]), np.ones([3, 2])];
  const dout = np.array([
    [1, -1, 2],
    [3, 0.5, -2],
  ]);
  const gradients = (layer: { backward(dout: NDArray): NDArray | NDArray[] }) =>
    [layer.backward(dout)].flat().map((gradient) => gradient.tolist());

  test.each([AddLayer, MulLayer, MaxLayer])("%o", (Layer) => {
    const layer = new Layer();
    layer.forward(x, y);
    const before = gradients(layer);
    expect(() => layer.forward(x, bad)).toThrow("do not broadcast");
    expect(gradients(layer)).toEqual(before);
  });

  test.each([Relu, Sigmoid, ExpLayer, InverseLayer])("%o", (Layer) => {
    const layer = new Layer();
    layer.forward(x);
    const before = gradients(layer);
    expect(() => layer.forward("x" as never)).toThrow("expected an array");
    expect(gradients(layer)).toEqual(before);
  });

  test("Affine", () => {
    const layer = new Affine(np.ones([3, 3]), np.ones(3));
    layer.forward(x);
    const before = [gradients(layer), layer.dW, layer.db];
    expect(() => layer.forward(bad)).toThrow("x is (3, 2)");
    expect(() => layer.backward(bad)).toThrow("dout is (3, 2)");
    expect([layer.dW, layer.db]).toEqual(before.slice(1));
    expect([gradients(layer), layer.dW, layer.db]).toEqual(before);
  });

  test("SoftmaxWithLoss", () => {
    const layer = new SoftmaxWithLoss();
    layer.forward(x, np.array([0, 2]));
    const before = layer.backward().tolist();
    expect(() => layer.forward(bad, np.array([0, 1, 2]))).toThrow("label 2 of sample 2");
    expect(layer.backward().tolist()).toEqual(before);
  });

  test("or there is still none", () => {
    const relu = new Relu();
    expect(() => relu.forward(undefined as never)).toThrow("expected an array");
    expect(() => relu.backward(dout)).toThrow("call forward first");
  });

  test("a graph's values, gradients and layers", () => {
    const graph = new ComputationGraph({ x, y });
    graph.add("s", new MulLayer(), "x", "x");
    graph.add("out", new AddLayer(), "s", "y");
    const before = graph.backward(dout);
    expect(() => graph.forward({ x: bad })).toThrow("do not broadcast");
    expect(graph.value("x")).toBe(x);
    expect(graph.value("s")).toEqual(np.multiply(x, x));
    expect(graph.gradient("x")).toEqual(before.x);
    expect(graph.backward(dout)).toEqual(before);

    expect(() => graph.backward(bad)).toThrow("dout for it is (3, 2)");
    expect(graph.nodes.some((node) => graph.hasGradient(node.name))).toBe(false);
  });

  test("a network draws no weights, should its options be wrong", () => {
    np.random.seed(3);
    const first = np.random.randn();
    np.random.seed(3);
    expect(() => new TwoLayerNet({ ...sizes, outputSize: 0 })).toThrow("outputSize is 0");
    expect(np.random.randn()).toBe(first);
  });
});
