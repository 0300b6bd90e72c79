import { readFile, writeFile } from "../host/files";
import { type ArrayLike, asarray, NDArray } from "./ndarray";
import { fromNpy, isNpy, toNpy } from "./npy";
import { isZip, unzip, zip } from "./zip";

/**
 * Writes an array to a .npy file, which NumPy reads with np.load(path). Adds .npy to the path if it is missing.
 * Throws if the file cannot be written; a file that existed before is then unchanged.
 */
export function save(path: string, x: ArrayLike): void {
  const file = named("np.save", path, ".npy");
  writeFile("np.save", file, toNpy(asarray(x, "np.save")));
}

/**
 * Writes several arrays with their names to a .npz file, which NumPy reads with np.load(path)["W1"]. Adds .npz to the
 * path if it is missing. Throws if the file cannot be written; a file that existed before is then unchanged.
 *
 *     np.savez("network.npz", network.params);
 */
export function savez(path: string, arrays: Readonly<Record<string, ArrayLike>>): void {
  const file = named("np.savez", path, ".npz");
  if (typeof arrays !== "object" || Array.isArray(arrays) || arrays instanceof NDArray) {
    throw new Error(
      "np.savez: it takes arrays by name, { W1: W1, b1: b1 }; np.save writes a single one",
    );
  }
  const files = Object.entries(arrays).map(([name, array]) => [
    `${name}.npy`,
    toNpy(asarray(array, `np.savez, ${name}`)),
  ]);
  writeFile("np.savez", file, zip(Object.fromEntries(files)));
}

/**
 * Reads a file that np.save or np.savez has written, here or in Python, or NumPy's savez_compressed: an array from a
 * .npy file, arrays by name from a .npz file. float64, float32 and bool stay as they are; whole numbers become int32.
 * Throws if the file cannot be read, holds something else, is damaged, or has a whole number that int32 cannot hold.
 */
export function load(path: `${string}.npy`): NDArray;
export function load(path: `${string}.npz`): Record<string, NDArray>;
export function load(path: string): NDArray | Record<string, NDArray>;
export function load(path: string): NDArray | Record<string, NDArray> {
  const bytes = readFile("np.load", named("np.load", path));
  const [isOne, isSeveral] = [isNpy(bytes), isZip(bytes)];
  try {
    // So that the type, which the name decides, is right.
    if ((isOne && path.endsWith(".npz")) || (isSeveral && path.endsWith(".npy"))) {
      throw new Error(`it is a file of the other kind, ${isOne ? ".npy" : ".npz"}; rename it`);
    }
    if (isOne) return fromNpy(bytes);
    if (isSeveral) return arraysOf(bytes);
    throw new Error("it is neither a .npy nor a .npz file");
  } catch (error) {
    throw new Error(`np.load: ${path} cannot be read: ${Object(error).message}`, { cause: error });
  }
}

function arraysOf(bytes: Uint8Array): Record<string, NDArray> {
  const arrays = new Map<string, NDArray>();
  for (const { name: file, content } of unzip(bytes)) {
    const name = file.replace(/\.npy$/, "");
    if (!isNpy(content)) throw new Error(`${file} in it is no .npy file`);
    if (arrays.has(name)) throw new Error(`it holds ${name} twice`);
    try {
      arrays.set(name, fromNpy(content));
    } catch (error) {
      throw new Error(`of ${file} in it, ${Object(error).message}`, { cause: error });
    }
  }
  return Object.fromEntries(arrays);
}

function named(operation: string, path: string, ending = ""): string {
  if (typeof path !== "string" || path === "") {
    throw new Error(
      `${operation}: the first argument must be the path of a file, such as "x.npy", not ${String(path) || "empty"}`,
    );
  }
  return path.endsWith(ending) ? path : path + ending;
}
