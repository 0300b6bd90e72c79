import { spawnSync } from "node:child_process";
import path from "node:path";
import {
  AddLayer,
  Affine,
  ComputationGraph,
  crossEntropyError,
  type Layer,
  MulLayer,
  NDArray,
  type Network,
  np,
  Relu,
  Sequential,
  Sigmoid,
  SoftmaxWithLoss,
  sigmoid,
  softmax,
  Tanh,
  TwoLayerNet,
  type Value,
} from "backprop";
import { expect, suite, test } from "vitest";
import { root } from "../scripts/jupyter.mjs";

// The compiler checks this file, and the tests run it: a type is right where it says what the value is.

test("the compiler agrees, of the declarations that are installed", () => {
  const compiler = path.join(root, "node_modules", "typescript", "bin", "tsc");
  const options = [
    "--ignoreConfig",
    "--noEmit",
    "--strict",
    "--skipLibCheck",
    "--target",
    "es2022",
  ];
  const args = [...options, "--module", "preserve", "--types", "node", import.meta.filename];
  expect(spawnSync(process.execPath, [compiler, ...args], { encoding: "utf8" }).stdout).toBe("");
});

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** An argument more, which there cannot be, where the types differ. */
type Only<A, B> = Same<A, B> extends true ? [] : [difference: never];

const isNumber = <T>(value: T, ..._: Only<T, number>) => expect(value).toBeTypeOf("number");
const isBoolean = <T>(value: T, ..._: Only<T, boolean>) => expect(value).toBeTypeOf("boolean");
const isArray = <T>(value: T, ..._: Only<T, NDArray>) => expect(value).toBeInstanceOf(NDArray);
const isEither = <T>(_: T, ...__: Only<T, Value>) => {};

const x = np.array([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: a matrix
const line = [1, 2, 3];
const either = 2 as Value;

suite("a number of numbers, an array where an array or a list takes part, either of either", () => {
  test("np, of two", () => {
    for (const call of [np.add, np.divide, np.maximum, np.power]) {
      isNumber(call(1, 2));
      isArray(call(x, 1));
      isArray(call(1, line));
      isArray(call(x, either));
      isEither(call(either, 1));
      isEither(call(2, either));
    }
    isBoolean(np.greater(1, 2));
    isArray(np.equal(x, 1));
  });

  test("np, of one", () => {
    for (const call of [np.exp, np.log, np.abs, np.square, np.negative]) {
      isNumber(call(1));
      isArray(call(x));
      isArray(call([[1, 2]]));
      isEither(call(either));
    }
    isBoolean(np.isnan(1));
    isNumber(np.clip(1, 2, 3));
    isArray(np.clip(x, 0, 1));
    isNumber(np.where(true, 1, 2));
    isArray(np.where(x, 1, either));
    isEither(np.where(true, either, 0));
  });

  test("reductions: the whole array to a number, along axes to an array", () => {
    for (const call of [np.sum, np.mean, np.max, np.min, np.var, np.std]) {
      isNumber(call(x));
      isArray(call(x, 0));
      isArray(call(x, [0, 1]));
      isArray(call(x, undefined, { keepdims: true }));
    }
    isNumber(np.argmax(x));
    isArray(np.argmin(x, 1));
    isBoolean(np.any(x));
    isArray(np.all(x, 0));
    isBoolean(np.allclose(x, 1));
    isNumber(np.average(x));
    isArray(np.average(x, 1, line));
  });

  test("np.random", () => {
    isNumber(np.random.rand());
    isArray(np.random.rand(2));
    isNumber(np.random.normal(0, 1));
    isArray(np.random.uniform(0, 1, 2));
    isNumber(np.random.randint(3));
    isArray(np.random.randint(0, 3, 2));
    isNumber(np.random.choice(3));
    isArray(np.random.choice(3, 2));
  });

  test("functions and layers", () => {
    isNumber(sigmoid(1));
    isArray(sigmoid(line));
    isEither(sigmoid(either));
    isArray(softmax(line));
    isNumber(crossEntropyError(line, 1));
    for (const layer of [new Relu(), new Sigmoid(), new Tanh()]) {
      isNumber(layer.forward(1));
      isNumber(layer.backward(1));
      isEither(layer.forward(either));
      isArray(layer.forward(x));
      isArray(layer.backward(x));
    }
    const layer = new MulLayer();
    isArray(layer.forward(line, 3));
    isArray(layer.backward(line)[0]);
    isEither(layer.forward(either, 2));
    isNumber(layer.forward(2, 3));
    isNumber(layer.backward(2)[1]);
  });

  test("a graph of numbers has numbers, another one either", () => {
    const numbers = new ComputationGraph({ a: 1, b: 2 });
    isNumber(numbers.add("sum", new AddLayer(), "a", "b"));
    numbers.backward();
    isNumber(numbers.gradient("a"));
    const arrays = new ComputationGraph({ x });
    isEither(arrays.add("y", new Relu(), "x"));
  });
});

test("layers and networks are what train and graphs take", () => {
  const layers: Layer[] = [new Affine(np.ones([3, 2]), np.zeros(2)), new Relu(), new Tanh()];
  const networks: Network[] = [
    new TwoLayerNet({ inputSize: 3, hiddenSize: 2, outputSize: 2 }),
    new Sequential(layers),
  ];
  for (const network of networks) isNumber(network.loss(x, np.array([0, 1])));
});

test("an index may be made of text", () => {
  for (const i of [0, 1]) expect(x.at(`${i}:${i + 1}`, "::-1").shape).toEqual([1, 3]);
  isNumber(x.item(0, 1));
  for (const row of x) isArray(row);
});

test("what the compiler refuses", () => {
  const network = new TwoLayerNet({ inputSize: 3, hiddenSize: 2, outputSize: 2 });
  const refused = [
    // @ts-expect-error: it may be a number, which has no shape
    () => np.add(either, 1).shape.length,
    // @ts-expect-error: so may this
    () => new Relu().forward(either).shape.length,
    // @ts-expect-error: text is no array
    () => np.array(["1"]),
    // @ts-expect-error: there is no such dtype
    () => np.zeros(2, "float16"),
    // @ts-expect-error: a typing error is no range
    () => x.at("1;3"),
    // @ts-expect-error: a range has three parts at most
    () => x.at("1:2:3:4"),
    // @ts-expect-error: nor is a word a bound
    () => x.at("first:"),
    // @ts-expect-error: the shape is one list
    () => x.reshape(2, 3),
    // @ts-expect-error: brackets do not index
    () => x[0],
    // @ts-expect-error: operators take numbers
    () => x * 2,
    // @ts-expect-error: argmax takes one axis
    () => np.argmax(np.ones([2, 3, 4]), [0, 1]),
    () => {
      // @ts-expect-error: parameters change in place
      network.params.W1 = x;
    },
    // @ts-expect-error: a layer has two methods
    () => new Sequential([{ forward: (z: NDArray) => z }]),
    // @ts-expect-error: the loss needs targets
    () => new SoftmaxWithLoss().forward(x),
    // @ts-expect-error: MulLayer takes two inputs
    () => new MulLayer().forward(x),
  ];
  // What the compiler lets pass in a cell without types is an error there, too.
  for (const call of refused) expect(call).toThrow();
});
