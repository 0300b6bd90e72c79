import { spawn, spawnSync } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { runInThisContext } from "node:vm";
import threads from "node:worker_threads";
import type * as Backprop from "backprop";
import { afterEach, beforeEach, expect, suite, test, vi } from "vitest";
import type { dotTransposed } from "../../lib/ndarray/dot";
import type { Pace } from "../../lib/ndarray/product/pace";
import { plainProduct } from "../support/plainProduct";

const requireHere = createRequire(import.meta.url);
const library = path.dirname(requireHere.resolve("backprop"));
const paceModule = path.join(library, "ndarray", "product", "pace.js");

/** The compiled library as a process loads it that has not used it yet: without the helping thread. */
function loadLibrary(): typeof Backprop & { dotTransposed: typeof dotTransposed } {
  for (const file of Object.keys(requireHere.cache)) {
    if (file.startsWith(library)) delete requireHere.cache[file];
  }
  return {
    ...requireHere("backprop"),
    dotTransposed: requireHere(path.join(library, "ndarray", "dot.js")).dotTransposed,
  };
}

type Library = ReturnType<typeof loadLibrary>;
type DType = Backprop.DType;

/** Digit for digit: the additions happen in the same order. */
function expectProduct(
  { np, dotTransposed }: Library,
  a: Backprop.NDArray,
  b: Backprop.NDArray,
): void {
  const product = np.dot(a, b);
  const single = product.dtype === "float32";
  const expected = plainProduct(a, b, single ? Math.fround : (x) => x);
  const right = (data: ArrayLike<number>) => expected.every((x, i) => Object.is(x, data[i]));
  expect(product.shape).toEqual([a.shape[0], b.shape[1]]);
  if (!right(product.data)) expect(Array.from(product.data)).toEqual(Array.from(expected));
  if (!right(dotTransposed(a.T, b).data)) {
    expect(Array.from(dotTransposed(a.T, b).data)).toEqual(Array.from(expected));
  }
}

/** Normal numbers, of which only a share is not zero; a zero may be -0. */
function sparse({ np }: Library, rows: number, columns: number, share: number): Backprop.NDArray {
  const x = np.random.randn(rows, columns);
  return np.multiply(x, np.less(np.random.rand(rows, columns), share));
}

const SPECIAL = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e308];
const dtypes: DType[] = ["float64", "float32", "int32", "bool"];
const pairs = dtypes.flatMap((a) => dtypes.map((b) => [a, b] as const));

afterEach(() => vi.restoreAllMocks());

suite("np.dot and dotTransposed equal the plain loop", () => {
  const lib = loadLibrary();
  const { np } = lib;

  test.each(pairs)("%s . %s, of sizes around those of the kernel's blocks", (dtypeA, dtypeB) => {
    np.random.seed(0);
    const floats = dtypeA.startsWith("float") && dtypeB.startsWith("float");
    for (const m of floats ? [0, 1, 3, 4, 5, 15, 16, 17, 64, 65] : [3, 65]) {
      for (const k of floats ? [0, 1, 15, 16, 17, 63, 64, 65, 130] : [1, 65]) {
        for (const n of [0, 1, 2, 3, 4, 5, 9, 10, 11, 20, 27]) {
          const share = np.random.choice(np.array([0, 0.1, 0.5, 1]), 1).item(0);
          const a = sparse(lib, m, k, share).astype(dtypeA);
          expectProduct(lib, a, np.random.randn(k, n).astype(dtypeB));
        }
      }
    }
  });

  test.each(pairs.slice(0, 6))("%s . %s with NaN and infinities", (dtypeA, dtypeB) => {
    np.random.seed(1);
    for (let round = 0; round < 40; round++) {
      const [m, k, n] = round % 2 ? [3, 70, 11] : [70, 3, 11];
      const a = sparse(lib, m, k, 0.2).astype(dtypeA);
      const b = np.random.randn(k, n).astype(dtypeB);
      const x = round % 3 ? a : b;
      x.data[np.random.randint(x.size)] = SPECIAL[round % SPECIAL.length];
      expectProduct(lib, a, b);
    }
  });

  test("b as before but for a few numbers, in both types", () => {
    np.random.seed(3);
    const a = sparse(lib, 3, 200, 0.3);
    const b = np.random.randn(200, 70);
    for (let round = 0; round < 200; round++) {
      const place = np.random.randint(b.size);
      b.data[place] = [Number.NaN, Number.POSITIVE_INFINITY, 0, round][round % 4];
      const dtype = round % 7 > 4 ? "float32" : "float64";
      // Sometimes less of it, which leaves the rest where it was.
      const rows = round % 3 ? 200 : 130;
      expectProduct(lib, a.at(":", `:${rows}`).astype(dtype), b.at(`:${rows}`).astype(dtype));
      if (round % 4 < 2) b.data[place] = 1;
    }
  });

  test.each(["float64", "float32"] as const)(
    "0 times a NaN of %s is NaN, wherever it is",
    (dtype) => {
      const nothing = np.zeros([2, 500], dtype);
      for (const place of [0, 1, 2, 7, 8, 15, 16, 17, 4094, 4095, 4096, 4097, 5487, 5498, 5499]) {
        const b = np.ones([500, 11], dtype);
        b.data[place] = Number.NaN;
        expect(np.dot(nothing, b).item(1, place % 11)).toBeNaN();
        expect(lib.dotTransposed(nothing.T, b).item(1, place % 11)).toBeNaN();
      }
    },
  );
});

