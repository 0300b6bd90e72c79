import { inflateSync, zipSync } from "fflate";
import { crc32 } from "../crc32";

// The format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
const END = 0x06054b50;
const ENTRY = 0x02014b50;
/** What is unpacked at most: 2 GB, far below what a file of a few megabytes may announce. */
const MOST_BYTES = 2 ** 31;

export function isZip(bytes: Uint8Array): boolean {
  const [first, second, third] = bytes;
  return first === 0x50 && second === 0x4b && (third === 3 || third === 5); // Of an empty one the end.
}

/** The files by their names, without compression; the same files always make the same bytes. */
export function zip(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync(files, { level: 0, mtime: new Date(1980, 0, 1) });
}

/** The files in a zip file. Throws if it is damaged: each file must have the size and checksum stored with it. */
export function unzip(bytes: Uint8Array): { name: string; content: Uint8Array }[] {
  return entriesOf(bytes).map((entry) => ({ name: entry.name, content: contentOf(entry) }));
}

interface Entry {
  name: string;
  method: number;
  checksum: number;
  size: number;
  packed: Uint8Array;
}

function entriesOf(bytes: Uint8Array): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  // A comment of up to 65535 bytes may follow the end.
  const first = Math.max(0, bytes.length - 22 - 0xffff);
  let end = bytes.length - 22;
  while (end >= first && view.getUint32(end, true) !== END) end--;
  if (end < first) throw damaged("its end is missing");
  const entries: Entry[] = [];
  try {
    let at = view.getUint32(end + 16, true);
    for (let left = view.getUint16(end + 10, true); left > 0; left--) {
      if (view.getUint32(at, true) !== ENTRY) throw damaged("its list of files is missing");
      const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
        view.getUint16(at + offset, true),
      );
      const local = view.getUint32(at + 42, true);
      const start =
        local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      entries.push({
        name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
        method: view.getUint16(at + 10, true),
        checksum: view.getUint32(at + 16, true),
        size: view.getUint32(at + 24, true),
        packed: bytes.subarray(start, start + view.getUint32(at + 20, true)),
      });
      at += 46 + nameLength + extraLength + commentLength;
    }
  } catch (error) {
    throw error instanceof RangeError ? damaged("it points beyond its end") : error;
  }
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > MOST_BYTES) {
    throw new Error(`it holds ${total} bytes; more than 2^31 are too many for the memory`);
  }
  return entries;
}

function contentOf({ name, method, checksum, size, packed }: Entry): Uint8Array {
  if (method !== 0 && method !== 8) {
    throw new Error(
      `${name} is packed by method ${method}; only 0 (stored) and 8 (deflated) can be read`,
    );
  }
  // A byte makes 1032 at most.
  if (size > 1032 * packed.length) throw damaged(`${name} cannot be as large as it says`);
  const content = method === 0 ? packed : inflated(name, packed, size);
  if (content.length !== size || crc32(content) !== checksum) {
    throw damaged(`${name} has another checksum than the one stored with it`);
  }
  return content;
}

function inflated(name: string, packed: Uint8Array, size: number): Uint8Array {
  try {
    return inflateSync(packed, { out: new Uint8Array(size) });
  } catch (error) {
    throw damaged(`${name} cannot be unpacked (${Object(error).message})`);
  }
}

function damaged(reason: string): Error {
  return new Error(`${reason}; it is damaged: save it again`);
}
