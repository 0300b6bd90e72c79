import { Gunzip } from "fflate";
import { crc32 } from "../crc32";

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The content of gzipped bytes, of one part or several, or its first `most` bytes. Throws if the end is missing or a
 * part has another checksum than the one stored with it.
 */
export function gunzip(packed: Uint8Array, most: number): Uint8Array {
  const content = new Uint8Array(Math.min(most, 1032 * packed.length)); // A byte makes 1032 at most.
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  let size = 0;
  let part = 0;
  const endPart = (end: number) => {
    if (crc32(content.subarray(part, size)) !== view.getUint32(end - 8, true)) {
      throw new Error("its checksum is wrong");
    }
    part = size;
  };
  const stream = new Gunzip((piece) => {
    const kept = piece.subarray(0, content.length - size);
    content.set(kept, size);
    size += kept.length;
  });
  stream.onmember = endPart;
  // In small pieces, so that it can stop after the bytes that are wanted.
  const step = 2 ** 16;
  for (let start = 0; start < packed.length && size < most; start += step) {
    const end = start + step;
    stream.push(packed.subarray(start, end), end >= packed.length);
  }
  if (size < most) endPart(packed.length);
  return content.subarray(0, size);
}
