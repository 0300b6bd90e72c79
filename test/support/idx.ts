import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** An IDX file of unsigned bytes: its header says this shape, whatever the bytes are. */
export function idx(shape: readonly number[], bytes: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 + shape.length);
  shape.forEach((length, axis) => {
    header.writeUInt32BE(length, 4 + 4 * axis);
  });
  return Buffer.concat([header, Buffer.from(bytes)]);
}

/** Two training images and a test image of 2 x 3 pixels, some of the files gzipped. */
export function writeSmallDataset(directory: string): void {
  const write = (name: string, content: Buffer) => writeFileSync(join(directory, name), content);
  const pixels = [0, 255, 51, 0, 0, 0, 1, 2, 3, 4, 5, 6];
  write("train-images-idx3-ubyte.gz", gzipSync(idx([2, 2, 3], pixels)));
  write("train-labels-idx1-ubyte", idx([2], [2, 0]));
  write("t10k-images-idx3-ubyte", idx([1, 2, 3], [9, 9, 9, 9, 9, 9]));
  write("t10k-labels-idx1-ubyte.gz", gzipSync(idx([1], [3])));
}
