import {
  closeSync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { resolve } from "node:path";

/** A file to read from, block by block. */
export interface OpenFile {
  /** In bytes. */
  readonly size: number;
  /** Fewer bytes than `length` where the file ends before. */
  read(start: number, length: number): Uint8Array;
  close(): void;
}

/**
 * Opens a file to read. Throws, naming `operation`, for what is not a file: a folder can be opened, but not read, and a
 * pipe would wait for whoever writes into it.
 */
export function openFile(operation: string, path: string): OpenFile {
  try {
    if (!statSync(path).isFile()) throw new Error("it is not a file");
    const file = openSync(path, "r");
    return {
      size: fstatSync(file).size,
      read(start, length) {
        const bytes = new Uint8Array(length);
        return bytes.subarray(0, readSync(file, bytes, 0, length, start));
      },
      close: () => closeSync(file),
    };
  } catch (error) {
    throw new Error(
      `${operation}: ${resolve(path)} cannot be read (${Object(error).message}); it must be a file that you may read`,
      { cause: error },
    );
  }
}

/** Writes a file whole or not at all: whoever reads it meanwhile sees the one before. */
export function writeFile(operation: string, path: string, bytes: Uint8Array): void {
  const partial = `${path}.${process.pid}.partial`;
  try {
    writeFileSync(partial, bytes);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw new Error(
      `${operation}: ${resolve(path)} cannot be written (${Object(error).message}); ` +
        "it must be a file in a folder that exists, and that you may write to",
      { cause: error },
    );
  }
}
