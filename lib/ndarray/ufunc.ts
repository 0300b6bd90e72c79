import type { NumberArray } from "./dtype";
import { combineRun, FEWEST_FOR_VECTORS, type VectorOperation } from "./product/vectors";
import { broadcastStrides, forEachRun, type Shape, sameShape, sizeOf } from "./shape";

/**
 * The typed arrays behind the dtypes float64, float32, int32 and bool (a mask, kept as bytes 0 and 1).
 */
/** What an elementwise operation reads. */
export interface Operand {
  readonly data: NumberArray;
  readonly shape: Shape;
}

/**
 * An operation over one run of entries: out[k] = a[i] (operation) b[j] for k up to `end`, where i and j move on
 * by `di` and `dj`. Each operation has a loop of its own because a loop that calls a function for every entry
 * is several times slower.
 */
export type BinaryLoop = (
  out: NumberArray,
  k: number,
  end: number,
  a: NumberArray,
  i: number,
  di: number,
  b: NumberArray,
  j: number,
  dj: number,
) => void;

/**
 * Two numbers to choose from by index, 0 or 1. A branch would be as unpredictable as the signs of the numbers, and its
 * mispredictions would take longer than the rest of a ReLU.
 */
export const choice = new Float64Array(2);

/** The same loop, of which vectors of WebAssembly take over what they can. */
function byVectors(operation: VectorOperation, loop: BinaryLoop): BinaryLoop {
  return (out, k, end, a, i, di, b, j, dj) => {
    const done =
      end - k < FEWEST_FOR_VECTORS
        ? 0
        : combineRun(
            ...([operation, out, k, end - k] as const),
            { data: a, start: i, step: di },
            { data: b, start: j, step: dj },
          );
    loop(out, k + done, end, a, i + done * di, di, b, j + done * dj, dj);
  };
}

export const addLoop: BinaryLoop = byVectors("add", (out, k, end, a, i, di, b, j, dj) => {
  for (; k < end; k++, i += di, j += dj) out[k] = a[i] + b[j];
});

export const subtractLoop: BinaryLoop = byVectors("subtract", (out, k, end, a, i, di, b, j, dj) => {
  for (; k < end; k++, i += di, j += dj) out[k] = a[i] - b[j];
});

export const multiplyLoop: BinaryLoop = byVectors("multiply", (out, k, end, a, i, di, b, j, dj) => {
  for (; k < end; k++, i += di, j += dj) out[k] = a[i] * b[j];
});

export const divideLoop: BinaryLoop = byVectors("divide", (out, k, end, a, i, di, b, j, dj) => {
  for (; k < end; k++, i += di, j += dj) out[k] = a[i] / b[j];
});

export const maximumLoop: BinaryLoop = byVectors("maximum", (out, k, end, a, i, di, b, j, dj) => {
  for (; k < end; k++, i += di, j += dj) {
    const x = a[i];
    const y = b[j];
    choice[0] = x;
    choice[1] = y;
    out[k] = choice[Number(x <= y) | Number(Number.isNaN(y))];
  }
});

export const minimumLoop: BinaryLoop = byVectors("minimum", (out, k, end, a, i, di, b, j, dj) => {
  for (; k < end; k++, i += di, j += dj) {
    const x = a[i];
    const y = b[j];
    choice[0] = x;
    choice[1] = y;
    out[k] = choice[Number(x >= y) | Number(Number.isNaN(y))];
  }
});

/** Squares are exact products, and 1 to the power of anything is 1, as in NumPy; Math.pow has neither. */
export const powerLoop: BinaryLoop = (out, k, end, a, i, di, b, j, dj) => {
  for (; k < end; k++, i += di, j += dj) {
    const [x, y] = [a[i], b[j]];
    const one = x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY);
    out[k] = one ? 1 : y === 2 ? x * x : x ** y;
  }
};

export const logicalAndLoop: BinaryLoop = (out, k, end, a, i, di, b, j, dj) => {
  for (; k < end; k++, i += di, j += dj) out[k] = Number(a[i] !== 0) & Number(b[j] !== 0);
};

export const logicalOrLoop: BinaryLoop = (out, k, end, a, i, di, b, j, dj) => {
  for (; k < end; k++, i += di, j += dj) out[k] = Number(a[i] !== 0) | Number(b[j] !== 0);
};

export const greaterLoop: BinaryLoop = byVectors("greater", (out, k, end, a, i, di, b, j, dj) => {
  for (; k < end; k++, i += di, j += dj) out[k] = Number(a[i] > b[j]);
});

export const greaterEqualLoop: BinaryLoop = byVectors(
  "greaterEqual",
  (out, k, end, a, i, di, b, j, dj) => {
    for (; k < end; k++, i += di, j += dj) out[k] = Number(a[i] >= b[j]);
  },
);

export const lessLoop: BinaryLoop = byVectors("less", (out, k, end, a, i, di, b, j, dj) => {
  for (; k < end; k++, i += di, j += dj) out[k] = Number(a[i] < b[j]);
});

export const lessEqualLoop: BinaryLoop = byVectors(
  "lessEqual",
  (out, k, end, a, i, di, b, j, dj) => {
    for (; k < end; k++, i += di, j += dj) out[k] = Number(a[i] <= b[j]);
  },
);

export const equalLoop: BinaryLoop = (out, k, end, a, i, di, b, j, dj) => {
  for (; k < end; k++, i += di, j += dj) out[k] = Number(a[i] === b[j]);
};

export const notEqualLoop: BinaryLoop = (out, k, end, a, i, di, b, j, dj) => {
  for (; k < end; k++, i += di, j += dj) out[k] = Number(a[i] !== b[j]);
};

/** Fills `out`, whose shape is the broadcast shape of a and b, run by run. */
export function runLoop(loop: BinaryLoop, out: Operand, a: Operand, b: Operand): void {
  const strides = [broadcastStrides(a.shape, out.shape), broadcastStrides(b.shape, out.shape)];
  let k = 0;
  forEachRun(out.shape, strides, (length, [i, j], [di, dj]) => {
    loop(out.data, k, k + length, a.data, i, di, b.data, j, dj);
    k += length;
  });
}

/** The entries as they are read when they broadcast to a shape, in row-major order; not a copy if that is their own. */
export function broadcastEntries(
  { data, shape: own }: { data: ArrayLike<number>; shape: Shape },
  shape: Shape,
): ArrayLike<number> {
  if (sameShape(own, shape)) return data;
  const out = new Float64Array(sizeOf(shape));
  let k = 0;
  forEachRun(shape, [broadcastStrides(own, shape)], (length, [i], [step]) => {
    for (const end = k + length; k < end; k++, i += step) out[k] = data[i];
  });
  return out;
}