test.each([Float64Array, Float32Array])(
  "the kernel tells a NaN or an infinity among %o",
  (Type) => {
    const { compileKernel, instantiate, newMemory } = requireHere(
      path.join(library, "ndarray", "product", "instance.js"),
    );
    const memory = newMemory(2 ** 16);
    const kernel = instantiate({ code: compileKernel(), memory });
    const start = 2 ** 13;
    for (let count = 0; count < 40; count++) {
      const numbers = new Type(memory.buffer, start, count);
      const allFinite = () => kernel.allFinite(start, count, Type === Float32Array) === 1;
      const finite = Array.from(numbers, (_, i) => (i % 3 ? -3e38 : i));
      // What stands before and behind does not count.
      new Type(memory.buffer).fill(Number.NaN);
      numbers.set(finite);
      expect(allFinite()).toBe(true);
      for (let place = 0; place < count; place++) {
        numbers.set(finite);
        numbers[place] = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY][
          place % 3
        ];
        expect(allFinite()).toBe(false);
      }
    }
  },
);

suite.each([
  ["one thread", 1],
  ["two threads", 2],
])("a large product equals the plain loop, computed by %s", (_, processors) => {
  const lib = loadLibrary();
  const { np } = lib;
  const { Pace } = requireHere(paceModule);
  beforeEach(() => {
    vi.spyOn(os, "availableParallelism").mockReturnValue(processors);
    // Whichever is faster at the moment.
    vi.spyOn(Pace.prototype, "together").mockReturnValue(true);
  });

  test.each([
    [1, 784, 50],
    [250, 784, 50],
    [784, 250, 50],
    [15_000, 200, 3],
    [7, 15_000, 90],
    [1700, 1, 5000],
    [50, 20_000, 10],
    [140_000, 3, 1],
  ])("(%i, %i) . (k, %i), some of them in more than one block of rows", (m, k, n) => {
    np.random.seed(m);
    for (const [dtypeA, dtypeB] of [
      ["float64", "float64"],
      ["float32", "float64"],
      ["float32", "float32"],
    ] as const) {
      const b = np.random.randn(k, n).astype(dtypeB);
      expectProduct(lib, sparse(lib, m, k, 0.2).astype(dtypeA), b);
    }
  });

  test("with NaN and infinities", () => {
    np.random.seed(1);
    for (const special of SPECIAL) {
      const a = sparse(lib, 300, 200, 0.2).astype("float32");
      const b = np.random.randn(200, 150);
      a.data[np.random.randint(a.size)] = special;
      expectProduct(lib, a, b);
      b.data[np.random.randint(b.size)] = special;
      expectProduct(lib, a, b);
    }
  });

  test("thousands of products of changing sizes, in a row and after a sleep", async () => {
    np.random.seed(2);
    const operands = Array.from({ length: 30 }, () => {
      const [m, k, n] = Array.from({ length: 3 }, () => np.random.randint(1, 330));
      const a = sparse(lib, m, k, 0.3).astype(np.random.randint(2) ? "float32" : "float64");
      const b = np.random.randn(k, n);
      return { a, b, aT: a.T, expected: plainProduct(a, b) };
    });
    for (let round = 0; round < 1500; round++) {
      const { a, b, aT, expected } = operands[np.random.randint(operands.length)];
      const { data } = round % 2 ? np.dot(a, b) : lib.dotTransposed(aT, b);
      if (!expected.every((x, i) => x === data[i])) {
        expect(Array.from(data)).toEqual(Array.from(expected));
      }
      if (round % 150 === 0) await setTimeout(20);
    }
  });
});

