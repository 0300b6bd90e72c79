import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { constants, gunzipSync, type ZlibOptions } from "node:zlib";
import { type OpenFile, openFile } from "../host/files";
import { NDArray } from "../ndarray/ndarray";
import { formatShape, sizeOf } from "../ndarray/shape";

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
 * format (Fashion-MNIST, say): train- and t10k-, images-idx3-ubyte and labels-idx1-ubyte, plain or with .gz, and with
 * a point in place of the second hyphen, as Kaggle writes it.
 * Throws if a file is missing, is there under two of these names, cannot be read or is not what its name says, if there
 * are not as many labels as images, or if training and test images differ in size.
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
    const images = readImages(directory, prefix, normalize);
    if (images.shape[0] !== labels[part].length) {
      throw new Error(
        `loadMnist: ${directory} has ${images.shape[0]} ${prefix} images but ${labels[part].length} labels; ` +
          "take both files from the same data set",
      );
    }
    return { images, labels: oneHotLabel ? oneHot(labels[part], classes) : integers(labels[part]) };
  };
  const [train, test] = [samples("train", "train"), samples("test", "t10k")];
  const [, , ...size] = train.images.shape;
  const [, , ...testSize] = test.images.shape;
  if (formatShape(size) !== formatShape(testSize)) {
    throw new Error(
      `loadMnist: ${directory} has training images of ${size.join(" x ")} pixels but test images of ` +
        `${testSize.join(" x ")}; take all files from the same data set`,
    );
  }
  const asRows = ({ images, labels }: Samples): Samples => ({
    images: images.reshape([images.shape[0], sizeOf(size)]),
    labels,
  });
  return flatten ? { train: asRows(train), test: asRows(test) } : { train, test };
}

function readImages(directory: string, prefix: string, normalize: boolean): NDArray {
  return readIdx(directory, `${prefix}-images-idx3-ubyte`, 3, ([count, rows, columns], bytes) => {
    const pixels = new Float32Array(count * rows * columns);
    const scale = normalize ? 255 : 1;
    let i = 0;
    for (const block of bytes) for (const pixel of block) pixels[i++] = pixel / scale;
    return new NDArray(pixels, [count, 1, rows, columns]);
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
 * as a big-endian 32-bit number, and the entries in row-major order. `convert` gets the lengths and the entries, block
 * by block: MNIST as bytes beside MNIST as float32 would be the most memory that a notebook ever needs. All that the
 * header says is checked before memory is taken for it.
 */
function readIdx<T>(
  directory: string,
  name: string,
  axes: number,
  convert: (shape: number[], bytes: Iterable<Uint8Array>) => T,
): T {
  const path = findFile(directory, name);
  const file = openFile("loadMnist", path);
  try {
    const headerSize = 4 + 4 * axes;
    const isPacked = path.endsWith(".gz");
    const start = file.read(0, isPacked ? 4096 : headerSize);
    checkPacking(path, start, isPacked);
    const unpacked = isPacked
      ? unpack(path, start, { finishFlush: constants.Z_SYNC_FLUSH })
      : start;
    const header = Buffer.from(unpacked.subarray(0, headerSize));
    if (header.length < 4 || header.readUInt32BE(0) !== 0x0800 + axes) {
      const first = header.subarray(0, 4).toString("hex");
      throw new Error(
        `loadMnist: ${path} is not an IDX file of unsigned bytes with ${axes} axes: it has ${file.size} bytes and starts ` +
          `with ${first || "none"}, not 00000${(0x0800 + axes).toString(16)}; put the right file there`,
      );
    }
    if (header.length < headerSize) {
      throw damaged(path, `${headerSize} bytes of header alone`, `not ${header.length}`);
    }
    const shape = Array.from({ length: axes }, (_, axis) => header.readUInt32BE(4 + 4 * axis));
    const size = headerSize + sizeOf(shape);
    // What cannot be packed takes a little more room than unpacked.
    if (isPacked ? file.size > 1.01 * size + 2 ** 16 : file.size !== size) {
      const actually = isPacked ? `but has ${file.size} even packed` : `not ${file.size}`;
      throw damaged(path, `${size} bytes by its header`, actually);
    }
    if (sizeOf(shape) > MOST_ENTRIES) {
      throw new Error(
        `loadMnist: ${path} holds ${formatShape(shape)} entries, and more than 2^30 are too many for the memory`,
      );
    }
    if (!isPacked) return convert(shape, blocks(headerSize, size, file));
    const content = unpack(path, file.read(0, file.size), { maxOutputLength: size });
    if (content.length < size) {
      throw damaged(path, `${size} bytes by its header`, `not ${content.length}`);
    }
    return convert(shape, [content.subarray(headerSize)]);
  } finally {
    file.close();
  }
}

/** 4 GB as float32. */
const MOST_ENTRIES = 2 ** 30;

function* blocks(start: number, end: number, { read }: OpenFile): Iterable<Uint8Array> {
  const length = 2 ** 20;
  for (; start < end; start += length) yield read(start, Math.min(length, end - start));
}

/** The path of a file that may have one of several names. Throws unless there is exactly one of them. */
function findFile(directory: string, name: string): string {
  const names = [name, name.replace("-idx", ".idx")].flatMap((each) => [each, `${each}.gz`]);
  const present = names.map((each) => join(directory, each)).filter((path) => existsSync(path));
  // Kaggle's archive has a folder of the original's name beside the file.
  const files = present.filter((path) => !statSync(path).isDirectory());
  if (files.length > 1) {
    throw new Error(`loadMnist: there are ${files.join(" and ")}; keep one of them`);
  }
  const [path] = [...files, ...present];
  if (path !== undefined) return path;
  throw new Error(
    `loadMnist: there is neither ${name} nor ${name}.gz in ${resolve(directory)}; ` +
      'name the folder that has them, as in loadMnist({ directory: "data/mnist" })',
  );
}

/** Throws where a name says that the file is gzipped and its first bytes that it is not, or the other way round. */
function checkPacking(path: string, start: Uint8Array, isPacked: boolean): void {
  if (!isPacked && start[0] === 0x1f && start[1] === 0x8b) {
    throw new Error(
      `loadMnist: ${path} is gzipped, it starts with 1f8b; add .gz to its name, or unpack it`,
    );
  }
  if (isPacked && start[0] === 0 && start[1] === 0 && start[2] === 8) {
    throw new Error(`loadMnist: ${path} is not gzipped any more; take .gz off its name`);
  }
}

/** What gzip has packed, or, if `packed` is only its start, as much of it as that holds. */
function unpack(path: string, packed: Uint8Array, options: ZlibOptions): Buffer {
  try {
    return gunzipSync(packed, options);
  } catch (error) {
    if (Object(error).code === "ERR_BUFFER_TOO_LARGE") {
      throw damaged(path, `${options.maxOutputLength} bytes by its header`, "but has more");
    }
    throw new Error(
      `loadMnist: ${path} cannot be unpacked; it is damaged: delete it and put it there again`,
      { cause: error },
    );
  }
}

function damaged(path: string, size: string, actually: string): Error {
  return new Error(
    `loadMnist: ${path} should have ${size}, ${actually}; it is damaged: delete it and put it there again`,
  );
}

/** Notebooks run in a folder of their own, so the data may lie beside any folder above it. */
function nearestDirectory(name: string): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const candidate = join(folder, name);
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) return name;
  }
}
