import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type NDArray, np, TwoLayerNet } from "backprop";
import { zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, suite, test } from "vitest";
import { pythonWithNumpy } from "../../scripts/numpy.mjs";

// Against a real NumPy, which writes what is read here, and reads what is written here.
let python: string;
let folder: string;
beforeAll(async () => {
  python = await pythonWithNumpy();
  folder = mkdtempSync(path.join(tmpdir(), "arrays-"));
  const expressions = [...readable, ...refused].map(([saved]) => saved);
  run(`
import numpy as np
for i, x in enumerate([${expressions.join(",\n")}]):
    np.save(f"{i}.npy", x)
    np.savez(f"{i}.npz", x=x, other=np.zeros(1))
    np.savez_compressed(f"{i}.packed.npz", other=np.zeros(1), x=x)
    for version in (1, 0), (2, 0), (3, 0):
        with open(f"{i}.{version[0]}.npy", "wb") as file:
            np.lib.format.write_array(file, np.asanyarray(x), version)`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string) => path.join(folder, name);
const npz = (name: string) => np.load(file(name) as `${string}.npz`);
const run = (program: string) =>
  execFileSync(python, ["-c", program], { cwd: folder, encoding: "utf8" });

/** What NumPy saves, and what it is here. */
const readable: [saved: string, expected: NDArray][] = [
  [
    "np.array([[1.5, -2, 3], [4, 5, np.nan]])",
    np.array([
      [1.5, -2, 3],
      [4, 5, Number.NaN],
    ]),
  ],
  ["np.array([0.1, np.inf], 'f4')", np.array([0.1, Number.POSITIVE_INFINITY], "float32")],
  ["np.array([[-(2**31), 2**31 - 1]], 'i4')", np.array([[-(2 ** 31), 2 ** 31 - 1]], "int32")],
  ["np.array([-(2**31), 2**31 - 1])", np.array([-(2 ** 31), 2 ** 31 - 1], "int32")],
  ["np.array([[True], [False]])", np.greater([[1], [0]], 0)],
  ["np.array([0, 128, 255], 'u1')", np.array([0, 128, 255], "int32")],
  ["np.array([-128, 127], 'i1')", np.array([-128, 127], "int32")],
  ["np.array([-32768, 32767], 'i2')", np.array([-32768, 32767], "int32")],
  ["np.array([65535], 'u2')", np.array([65535], "int32")],
  ["np.array([2**31 - 1], 'u4')", np.array([2 ** 31 - 1], "int32")],
  ["np.array([2**31 - 1], 'u8')", np.array([2 ** 31 - 1], "int32")],
  ["np.array([1.5, -2], '>f8')", np.array([1.5, -2])],
  ["np.array([1.5, -2], '>f4')", np.array([1.5, -2], "float32")],
  ["np.array([1, -2], '>i8')", np.array([1, -2], "int32")],
  ["np.array([1, 256], '>u2')", np.array([1, 256], "int32")],
  ["np.array(2.5)", np.array(2.5)],
  ["np.float32(2.5)", np.array(2.5, "float32")],
  ["np.zeros(0)", np.zeros(0)],
  ["np.zeros((0, 3), 'f4')", np.zeros([0, 3], "float32")],
  ["np.zeros((2, 0), order='F')", np.zeros([2, 0])],
  ["np.arange(6.0).reshape(2, 3).T", np.arange(6).reshape([2, 3]).T],
  [
    "np.asfortranarray(np.arange(24).reshape(2, 3, 4))",
    np.arange(24).reshape([2, 3, 4]).astype("int32"),
  ],
  [
    "np.arange(6.0).reshape(2, 3)[:, ::2]",
    np.array([
      [0, 2],
      [3, 5],
    ]),
  ],
  ["np.random.RandomState(0).random_sample((100, 7))", seeded(100, 7)],
];

const NUMBERS =
  "only numbers and truth values can be read, such as x.astype(float) saves in Python";
const INT32 = "which int32 cannot hold; save x.astype(float) in Python";

/** What NumPy saves and what cannot be read, and why. */
const refused: [saved: string, why: string][] = [
  ["np.array([None])", `its entries are Python objects (|O); ${NUMBERS}`],
  ["np.array(['text'])", `its entries are text (<U4); ${NUMBERS}`],
  ["np.array([b'text'])", `its entries are text (|S4); ${NUMBERS}`],
  ["np.array([1j])", `its entries are complex numbers (<c16); ${NUMBERS}`],
  ["np.array([1.5], 'f2')", `its entries are floats of another size (<f2); ${NUMBERS}`],
  ["np.array(['2020-01-01'], 'M8[D]')", `its entries are dates (<M8[D]); ${NUMBERS}`],
  [
    "np.array([(1, 2.0)], [('a', 'i4'), ('b', 'f8')])",
    `its entries are of another kind (records); ${NUMBERS}`,
  ],
  ["np.array([0, 2**31])", `entry 1 is 2147483648, ${INT32}`],
  ["np.array([-(2**31) - 1])", `entry 0 is -2147483649, ${INT32}`],
  ["np.array([0, 0, 2**63 - 1])", `entry 2 is 9223372036854776000, ${INT32}`],
  ["np.array([2**31], 'u4')", `entry 0 is 2147483648, ${INT32}`],
  ["np.array([2**64 - 1], 'u8')", `entry 0 is 18446744073709552000, ${INT32}`],
];

suite("np.load reads what NumPy saves", () => {
  test.each(readable)("%s", (saved, expected) => {
    const i = readable.findIndex(([each]) => each === saved);
    const { x, other } = npz(`${i}.npz`);
    const versions = [1, 2, 3].map((version) => np.load(file(`${i}.${version}.npy`)));
    const all = [np.load(file(`${i}.npy`)), ...versions, x, npz(`${i}.packed.npz`).x];
    for (const loaded of all) expect(loaded).toEqual(expected);
    expect(other).toEqual(np.zeros(1));
  });

  test("any names", () => {
    run(`
import numpy as np
np.savez("names.npz", **{"__proto__": [1.0], "constructor": [2.0], "a/b": [3.0], "é 線": [4.0], "x.npy": [5.0], "": [6.0]})
np.savez("none.npz")
np.savez("unnamed.npz", [1.0], [2.0])`);
    const load = (name: string) => Object.entries(npz(`${name}.npz`));
    expect(load("names")).toEqual([
      ["__proto__", np.array([1])],
      ["constructor", np.array([2])],
      ["a/b", np.array([3])],
      ["é 線", np.array([4])],
      ["x.npy", np.array([5])],
      ["", np.array([6])],
    ]);
    expect(load("none")).toEqual([]);
    expect(load("unnamed").map(([name]) => name)).toEqual(["arr_0", "arr_1"]);
  });
});

function seeded(...shape: number[]): NDArray {
  np.random.seed(0);
  return np.random.rand(...shape);
}

suite("NumPy reads what np.save and np.savez write", () => {
  const arrays: Record<string, NDArray> = {
    float64: np.array([
      [1.5, -2, 1e-300],
      [4, Number.NaN, Number.NEGATIVE_INFINITY],
    ]),
    float32: np.array([[[0.1], [3]]], "float32"),
    int32: np.array([-(2 ** 31), 2 ** 31 - 1], "int32"),
    bool: np.greater([[1, 0]], 0),
    slice: np.arange(12).reshape([4, 3]).at("1:3"),
    number: np.array(2.5),
    empty: np.zeros([0, 3]),
    __proto__x: np.ones(1),
    "a/b é 線": np.zeros([1, 1, 1, 1, 1]),
  };
  const wanted = Object.entries(arrays).map(([name, x]) => [
    name,
    x.dtype,
    x.shape,
    String(x.tolist()).replaceAll("NaN", "nan"),
  ]);
  const describing = `
def flat(x):
    text = {True: "true", False: "false", float("-inf"): "-Infinity"}
    show = lambda v: text[v] if isinstance(v, bool) or v == float("-inf") else repr(int(v) if v == int(v) else v) if v == v else "nan"
    return ",".join(show(v) for v in np.ravel(x).tolist())
def described(x):
    assert x.flags.c_contiguous and x.dtype.isnative
    return [x.dtype.name, list(x.shape), flat(x)]`;

  test("each by np.save", () => {
    for (const [i, x] of Object.values(arrays).entries()) {
      np.save(file(`saved${i}.npy`), x);
      expect(np.load(file(`saved${i}.npy`))).toEqual(x);
      // Where NumPy, too, lets the entries begin.
      expect(readFileSync(file(`saved${i}.npy`)).indexOf("\n") % 64).toBe(63);
    }
    const answer = run(`
import json, numpy as np
${describing}
print(json.dumps([described(np.load(f"saved{i}.npy")) for i in range(${wanted.length})]))`);
    expect(JSON.parse(answer)).toEqual(wanted.map(([, ...description]) => description));
  });

  test("all by np.savez, which makes the same bytes each time", () => {
    np.savez(file("all.npz"), arrays);
    const answer = run(`
import json, numpy as np, zipfile
${describing}
assert zipfile.ZipFile("all.npz").testzip() is None
print(json.dumps([[name, *described(x)] for name, x in np.load("all.npz").items()]))`);
    expect(JSON.parse(answer)).toEqual(wanted);
    expect(np.load(file("all.npz"))).toEqual(arrays);
    const bytes = readFileSync(file("all.npz"));
    np.savez(file("all.npz"), arrays);
    expect(readFileSync(file("all.npz")).equals(bytes)).toBe(true);
  });

  test("lists, and names without an ending", () => {
    np.save(file("list"), [[1, 2]]);
    np.savez(file("lists.data"), { x: [1, 2], y: 3 });
    expect(np.load(file("list.npy"))).toEqual(np.array([[1, 2]]));
    expect(np.load(file("lists.data.npz"))).toEqual({ x: np.array([1, 2]), y: np.array(3) });
  });

  test("a network and back, in its own dtype", () => {
    const sizes = { inputSize: 4, hiddenSize: 3, outputSize: 2 };
    const network = new TwoLayerNet(sizes);
    np.savez(file("network"), network.params);
    const [other, single] = [
      new TwoLayerNet(sizes),
      new TwoLayerNet({ ...sizes, dtype: "float32" }),
    ];
    other.load(npz("network.npz"));
    single.load(npz("network.npz"));
    const x = np.random.rand(5, 4);
    expect(other.predict(x)).toEqual(network.predict(x));
    expect(single.params.W1).toEqual(network.params.W1.astype("float32"));
  });

  test("a file is replaced whole, and nothing else is left", () => {
    mkdirSync(file("alone"));
    for (const length of [1000, 3]) np.save(file("alone/x.npy"), np.zeros(length));
    expect(np.load(file("alone/x.npy"))).toEqual(np.zeros(3));
    expect(readdirSync(file("alone"))).toEqual(["x.npy"]);
  });

  test("types follow from the name of the file", () => {
    np.save(file("t.npy"), [1]);
    const one: NDArray = np.load(file("t.npy") as "t.npy");
    // @ts-expect-error: an array has no parameters
    expect(np.load(file("t.npy") as "t.npy").W1).toBeUndefined();
    // @ts-expect-error: it may be either
    const either: NDArray = np.load(file("t.npy"));
    expect([one, either]).toEqual([np.array([1]), np.array([1])]);
  });
});

describe("what cannot be read or written is said", () => {
  const damage = "it is damaged: save it again";
  const message = (call: () => unknown): string => {
    try {
      call();
    } catch (error) {
      return String((error as Error).message).replaceAll(folder + path.sep, "/");
    }
    return "nothing is thrown";
  };
  const loading = (name: string) => message(() => np.load(file(name)));

  test.each(refused)("%s", (saved, why) => {
    const i = readable.length + refused.findIndex(([each]) => each === saved);
    expect(loading(`${i}.npy`)).toBe(`np.load: /${i}.npy cannot be read: ${why}`);
    expect(loading(`${i}.npz`)).toBe(`np.load: /${i}.npz cannot be read: of x.npy in it, ${why}`);
  });

  const npy = (header: string, entries = 0, version = 1) => {
    const length = Buffer.alloc(version === 1 ? 2 : 4);
    length.writeUIntLE(header.length, 0, length.length);
    const start = Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\0`, "latin1");
    return Buffer.concat([start, length, Buffer.from(header), Buffer.alloc(entries)]);
  };
  test.each<[string, Buffer, string]>([
    ["empty", Buffer.alloc(0), "it is neither a .npy nor a .npz file"],
    ["something else", Buffer.from("W1,b1\n"), "it is neither a .npy nor a .npz file"],
    [
      "cut off in its start",
      Buffer.from("\x93NUMPY\x01", "latin1"),
      `its format has the version 0; ${damage}`,
    ],
    ["of a later version", npy("{}", 8, 4), `its format has the version 4; ${damage}`],
    [
      "cut off in its header",
      npy("{'descr': '<f8', 'fortran_order': False, 's"),
      `its header is {'descr': '<f8', 'fortran_order': False, 's; ${damage}`,
    ],
    [
      "with entries missing",
      npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", 15),
      `it has 82 bytes, and should have 83 by its header; ${damage}`,
    ],
    [
      "with entries left",
      npy("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", 9),
      `it has 74 bytes, and should have 73 by its header; ${damage}`,
    ],
    [
      "with a header that tells of more than memory holds",
      npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 1000000000), }", 8),
      `it has 92 bytes, and should have 8000000000000084 by its header; ${damage}`,
    ],
  ])("%s", (_, bytes, said) => {
    writeFileSync(file("bad.npy"), bytes);
    expect(loading("bad.npy")).toBe(`np.load: /bad.npy cannot be read: ${said}`);
  });

  const member = (name: string, entries: Uint8Array, level: 0 | 9 = 0) =>
    zipSync({ [name]: entries }, { level });
  const ones = npy("{'descr': '<f8', 'fortran_order': False, 'shape': (100,), }", 800);
  const changed = (bytes: Uint8Array, at: (bytes: Buffer) => number, byte: number) => {
    const copy = Buffer.from(bytes);
    copy[at(copy)] ^= byte;
    return copy;
  };
  const central = (bytes: Buffer) => bytes.lastIndexOf("PK\x01\x02");
  const checksum = `W.npy has another checksum than the one stored with it; ${damage}`;
  test.each<[string, Uint8Array, string | RegExp]>([
    ["an entry changed by a bit", changed(member("W.npy", ones), () => 500, 1), checksum],
    [
      "a packed entry changed by a bit",
      changed(member("W.npy", ones, 9), (bytes) => central(bytes) - 3, 4),
      /^W\.npy (has another checksum|cannot be unpacked \(.*\))/,
    ],
    ["cut off", member("W.npy", ones).subarray(0, -30), `its end is missing; ${damage}`],
    [
      "cut off at the front",
      Buffer.concat([Buffer.from("PK\x03\x04"), member("W.npy", ones).subarray(300)]),
      /it is damaged: save it again$/,
    ],
    [
      "of an unknown packing",
      changed(member("W.npy", ones), (bytes) => central(bytes) + 10, 12),
      "W.npy is packed by method 12; only 0 (stored) and 8 (deflated) can be read",
    ],
    [
      "with an impossible size",
      changed(member("W.npy", ones, 9), (bytes) => central(bytes) + 26, 0x10),
      `W.npy cannot be as large as it says; ${damage}`,
    ],
    [
      "with a size beyond memory",
      changed(member("W.npy", ones, 9), (bytes) => central(bytes) + 27, 0x80),
      /^it holds 214748\d+ bytes; more than 2\^31 are too many for the memory$/,
    ],
    [
      "with something else in it",
      member("notes.txt", Buffer.from("no array")),
      "notes.txt in it is no .npy file",
    ],
    ["with a name twice", zipSync({ W: ones, "W.npy": ones }), "it holds W twice"],
    [
      "that points beyond its end",
      changed(member("W.npy", ones), (bytes) => bytes.length - 4, 0x70),
      `it points beyond its end; ${damage}`,
    ],
  ])("a zip file %s", (_, bytes, said) => {
    writeFileSync(file("bad.npz"), bytes);
    const start = "np.load: /bad.npz cannot be read: ";
    const heard = loading("bad.npz");
    expect(heard.slice(0, start.length)).toBe(start);
    if (typeof said === "string") expect(heard.slice(start.length)).toBe(said);
    else expect(heard.slice(start.length)).toMatch(said);
  });

  test("a zip file that unpacks to 64 MB and says 16, which is all it gets", () => {
    const bytes = member("W.npy", Buffer.alloc(2 ** 26), 9);
    const bomb = changed(bytes, (copy) => central(copy) + 27, 4 ^ 1);
    writeFileSync(file("bomb.npz"), bomb);
    const program = `
      const { np } = require(${JSON.stringify(path.resolve("lib"))});
      const before = process.memoryUsage.rss();
      try { np.load("bomb.npz"); } catch ({ message }) { console.log(message); }
      console.log(process.resourceUsage().maxRSS * 1024 - before < 40e6);`;
    const said = execFileSync(process.execPath, ["-e", program], { cwd: folder, encoding: "utf8" });
    expect(said).toBe(`np.load: bomb.npz cannot be read: ${checksum}\ntrue\n`);
  });

  test("the other kind under a name", () => {
    np.save(file("one.npy"), [1]);
    np.savez(file("several.npz"), { x: [1] });
    writeFileSync(file("renamed.npz"), readFileSync(file("one.npy")));
    writeFileSync(file("renamed.npy"), readFileSync(file("several.npz")));
    expect(loading("renamed.npz")).toBe(
      "np.load: /renamed.npz cannot be read: it is a file of the other kind, .npy; rename it",
    );
    expect(loading("renamed.npy")).toBe(
      "np.load: /renamed.npy cannot be read: it is a file of the other kind, .npz; rename it",
    );
  });

  test("no file to read", () => {
    mkdirSync(file("folder.npy"));
    expect(loading("nowhere.npz")).toBe(
      "np.load: /nowhere.npz cannot be read (there is no such file); it must be a file that you may read",
    );
    expect(loading("folder.npy")).toBe(
      "np.load: /folder.npy cannot be read (it is not a file); it must be a file that you may read",
    );
    writeFileSync(file("holes.npy"), "");
    truncateSync(file("holes.npy"), 2 ** 31 + 1);
    expect(loading("holes.npy")).toBe(
      "np.load: /holes.npy cannot be read (it has 2147483649 bytes, and more than 2^31 are too many for the memory); it must be a file that you may read",
    );
  });

  test("nowhere to write to, and then nothing is left", () => {
    const said = (name: string) => message(() => np.save(file(name), [1]));
    expect(said("missing/x.npy")).toMatch(
      /^np\.save: \/missing\/x\.npy cannot be written \(ENOENT: .*\); it must be a file in a folder that exists, and that you may write to$/,
    );
    const before = readdirSync(folder);
    expect(said("folder.npy")).toMatch(/^np\.save: \/folder\.npy cannot be written \(E.*\)/);
    expect(message(() => np.savez(file("bad.npz"), { x: [[1], [2, 3]] }))).toMatch(
      /^np\.savez, x: /,
    );
    expect(readdirSync(folder)).toEqual(before);
  });

  test("arguments", () => {
    const first = 'the first argument must be the path of a file, such as "x.npy", not';
    expect(message(() => np.save(np.array([1]) as never, "x.npy" as never))).toBe(
      `np.save: ${first} [1.]`,
    );
    expect(message(() => np.load(undefined as never))).toBe(`np.load: ${first} undefined`);
    expect(message(() => np.savez("", {}))).toBe(`np.savez: ${first} empty`);
    const named =
      "np.savez: it takes arrays by name, { W1: W1, b1: b1 }; np.save writes a single one";
    for (const wrong of [np.array([1]), [np.array([1])], undefined, 3]) {
      expect(message(() => np.savez(file("x.npz"), wrong as never))).toBe(named);
    }
    expect(message(() => np.savez(file("x.npz"), { x: undefined as never }))).toBe(
      "np.savez, x: expected an array, nested lists or a number, not undefined",
    );
  });
});
