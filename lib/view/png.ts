import { zlibSync } from "fflate";
import { crc32 } from "../crc32";

/**
 * A picture as a data URI, so that it stands in a page or a figure without a file of its own: a PNG of
 * red, green, blue and alpha, each from 0 to 255, row by row from the top left.
 * The format: https://www.w3.org/TR/png-3/.
 */
export function pngUri(width: number, rgba: Uint8ClampedArray): string {
  const stride = 4 * width;
  const height = rgba.length / stride;
  const header = [...uint32(width), ...uint32(height), 8, 6, 0, 0, 0]; // 8 bits a channel, 6: RGBA
  const rows = new Uint8Array(height * (1 + stride)); // each behind the number of its filter: 0, none
  for (let y = 0; y < height; y++) {
    rows.set(rgba.subarray(y * stride, (y + 1) * stride), y * (1 + stride) + 1);
  }
  const chunks = [chunk("IHDR", header), chunk("IDAT", zlibSync(rows)), chunk("IEND", [])];
  let file = "\x89PNG\r\n\x1a\n";
  for (const byte of chunks.flatMap((each) => [...each])) file += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(file)}`;
}

/** Length, type, data and checksum. */
function chunk(type: string, data: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  bytes.set(uint32(data.length));
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  bytes.set(uint32(crc32(bytes.subarray(4, -4))), 8 + data.length);
  return bytes;
}

/** The number in four bytes, the most significant one first. */
function uint32(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
}
