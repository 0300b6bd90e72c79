import { base64 } from "./code";

/** What product.ts exports; it says there what each of them does. */
interface Exports {
  JOB: { value: number };
  START: { value: number };
  scratchSize(m: number, k: number, isTransposed: boolean): number;
  /** 1 or 0: WebAssembly has no booleans to return. */
  allFinite(start: number, count: number, isFloat32: boolean): number;
  product(): void;
}

/** The words of a job, in the order in which product.ts declares them. */
const WORDS = [
  ...(["a", "b", "out", "scratch", "m", "k", "n"] as const),
  ...(["isFloat32A", "isFloat32", "isTransposed", "accumulate", "skipZeros"] as const),
];
type Job = Record<(typeof WORDS)[number], number | boolean>;

/** product.ts with a memory of its own, which it alone can compute in. */
export class Instance {
  /** The address of the first number. */
  readonly start: number;
  /** The whole memory as numbers of either type. */
  readonly float32: Float32Array;
  readonly float64: Float64Array;
  readonly scratchSize: Exports["scratchSize"];
  private readonly exports: Exports;
  private readonly job: Int32Array;

  /** The memory never grows. What is never used of it costs nothing. */
  constructor(bytes: number) {
    const pages = Math.ceil(bytes / 2 ** 16);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    code ??= new WebAssembly.Module(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)));
    this.exports = new WebAssembly.Instance(code, { env: { memory } }).exports as Exports;
    this.start = this.exports.START.value;
    this.scratchSize = this.exports.scratchSize;
    this.float32 = new Float32Array(memory.buffer);
    this.float64 = new Float64Array(memory.buffer);
    this.job = new Int32Array(memory.buffer, this.exports.JOB.value, WORDS.length);
  }

  product(job: Job): void {
    WORDS.forEach((word, i) => {
      this.job[i] = Number(job[word]);
    });
    this.exports.product();
  }

  /** Whether none of so many numbers at this address is NaN or infinite. */
  allFinite(start: number, count: number, isFloat32: boolean): boolean {
    return this.exports.allFinite(start, count, isFloat32) === 1;
  }
}

let code: object | undefined;

/** The part of the WebAssembly interface that is used here; TypeScript has it among the types of browsers only. */
declare const WebAssembly: {
  Memory: new (size: { initial: number; maximum: number }) => { buffer: ArrayBuffer };
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
};
