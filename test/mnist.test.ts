import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { loadMnist, np } from "backprop";
import { afterEach, beforeEach, expect, suite, test } from "vitest";
import "./support/allclose";
import { idx, writeSmallDataset } from "./support/idx";

suite("MNIST itself", () => {
  const { train, test: held } = loadMnist();

  test("shapes and types", () => {
    expect(train.images.shape).toEqual([60000, 784]);
    expect(held.images.shape).toEqual([10000, 784]);
    expect(train.images.dtype).toBe("float32");
    expect(train.labels.shape).toEqual([60000]);
    expect(train.labels.dtype).toBe("int32");
  });

  test("mean and deviation of the pixels, count of each label", () => {
    const mean = np.mean(train.images);
    expect(mean).toBeCloseTo(0.1307, 4);
    let squares = 0;
    for (const pixel of train.images.data) squares += (pixel - mean) ** 2;
    expect(Math.sqrt(squares / train.images.size)).toBeCloseTo(0.3081, 4);
    const counts = Array.from({ length: 10 }, (_, digit) => np.sum(np.equal(train.labels, digit)));
    expect(counts).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(train.labels.at(":5").tolist()).toEqual([5, 0, 4, 1, 9]);
  });
});

suite("any data set in that format", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "idx-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  test("plain or gzipped, any size of image", () => {
    writeSmallDataset(directory);
    const { train, test: held } = loadMnist({ directory });
    expect(train.images.shape).toEqual([2, 6]);
    expect(train.images.at(":1")).toBeAllclose([[0, 1, 0.2, 0, 0, 0]], 1e-7);
    expect(held.labels.tolist()).toEqual([3]);
  });

  test("gzipped or not, whatever the name says", () => {
    writeSmallDataset(directory);
    const expected = loadMnist({ directory });
    for (const name of readdirSync(directory)) {
      const other = name.endsWith(".gz") ? name.slice(0, -3) : `${name}.gz`;
      renameSync(join(directory, name), join(directory, other));
    }
    expect(loadMnist({ directory })).toEqual(expected);
  });

  test("bytes in place of files", () => {
    writeSmallDataset(directory);
    const read = (name: string) => new Uint8Array(readFileSync(join(directory, name)));
    const entries = readdirSync(directory).map((name) => [name, read(name)] as const);
    const expected = loadMnist({ directory });
    expect(loadMnist({ files: Object.fromEntries(entries) })).toEqual(expected);
    const buffers = entries.map(([name, { buffer }]) => [name, buffer]);
    expect(loadMnist({ files: Object.fromEntries(buffers) })).toEqual(expected);

    const [[name], ...others] = entries;
    expect(() => loadMnist({ files: Object.fromEntries(others) })).toThrow(
      /^loadMnist: there is neither t10k-images-idx3-ubyte nor t10k-images-idx3-ubyte.gz in files/,
    );
    const promised = { ...Object.fromEntries(others), [name]: Promise.resolve() as never };
    expect(() => loadMnist({ files: promised })).toThrow(
      `loadMnist: files/${name} must be the bytes of that file, a Uint8Array or an ArrayBuffer, not object`,
    );
  });

  test("Kaggle's names, plain or gzipped, beside the folders of its archive", () => {
    writeSmallDataset(directory);
    for (const name of readdirSync(directory)) {
      renameSync(join(directory, name), join(directory, name.replace("-idx", ".idx")));
    }
    const plain = "t10k-images-idx3-ubyte";
    mkdirSync(join(directory, plain));
    expect(readdirSync(directory).sort()).toEqual([
      plain,
      "t10k-images.idx3-ubyte",
      "t10k-labels.idx1-ubyte.gz",
      "train-images.idx3-ubyte.gz",
      "train-labels.idx1-ubyte",
    ]);
    const { train, test: held } = loadMnist({ directory });
    expect([train.images.shape, held.images.shape]).toEqual([
      [2, 6],
      [1, 6],
    ]);
    expect(held.labels.tolist()).toEqual([3]);
  });

  test("larger than a block, and gzip in several parts", () => {
    const [count, size] = [3, 2 ** 9];
    const pixels = Array.from({ length: count * size * size }, (_, i) => (i * 7) % 251);
    writeSmallDataset(directory);
    const whole = idx([count, size, size], pixels);
    const [first, second] = [whole.subarray(0, 10), whole.subarray(10)];
    writeFileSync(
      join(directory, "train-images-idx3-ubyte.gz"),
      Buffer.concat([gzipSync(first), gzipSync(second)]),
    );
    writeFileSync(join(directory, "train-labels-idx1-ubyte"), idx([count], [1, 2, 0]));
    writeFileSync(join(directory, "t10k-images-idx3-ubyte"), whole);
    writeFileSync(join(directory, "t10k-labels-idx1-ubyte.gz"), gzipSync(idx([count], [0, 1, 2])));
    const { train, test: held } = loadMnist({ directory, normalize: false });
    expect(Buffer.from(train.images.data).equals(Buffer.from(pixels))).toBe(true);
    expect(Buffer.from(held.images.data).equals(Buffer.from(pixels))).toBe(true);
  });

  test("not normalized, not flattened, one-hot", () => {
    writeSmallDataset(directory);
    const { train } = loadMnist({ directory, normalize: false, flatten: false, oneHotLabel: true });
    expect(train.images.shape).toEqual([2, 1, 2, 3]);
    expect(train.images.item(1, 0, 1, 2)).toBe(6);
    expect(train.labels.tolist()).toEqual([
      [0, 0, 1, 0],
      [1, 0, 0, 0],
    ]);
  });
});
