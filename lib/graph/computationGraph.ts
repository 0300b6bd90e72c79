import { asValue, copyOf, shapeOf, type Value } from "../layers/layer";
import * as np from "../ndarray/np";
import { formatShape, sameShape } from "../ndarray/shape";
import { groupOf } from "./group";
import {
  type GraphNode,
  type Group,
  isValue,
  type Operation,
  parametersOf,
  type RanGraph,
  type Source,
  sendBack,
  withGradient,
} from "./node";

/** In a graph that starts from numbers alone, all values are numbers. */
export type ValueIn<V extends Value> = V extends number ? number : Value;

/**
 * A computational graph (section 5.1). Its nodes are layers, of this library or your own; its edges carry named values,
 * which are numbers or arrays. `add` runs a layer at once. `backward` sends a gradient back from the last node; a value
 * that was used several times receives the sum of the gradients from its uses.
 *
 *     const graph = new ComputationGraph({ apple: 100, appleNum: 2, tax: 1.1 });
 *     graph.add("applePrice", new MulLayer(), "apple", "appleNum");  // 200
 *     graph.add("total", new MulLayer(), "applePrice", "tax");       // 220
 *     graph.backward();                                              // { apple: 2.2, appleNum: 110, tax: 200 }
 */
export class ComputationGraph<V extends Value = Value> implements RanGraph {
  /** The names of the inputs. */
  readonly inputs: readonly string[];
  private readonly graphNodes: GraphNode[] = [];
  private readonly graphGroups: Group[] = [];
  private readonly values = new Map<string, Value>();
  private readonly gradients = new Map<string, Value>();

  constructor(inputs: Readonly<Record<string, V>>) {
    this.inputs = Object.keys(inputs);
    for (const [name, value] of Object.entries(inputs)) this.keepValue(name, value);
  }

  /** In the order of the forward pass. */
  get nodes(): readonly GraphNode[] {
    return this.graphNodes;
  }

  get groups(): readonly Group[] {
    return this.graphGroups;
  }

  /**
   * Adds a node, runs it, and returns its output, which is then known by this name. Each source is the name of a value,
   * or a constant number. Throws if the name is taken, if a source does not exist, or if the layer belongs to another
   * node: a layer keeps the inputs of one node for backward.
   */
  add(name: string, operation: Operation, ...sources: readonly Source[]): ValueIn<V> {
    if (this.values.has(name)) {
      throw new Error(
        `ComputationGraph.add: there is a value "${name}" already; choose another name`,
      );
    }
    const owner = this.graphNodes.find((node) => node.operation === operation);
    if (owner) {
      throw new Error(
        `ComputationGraph.add: "${name}" would use the layer of "${owner.name}"; a layer keeps the inputs of one ` +
          "node for backward, so every node needs a new one",
      );
    }
    this.graphNodes.push(this.run({ name, operation, sources }));
    this.forgetGradients();
    return this.value(name);
  }

  /**
   * Makes a group of these nodes, which `draw` frames or shows as a single node. It replaces a group of the same name.
   * Throws if one is not a node, or if the group overlaps with another and neither contains the other.
   */
  group(name: string, ...members: readonly string[]): void {
    const group = groupOf(this, name, members);
    const others = this.graphGroups.filter((other) => other.name !== name);
    this.graphGroups.splice(0, this.graphGroups.length, ...others, group);
  }

  /**
   * Runs every node again, with new values for some inputs, and returns the output of the last node. Throws if one of
   * the names is not an input. If it or a layer throws, the graph stays as it was.
   */
  forward(inputs: Readonly<Record<string, ValueIn<V>>> = {}): ValueIn<V> {
    const last = this.lastNode("forward");
    const unknown = Object.keys(inputs).find((name) => !this.inputs.includes(name));
    if (unknown !== undefined) {
      throw new Error(
        `ComputationGraph.forward: "${unknown}" is not an input; the inputs are ${this.inputs.join(", ")}`,
      );
    }
    const before = [...this.values];
    const ran: GraphNode[] = [];
    try {
      for (const [name, value] of Object.entries(inputs)) this.keepValue(name, value);
      for (const node of this.graphNodes) ran.push(this.run(node));
    } catch (error) {
      for (const [name, value] of before) this.values.set(name, value);
      // The layers must keep what belongs to these values.
      for (const node of ran) this.run(node);
      throw error;
    }
    this.graphNodes.splice(0, ran.length, ...ran);
    this.forgetGradients();
    return this.value(last.name);
  }

