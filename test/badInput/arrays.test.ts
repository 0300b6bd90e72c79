import { np } from "backprop";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { each, messageOf, refuses } from "../support/refuses";

const m = np.array([
  [1, 2, 3],
  [4, 5, 6],
]);
const BROADCAST = "do not broadcast; aligned at the right, each pair of lengths must be equal or 1";
const SHAPE = "the shape must be a list of whole numbers >= 0 such as [2, 3], not";

describe("np says which function was called", () => {
  const functions = [np, np.random].flatMap((module) =>
    Object.entries(module).map(([name, call]) => [module === np ? name : `random.${name}`, call]),
  );
  // getState takes nothing, and NumPy, too, takes NaN for the rest.
  const others = ["random", "random.getState", "linspace", "random.normal", "random.uniform"];
  test.each(functions.filter(([name]) => !others.includes(name)))("np.%s", async (name, call) => {
    expect(await messageOf(() => call("text"))).toMatch(new RegExp(`^np\\.${name}: `));
  });
});

describe("shapes that do not fit", () => {
  const RESHAPE =
    "the lengths must multiply to as many, and only one may be -1, which follows from the rest";
  const DOT =
    "it must be a vector (k,) or a matrix (m, k); np.multiply scales by a number, and reshape makes a matrix of an image";
  const elementwise = ["add", "subtract", "multiply", "divide", "maximum", "greater", "lessEqual"];
  refuses(
    `
    ${each(elementwise, (name) => `np.${name}(m, [1, 2]) → np.${name}: shapes (2, 3) and (2,) ${BROADCAST}`)}
    np.add(np.zeros([0, 3]), np.ones([2, 3])) → np.add: shapes (0, 3) and (2, 3) ${BROADCAST}
    np.where([1, 0], m, 0) → np.where: shapes (2,) and (2, 3) and () ${BROADCAST}
    np.clip([1], [1, 2], [1, 2, 3]) → np.minimum: shapes (2,) and (3,) ${BROADCAST}
    np.dot(np.zeros([100, 784]), np.zeros([785, 50])) → np.dot: a is (100, 784) but b is (785, 50); a's last axis must equal b's first
    np.dot(np.zeros([2, 1, 28, 28]), m) → np.dot: a is (2, 1, 28, 28); ${DOT}
    np.dot(m, 2) → np.dot: b is (); ${DOT}
    m.reshape([4, -1]) → reshape: (2, 3) has 6 entries, which do not make (4, -1); ${RESHAPE}
    m.reshape([-1, -1]) → reshape: (2, 3) has 6 entries, which do not make (-1, -1); ${RESHAPE}
    m.reshape([-2, -3]) → reshape: (2, 3) has 6 entries, which do not make (-2, -3); ${RESHAPE}
    np.reshape(m, [7]) → reshape: (2, 3) has 6 entries, which do not make (7,); ${RESHAPE}
    np.zeros([0, 3]).reshape([0, -1]) → reshape: (0, 3) has 0 entries, which do not make (0, -1); ${RESHAPE}
    m.reshape(3, 2) → reshape: write the lengths as one list: reshape([3, 2])
    m.reshape("6") → reshape: write the lengths as one list: reshape([6])
    np.squeeze(m, 1) → np.squeeze: axis 1 of (2, 3) has length 3, not 1
    np.concatenate([m, np.zeros([3, 2])]) → np.concatenate: shapes (2, 3) and (3, 2) must be equal but for axis 0
    np.concatenate([m, [1, 2, 3]]) → np.concatenate: shapes (2, 3) and (3,) must be equal but for axis 0
    np.stack([[1], [1, 2]]) → np.stack: shapes (1,) and (2,) must be equal
    np.concatenate([]) → np.concatenate: it takes a list of at least one array, such as [a, b]
    np.stack(m) → np.stack: it takes a list of at least one array, such as [a, b]
    np.average(m, 0, [1, 2, 3]) → np.average: the weights are (3,) for values of shape (2, 3); they need the same shape, or along an axis one weight for each entry of it
    np.average(m, 0, [1, -1]) → np.average: the weights add up to 0`,
    { m },
  );
});

