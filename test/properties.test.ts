import {
  AddLayer,
  Affine,
  ExpLayer,
  InverseLayer,
  MaxLayer,
  MulLayer,
  type NDArray,
  np,
  Relu,
  Sigmoid,
  SoftmaxWithLoss,
  Tanh,
  TwoLayerNet,
} from "backprop";
import fc from "fast-check";
import { describe, expect, suite, test } from "vitest";
import "./support/allclose";

type Shape = number[];

/** Hundreds of examples, the same ones each time. A failure is reported with the smallest example that fails. */
function check<T extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  holds: (...example: T) => void,
): void {
  fc.assert(fc.property(...arbitraries, holds), { seed: 5, numRuns: 300 });
}

const length = fc.integer({ min: 1, max: 4 });
const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const shape = fc.array(length, { maxLength: 4 });
const sizeOf = (lengths: Shape) => lengths.reduce((size, each) => size * each, 1);

/** Shapes that broadcast: of one shape, some axes have length 1, and some at the front are left out. */
function broadcastable(count: number, min = 1): fc.Arbitrary<Shape[]> {
  const axis = fc.tuple(
    fc.integer({ min, max: 4 }),
    fc.array(fc.boolean(), { minLength: count, maxLength: count }),
  );
  const missing = fc.array(fc.nat(3), { minLength: count, maxLength: count });
  return fc
    .tuple(fc.array(axis, { maxLength: 4 }), missing)
    .map(([axes, dropped]) =>
      dropped.map((drop, k) => axes.slice(drop).map(([full, single]) => (single[k] ? 1 : full))),
    );
}

const normal = (lengths: Shape): NDArray => np.random.randn(...lengths, 1).reshape(lengths);
const whole = (lengths: Shape): NDArray => np.random.randint(-3, 4, lengths);

/** Normal numbers, none of them nearer to 0 than `distance`. */
function awayFromZero(lengths: Shape, distance: number): NDArray {
  const x = normal(lengths);
  return np.add(x, np.where(np.less(x, 0), -distance, distance));
}

/** df/dx for every entry of x from f at four places, exact up to the fourth power of the step. */
function numerical(f: () => number, x: NDArray): NDArray {
  const h = 1e-3;
  const gradient = np.zeros(x.shape);
  for (let i = 0; i < x.size; i++) {
    const value = x.data[i];
    const at = (step: number) => {
      x.data[i] = value + step * h;
      return f();
    };
    gradient.data[i] = (at(-2) - 8 * at(-1) + 8 * at(1) - at(2)) / (12 * h);
    x.data[i] = value;
  }
  return gradient;
}

const weighted = (y: NDArray, dout: NDArray): number => np.sum(np.multiply(y, dout));

const ONE_INPUT: [string, () => Relu | Sigmoid | Tanh | ExpLayer | InverseLayer, number][] = [
  // How far from 0 the inputs stay: out of reach of the kink, or of the pole.
  ["Relu", () => new Relu(), 0.01],
  ["Sigmoid", () => new Sigmoid(), 0],
  ["Tanh", () => new Tanh(), 0],
  ["ExpLayer", () => new ExpLayer(), 0],
  ["InverseLayer", () => new InverseLayer(), 1],
];

const TWO_INPUTS: [string, () => MulLayer | AddLayer | MaxLayer][] = [
  ["MulLayer", () => new MulLayer()],
  ["AddLayer", () => new AddLayer()],
  ["MaxLayer", () => new MaxLayer()],
];

/** Samples of one, two or three axes each. */
const samples = fc.array(length, { minLength: 2, maxLength: 4 });

describe.each(ONE_INPUT)("%s", (_, make, distance) => {
  test("backward is the numerical gradient", () =>
    check([shape, seed], (lengths, start) => {
      np.random.seed(start);
      const [layer, x, dout] = [make(), awayFromZero(lengths, distance), normal(lengths)];
      const expected = numerical(() => weighted(layer.forward(x), dout), x);
      layer.forward(x);
      expect(layer.backward(dout)).toBeAllclose(expected, 1e-9);
    }));
});

