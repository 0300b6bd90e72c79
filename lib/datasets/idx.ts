import { formatShape, sizeOf } from "../ndarray/shape";
import { gunzip, isGzip } from "./gzip";

/** 4 GB as float32. */
const MOST_ENTRIES = 2 ** 30;

/** Unsigned bytes in row-major order, and the length of each axis. */
export interface Idx {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/**
 * Reads an IDX file of unsigned bytes, gzipped or not: two zero bytes, 8 for the type, the number of axes, the length
 * of each axis as a big-endian 32-bit number, and the entries. Errors call it `name`. Throws if it is another kind of
 * file or damaged. The header is checked before memory is allocated.
 */
export function fromIdx(name: string, bytes: Uint8Array, axes: number): Idx {
  const contentOf = (most: number) => (isGzip(bytes) ? unpacked(name, bytes, most) : bytes);
  const headerSize = 4 + 4 * axes;
  const header = contentOf(headerSize).subarray(0, headerSize);
  const [start, wanted] = [hex(header), hex(Uint8Array.of(0, 0, 8, axes))];
  if (start !== wanted) {
    throw new Error(
      `${name} is not an IDX file of unsigned bytes with ${axes} axes: it has ${bytes.length} bytes and starts ` +
        `with ${start || "none"}, not ${wanted}; put the right file there`,
    );
  }
  if (header.length < headerSize) {
    throw damaged(name, `${headerSize} bytes of header alone, not ${header.length}`);
  }
  const view = new DataView(header.buffer, header.byteOffset, headerSize);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = headerSize + sizeOf(shape);
  if (!isGzip(bytes) && bytes.length !== size) {
    throw damaged(name, `${size} bytes by its header, not ${bytes.length}`);
  }
  if (sizeOf(shape) > MOST_ENTRIES) {
    throw new Error(
      `${name} holds ${formatShape(shape)} entries, and more than 2^30 are too many for the memory`,
    );
  }
  const content = contentOf(size + 1);
  if (content.length !== size) {
    const actually = content.length < size ? `not ${content.length}` : "but has more";
    throw damaged(name, `${size} bytes by its header, ${actually}`);
  }
  return { shape, data: content.subarray(headerSize) };
}

function unpacked(name: string, packed: Uint8Array, most: number): Uint8Array {
  try {
    return gunzip(packed, most);
  } catch (error) {
    throw new Error(`${name} cannot be unpacked; ${AGAIN}`, { cause: error });
  }
}

/** The first four bytes. */
function hex(header: Uint8Array): string {
  return Array.from(header.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function damaged(name: string, sizes: string): Error {
  return new Error(`${name} should have ${sizes}; ${AGAIN}`);
}

const AGAIN = "it is damaged: delete it and put it there again";
