import { allocate, type DType } from "./dtype";
import { NDArray } from "./ndarray";
import { formatShape, sizeOf } from "./shape";

/**
 * NumPy's file of one array: "\x93NUMPY", the version, the length of the header, a header such as
 * {'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }, and the entries.
 * The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
 */
const MAGIC = [0x93, ...Array.from("NUMPY", (character) => character.charCodeAt(0))];

export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/** The bytes of a .npy file. */
export function toNpy({ data, dtype, shape }: NDArray): Uint8Array {
  const header = `{'descr': '${DESCRIPTIONS[dtype]}', 'fortran_order': False, 'shape': ${formatShape(shape)}, }`;
  // Spaces, so that the entries begin at a multiple of 64.
  const start = 64 * Math.ceil((10 + header.length + 1) / 64);
  const bytes = new Uint8Array(start + data.byteLength).fill(0x20, 0, start);
  bytes.set([...MAGIC, 1, 0, (start - 10) & 0xff, (start - 10) >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes[start - 1] = 0x0a;
  // Little-endian, as the machine must be for the matrix product, too.
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  return bytes;
}

const DESCRIPTIONS: Readonly<Record<DType, string>> = {
  float64: "<f8",
  float32: "<f4",
  int32: "<i4",
  bool: "|b1",
};

/**
 * The array in a .npy file. Whole numbers of any size become int32. Throws if one is too large for int32, if the
 * entries are neither numbers nor booleans, or if the file is damaged.
 */
export function fromNpy(bytes: Uint8Array): NDArray {
  const { header, start } = headerOf(bytes);
  const type = typeOf(header);
  const [, order] = /["']fortran_order["']: *(True|False)/.exec(header) ?? [];
  const [, lengths] = /["']shape["']: *\(([\dL, ]*)\)/.exec(header) ?? [];
  if (order === undefined || lengths === undefined) throw damaged(`its header is ${header}`);
  const shape = (lengths.match(/\d+/g) ?? []).map(Number);
  const size = start + type.bytes * sizeOf(shape);
  if (bytes.length !== size) {
    throw damaged(`it has ${bytes.length} bytes, and should have ${size} by its header`);
  }
  const data = allocate(type.dtype, sizeOf(shape));
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  for (let i = 0; i < data.length; i++) data[i] = type.read(view, i * type.bytes);
  // The first axis varies fastest there.
  return order === "True" ? new NDArray(data, shape.toReversed()).T : new NDArray(data, shape);
}

function headerOf(bytes: Uint8Array): { header: string; start: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = bytes.length < 12 ? 0 : bytes[6];
  if (version < 1 || version > 3) throw damaged(`its format has the version ${version}`);
  const from = version === 1 ? 10 : 12;
  const start = from + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  return { header: new TextDecoder().decode(bytes.subarray(from, start)).trim(), start };
}

/** How entries are read, and what they become. */
interface EntryType {
  bytes: number;
  dtype: DType;
  read(view: DataView, at: number): number;
}

function typeOf(header: string): EntryType {
  const [, description = "records"] = /["']descr["']: *["']([^"']*)["']/.exec(header) ?? [];
  const little = !description.startsWith(">");
  const float64: EntryType["read"] = (view, at) => view.getFloat64(at, little);
  const float32: EntryType["read"] = (view, at) => view.getFloat32(at, little);
  const types = new Map<string, EntryType>([
    ["f8", { bytes: 8, dtype: "float64", read: float64 }],
    ["f4", { bytes: 4, dtype: "float32", read: float32 }],
    ["i8", wholeNumber(8, (view, at) => Number(view.getBigInt64(at, little)))],
    ["i4", wholeNumber(4, (view, at) => view.getInt32(at, little))],
    ["i2", wholeNumber(2, (view, at) => view.getInt16(at, little))],
    ["i1", wholeNumber(1, (view, at) => view.getInt8(at))],
    ["u8", wholeNumber(8, (view, at) => Number(view.getBigUint64(at, little)))],
    ["u4", wholeNumber(4, (view, at) => view.getUint32(at, little))],
    ["u2", wholeNumber(2, (view, at) => view.getUint16(at, little))],
    ["u1", wholeNumber(1, (view, at) => view.getUint8(at))],
    ["b1", { bytes: 1, dtype: "bool", read: (view, at) => Number(view.getUint8(at) !== 0) }],
  ]);
  const type = types.get(description.slice(1));
  if (type) return type;
  const kind = KINDS.get(description.charAt(1)) ?? "of another kind";
  throw new Error(
    `its entries are ${kind} (${description}); only numbers and truth values can be read, ` +
      "such as x.astype(float) saves in Python",
  );
}

const KINDS = new Map([
  ["O", "Python objects"],
  ["U", "text"],
  ["S", "text"],
  ["c", "complex numbers"],
  ["f", "floats of another size"],
  ["M", "dates"],
  ["m", "spans of time"],
]);

function wholeNumber(bytes: number, read: EntryType["read"]): EntryType {
  return {
    bytes,
    dtype: "int32",
    read(view, at) {
      const value = read(view, at);
      if (value === (value | 0)) return value;
      throw new Error(
        `entry ${at / bytes} is ${value}, which int32 cannot hold; save x.astype(float) in Python`,
      );
    },
  };
}

function damaged(reason: string): Error {
  return new Error(`${reason}; it is damaged: save it again`);
}
