import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { loadMnist, np } from "backprop";
import { afterEach, beforeEach, expect, suite, test } from "vitest";
import "./support/allclose";

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
    expect(train.labels.slice(0, 5).tolist()).toEqual([5, 0, 4, 1, 9]);
  });
});

suite("any data set in that format", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "idx-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const idx = (shape: number[], bytes: number[]) => {
    const header = Buffer.alloc(4 + 4 * shape.length);
    header.writeUInt32BE(0x0800 + shape.length);
    shape.forEach((length, axis) => {
      header.writeUInt32BE(length, 4 + 4 * axis);
    });
    return Buffer.concat([header, Buffer.from(bytes)]);
  };
  const write = (name: string, content: Buffer) => writeFileSync(join(directory, name), content);
  const writeSmallDataset = () => {
    write(
      "train-images-idx3-ubyte.gz",
      gzipSync(idx([2, 2, 3], [0, 255, 51, 0, 0, 0, 1, 2, 3, 4, 5, 6])),
    );
    write("train-labels-idx1-ubyte", idx([2], [2, 0]));
    write("t10k-images-idx3-ubyte", idx([1, 2, 3], [9, 9, 9, 9, 9, 9]));
    write("t10k-labels-idx1-ubyte.gz", gzipSync(idx([1], [3])));
  };

  test("plain or gzipped, any size of image", () => {
    writeSmallDataset();
    const { train, test: held } = loadMnist({ directory });
    expect(train.images.shape).toEqual([2, 6]);
    expect(train.images.slice(0, 1)).toBeAllclose([[0, 1, 0.2, 0, 0, 0]], 1e-7);
    expect(held.labels.tolist()).toEqual([3]);
  });

  test("not normalized, not flattened, one-hot", () => {
    writeSmallDataset();
    const { train } = loadMnist({ directory, normalize: false, flatten: false, oneHotLabel: true });
    expect(train.images.shape).toEqual([2, 1, 2, 3]);
    expect(train.images.item(1, 0, 1, 2)).toBe(6);
    expect(train.labels.tolist()).toEqual([
      [0, 0, 1, 0],
      [1, 0, 0, 0],
    ]);
  });

  test.each([
    [
      "a missing file",
      () => rmSync(join(directory, "train-labels-idx1-ubyte")),
      "there is neither train-labels-idx1-ubyte nor train-labels-idx1-ubyte.gz in",
    ],
    [
      "a truncated file",
      () => write("train-labels-idx1-ubyte", idx([3], [2, 0])),
      "should have 11 bytes by its header, not 10",
    ],
    [
      "a file that is too long",
      () => write("train-labels-idx1-ubyte", idx([1], [2, 0])),
      "should have 9 bytes by its header, not 10",
    ],
    [
      "another magic number",
      () => write("train-labels-idx1-ubyte", idx([1, 1, 2], [2, 0])),
      "is not an IDX file of unsigned bytes with 1 axes",
    ],
    [
      "an empty file",
      () => write("train-labels-idx1-ubyte", Buffer.alloc(0)),
      "is not an IDX file",
    ],
    [
      "counts that disagree",
      () => write("train-labels-idx1-ubyte", idx([3], [2, 0, 1])),
      "has 2 train images but 3 labels",
    ],
    [
      "damaged gzip",
      () => write("t10k-labels-idx1-ubyte.gz", Buffer.from("not gzip")),
      "t10k-labels-idx1-ubyte.gz cannot be unpacked",
    ],
  ])("%s is named", (_, damage, message) => {
    writeSmallDataset();
    damage();
    expect(() => loadMnist({ directory })).toThrow(message);
  });
});
