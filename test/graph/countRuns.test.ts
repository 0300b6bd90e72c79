import { AddLayer, ComputationGraph, countRuns, MulLayer } from "backprop";
import { expect, suite, test } from "vitest";
import { appleShopping, fruitShopping } from "../support/graphs";

suite("countRuns", () => {
  test("two runs of every node for each input, against one forward and one backward", () => {
    expect(countRuns(appleShopping())).toEqual({ inputs: 3, numerical: 12, backward: 4 });
    expect(countRuns(fruitShopping())).toEqual({ inputs: 5, numerical: 40, backward: 8 });
  });

  test("counts only nodes that run: no gradient comes to one that the output does not use", () => {
    const graph = new ComputationGraph({ x: 2, y: 3 });
    graph.add("unused", new MulLayer(), "x", "x");
    graph.add("out", new AddLayer(), "x", "y");
    expect(countRuns(graph)).toEqual({ inputs: 2, numerical: 8, backward: 3 });
  });

  test("leaves the graph as it is", () => {
    const graph = appleShopping();
    const gradients = graph.backward();
    countRuns(graph);
    expect(graph.gradient("apple")).toBe(gradients.apple);
    expect(graph.backward()).toEqual(gradients);
  });

  test("throws for a graph without nodes", () => {
    expect(() => countRuns(new ComputationGraph({ x: 1 }))).toThrow("there are no nodes yet");
  });
});