  /**
   * Sends a gradient back from the last node, and returns the gradients of the inputs. It starts from 1 if the output
   * is a number; if it is an array, give the gradient to start from. Throws if a gradient does not have the shape of
   * its value.
   */
  backward(dout?: Value): Record<string, ValueIn<V>> {
    const { name } = this.lastNode("backward");
    const shape = shapeOf(this.valueOf(name));
    if (dout === undefined && shape.length > 0) {
      throw new Error(
        `ComputationGraph.backward: "${name}" is an array of shape ${formatShape(shape)}, so give the gradient to start from: ` +
          `backward(np.ones([${shape.join(", ")}]))`,
      );
    }
    this.forgetGradients();
    try {
      this.receive(name, copyOf(asValue("ComputationGraph.backward", dout ?? 1)), "dout");
      for (let i = this.graphNodes.length - 1; i >= 0; i--) {
        this.graphNodes[i] = this.passBack(this.graphNodes[i]);
      }
    } catch (error) {
      this.forgetGradients();
      throw error;
    }
    const reached = this.inputs.filter((input) => this.hasGradient(input));
    return Object.fromEntries(reached.map((input) => [input, this.gradient(input)]));
  }

  /** The value with this name. Throws if there is none. */
  value(name: string): ValueIn<V> {
    return this.valueOf(name) as ValueIn<V>;
  }

  /** The gradient of the output with respect to the value with this name. Throws if none has come back to it. */
  gradient(name: string): ValueIn<V> {
    this.valueOf(name);
    const gradient = this.gradients.get(name);
    if (gradient === undefined) {
      throw new Error(
        this.gradients.size === 0
          ? `ComputationGraph: there is no gradient with respect to "${name}" yet; call backward first`
          : `ComputationGraph: no gradient came back to "${name}"; the output does not depend on it, or the layer ` +
              "that uses it returns none for it",
      );
    }
    return gradient as ValueIn<V>;
  }

  /** Whether a gradient has come back to the value with this name. */
  hasGradient(name: string): boolean {
    return this.gradients.has(name);
  }

  private valueOf(name: string): Value {
    const value = this.values.get(name);
    if (value === undefined) {
      throw new Error(
        `ComputationGraph: there is no value "${name}"; there are ${[...this.values.keys()].join(", ")}`,
      );
    }
    return value;
  }

  private keepValue(name: string, value: Value, origin = `the value "${name}"`): void {
    if (!isValue(value)) {
      throw new Error(
        `ComputationGraph: ${origin} is ${String(value)}; it must be a number or an array, np.array([...])`,
      );
    }
    this.values.set(name, value);
  }

  private run({ name, operation, sources }: NodeToRun): GraphNode {
    const inputs = sources.map((source) =>
      typeof source === "number" ? source : this.valueOf(source),
    );
    const output = operation.forward(...(inputs as never[]));
    this.keepValue(
      name,
      output,
      `what ${operation.constructor.name}.forward returns for "${name}"`,
    );
    const parameters = parametersOf(operation, inputs);
    return { name, operation, sources, parameters, downstream: [] };
  }

  private passBack(node: GraphNode): GraphNode {
    const { name, operation, sources } = node;
    const upstream = this.gradients.get(name);
    if (upstream === undefined) return node;
    const downstream = sendBack(operation, upstream);
    sources.forEach((source, i) => {
      if (typeof source === "string" && downstream[i] !== undefined) {
        this.receive(source, downstream[i], `what ${operation.constructor.name}.backward returns`);
      }
    });
    const parameters = node.parameters.map((parameter) => withGradient(parameter, operation));
    return { ...node, downstream, parameters };
  }

  /** Adds a gradient to those that the value has received from its other uses. */
  private receive(name: string, gradient: Value, origin: string): void {
    const shape = shapeOf(this.valueOf(name));
    if (!isValue(gradient) || !sameShape(shapeOf(gradient), shape)) {
      const actual = isValue(gradient) ? formatShape(shapeOf(gradient)) : String(gradient);
      throw new Error(
        `ComputationGraph.backward: "${name}" has shape ${formatShape(shape)}, but ${origin} for it is ${actual}; ` +
          "a gradient has the shape of the value that it belongs to",
      );
    }
    const before = this.gradients.get(name);
    this.gradients.set(name, before === undefined ? gradient : np.add(before, gradient));
  }

  private lastNode(operation: string): GraphNode {
    const last = this.graphNodes.at(-1);
    if (!last) {
      throw new Error(`ComputationGraph.${operation}: there are no nodes yet; add one first`);
    }
    return last;
  }

  private forgetGradients(): void {
    this.gradients.clear();
    this.graphNodes.forEach((node, i) => {
      const parameters = node.parameters.map(({ name, value }) => ({ name, value }));
      this.graphNodes[i] = { ...node, downstream: [], parameters };
    });
  }
}

type NodeToRun = Pick<GraphNode, "name" | "operation" | "sources">;
