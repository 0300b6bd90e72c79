import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { NDArray } from "./ndarray/ndarray";
import { sizeOf } from "./ndarray/shape";

/** Images and the class that each shows. */
export interface Samples {
  /** float32: (N, rows * columns), or (N, 1, rows, columns) if not flattened. */
  images: NDArray;
  /** int32 (N,), or one-hot float32 (N, C). */
  labels: NDArray;
}

/** Samples to learn from, and others to test with what was learned. */
export interface Dataset {
  train: Samples;
  test: Samples;
}

export interface LoadMnistOptions {
  /** Pixels from 0 to 1 instead of 0 to 255. Default: true. */
  normalize?: boolean;
  /** Images as rows (N, 784) instead of (N, 1, 28, 28). Default: true. */
  flatten?: boolean;
  /** Labels as one-hot rows instead of whole numbers. Default: false. */
  oneHotLabel?: boolean;
  /** The folder of the four files. Default: `data/mnist` in the working directory or the nearest folder above. */
  directory?: string;
}

/**
 * Reads the 60,000 training and 10,000 test images of MNIST, or any data set with files of the same names and
 * format (Fashion-MNIST, say): train- and t10k-, images-idx3-ubyte and labels-idx1-ubyte, plain or with .gz.
 * Throws if a file is missing, cannot be read or is not what its name says, or if there are not as many labels as
 * images.
 */
export function loadMnist({
  normalize = true,
  flatten = true,
  oneHotLabel = false,
  directory = nearestDirectory("data/mnist"),
}: LoadMnistOptions = {}): Dataset {
  const labels = { train: readLabels(directory, "train"), test: readLabels(directory, "t10k") };
  const classes = 1 + Math.max(maximum(labels.train), maximum(labels.test));
  const samples = (part: "train" | "test", prefix: string): Samples => {
    const images = readImages(directory, prefix, normalize, flatten);
    if (images.shape[0] !== labels[part].length) {
      throw new Error(
        `loadMnist: ${directory} has ${images.shape[0]} ${prefix} images but ${labels[part].length} labels; ` +
          "take both files from the same data set",
      );
    }
    return { images, labels: oneHotLabel ? oneHot(labels[part], classes) : integers(labels[part]) };
  };
  return { train: samples("train", "train"), test: samples("test", "t10k") };
}

function readImages(
  directory: string,
  prefix: string,
  normalize: boolean,
  flatten: boolean,
): NDArray {
  return readIdx(directory, `${prefix}-images-idx3-ubyte`, 3, ([count, rows, columns], bytes) => {
    const pixels = new Float32Array(count * rows * columns);
    const scale = normalize ? 255 : 1;
    let i = 0;
    for (const block of bytes) for (const pixel of block) pixels[i++] = pixel / scale;
    return new NDArray(pixels, flatten ? [count, rows * columns] : [count, 1, rows, columns]);
  });
}

function readLabels(directory: string, prefix: string): Uint8Array {
  return readIdx(directory, `${prefix}-labels-idx1-ubyte`, 1, ([count], bytes) => {
    const labels = new Uint8Array(count);
    let i = 0;
    for (const block of bytes) {
      labels.set(block, i);
      i += block.length;
    }
    return labels;
  });
}

function integers(labels: Uint8Array): NDArray {
  return new NDArray(Int32Array.from(labels), [labels.length]);
}

function oneHot(labels: Uint8Array, classes: number): NDArray {
  const rows = new Float32Array(labels.length * classes);
  labels.forEach((label, n) => {
    rows[n * classes + label] = 1;
  });
  return new NDArray(rows, [labels.length, classes]);
}

function maximum(labels: Uint8Array): number {
  return labels.reduce((largest, label) => Math.max(largest, label), 0);
}

/**
 * Reads an IDX file of unsigned bytes: two zero bytes, 8 for the type, the number of axes, the length of each axis
 * as a big-endian 32-bit number, and the entries in row-major order. `convert` gets the lengths and the entries,
 * block by block: MNIST as bytes beside MNIST as float32 would be the most that a notebook ever needs memory for.
 */
function readIdx<T>(
  directory: string,
  name: string,
  axes: number,
  convert: (shape: number[], bytes: Iterable<Uint8Array>) => T,
): T {
  const { path, size, read, close } = openMaybeGzipped(directory, name);
  try {
    const headerSize = 4 + 4 * axes;
    const header = read(0, headerSize);
    if (header.length < 4 || header.readUInt32BE(0) !== 0x0800 + axes) {
      const start = header.subarray(0, 4).toString("hex");
      throw new Error(
        `loadMnist: ${path} is not an IDX file of unsigned bytes with ${axes} axes: it has ${size} bytes and starts ` +
          `with ${start || "none"}, not 00000${(0x0800 + axes).toString(16)}; put the right file there`,
      );
    }
    if (header.length < headerSize) {
      throw new Error(
        `loadMnist: ${path} should have ${headerSize} bytes of header alone, not ${size}; ` +
          "it is damaged: delete it and put it there again",
      );
    }
    const shape = Array.from({ length: axes }, (_, axis) => header.readUInt32BE(4 + 4 * axis));
    if (size !== headerSize + sizeOf(shape)) {
      throw new Error(
        `loadMnist: ${path} should have ${headerSize + sizeOf(shape)} bytes by its header, not ${size}; ` +
          "it is damaged: delete it and put it there again",
      );
    }
    return convert(shape, blocks(headerSize, size, read));
  } finally {
    close();
  }
}

type Read = (start: number, length: number) => Buffer;

function* blocks(start: number, end: number, read: Read): Iterable<Uint8Array> {
  const length = 2 ** 20;
  for (; start < end; start += length) yield read(start, Math.min(length, end - start));
}

function openMaybeGzipped(
  directory: string,
  name: string,
): { path: string; size: number; read: Read; close: () => void } {
  const plain = join(directory, name);
  if (existsSync(plain)) {
    const file = readable(plain, () => openFile(plain));
    const read: Read = (start, length) => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, start));
    };
    return { path: plain, size: fstatSync(file).size, read, close: () => closeSync(file) };
  }
  const path = `${plain}.gz`;
  if (!existsSync(path)) {
    throw new Error(
      `loadMnist: there is neither ${name} nor ${name}.gz in ${resolve(directory)}; ` +
        'name the folder that has them, as in loadMnist({ directory: "data/mnist" })',
    );
  }
  const packed = readable(path, () => readFileSync(path));
  try {
    const content = gunzipSync(packed);
    const read: Read = (start, length) => content.subarray(start, start + length);
    return { path, size: content.length, read, close: () => {} };
  } catch (error) {
    throw new Error(
      `loadMnist: ${path} cannot be unpacked; it is damaged: delete it and put it there again`,
      { cause: error },
    );
  }
}

/** Throws for a folder, which can be opened, but not read. */
function openFile(path: string): number {
  const file = openSync(path, "r");
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw new Error("it is not a file");
}

function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(
      `loadMnist: ${path} cannot be read (${Object(error).message}); it must be a file that you may read`,
      { cause: error },
    );
  }
}

/** Notebooks run in a folder of their own, so the data may lie beside any folder above it. */
function nearestDirectory(name: string): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const candidate = join(folder, name);
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) return name;
  }
}
