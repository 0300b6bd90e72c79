import { crc32, deflateSync } from "node:zlib";

/**
 * A picture as a data URI, so that it stands in a page or a figure without a file of its own: a PNG of
 * red, green, blue and alpha, each from 0 to 255, row by row from the top left.
 * The format: https://www.w3.org/TR/png-3/.
 */
export function pngUri(width: number, rgba: Uint8ClampedArray): string {
  const stride = 4 * width;
  const height = rgba.length / stride;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6], 8); // bits a channel, and the code of RGBA
  const rows = Buffer.alloc(height * (1 + stride)); // each behind the number of its filter: 0, none
  for (let y = 0; y < height; y++) {
    rows.set(rgba.subarray(y * stride, (y + 1) * stride), y * (1 + stride) + 1);
  }
  const chunks = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND")];
  const file = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...chunks]);
  return `data:image/png;base64,${file.toString("base64")}`;
}

/** Length, type, data and checksum. */
function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(type), data, Buffer.alloc(4)]);
  bytes.writeUInt32BE(data.length, 0);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), bytes.length - 4);
  return bytes;
}
