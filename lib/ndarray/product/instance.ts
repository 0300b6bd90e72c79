import { base64 } from "./code";

/** What product.ts exports; it says there what each of them does. */
export interface Exports {
  JOB: { value: number };
  START: { value: number };
  scratchSize(m: number, k: number, isTransposed: boolean): number;
  /** 1 or 0: WebAssembly has no booleans to return. */
  allFinite(start: number, count: number, isFloat32: boolean): number;
  product(): void;
  addToRows(out: number, row: number, m: number, n: number, isFloat32: boolean): void;
  combine: VectorLoop;
  compare: VectorLoop;
  select: VectorLoop;
}

/** First comes the number of an operation, or the address of a mask; out, a and b are addresses. */
type VectorLoop = (
  first: number,
  out: number,
  a: number,
  stepA: number,
  b: number,
  stepB: number,
  count: number,
  isFloat32: boolean,
) => void;

/** The words of a job, in the order in which product.ts declares them. */
const WORDS = [
  ...(["a", "b", "out", "scratch", "m", "k", "n"] as const),
  ...(["isFloat32A", "isFloat32", "isTransposed", "accumulate", "skipZeros"] as const),
];
type Job = Record<(typeof WORDS)[number], number | boolean>;

/** product.ts with a memory of its own, which it alone can compute in. */
export class Instance {
  /** The whole memory as numbers of either type. */
  readonly float32: Float32Array;
  readonly float64: Float64Array;
  readonly bytes: Uint8Array;
  readonly exports: Exports;
  private readonly job: Int32Array;
  private kept: number;

  /** The memory has room for so many bytes. It never grows, and what is never used of it costs nothing. */
  constructor(bytes: number) {
    const pages = Math.ceil((bytes + MARGIN) / 2 ** 16);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    code ??= new WebAssembly.Module(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)));
    this.exports = new WebAssembly.Instance(code, { env: { memory } }).exports as Exports;
    this.float32 = new Float32Array(memory.buffer);
    this.float64 = new Float64Array(memory.buffer);
    this.bytes = new Uint8Array(memory.buffer);
    this.job = new Int32Array(memory.buffer, this.exports.JOB.value, WORDS.length);
    this.kept = align(this.exports.START.value);
  }

  /** Where the memory begins that each product may write over. */
  get free(): number {
    return this.kept;
  }

  /** How many bytes there are from there on. */
  get freeBytes(): number {
    return this.float32.byteLength - this.kept - MARGIN;
  }

  /** Takes so many bytes out of that, for numbers that are to stay, and returns their address. */
  keep(bytes: number): number {
    const address = this.kept;
    this.kept = align(address + bytes);
    return address;
  }

  product(job: Job): void {
    for (let i = 0; i < WORDS.length; i++) this.job[i] = Number(job[WORDS[i]]);
    this.exports.product();
  }

  /** Whether none of so many numbers at this address is NaN or infinite. */
  allFinite(address: number, count: number, isFloat32: boolean): boolean {
    return this.exports.allFinite(address, count, isFloat32) === 1;
  }
}

/** For what stands in front of the numbers, and for vectors that are read beyond the end of a row. */
const MARGIN = 2 ** 12;

let code: object | undefined;

/** The next address where a line of the processor's cache begins. */
export function align(address: number): number {
  return Math.ceil(address / 64) * 64;
}

/** The part of the WebAssembly interface that is used here; TypeScript has it among the types of browsers only. */
declare const WebAssembly: {
  Memory: new (size: { initial: number; maximum: number }) => { buffer: ArrayBuffer };
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
};
