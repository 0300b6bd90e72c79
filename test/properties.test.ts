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

/** a x + b y */
const combined = (a: number, x: NDArray, b: number, y: NDArray): NDArray =>
  np.add(np.multiply(a, x), np.multiply(b, y));

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

const filled = (array: NDArray | undefined): NDArray => array ?? np.array([]);

describe.each(ONE_INPUT)("%s", (_, make, distance) => {
  test("backward is the numerical gradient", () =>
    check([shape, seed], (lengths, start) => {
      np.random.seed(start);
      const [layer, x, dout] = [make(), awayFromZero(lengths, distance), normal(lengths)];
      const expected = numerical(() => weighted(layer.forward(x), dout), x);
      layer.forward(x);
      expect(layer.backward(dout)).toBeAllclose(expected, 1e-9);
    }));

  test("backward is linear in dout", () =>
    check([shape, seed], (lengths, start) => {
      np.random.seed(start);
      const [layer, d, e] = [make(), normal(lengths), normal(lengths)];
      const [a, b] = [np.random.randn(), np.random.randn()];
      layer.forward(awayFromZero(lengths, distance));
      expect(layer.backward(combined(a, d, b, e))).toBeAllclose(
        combined(a, layer.backward(d), b, layer.backward(e)),
      );
    }));
});

