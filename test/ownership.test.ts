import { Affine, type NDArray, np, Relu, SoftmaxWithLoss, TwoLayerNet } from "backprop";
import fc from "fast-check";
import { expect, suite, test } from "vitest";

// Large enough that weights live in WebAssembly's memory, and that vectors compute entry by entry.
const [D, H, C] = [80, 60, 10];
const dtypes = ["float64", "float32"] as const;

const images = (samples: number, dtype: (typeof dtypes)[number]) =>
  np.random.randn(samples, D).astype(dtype);
const labels = (samples: number) => np.random.randint(0, C, samples);

/** What calls have returned, each with a copy of what it was then. */
class Returned {
  private readonly all: { from: string; array: NDArray; before: NDArray }[] = [];

  keep(from: string, ...arrays: NDArray[]): void {
    for (const array of arrays) this.all.push({ from, array, before: array.copy() });
  }

  expectUnchanged(): void {
    for (const { from, array, before } of this.all) {
      if (!array.data.every((value, i) => Object.is(value, before.data[i]))) {
        expect(array, from).toEqual(before);
      }
    }
  }
}

/** Calls by name, on networks that share nothing but the process, and on layers of which two share their weights. */
function calls(returned: Returned): Record<string, (samples: number) => void> {
  const networks = dtypes.map(
    (dtype) => new TwoLayerNet({ inputSize: D, hiddenSize: H, outputSize: C, dtype }),
  );
  const first = Affine.random(D, H);
  const layers = [first, new Affine(first.W, np.random.randn(H))];
  const onNetworks = (
    call: (network: TwoLayerNet, x: NDArray, t: NDArray) => void,
  ): ((samples: number) => void) => {
    return (samples) => {
      networks.forEach((network, i) => {
        call(network, images(samples, dtypes[i]), labels(samples));
      });
    };
  };
  return {
    predict: onNetworks((network, x) => returned.keep("predict", network.predict(x))),
    loss: onNetworks((network, x, t) => network.loss(x, t)),
    accuracy: onNetworks((network, x, t) => network.accuracy(x, t)),
    gradient: onNetworks((network, x, t) => {
      returned.keep("gradient", ...Object.values(network.gradient(x, t)));
    }),
    update: onNetworks((network, x, t) => {
      const { W1, W2 } = network.gradient(x, t);
      network.params.W1.subtractProductInPlace(0.1, W1);
      network.params.W2.subtractInPlace(np.multiply(0.1, W2));
    }),
    layer: (samples) => {
      for (const layer of layers) {
        returned.keep("Affine.forward", layer.forward(images(samples, "float64")));
        returned.keep("Affine.backward", layer.backward(np.random.randn(samples, H)));
        returned.keep("dW and db", layer.dW as NDArray, layer.db as NDArray);
      }
    },
    products: (samples) => {
      const x = images(samples, "float64");
      returned.keep("np.dot", np.dot(x, first.W), np.dot(x.T, x), np.dot(first.W, first.W.T));
    },
    elementwise: () => {
      const [a, b] = [first.W, np.random.randn(D, H)];
      returned.keep("elementwise", np.add(a, b), np.multiply(0.5, a), np.maximum(b, 0));
      returned.keep("masks", np.greater(a, b), np.where(np.lessEqual(b, 0), 0, a));
    },
  };
}

test("what a call returns is never changed by a later one", () => {
  const names = Object.keys(calls(new Returned()));
  const call = fc.tuple(fc.constantFrom(...names), fc.integer({ min: 1, max: 120 }));
  fc.assert(
    fc.property(fc.array(call, { minLength: 2, maxLength: 12 }), (sequence) => {
      const returned = new Returned();
      const all = calls(returned);
      for (const [name, samples] of sequence) {
        all[name](samples);
        returned.expectUnchanged();
      }
    }),
    { seed: 1, numRuns: 60 },
  );
});

suite("what a layer keeps", () => {
  test.each(dtypes)(
    "is not touched by what happens to x, W's memory and other layers, %s",
    (dtype) => {
      np.random.seed(2);
      const atHome = Affine.random(D, H, { dtype });
      // The same W shared with a second layer, and the same numbers elsewhere.
      const shares = new Affine(atHome.W, atHome.b);
      for (const samples of [3, 100, 7, 15_000, 5]) {
        const x = images(samples, dtype);
        const plain = new Affine(atHome.W.copy(), atHome.b.copy());
        const dout = np.random.randn(samples, H).astype(dtype);
        expect(atHome.forward(x)).toEqual(plain.forward(x));
        x.data.fill(Number.NaN);
        shares.forward(images(samples, dtype));
        np.dot(images(9, dtype), atHome.W);
        np.maximum(atHome.W, 0);
        expect(atHome.backward(dout)).toEqual(plain.backward(dout));
        expect([atHome.dW, atHome.db]).toEqual([plain.dW, plain.db]);
        atHome.W.subtractProductInPlace(0.01, atHome.dW as NDArray);
      }
    },
  );

  test("is its own in each of several networks", () => {
    np.random.seed(3);
    const options = { inputSize: D, hiddenSize: H, outputSize: C };
    const networks = Array.from({ length: 30 }, () => new TwoLayerNet(options));
    const batches = networks.map(() => [images(20, "float64"), labels(20)] as const);
    const apart = networks.map((network, i) => network.gradient(...batches[i]));
    networks.forEach((network, i) => {
      network.loss(...batches[i]);
    });
    networks.forEach(({ layers, lastLayer }, i) => {
      const { Affine1, Relu1, Affine2 } = layers;
      Affine1.backward(Relu1.backward(Affine2.backward(lastLayer.backward())));
      expect([Affine1.dW, Affine2.dW]).toEqual([apart[i].W1, apart[i].W2]);
    });
  });
});

test("a network computes the same numbers, wherever its weights live", () => {
  np.random.seed(4);
  for (const dtype of dtypes) {
    const network = new TwoLayerNet({ inputSize: D, hiddenSize: H, outputSize: C, dtype });
    const { W1, b1, W2, b2 } = network.params;
    const [first, second] = [new Affine(W1.copy(), b1.copy()), new Affine(W2.copy(), b2.copy())];
    const [relu, last] = [new Relu(), new SoftmaxWithLoss()];
    for (const samples of [1, 100, 33]) {
      const [x, t] = [images(samples, dtype), labels(samples)];
      expect(network.loss(x, t)).toBe(
        last.forward(second.forward(relu.forward(first.forward(x))), t),
      );
      first.backward(relu.backward(second.backward(last.backward())));
      expect(Object.values(network.gradient(x, t))).toEqual([
        ...[first.dW, first.db],
        ...[second.dW, second.db],
      ]);
    }
  }
});
