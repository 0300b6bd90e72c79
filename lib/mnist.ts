import { existsSync, readFileSync } from "node:fs";
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
 * Throws if a file is missing or is not what its name says, or if there are not as many labels as images.
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
        `loadMnist: ${directory} has ${images.shape[0]} ${prefix} images but ${labels[part].length} labels`,
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
  const { bytes, shape } = readIdx(directory, `${prefix}-images-idx3-ubyte`, 3);
  const [count, rows, columns] = shape;
  const pixels = new Float32Array(bytes.length);
  const scale = normalize ? 255 : 1;
  for (let i = 0; i < bytes.length; i++) pixels[i] = bytes[i] / scale;
  return new NDArray(pixels, flatten ? [count, rows * columns] : [count, 1, rows, columns]);
}

function readLabels(directory: string, prefix: string): Uint8Array {
  return readIdx(directory, `${prefix}-labels-idx1-ubyte`, 1).bytes;
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
 * An IDX file of unsigned bytes: two zero bytes, 8 for the type, the number of axes, the length of each axis as
 * a big-endian 32-bit number, and the entries in row-major order.
 */
function readIdx(
  directory: string,
  name: string,
  axes: number,
): { bytes: Uint8Array; shape: number[] } {
  const { path, content } = readMaybeGzipped(directory, name);
  const header = 4 + 4 * axes;
  if (content.length < header || content.readUInt32BE(0) !== 0x0800 + axes) {
    throw new Error(`loadMnist: ${path} is not an IDX file of unsigned bytes with ${axes} axes`);
  }
  const shape = Array.from({ length: axes }, (_, axis) => content.readUInt32BE(4 + 4 * axis));
  if (content.length !== header + sizeOf(shape)) {
    throw new Error(
      `loadMnist: ${path} should have ${header + sizeOf(shape)} bytes by its header, not ${content.length}; ` +
        "it is damaged: delete it and put it there again",
    );
  }
  return { bytes: content.subarray(header), shape };
}

function readMaybeGzipped(directory: string, name: string): { path: string; content: Buffer } {
  const plain = join(directory, name);
  if (existsSync(plain)) return { path: plain, content: readFileSync(plain) };
  const path = `${plain}.gz`;
  if (!existsSync(path)) {
    throw new Error(
      `loadMnist: there is neither ${name} nor ${name}.gz in ${resolve(directory)}; ` +
        'name the folder that has them, as in loadMnist({ directory: "data/mnist" })',
    );
  }
  try {
    return { path, content: gunzipSync(readFileSync(path)) };
  } catch (error) {
    throw new Error(
      `loadMnist: ${path} cannot be unpacked; it is damaged: delete it and put it there again`,
      {
        cause: error,
      },
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