suite("the pace of products", () => {
  const pace = (): Pace => new (requireHere(paceModule).Pace)();

  /** In how many of 100 products the helping thread is called, if they take so long without and with it. */
  const calls = (pace: Pace, alone: number, helped: number) =>
    Array.from({ length: 100 }, () => {
      const together = pace.together();
      pace.note(together, together ? helped : alone);
      return Number(together);
    }).reduce((a, b) => a + b);

  test("is that of the faster way, but for a try now and then", () => {
    expect(calls(pace(), 2, 1)).toBe(93);
    expect(calls(pace(), 1, 2)).toBe(7);
  });

  test("changes when another way becomes faster", () => {
    const changing = pace();
    calls(changing, 2, 1);
    expect(calls(changing, 1, 2)).toBeLessThan(30);
    expect(calls(changing, 2, 1)).toBeGreaterThan(70);
  });

  test("does not change after a single delay", () => {
    const disturbed = pace();
    calls(disturbed, 2, 1);
    disturbed.note(true, 1000);
    expect(disturbed.together()).toBe(true);
  });
});

suite("the helping thread", () => {
  test("is started by the first large product, once", async () => {
    vi.spyOn(os, "availableParallelism").mockReturnValue(2);
    const Worker = vi.spyOn(threads, "Worker");
    const { np } = loadLibrary();
    np.dot(np.ones([10, 10]), np.ones([10, 10]));
    expect(Worker).not.toHaveBeenCalled();
    np.dot(np.ones([256, 256]), np.ones([256, 256]));
    np.dot(np.ones([256, 256]), np.ones([256, 256]));
    expect(Worker).toHaveBeenCalledOnce();
  });

  test("is not missed where it cannot be started", () => {
    vi.spyOn(os, "availableParallelism").mockReturnValue(2);
    vi.spyOn(threads, "Worker").mockImplementation(function noThreads() {
      throw new Error("no threads here");
    });
    const lib = loadLibrary();
    expectProduct(lib, lib.np.random.randn(210, 220), lib.np.random.randn(220, 230));
  });

  test("is not missed if it ends", async () => {
    vi.spyOn(os, "availableParallelism").mockReturnValue(2);
    vi.spyOn(threads, "Worker").mockImplementation(function endsAtOnce() {
      const worker = Object.assign(new EventEmitter(), { unref: () => {} });
      setImmediate(() => worker.emit("error", new Error("out of memory")));
      return worker as unknown as threads.Worker;
    });
    const lib = loadLibrary();
    expectProduct(lib, lib.np.random.randn(210, 220), lib.np.random.randn(220, 230));
    await setTimeout(10);
    expectProduct(lib, lib.np.random.randn(210, 220), lib.np.random.randn(220, 230));
  });

  test("does not mind a product that was broken off", async () => {
    vi.spyOn(os, "availableParallelism").mockReturnValue(2);
    const lib = loadLibrary();
    const { np } = lib;
    const [a, b] = [np.random.randn(400, 300), np.random.randn(300, 200)];
    Object.assign(globalThis, {
      forever: () => {
        for (;;) np.dot(a, b);
      },
    });
    for (let round = 0; round < 5; round++) {
      const stop = `setTimeout(() => process.kill(${process.pid}, "SIGINT"), ${50 + round})`;
      const stopped = once(spawn(process.execPath, ["-e", stop]), "exit");
      expect(() => runInThisContext("forever()", { breakOnSigint: true })).toThrow("SIGINT");
      expectProduct(lib, np.random.randn(210, 220), np.random.randn(220, 230));
      await stopped;
    }
  });

  test("neither keeps a process alive nor computes while there is nothing to do", () => {
    const program = `
      const { np } = require(${JSON.stringify(library)});
      np.dot(np.ones([300, 300]), np.ones([300, 300]));
      setTimeout(() => {
        np.dot(np.ones([300, 300]), np.ones([300, 300]));
        const before = process.cpuUsage();
        setTimeout(() => {
          const { user, system } = process.cpuUsage(before);
          console.log((user + system) / 1e6);
        }, 1000);
      }, 200);`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", program], {
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(Number(stdout)).toBeLessThan(0.5);
  });
});

test("what does not fit into the shared memory is computed all the same", () => {
  const { np } = loadLibrary();
  const b = np.ones([3000, 3000]);
  b.data[5] = 3;
  const product = np.dot(np.ones([2, 3000]), b);
  expect(product.item(1, 4)).toBe(3000);
  expect(product.item(1, 5)).toBe(3002);
});
