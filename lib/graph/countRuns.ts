import type { NDArray } from "../ndarray/ndarray";
import * as np from "../ndarray/np";
import { numericalGradient } from "../network/gradient";
import { ComputationGraph } from "./computationGraph";
import type { Operation } from "./node";

/**
 * How many times a node runs until the gradient of a graph's output with respect to every input is known (section
 * 5.1.3): for the numerical gradient, and for one forward and one backward pass. Both are run, and counted. The graph
 * is left as it is. Throws if it has no nodes.
 */
export function countRuns(graph: ComputationGraph<number>): {
  inputs: number;
  numerical: number;
  backward: number;
} {
  let runs = 0;
  const counted = (operation: Operation): Operation => ({
    forward(...inputs) {
      runs += 1;
      return operation.forward(...inputs);
    },
    backward(dout) {
      runs += 1;
      return operation.backward(dout);
    },
  });
  const named = (values: NDArray) =>
    Object.fromEntries(graph.inputs.map((name, i) => [name, values.item(i)]));
  const start = np.array(graph.inputs.map((name) => graph.value(name)));
  const copy = new ComputationGraph<number>(named(start));
  for (const { name, operation, sources } of graph.nodes) {
    copy.add(name, counted(operation), ...sources);
  }
  const count = (work: () => void) => {
    runs = 0;
    work();
    return runs;
  };
  return {
    inputs: graph.inputs.length,
    numerical: count(() => numericalGradient((values) => copy.forward(named(values)), start)),
    backward: count(() => {
      copy.forward(named(start));
      copy.backward();
    }),
  };
}