describe("axes", () => {
  const EMPTY = "the array has shape";
  refuses(
    `
    m.transpose([0, 0]) → transpose: the axes (0, 0) name one of (2, 3) twice
    m.transpose([0]) → transpose: axes (0,) must name each of the 2 axes of (2, 3) once
    m.transpose(1) → transpose: several axes go in a list such as [0, 1], not 1
    np.transpose(m, [0, 2]) → transpose: there is no axis 2 in an array of shape (2, 3)
    np.sum(m, null) → np.sum: several axes go in a list such as [0, 1], not null
    np.sum(m, [0, -2]) → np.sum: the axes (0, -2) name one of (2, 3) twice
    np.sum(m, [0, 2]) → np.sum: there is no axis 2 in an array of shape (2, 3)
    np.mean(m, 0.5) → np.mean: there is no axis 0.5 in an array of shape (2, 3)
    np.max(1, 0) → np.max: there is no axis 0 in an array of shape ()
    np.argmax(m, -3) → np.argmax: there is no axis -3 in an array of shape (2, 3)
    np.sort(1) → np.sort: there is no axis -1 in an array of shape ()
    np.max([]) → np.max: there are no entries to take the largest of; ${EMPTY} (0,)
    np.argmax(np.zeros([2, 0]), 1) → np.argmax: there are no entries to take the largest of; ${EMPTY} (2, 0)
    np.min([]) → np.min: there are no entries to take the smallest of; ${EMPTY} (0,)
    np.argmin([]) → np.argmin: there are no entries to take the smallest of; ${EMPTY} (0,)
    np.argmin(np.zeros([2, 3, 4]), [0, 1]) → np.argmax, np.argmin: they take one axis, not (0, 1)`,
    { m },
  );
});

describe("what is no array", () => {
  const FIRST = "the first entries make the shape";
  const LISTS = "every list at one depth must have the same length and hold only numbers";
  const EXPECTED = "expected an array, nested lists or a number, not";
  refuses(
    `
    np.array([[1, 2], [3]]) → np.array: ${FIRST} (2, 2), which a list of 1 does not fit; ${LISTS}
    np.array([1, [2]]) → np.array: ${FIRST} (2,), which a list of 1 does not fit; ${LISTS}
    np.array([[1], 2]) → np.array: ${FIRST} (2, 1), which 2 does not fit; ${LISTS}
    np.array([1, "2"]) → np.array: ${FIRST} (2,), which "2" does not fit; ${LISTS}
    np.array([1, , 3]) → np.array: ${FIRST} (3,), which undefined does not fit; ${LISTS}
    np.array([1, null]) → np.array: ${FIRST} (2,), which null (what JSON makes of NaN and the infinities) does not fit; ${LISTS}
    np.array([m, np.zeros([3, 2])]) → np.array: ${FIRST} (2, 2, 3), which an array of shape (3, 2) does not fit; ${LISTS}
    np.add(undefined, 1) → np.add: ${EXPECTED} undefined
    np.dot("12", m) → np.dot: ${EXPECTED} "12"
    np.exp("a text of 41 characters, which is too long") → np.exp: ${EXPECTED} "a text of 41 characters, which is too..."
    np.exp(m + 1) → np.exp: ${EXPECTED} "[[1. 2. 3.]\\n [4. 5. 6.]]1"; + makes text of arrays, np.add adds them
    np.sum(null) → np.sum: ${EXPECTED} null
    np.mean(true) → np.mean: ${EXPECTED} true
    np.array(10n) → np.array: ${EXPECTED} 10
    np.array(Float64Array.of(1, 2)) → np.array: ${EXPECTED} a typed array; new NDArray(data, shape) makes an array of it
    np.ones(2).addInPlace([[1], 2]) → addInPlace: ${FIRST} (2, 1), which 2 does not fit; ${LISTS}
    np.zeros([2], "float16") → dtype: "float16" is not one of float64, float32, int32, bool
    np.zeros(2, 3) → dtype: 3 is not one of float64, float32, int32, bool; lengths of several axes go in a list: [2, 3]`,
    { m },
  );
});

