import type { Value } from "../layers/layer";
import { NDArray } from "../ndarray/ndarray";

/**
 * The operation of a node: any layer of this library, or a class of your own with these two methods. `backward` returns
 * a gradient for each input, in their order, or a single one. It may leave out the last inputs, as SoftmaxWithLoss does
 * with its targets.
 */
export interface Operation {
  forward(...inputs: never[]): Value;
  backward(dout: never): Value | readonly Value[];
}

/** Where a node's input comes from: a value of the graph by its name, or a constant. */
export type Source = string | number;

/** An array that a layer learns, and its gradient after backward. */
export interface Parameter {
  readonly name: string;
  readonly value: NDArray;
  readonly gradient?: NDArray;
}

/** A node, named after its output. */
export interface GraphNode {
  readonly name: string;
  readonly operation: Operation;
  readonly sources: readonly Source[];
  readonly parameters: readonly Parameter[];
  /** The gradient that backward sent to each source; empty before backward. */
  readonly downstream: readonly (Value | undefined)[];
}

/** Nodes that are drawn as one. */
export interface Group {
  readonly name: string;
  readonly members: readonly string[];
}

/** A graph that has run, as pictures and sentences need it. */
export interface RanGraph {
  readonly inputs: readonly string[];
  readonly nodes: readonly GraphNode[];
  readonly groups: readonly Group[];
  value(name: string): Value;
  gradient(name: string): Value;
  hasGradient(name: string): boolean;
}

const SYMBOLS = new Map([
  ["MulLayer", "×"],
  ["AddLayer", "+"],
  ["MaxLayer", "max"],
  ["ExpLayer", "exp"],
  ["InverseLayer", "1/x"],
]);

/** The symbol of a node: ×, + and the like, or the name of its class without "Layer" at the end. */
export function symbolOf({ name, operation }: GraphNode): string {
  const type = operation.constructor.name;
  if (type === "" || type === "Object") return name;
  return SYMBOLS.get(type) ?? type.replace(/(?<=.)Layer$/, "");
}

/** One use of a value: a node, and which of its inputs. */
export interface Use {
  readonly node: GraphNode;
  readonly i: number;
}

/** All uses of the value with this name. */
export function usesOf(nodes: readonly GraphNode[], name: string): Use[] {
  return nodes.flatMap((node) =>
    node.sources.flatMap((source, i) => (source === name ? [{ node, i }] : [])),
  );
}

/** The name of the gradient that comes back from the i-th input of a node. */
export function inputId({ name }: GraphNode, i: number): string {
  return `${name} ${i}`;
}

/** The name of the gradient of a parameter of a node. */
export function parameterId(node: GraphNode, name: string): string {
  return `${node.name} ${name}`;
}

/** The gradients that the operation sends back, one for each input. */
export function sendBack(operation: Operation, upstream: Value): readonly (Value | undefined)[] {
  const gradients = operation.backward(upstream as never);
  return Array.isArray(gradients) ? gradients : [gradients as Value];
}

/**
 * The arrays that an operation learns: its fields such as W that have a field dW for the gradient. They are copied,
 * since training changes them in place, and a graph shows the values that it ran with.
 */
export function parametersOf(operation: Operation, inputs: readonly Value[]): Parameter[] {
  return Object.entries(operation).flatMap(([name, value]) => {
    const learned = value instanceof NDArray && `d${name}` in operation && !inputs.includes(value);
    return learned ? [{ name, value: value.copy() }] : [];
  });
}

/** The parameter with its gradient, which backward has set in the operation. */
export function withGradient({ name, value }: Parameter, operation: Operation): Parameter {
  const gradient = (operation as unknown as Record<string, unknown>)[`d${name}`];
  return { name, value, gradient: gradient instanceof NDArray ? gradient.copy() : undefined };
}

export function isValue(value: unknown): value is Value {
  return typeof value === "number" || value instanceof NDArray;
}