describe.each(TWO_INPUTS)("%s", (_, make) => {
  // Quarters apart, so that it is clear which one is the larger.
  const inputs = ([forX, forY]: Shape[]) => [
    np.add(whole(forX), 0.25),
    np.multiply(0.75, np.add(whole(forY), 1 / 6)),
  ];

  test("backward is the numerical gradient, also with respect to an input that is broadcast", () =>
    check([broadcastable(2), seed], (shapes, start) => {
      np.random.seed(start);
      const layer = make();
      const [x, y] = inputs(shapes);
      const dout = normal([...layer.forward(x, y).shape]);
      const output = () => weighted(layer.forward(x, y), dout);
      const expected = [numerical(output, x), numerical(output, y)];
      layer.forward(x, y);
      const [dx, dy] = layer.backward(dout);
      expect(dx).toBeAllclose(expected[0], 1e-9);
      expect(dy).toBeAllclose(expected[1], 1e-9);
    }));
});

describe("Affine", () => {
  test("forward and backward, with respect to x, W and b", () =>
    check([samples, length, seed], (lengths, outputs, start) => {
      np.random.seed(start);
      const W = normal([sizeOf(lengths.slice(1)), outputs]);
      const b = normal([outputs]);
      const [x, dout] = [normal(lengths), normal([lengths[0], outputs])];
      const layer = new Affine(W, b);
      const expected = [x, W, b].map((array) =>
        numerical(() => weighted(layer.forward(x), dout), array),
      );
      expect(layer.forward(x)).toBeAllclose(np.add(np.dot(x.reshape([lengths[0], -1]), W), b));
      [layer.backward(dout), layer.dW, layer.db].forEach((gradient, k) => {
        expect(gradient as NDArray).toBeAllclose(expected[k], 1e-9);
      });
    }));
});

/** Labels, as whole numbers or as one-hot rows. */
function targets(count: number, classes: number, oneHot: boolean): NDArray {
  const labels = np.random.randint(0, classes, [count]);
  return oneHot ? np.equal(labels.reshape([-1, 1]), np.arange(classes)) : labels;
}

describe("SoftmaxWithLoss", () => {
  test("backward is the numerical gradient", () =>
    check([length, length, fc.boolean(), seed], (count, classes, oneHot, start) => {
      np.random.seed(start);
      const layer = new SoftmaxWithLoss();
      const [x, t, dout] = [
        np.multiply(3, normal([count, classes])),
        targets(count, classes, oneHot),
        np.random.randn(),
      ];
      const expected = numerical(() => dout * layer.forward(x, t), x);
      layer.forward(x, t);
      expect(layer.backward(dout)).toBeAllclose(expected, 1e-9);
    }));
});

suite("TwoLayerNet", () => {
  const sizes = fc.record({ inputSize: length, hiddenSize: length, outputSize: length });
  const draw = (size: { inputSize: number; hiddenSize: number; outputSize: number }) => {
    const network = new TwoLayerNet({ ...size, weightInitStd: 1 });
    const { b1, b2 } = network.params;
    for (const b of [b1, b2]) b.addInPlace(normal([...b.shape]));
    return network;
  };

  test("the gradient is the numerical one", () =>
    check([sizes, length, fc.boolean(), seed], (size, count, oneHot, start) => {
      np.random.seed(start);
      const network = draw(size);
      const x = normal([count, size.inputSize]);
      const t = targets(count, size.outputSize, oneHot);
      const before = network.layers.Affine1.forward(x);
      const reach = 2e-3 * Math.max(1, np.max(np.abs(x)));
      fc.pre(-np.max(np.multiply(-1, np.abs(before))) > reach);
      const gradient = network.gradient(x, t);
      for (const [name, parameter] of Object.entries(network.params)) {
        expect(gradient[name]).toBeAllclose(
          numerical(() => network.loss(x, t), parameter),
          1e-8,
        );
      }
    }));

  test("the order of a batch changes neither loss nor gradient", () =>
    check(
      [sizes, fc.integer({ min: 1, max: 40 }), fc.boolean(), seed],
      (size, count, oneHot, start) => {
        np.random.seed(start);
        const network = draw(size);
        const x = normal([count, size.inputSize]);
        const t = targets(count, size.outputSize, oneHot);
        const order = np.random.permutation(count);
        const loss = network.loss(x, t);
        const gradient = network.gradient(x, t);
        expect(network.loss(x.at(order), t.at(order))).toBeAllclose(loss);
        const shuffled = network.gradient(x.at(order), t.at(order));
        for (const [name, expected] of Object.entries(gradient)) {
          expect(shuffled[name]).toBeAllclose(expected);
        }
      },
    ));
});

