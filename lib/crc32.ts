/** The checksum of zip, gzip and PNG: the rest of the bytes, as bits of a polynomial, after division by 0xedb88320. */
export function crc32(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) rest = (rest >>> 8) ^ REMAINDERS[(rest ^ bytes[i]) & 0xff];
  return ~rest >>> 0;
}

const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = (byte >>> 1) ^ (byte & 1 ? 0xedb88320 : 0);
  return byte;
});