describe.each(TWO_INPUTS)("%s", (_, make) => {
  // Quarters apart, so that it is clear which one is the larger.
  const inputs = ([forX, forY]: Shape[]) => [
    np.add(whole(forX), 0.25),
    np.multiply(0.75, np.add(whole(forY), 1 / 6)),
  ];

  test("backward is the numerical gradient, also by an input that is broadcast", () =>
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

  test("backward is linear in dout", () =>
    check([broadcastable(2), seed], (shapes, start) => {
      np.random.seed(start);
      const layer = make();
      const [x, y] = inputs(shapes);
      const output = [...layer.forward(x, y).shape];
      const [d, e] = [normal(output), normal(output)];
      const [a, b] = [np.random.randn(), np.random.randn()];
      const [alone, other] = [layer.backward(d), layer.backward(e)];
      layer.backward(combined(a, d, b, e)).forEach((gradient, k) => {
        expect(gradient).toBeAllclose(combined(a, alone[k], b, other[k]));
      });
    }));
});

describe("Affine", () => {
  const draw = (lengths: Shape, outputs: number, start: number) => {
    np.random.seed(start);
    const W = normal([sizeOf(lengths.slice(1)), outputs]);
    const b = normal([outputs]);
    const output = [lengths[0], outputs];
    return { x: normal(lengths), W, b, layer: new Affine(W, b), output };
  };
  const gradients = (layer: Affine, dout: NDArray) => {
    const dx = layer.backward(dout);
    return [dx, filled(layer.dW), filled(layer.db)];
  };

  test("forward and backward, by x, W and b", () =>
    check([samples, length, seed], (lengths, outputs, start) => {
      const { x, W, b, layer, output } = draw(lengths, outputs, start);
      const dout = normal(output);
      const expected = [x, W, b].map((array) =>
        numerical(() => weighted(layer.forward(x), dout), array),
      );
      expect(layer.forward(x)).toBeAllclose(np.add(np.dot(x.reshape([lengths[0], -1]), W), b));
      gradients(layer, dout).forEach((gradient, k) => {
        expect(gradient).toBeAllclose(expected[k], 1e-9);
      });
    }));

  test("backward is linear in dout", () =>
    check([samples, length, seed], (lengths, outputs, start) => {
      const { x, layer, output } = draw(lengths, outputs, start);
      const [d, e] = [normal(output), normal(output)];
      const [p, q] = [np.random.randn(), np.random.randn()];
      layer.forward(x);
      const [alone, other] = [gradients(layer, d), gradients(layer, e)];
      gradients(layer, combined(p, d, q, e)).forEach((gradient, k) => {
        expect(gradient).toBeAllclose(combined(p, alone[k], q, other[k]));
      });
    }));
});

/** Labels, as whole numbers or as one-hot rows. */
function targets(count: number, classes: number, oneHot: boolean): NDArray {
  const labels = np.random.randint(0, classes, [count]);
  return oneHot ? np.equal(labels.reshape([-1, 1]), np.arange(classes)) : labels;
}

describe("SoftmaxWithLoss", () => {
  test("backward is the numerical gradient, and linear in dout", () =>
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
      expect(layer.backward(dout)).toBeAllclose(np.multiply(dout, layer.backward()));
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

type Plain = (a: number, b: number) => number;

suite("broadcasting is a plain loop", () => {
  const operations: [string, (a: NDArray, b: NDArray) => NDArray, Plain][] = [
    ["add", np.add, (a, b) => a + b],
    ["subtract", np.subtract, (a, b) => a - b],
    // The whole numbers of int32 have no -0.
    ["multiply", np.multiply, (a, b) => a * b + 0],
    ["divide", np.divide, (a, b) => a / b],
    ["maximum", np.maximum, (a, b) => Math.max(a, b)],
    ["greater", np.greater, (a, b) => Number(a > b)],
    ["greaterEqual", np.greaterEqual, (a, b) => Number(a >= b)],
    ["less", np.less, (a, b) => Number(a < b)],
    ["lessEqual", np.lessEqual, (a, b) => Number(a <= b)],
    ["equal", np.equal, (a, b) => Number(a === b)],
    ["notEqual", np.notEqual, (a, b) => Number(a !== b)],
  ];
  test.each(operations)("%s", (_, operation, plain) =>
    check([broadcastable(2, 0), seed], (shapes, start) => {
      np.random.seed(start);
      const [a, b] = shapes.map(whole);
      const result = operation(a, b);
      const expected = broadcastShape(shapes);
      expect(result.shape).toEqual(expected);
      expect(Array.from(result.data)).toEqual(
        indices(expected).map((index) =>
          plain(a.data[position(a.shape, index)], b.data[position(b.shape, index)]),
        ),
      );
    }),
  );

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

  test("sums, means and maxima are those of the entries along the axis", () =>
    check(
      [fc.array(length, { minLength: 1, maxLength: 4 }), fc.nat(3), seed],
      (lengths, k, start) => {
        np.random.seed(start);
        const x = normal(lengths);
        const axis = k % lengths.length;
        const rest = lengths.toSpliced(axis, 1);
        const lines = indices(rest).map((index) =>
          Array.from({ length: lengths[axis] }, (_, i) => x.item(...index.toSpliced(axis, 0, i))),
        );
        const sums = lines.map((line) => line.reduce((a, b) => a + b, 0));
        const array = (numbers: number[]) => np.array(numbers).reshape(rest);
        expect(np.sum(x, axis)).toBeAllclose(array(sums));
        expect(np.sum(x, axis - lengths.length)).toBeAllclose(array(sums));
        expect(np.mean(x, axis)).toBeAllclose(array(sums.map((sum) => sum / lengths[axis])));
        expect(np.max(x, axis)).toBeAllclose(array(lines.map((line) => Math.max(...line))), 0);
        expect(np.max(x, axis, { keepdims: true }).shape).toEqual(lengths.with(axis, 1));
        expect(np.argmax(x, axis)).toBeAllclose(
          array(lines.map((line) => line.indexOf(Math.max(...line)))),
          0,
        );
      },
    ));
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

  test("the transpose of a product is the product of the transposes, in turn", () =>
    check([fc.nat(20), fc.nat(20), fc.nat(20), seed], (m, k, n, start) => {
      np.random.seed(start);
      const [a, b] = [normal([m, k]), normal([k, n])];
      expect(np.dot(a, b).T).toBeAllclose(np.dot(b.T, a.T));
    }));
});