/** The position in row-major data of the entry that an array of `lengths` shows at `index`, broadcast. */
function position(lengths: readonly number[], index: number[]): number {
  return lengths.reduce(
    (offset, each, axis) =>
      offset * each + (each === 1 ? 0 : index[index.length - lengths.length + axis]),
    0,
  );
}

/** Every index of an array of this shape, in row-major order. */
function indices(lengths: readonly number[]): number[][] {
  const [first, ...rest] = lengths;
  if (first === undefined) return [[]];
  return Array.from({ length: first }, (_, i) =>
    indices(rest).map((index) => [i, ...index]),
  ).flat();
}

function broadcastShape(shapes: Shape[]): Shape {
  const axes = Math.max(...shapes.map((each) => each.length));
  return Array.from({ length: axes }, (_, axis) => {
    const lengths = shapes.map((each) => each[axis - axes + each.length] ?? 1);
    return lengths.find((each) => each !== 1) ?? 1;
  });
}

suite("broadcasting is a plain loop", () => {
  test("subtract", () =>
    check([broadcastable(2, 0), seed], (shapes, start) => {
      np.random.seed(start);
      const [a, b] = shapes.map(normal);
      const result = np.subtract(a, b);
      const expected = broadcastShape(shapes);
      expect(result.shape).toEqual(expected);
      expect(Array.from(result.data)).toEqual(
        indices(expected).map(
          (index) => a.data[position(a.shape, index)] - b.data[position(b.shape, index)],
        ),
      );
    }));

  test("where, of three", () =>
    check([broadcastable(3, 0), seed], (shapes, start) => {
      np.random.seed(start);
      const [mask, a, b] = [np.greater(whole(shapes[0]), 0), normal(shapes[1]), normal(shapes[2])];
      const result = np.where(mask, a, b);
      const expected = broadcastShape(shapes);
      expect(result.shape).toEqual(expected);
      expect(Array.from(result.data)).toEqual(
        indices(expected).map((index) => {
          const chosen = mask.data[position(mask.shape, index)] ? a : b;
          return chosen.data[position(chosen.shape, index)];
        }),
      );
    }));

  test("in place: as out of place where the shape stays, else refused", () =>
    check([broadcastable(2, 0), seed], (shapes, start) => {
      np.random.seed(start);
      const [x, y] = shapes.map(normal);
      const before = x.copy();
      if (String(broadcastShape(shapes)) === String(x.shape) && y.ndim <= x.ndim) {
        const expected = np.multiply(np.add(x, y), y);
        expect(x.addInPlace(y).multiplyInPlace(y).tolist()).toEqual(expected.tolist());
      } else {
        expect(() => x.addInPlace(y)).toThrow("does not broadcast to");
        expect(x.tolist()).toEqual(before.tolist());
      }
    }));
});

suite("round trips", () => {
  /** A shape, and its axes in some order. */
  const reordered = fc
    .array(fc.nat(4), { maxLength: 5 })
    .chain((lengths) =>
      fc.tuple(
        fc.constant(lengths),
        fc.shuffledSubarray(Array.from(lengths.keys()), { minLength: lengths.length }),
      ),
    );

  test("transpose and back, and each entry where it belongs", () =>
    check([reordered, seed], ([lengths, axes], start) => {
      np.random.seed(start);
      const x = normal(lengths);
      const y = x.transpose(axes);
      expect(y.shape).toEqual(axes.map((axis) => lengths[axis]));
      for (const index of indices(y.shape)) {
        const original = lengths.map((_, axis) => index[axes.indexOf(axis)]);
        expect(y.item(...index)).toBe(x.item(...original));
      }
      const back = y.transpose(lengths.map((_, axis) => axes.indexOf(axis)));
      expect(back.shape).toEqual(lengths);
      expect(back.data).toEqual(x.data);
      expect(x.T.T.tolist()).toEqual(x.tolist());
    }));

  test("reshape and back, with a length left open, shares the data", () =>
    check([reordered, seed], ([lengths, axes], start) => {
      np.random.seed(start);
      const x = normal(lengths);
      const other = axes.map((axis) => lengths[axis]);
      const y = x.reshape(other).reshape([-1]).reshape(lengths);
      expect(y.shape).toEqual(lengths);
      expect(y.data).toBe(x.data);
      if (other.length > 0 && x.size > 0) {
        expect(x.reshape(other.with(0, -1)).shape).toEqual(other);
      }
      expect(np.array(x.tolist() as number[]).data).toEqual(x.data);
    }));
});
