import { listFolder, readIfThere } from "../host/files";
import { host } from "../host/host";
import { NDArray } from "../ndarray/ndarray";
import { formatShape, sizeOf } from "../ndarray/shape";
import { fromIdx, type Idx } from "./idx";

/** Images and the class that each shows. */
export interface Samples {
  /** float32: (N, rows * columns), or (N, 1, rows, columns) if not flattened. */
  images: NDArray;
  /** int32 (N,), or one-hot float32 (N, C). */
  labels: NDArray;
}

/** Samples for training, and others for testing. */
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
  /** The bytes of the four files by name, instead of a folder; for a page, which has to fetch them first. */
  files?: Readonly<Record<string, Uint8Array | ArrayBuffer>>;
}

/**
 * Reads the 60,000 training images and 10,000 test images of MNIST, or another data set whose files have the same names
 * and format, such as Fashion-MNIST: train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
 * t10k-labels-idx1-ubyte. A name may end in .gz, and may have a point instead of its second hyphen, as on Kaggle.
 * Throws if a file is missing, exists under two of these names, cannot be read or holds something else; if the numbers
 * of images and labels differ; or if the training images and the test images differ in size.
 */
export function loadMnist({
  normalize = true,
  flatten = true,
  oneHotLabel = false,
  directory,
  files,
}: LoadMnistOptions = {}): Dataset {
  const folder = files ? given(files) : folderAt(directory ?? nearestDirectory("data/mnist"));
  const read = (prefix: string, kind: string, axes: number) => {
    const { path, bytes } = findFile(folder, `${prefix}-${kind}-idx${axes}-ubyte`);
    return fromIdx(`loadMnist: ${path}`, bytes, axes);
  };
  const labelsOf = (prefix: string) => read(prefix, "labels", 1).data;
  const labels = { train: labelsOf("train"), test: labelsOf("t10k") };
  const classes = 1 + Math.max(maximum(labels.train), maximum(labels.test));
  const samples = (part: "train" | "test", prefix: string): Samples => {
    const images = pixels(read(prefix, "images", 3), normalize);
    if (images.shape[0] !== labels[part].length) {
      throw new Error(
        `loadMnist: ${folder.name} has ${images.shape[0]} ${prefix} images but ${labels[part].length} labels; ` +
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
      `loadMnist: ${folder.name} has training images of ${size.join(" x ")} pixels but test images of ` +
        `${testSize.join(" x ")}; take all files from the same data set`,
    );
  }
  const asRows = ({ images, labels }: Samples): Samples => ({
    images: images.reshape([images.shape[0], sizeOf(size)]),
    labels,
  });
  return flatten ? { train: asRows(train), test: asRows(test) } : { train, test };
}

function pixels({ shape: [count, rows, columns], data }: Idx, normalize: boolean): NDArray {
  const values = new Float32Array(data.length);
  const scale = normalize ? 255 : 1;
  for (let i = 0; i < values.length; i++) values[i] = data[i] / scale;
  return new NDArray(values, [count, 1, rows, columns]);
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

/** A folder, or the files that were given instead of one. */
interface Folder {
  readonly name: string;
  /** Undefined if the files cannot be listed. */
  readonly list: readonly string[] | undefined;
  read(file: string): Uint8Array | undefined;
}

function folderAt(path: string): Folder {
  const name = host.files.resolve(path);
  const read = (file: string) => readIfThere("loadMnist", `${name}/${file}`);
  return { name, list: listFolder("loadMnist", name), read };
}

function given(files: NonNullable<LoadMnistOptions["files"]>): Folder {
  const read = (file: string) => {
    const bytes = files[file];
    if (bytes instanceof Uint8Array) return bytes;
    if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes);
    throw new Error(
      `loadMnist: files/${file} must be the bytes of that file, a Uint8Array or an ArrayBuffer, not ${typeof bytes}`,
    );
  };
  return { name: "files", list: Object.keys(files), read };
}

/** The one file that has one of several names. Throws if there is none, or more than one. */
function findFile({ name: folder, list, read }: Folder, name: string) {
  const names = [name, name.replace("-idx", ".idx")].flatMap((each) => [each, `${each}.gz`]);
  const present = names.filter((file) => list?.includes(file) ?? true);
  if (list && present.length > 1) {
    const paths = present.map((file) => `${folder}/${file}`);
    throw new Error(`loadMnist: there are ${paths.join(" and ")}; keep one of them`);
  }
  for (const file of present) {
    const bytes = read(file);
    if (bytes) return { path: `${folder}/${file}`, bytes };
  }
  throw new Error(
    `loadMnist: there is neither ${name} nor ${name}.gz in ${folder}; ` +
      'name the folder that has them, as in loadMnist({ directory: "data/mnist" })',
  );
}

/** Notebooks run in a folder of their own, so the data may lie beside any folder above it. */
function nearestDirectory(name: string): string {
  const { list, resolve } = host.files;
  for (let path = name; ; path = `../${path}`) {
    if (list(path)?.length) return path;
    if (resolve(path) === resolve(`../${path}`)) return name;
  }
}
