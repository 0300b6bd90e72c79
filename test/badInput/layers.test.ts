import { np, SoftmaxWithLoss } from "backprop";
import { describe } from "vitest";
import { each, refuses } from "../support/refuses";

const m = np.array([
  [1, 2, 3],
  [4, 5, 6],
]);
/** A layer that has run on m. */
const ran = (layer: { forward(...inputs: unknown[]): unknown }, ...others: unknown[]) => {
  layer.forward(m, ...others);
  return layer;
};
const scope = {
  m,
  other: np.ones([3, 2]),
  ran,
  W: np.ones([3, 3]),
  b: np.ones(3),
};
const ones = ["Relu", "Sigmoid", "Tanh", "ExpLayer", "InverseLayer"].map((name) => `${name}()`);
const pairs = ["AddLayer", "MulLayer", "MaxLayer"];

describe("backward before forward", () => {
  const layers = [...ones, ...pairs.map((name) => `${name}()`), "Affine(W, b)"];
  const FIRST = "call forward first; backward needs what forward keeps";
  refuses(
    `
    ${each(layers, (layer) => `new ${layer}.backward(m) → ${layer.split("(")[0]}.backward: ${FIRST}`)}
    new SoftmaxWithLoss().backward() → SoftmaxWithLoss.backward: ${FIRST}`,
    scope,
  );
});

describe("a dout of another shape than forward's output", () => {
  const GRADIENT = "a gradient has the shape of the value that it belongs to";
  const MISFIT = `backward: dout is (3, 2) but forward returned (2, 3); ${GRADIENT}`;
  refuses(
    `
    ${each([...ones, "Affine(W, b)"], (layer) => `ran(new ${layer}).backward(other) → ${layer.split("(")[0]}.${MISFIT}`)}
    ${each(pairs, (name) => `ran(new ${name}(), b).backward(other) → ${name}.${MISFIT}`)}
    ran(new AddLayer(), b).backward(1) → AddLayer.backward: dout is () but forward returned (2, 3); ${GRADIENT}
    ran(new Relu()).backward(np.ones([1, 2, 3])) → Relu.backward: dout is (1, 2, 3) but forward returned (2, 3); ${GRADIENT}
    ran(new SoftmaxWithLoss(), [0, 1]).backward(m) → SoftmaxWithLoss.backward: dout is (2, 3) but forward returned (); ${GRADIENT}`,
    scope,
  );
});

describe("inputs of layers and functions", () => {
  const BROADCAST =
    "shapes (2, 3) and (3, 2) do not broadcast; aligned at the right, each pair of lengths must be equal or 1";
  const PARAMETERS = "they must be (D, H) and (H,)";
  const ROWS = "x must be (N, D), one row a sample, with as many columns as W has rows";
  const SCORES = "it must be scores (N, C), one row a sample, with N and C at least 1";
  const SOFTMAX = "it must be scores (N, C), or (C,) for one sample, with C at least 1";
  const PROBABILITIES =
    "it must be probabilities (N, C), or (C,) for one sample, with N and C at least 1";
  const EXPECTED = "expected an array, nested lists or a number, not";
  const all = [...ones, ...pairs.map((name) => `${name}()`), "Affine(W, b)", "SoftmaxWithLoss()"];
  refuses(
    `
    ${each(all, (layer) => `new ${layer}.forward("x", 1) → ${layer.split("(")[0]}.forward: ${EXPECTED} "x"`)}
    new AddLayer().forward(m, other) → np.add: ${BROADCAST}
    new MulLayer().forward(m, other) → np.multiply: ${BROADCAST}
    new MaxLayer().forward(m, other) → np.maximum: ${BROADCAST}
    new Affine(np.ones([4, 3]), np.ones(4)) → Affine: W is (4, 3) and b is (4,); ${PARAMETERS}
    new Affine(np.ones([2, 4, 3]), np.ones(4)) → Affine: W is (2, 4, 3) and b is (4,); ${PARAMETERS}
    new Affine(np.ones([4, 3]), np.ones([3, 1])) → Affine: W is (4, 3) and b is (3, 1); ${PARAMETERS}
    new Affine("W", b) → Affine: ${EXPECTED} "W"
    new Affine(np.ones([785, 50]), np.ones(50)).forward(np.ones([100, 784])) → Affine.forward: x is (100, 784) but W is (785, 50); ${ROWS}
    new Affine(np.ones([1, 3]), b).forward(np.ones(2)) → Affine.forward: x is (2,) but W is (1, 3); ${ROWS}
    new Affine(np.ones([784, 3]), b).forward(np.ones([2, 1, 28, 27])) → Affine.forward: x is (2, 1, 28, 27) but W is (784, 3); ${ROWS}
    new SoftmaxWithLoss().forward(b, [0]) → SoftmaxWithLoss.forward: x is (3,); ${SCORES}
    new SoftmaxWithLoss().forward(np.ones([0, 3]), []) → SoftmaxWithLoss.forward: x is (0, 3); ${SCORES}
    softmax("scores") → softmax: ${EXPECTED} "scores"
    softmax(3) → softmax: x is (); ${SOFTMAX}
    softmax(np.ones([2, 0])) → softmax: x is (2, 0); ${SOFTMAX}
    sigmoid("x") → np.multiply: ${EXPECTED} "x"
    crossEntropyError("y", 0) → crossEntropyError: ${EXPECTED} "y"
    crossEntropyError(b, "t") → crossEntropyError: ${EXPECTED} "t"
    crossEntropyError(np.ones([2, 1, 3]), [0, 0]) → crossEntropyError: y is (2, 1, 3); ${PROBABILITIES}
    crossEntropyError(np.ones([0, 3]), []) → crossEntropyError: y is (0, 3); ${PROBABILITIES}`,
    scope,
  );
});