describe("sizes", () => {
  const TOO_LARGE = "of memory, and an array may have 2; is one of the lengths too large?";
  const COUNT = "it must be a whole number >= 0";
  refuses(
    `
    np.zeros([1e10]) → NDArray: 10000000000 entries of float64 need 75 GB ${TOO_LARGE}
    np.random.rand(1e5, 1e5) → NDArray: 10000000000 entries of float64 need 75 GB ${TOO_LARGE}
    np.arange(1e12) → NDArray: 1000000000000 entries of float64 need 7451 GB ${TOO_LARGE}
    np.linspace(0, 1, 1e12) → NDArray: 1000000000000 entries of float64 need 7451 GB ${TOO_LARGE}
    np.add(np.zeros([100_000, 1]), np.zeros(100_000)) → NDArray: 10000000000 entries of float64 need 75 GB ${TOO_LARGE}
    np.zeros([2, -1]) → np.zeros: ${SHAPE} [2, -1]
    np.zeros(NaN) → np.zeros: ${SHAPE} [NaN]
    np.ones([1.5]) → np.ones: ${SHAPE} [1.5]
    np.ones("3") → np.ones: ${SHAPE} 3
    np.eye(-1) → np.eye: ${SHAPE} [-1, -1]
    np.arange(0, 1, 0) → np.arange: cannot count from 0 to 1 in steps of 0
    np.arange(Infinity) → np.arange: cannot count from 0 to Infinity in steps of 1
    np.linspace(0, 1, -1) → np.linspace: the count is -1; ${COUNT}
    np.linspace(0, 1, 2.5) → np.linspace: the count is 2.5; ${COUNT}
    new NDArray(new Float64Array(3), [2]) → NDArray: 3 entries cannot have the shape (2,), which holds 2
    new NDArray(new Float64Array(2), [-1, -2]) → NDArray: ${SHAPE} [-1, -2]`,
  );
});

describe("indices", () => {
  const NONE = "of an array of shape (2, 3)";
  const RANGE =
    'is not a range; write "1:3", "::2", "-1:", or ":" for the whole axis, in whole numbers';
  const PARTS = "the index has more parts than the array has axes; its shape is";
  const MASK = "but the axes it stands for are (2, 3); a mask has an entry for each of theirs";
  const ranges = ["0:2:0", "0:NaN", "0.5:", "...", "-:", ""];
  refuses(
    `
    m.at(2) → at: there is no index 2 along axis 0 ${NONE}
    m.at(-3) → at: there is no index -3 along axis 0 ${NONE}
    m.at(0.5) → at: there is no index 0.5 along axis 0 ${NONE}
    m.at(NaN) → at: there is no index NaN along axis 0 ${NONE}
    m.at([0, 2]) → at: there is no index 2 along axis 0 ${NONE}
    m.at(":", [3]) → at: there is no index 3 along axis 1 ${NONE}
    m.at(0, 1) → at: (0, 1) is one entry of an array of shape (2, 3); item(0, 1) is its number
    np.array(1).at() → at: () is one entry of an array of shape (); item() is its number
    m.at(":", ":", 0) → at: ${PARTS} (2, 3)
    m.at(":", np.greater(m, 0)) → at: ${PARTS} (2, 3)
    np.array(1).at([0]) → at: ${PARTS} ()
    m.at([true, false, true]) → at: the mask is (3,) ${MASK}
    m.at(np.greater(m.T, 0)) → at: the mask is (3, 2) ${MASK}
    m.at([0, 1], [0, 1, 2]) → at: shapes () and (2,) and (3,) ${BROADCAST}
    ${each(ranges, (range) => `m.at("${range}") → at: "${range}" ${RANGE}`)}
    m.at(null) → at: expected an array, nested lists or a number, not null
    m.set(0) → set: the index is missing; x.set(0, value) writes row 0, x.set(":", value) all
    m.set(2, 0) → set: there is no index 2 along axis 0 ${NONE}
    m.set(0, [1, 2]) → set: shapes (3,) and (2,) ${BROADCAST}
    m.set(0, m) → set: a value of shape (2, 3) does not broadcast to (3,), the shape of the entries it goes to
    m.item(2, 0) → item: there is no index 2 along axis 0 ${NONE}
    m.item(0, NaN) → item: there is no index NaN along axis 1 ${NONE}
    m.item(0) → item: (0) does not name an entry of an array of shape (2, 3); it takes one index for each axis`,
    { m },
  );
});

