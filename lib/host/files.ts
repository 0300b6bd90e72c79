import { host } from "./host";

/** The bytes of a file. Throws, naming `operation`, if it is not there or cannot be read. */
export function readFile(operation: string, path: string): Uint8Array {
  const bytes = readIfThere(operation, path);
  if (bytes) return bytes;
  throw failed(operation, path, "read", new Error("there is no such file"));
}

/** The same, or undefined if it is not there. */
export function readIfThere(operation: string, path: string): Uint8Array | undefined {
  try {
    return host.files.read(path);
  } catch (error) {
    throw failed(operation, path, "read", error);
  }
}

/** The names of the files in a folder, if they are known. Throws, naming `operation`, if it cannot be read. */
export function listFolder(operation: string, path: string): readonly string[] | undefined {
  try {
    return host.files.list(path);
  } catch (error) {
    throw failed(operation, path, "read", error);
  }
}

/** Writes a file whole or not at all. Throws, naming `operation`, if it cannot be written. */
export function writeFile(operation: string, path: string, bytes: Uint8Array): void {
  try {
    host.files.write(path, bytes);
  } catch (error) {
    throw failed(operation, path, "written", error);
  }
}

function failed(operation: string, path: string, deed: "read" | "written", cause: unknown): Error {
  const way = {
    read: "it must be a file that you may read",
    written: "it must be a file in a folder that exists, and that you may write to",
  };
  return new Error(
    `${operation}: ${host.files.resolve(path)} cannot be ${deed} (${Object(cause).message}); ${way[deed]}`,
    { cause },
  );
}
