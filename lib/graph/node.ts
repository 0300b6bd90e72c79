import type { Value } from "../layers/layer";
import { NDArray } from "../ndarray/ndarray";

/**
 * What a node of a graph does: any layer of this library, or a class of your own with these two methods. `backward`
 * returns a gradient for each input in their order, or a single one. Inputs that are left over, such as the targets
 * of SoftmaxWithLoss, get none.
 */
export interface Operation {
  forward(...inputs: never[]): Value;
  backward(dout: never): Value | readonly Value[];
}

/** Where a node's input comes from: a value of the graph by its name, or a constant. */
export type Source = string | number;

/** An array that a layer learns, and once backward has run, its gradient. */
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
  /** What backward sent to each source; nothing before backward. */
  readonly downstream: readonly (Value | undefined)[];
}

/** Nodes that are parts of one thing. */
export interface Group {
  readonly name: string;
  readonly members: readonly string[];
}

/** A graph that has run: what pictures and words are made of. */
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

/** What stands in the circle: ×, + and the like, or the name of the class, without Layer at its end. */
export function symbolOf({ name, operation }: GraphNode): string {
  const type = operation.constructor.name;
  if (type === "" || type === "Object") return name;
  return SYMBOLS.get(type) ?? type.replace(/(?<=.)Layer$/, "");
}

/** One of the inputs of a node, by its place. */
export interface Use {
  readonly node: GraphNode;
  readonly i: number;
}

/** Where the value with this name goes in, once for each time that it does. */
export function usesOf(nodes: readonly GraphNode[], name: string): Use[] {
  return nodes.flatMap((node) =>
    node.sources.flatMap((source, i) => (source === name ? [{ node, i }] : [])),
  );
}

/** What the gradient that comes back from the i-th input of a node is known by. */
export function inputId({ name }: GraphNode, i: number): string {
  return `${name} ${i}`;
}

/** What the gradient of a parameter of a node is known by. */
export function parameterId(node: GraphNode, name: string): string {
  return `${node.name} ${name}`;
}

/** What the operation sends back to each of its inputs. */
export function sendBack(operation: Operation, upstream: Value): readonly (Value | undefined)[] {
  const gradients = operation.backward(upstream as never);
  return Array.isArray(gradients) ? gradients : [gradients as Value];
}

/**
 * The arrays that an operation learns are its fields with a companion: W, whose gradient is dW. They are copied,
 * since an update changes them in place, and a graph shows what it ran with.
 */
export function parametersOf(operation: Operation, inputs: readonly Value[]): Parameter[] {
  return Object.entries(operation).flatMap(([name, value]) => {
    const learned = value instanceof NDArray && `d${name}` in operation && !inputs.includes(value);
    return learned ? [{ name, value: value.copy() }] : [];
  });
}

/** The parameter with the gradient that backward has left in the operation. */
export function withGradient({ name, value }: Parameter, operation: Operation): Parameter {
  const gradient = (operation as unknown as Record<string, unknown>)[`d${name}`];
  return { name, value, gradient: gradient instanceof NDArray ? gradient.copy() : undefined };
}

export function isValue(value: unknown): value is Value {
  return typeof value === "number" || value instanceof NDArray;
}