describe("what a dtype cannot hold", () => {
  const INT32 = 'only whole numbers from -2147483648 to 2147483647; float64 can: astype("float64")';
  const BOOL = "only true and false (1 and 0); a comparison such as np.greater makes a mask";
  const DATA =
    "NDArray: the data must be a Float64Array, Float32Array, Int32Array or, for a mask, Uint8Array; np.array takes lists";
  const data = ["[1, 2]", "new Int16Array(2)", "new Uint8ClampedArray(2)", "new BigInt64Array(2)"];
  refuses(
    `
    np.array([1, NaN], "int32") → np.array: int32 cannot hold NaN, ${INT32}
    np.array(3e9, "int32") → np.array: int32 cannot hold 3000000000, ${INT32}
    np.array([-(2 ** 31) - 1]).astype("int32") → astype: int32 cannot hold -2147483649, ${INT32}
    np.array([Infinity], "float32").astype("int32") → astype: int32 cannot hold Infinity, ${INT32}
    np.full(2, 0.5, "int32") → np.full: int32 cannot hold 0.5, ${INT32}
    np.add(ends, 1) → np.add: int32 cannot hold 2147483648, ${INT32}
    np.negative(ends) → np.negative: int32 cannot hold 2147483648, ${INT32}
    np.abs(ends) → np.abs: int32 cannot hold 2147483648, ${INT32}
    np.square(ends) → np.square: int32 cannot hold 4611686014132420600, ${INT32}
    np.sum(np.array([ends, ends]), 0) → np.sum: int32 cannot hold 4294967294, ${INT32}
    np.cumsum(np.array([2 ** 31 - 1, 1], "int32")) → np.cumsum: int32 cannot hold 2147483648, ${INT32}
    np.power(np.array([2], "int32"), -1) → np.power: int32 cannot hold 0.5, ${INT32}
    np.dot(ends, ends) → /^np.dot: int32 cannot hold 92233720325\\d+, /
    np.zeros(2, "int32").set(0, 1.5) → set: int32 cannot hold 1.5, ${INT32}
    np.zeros(2, "bool").set(0, 2) → set: bool cannot hold 2, ${BOOL}
    new NDArray(Uint8Array.of(0, 128, 255), [3]) → NDArray: a Uint8Array is a mask of 0s and 1s, but entry 1 is 128; Float64Array.from(bytes) keeps bytes as numbers
    ${each(data, (list) => `new NDArray(${list}, [2]) → ${DATA}`)}`,
    { ends: np.array([2 ** 31 - 1, -(2 ** 31)], "int32") },
  );
});

describe("in place, and then nothing has changed", () => {
  const [row, whole, empty] = [np.array([1, 2, 3]), np.argmax(m, 1), np.zeros([0, 1])];
  afterEach(() => {
    expect([row.tolist(), whole.tolist(), empty.shape]).toEqual([
      [1, 2, 3],
      [2, 2],
      [0, 1],
    ]);
  });
  const KEEP = "the shape that an update in place has to keep";
  const FLOATS = 'could not hold the result; use astype("float64")';
  refuses(
    `
    row.addInPlace(m) → addInPlace: (2, 3) does not broadcast to (3,), ${KEEP}
    row.subtractInPlace([1, 2]) → subtractInPlace: shapes (3,) and (2,) ${BROADCAST}
    row.multiplyInPlace([[1]]) → multiplyInPlace: (1, 1) does not broadcast to (3,), ${KEEP}
    empty.addInPlace(np.zeros([0, 3])) → addInPlace: (0, 3) does not broadcast to (0, 1), ${KEEP}
    whole.divideInPlace(2) → divideInPlace: the array is int32 and ${FLOATS}
    np.greater(row, 1).addInPlace(1) → addInPlace: the array is bool and ${FLOATS}
    row.subtractProductInPlace(0.1, np.ones([1, 3])) → subtractProductInPlace: (1, 3) is not (3,), the shape of the array
    whole.subtractProductInPlace(0.1, np.ones(2)) → subtractProductInPlace: the array is int32 and ${FLOATS}`,
    { m, row, whole, empty },
  );
});

