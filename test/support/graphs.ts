import {
  AddLayer,
  Affine,
  ComputationGraph,
  ExpLayer,
  InverseLayer,
  MulLayer,
  np,
  TwoLayerNet,
} from "backprop";

/** Section 5.1: 100 x 2 x 1.1. */
export function appleShopping(): ComputationGraph<number> {
  const graph = new ComputationGraph({ apple: 100, appleNum: 2, tax: 1.1 });
  graph.add("applePrice", new MulLayer(), "apple", "appleNum");
  graph.add("total", new MulLayer(), "applePrice", "tax");
  return graph;
}

/** Section 5.4.2: (100 x 2 + 150 x 3) x 1.1. */
export function fruitShopping(): ComputationGraph<number> {
  const graph = new ComputationGraph({
    apple: 100,
    appleNum: 2,
    orange: 150,
    orangeNum: 3,
    tax: 1.1,
  });
  graph.add("applePrice", new MulLayer(), "apple", "appleNum");
  graph.add("orangePrice", new MulLayer(), "orange", "orangeNum");
  graph.add("all", new AddLayer(), "applePrice", "orangePrice");
  graph.add("total", new MulLayer(), "all", "tax");
  return graph;
}

/** 1 / (1 + exp(-(w0 x0 + w1 x1 + w2))), its last four nodes in a group. */
export function neuron(): ComputationGraph<number> {
  const graph = new ComputationGraph({ w0: 2, x0: -1, w1: -3, x1: -2, w2: -3 });
  graph.add("p", new MulLayer(), "w0", "x0");
  graph.add("q", new MulLayer(), "w1", "x1");
  graph.add("r", new AddLayer(), "p", "q");
  graph.add("s", new AddLayer(), "r", "w2");
  graph.add("t", new MulLayer(), "s", -1);
  graph.add("u", new ExpLayer(), "t");
  graph.add("v", new AddLayer(), "u", 1);
  graph.add("L", new InverseLayer(), "v");
  graph.group("Sigmoid", "t", "u", "v", "L");
  return graph;
}

/** Several values that are used several times. */
export function polynomial(): ComputationGraph<number> {
  const graph = new ComputationGraph({ x: 0.5 });
  graph.add("square", new MulLayer(), "x", "x");
  graph.add("cube", new MulLayer(), "square", "x");
  graph.add("sum", new AddLayer(), "square", "cube");
  graph.add("y", new AddLayer(), "sum", "x");
  return graph;
}

/** An Affine layer, forward and backward. */
export function affine(): ComputationGraph {
  const W = np.array([
    [0.5, -1, 2],
    [1.5, 0.25, -3],
  ]);
  const X = np.array([
    [1, 2],
    [3, -4],
  ]);
  const graph = new ComputationGraph({ X });
  graph.add("Y", new Affine(W, np.array([0.1, 0.2, 0.3])), "X");
  graph.backward(
    np.array([
      [1, 2, 3],
      [4, 5, 6],
    ]),
  );
  return graph;
}

/** A TwoLayerNet on a batch of 5. */
export function network(inputSize = 7, hiddenSize = 4, outputSize = 3): ComputationGraph {
  np.random.seed(0);
  const { layers, lastLayer } = new TwoLayerNet({ inputSize, hiddenSize, outputSize });
  const t = np.array([0, 1, 2, 1, 0], "int32");
  const graph = new ComputationGraph({ x: np.random.rand(5, inputSize), t });
  graph.add("a1", layers.Affine1, "x");
  graph.add("h1", layers.Relu1, "a1");
  graph.add("scores", layers.Affine2, "h1");
  graph.add("loss", lastLayer, "scores", "t");
  return graph;
}

/** A layer of the reader's own, with four inputs. */
export function fourInputs(): ComputationGraph<number> {
  class Sum {
    forward(a: number, b: number, c: number, d: number) {
      return a + b + c + d;
    }
    backward(dout: number) {
      return [dout, dout, dout, dout];
    }
  }
  const graph = new ComputationGraph({ a: 1, b: 2, c: 3, d: 4 });
  graph.add("square", new MulLayer(), "b", "b");
  graph.add("sum", new Sum(), "a", "square", "c", "d");
  graph.add("long", new AddLayer(), "sum", "a");
  return graph;
}