describe("targets", () => {
  const LABELS = "is not a class; with 3 columns of scores labels are whole numbers from 0 to 2";
  const TARGETS =
    "for 2 samples of 3 classes; it must be integer labels (2,) or one-hot rows (2, 3)";
  const ONE_HOT = "a one-hot row has a single 1 and else 0";
  const SINGLE = "for one sample of 3 classes; it must be its label, a number, or a one-hot (3,)";
  const loss = (t: unknown) => new SoftmaxWithLoss().forward(m, t as never);
  refuses(
    `
    loss([0, 3]) → SoftmaxWithLoss.forward: label 3 of sample 1 ${LABELS}
    loss([-1, 0]) → SoftmaxWithLoss.forward: label -1 of sample 0 ${LABELS}
    loss([0.5, 1]) → SoftmaxWithLoss.forward: label 0.5 of sample 0 ${LABELS}
    loss([0, NaN]) → SoftmaxWithLoss.forward: label NaN of sample 1 ${LABELS}
    loss([0]) → SoftmaxWithLoss.forward: t is (1,) ${TARGETS}
    loss([0, 1, 2]) → SoftmaxWithLoss.forward: t is (3,) ${TARGETS}
    loss(1) → SoftmaxWithLoss.forward: t is () ${TARGETS}
    loss(np.ones([2, 4])) → SoftmaxWithLoss.forward: t is (2, 4) ${TARGETS}
    loss(np.ones([3, 3])) → SoftmaxWithLoss.forward: t is (3, 3) ${TARGETS}
    loss(np.ones([2, 3, 1])) → SoftmaxWithLoss.forward: t is (2, 3, 1) ${TARGETS}
    loss([[1, 0, 0], [1, 1, 0]]) → SoftmaxWithLoss.forward: row 1 of t is [1, 1, 0]; ${ONE_HOT}
    loss([[1, 0, 0], [0, 0, 0]]) → SoftmaxWithLoss.forward: row 1 of t is [0, 0, 0]; ${ONE_HOT}
    loss([[1, 0.5, 0], [0, 0, 1]]) → SoftmaxWithLoss.forward: row 0 of t is [1, 0.5, 0]; ${ONE_HOT}
    crossEntropyError(m, [0, 3]) → crossEntropyError: label 3 of sample 1 ${LABELS}
    crossEntropyError(m, [0]) → crossEntropyError: t is (1,) ${TARGETS}
    crossEntropyError([1, 0, 0], 3) → crossEntropyError: label 3 of sample 0 ${LABELS}
    crossEntropyError([1, 0, 0], [0]) → crossEntropyError: t is (1,) ${SINGLE}
    crossEntropyError([1, 0, 0], [1, 1, 0]) → crossEntropyError: row 0 of t is [1, 1, 0]; ${ONE_HOT}`,
    { m, loss },
  );
});