describe("np.random, and then the numbers go on as if nothing was", () => {
  const start = () => {
    np.random.seed(7);
    np.random.randn();
  };
  const draw = () => [np.random.randn(), np.random.rand()];
  start();
  const undisturbed = draw();
  beforeEach(start);
  afterEach(() => expect(draw()).toEqual(undisturbed));

  const SEED = "is not a whole number from 0 to 2^32 - 1";
  const RANGE = "the range must be a finite number";
  const NO_WHOLE = "np.random.randint: there is no 32-bit whole number from";
  const POPULATION = "it takes a whole number >= 1 or an array of one axis with entries";
  const ROWS = "it takes a whole number >= 0 or an array with rows";
  const IN_PLACE = "it takes an array with rows, and changes it in place";
  refuses(
    `
    np.random.seed(-1) → np.random.seed: -1 ${SEED}
    np.random.seed(1.5) → np.random.seed: 1.5 ${SEED}
    np.random.seed(2 ** 32) → np.random.seed: 4294967296 ${SEED}
    np.random.rand(-1) → np.random.rand: ${SHAPE} [-1]
    np.random.randn(2, -1) → np.random.randn: ${SHAPE} [2, -1]
    np.random.normal(0, -1) → np.random.normal: the deviation is -1; it must be a number >= 0
    np.random.normal(0, 1, [-1]) → np.random.normal: ${SHAPE} [-1]
    np.random.uniform(0, 1, [0.5]) → np.random.uniform: ${SHAPE} [0.5]
    np.random.uniform(0, Infinity) → np.random.uniform: Infinity - 0 is Infinity; ${RANGE}
    np.random.uniform(-1.7e308, 1.7e308, 2) → np.random.uniform: 1.7e+308 - -1.7e+308 is Infinity; ${RANGE}
    np.random.randint(3, 3) → ${NO_WHOLE} 3 up to but not including 3
    np.random.randint(0.5) → ${NO_WHOLE} 0 up to but not including 0.5
    np.random.randint(0, 2 ** 31 + 1) → ${NO_WHOLE} 0 up to but not including 2147483649
    np.random.randint(-(2 ** 31) - 1, 0) → ${NO_WHOLE} -2147483649 up to but not including 0
    np.random.randint(0, 9, -1) → np.random.randint: ${SHAPE} [-1]
    np.random.choice(0, 3) → np.random.choice: cannot pick from 0; ${POPULATION}
    np.random.choice(1.5, 3) → np.random.choice: cannot pick from 1.5; ${POPULATION}
    np.random.choice([], 1) → np.random.choice: cannot pick from a list of 0; ${POPULATION}
    np.random.choice(m, 3) → np.random.choice: cannot pick from an array of shape (2, 3); ${POPULATION}
    np.random.choice(np.array(3), 3) → np.random.choice: cannot pick from an array of shape (); ${POPULATION}
    np.random.choice(5, -1) → np.random.choice: ${SHAPE} [-1]
    np.random.choice(5, -1, false) → np.random.choice: ${SHAPE} [-1]
    np.random.choice(3, 4, false) → np.random.choice: cannot pick 4 different ones out of 3; pick fewer, or leave \`replace\` out
    np.random.permutation(-1) → np.random.permutation: cannot reorder -1; ${ROWS}
    np.random.permutation(np.array(3)) → np.random.permutation: cannot reorder an array of shape (); ${ROWS}
    np.random.shuffle([1, 2]) → np.random.shuffle: cannot reorder a list of 2; ${IN_PLACE}
    np.random.shuffle(np.array(3)) → np.random.shuffle: cannot reorder an array of shape (); ${IN_PLACE}`,
    { m },
  );
});
