import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What product.ts exports; it says there what each of them does. */
export interface Kernel {
  START: { value: number };
  scratchSize(m: number, k: number, transposed: boolean): number;
  /** 1 or 0: WebAssembly has no booleans to return. */
  allFinite(start: number, count: number, single: boolean): number;
  close(): void;
  product(
    a: number,
    b: number,
    out: number,
    scratch: number,
    m: number,
    k: number,
    n: number,
    singleA: boolean,
    single: boolean,
    transposed: boolean,
    more: boolean,
    leaveOutZeros: boolean,
    call: boolean,
  ): void;
  help(): never;
}

/** What a second thread needs to work with the same kernel in the same memory. */
export interface KernelParts {
  code: object;
  memory: { buffer: SharedArrayBuffer };
}

/** The kernel's machine code. */
export function compileKernel(): object {
  return new WebAssembly.Module(readFileSync(join(__dirname, "product.wasm")));
}

/** Memory that never grows, which another thread might not notice. What is never used of it costs nothing. */
export function newMemory(bytes: number): KernelParts["memory"] {
  const pages = Math.ceil(bytes / 2 ** 16);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

export function instantiate({ code, memory }: KernelParts): Kernel {
  return new WebAssembly.Instance(code, { env: { memory } }).exports as Kernel;
}

/** The part of the WebAssembly interface that is used here; TypeScript has it among the types of browsers only. */
declare const WebAssembly: {
  Memory: new (size: { initial: number; maximum: number; shared: true }) => KernelParts["memory"];
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
};
