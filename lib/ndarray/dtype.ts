/** The numbers of an array, in one of its four dtypes. */
export type NumberArray = Float64Array | Float32Array | Int32Array | Uint8Array;

/**
 * float64 and float32 for arithmetic; int32 for what counts or indexes (labels, np.argmax, np.random.choice);
 * bool for masks (np.greater).
 */
export type DType = "float64" | "float32" | "int32" | "bool";

const ARRAY_TYPES = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  bool: Uint8Array,
};
/** 32 bits are enough to count the entries of such an array. */
const LARGEST_BYTES = 2 ** 31;

/** The dtype of such data; undefined if there is none. */
export function dtypeOf(data: NumberArray): DType | undefined {
  if (data instanceof Float64Array) return "float64";
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Int32Array) return "int32";
  return data instanceof Uint8Array ? "bool" : undefined;
}

/** A typed array of zeros, `size` entries of this dtype. */
export function allocate(dtype: DType, size: number): NumberArray {
  const Type = ARRAY_TYPES[dtype];
  if (!Type) {
    const hint = typeof dtype === "number" ? "; lengths of several axes go in a list: [2, 3]" : "";
    throw new Error(
      `dtype: ${JSON.stringify(dtype)} is not one of float64, float32, int32, bool${hint}`,
    );
  }
  const bytes = size * Type.BYTES_PER_ELEMENT;
  if (bytes > LARGEST_BYTES) {
    throw new Error(
      `NDArray: ${size} entries of ${dtype} need ${(bytes / 2 ** 30).toFixed(0)} GB of memory, and an array may have 2; ` +
        "is one of the lengths too large?",
    );
  }
  return new Type(size);
}

/** The dtype that can hold the entries of all of these. */
export function commonType(dtypes: readonly DType[]): DType {
  const has = (dtype: DType) => dtypes.includes(dtype);
  // float32 cannot hold all digits of an int32.
  if (has("float64") || (has("float32") && has("int32"))) return "float64";
  if (has("float32")) return "float32";
  return has("int32") ? "int32" : "bool";
}

/** The dtype of numbers that may have a fraction: float32 stays, everything else becomes float64. */
export const floating = (dtype: DType) => (dtype === "float32" ? "float32" : "float64");
/** The dtype of a sum or a product: masks count, as 0 and 1. */
export const arithmetic = (dtype: DType) => (dtype === "bool" ? "int32" : dtype);

/** The dtype to compute in: whole numbers are computed as float64, so that `settle` sees what int32 cannot hold. */
export const computing = (dtype: DType) => (dtype === "int32" ? "float64" : dtype);

/** A result that was computed in another dtype, in its own. Throws if that cannot hold an entry. */
export function settle(operation: string, values: NumberArray, dtype: DType): NumberArray {
  return dtypeOf(values) === dtype ? values : convert(operation, values, dtype);
}

/**
 * The same numbers as entries of a dtype. Throws if int32 or bool cannot hold one of them; NumPy would change it
 * without a warning.
 */
export function convert(operation: string, values: ArrayLike<number>, dtype: DType): NumberArray {
  const out = allocate(dtype, values.length);
  out.set(values);
  if (dtype !== "int32" && dtype !== "bool") return out;
  for (let i = 0; i < out.length; i++) {
    if (values[i] === out[i] && (dtype === "int32" || out[i] < 2)) continue;
    throw new Error(`${operation}: ${cannotHold(dtype, values[i])}`);
  }
  return out;
}

function cannotHold(dtype: "int32" | "bool", value: number): string {
  return dtype === "int32"
    ? `int32 cannot hold ${value}, only whole numbers from -2147483648 to 2147483647; float64 can: astype("float64")`
    : `bool cannot hold ${value}, only true and false (1 and 0); a comparison such as np.greater makes a mask`;
}
