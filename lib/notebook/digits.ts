import { formatShape } from "../ndarray/shape";
import { colors, type Figure } from "./figure";

/** An NDArray, or anything else with its entries in row-major order. */
export interface ArrayOfNumbers {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

export interface DigitsOptions {
  /** What each digit is, (N,). */
  labels?: ArrayOfNumbers | readonly number[];
  /** What the network takes each for, (N,). Captions of wrong ones are red and say both. */
  predictions?: ArrayOfNumbers | readonly number[];
  /** Captions to use instead; <br> breaks a line. */
  titles?: readonly string[];
  /** How many stand in a row. */
  columns?: number;
}

const SIDE = 28;
const GAP = 2; // image pixels, as every length in the heatmap
const MOST = 400;

/**
 * Images as a grid: (N, 784), (N, 28, 28) or (N, 1, 28, 28), with values from 0 to 1 or from 0 to 255, large ones
 * bright. Values in any other range, such as weights, are stretched from the smallest (dark) to the largest (bright).
 * Throws if the shape is another, there are more than 400 images, or captions are not as many as images.
 */
export function digits(images: ArrayOfNumbers, options: DigitsOptions = {}): Figure {
  const count = countImages(images.shape);
  const columns = Math.min(count, options.columns ?? (options.predictions ? 6 : 10));
  if (!Number.isInteger(columns) || columns < 1) {
    throw new Error(`digits: columns must be a whole number of at least 1, not ${options.columns}`);
  }
  const rows = Math.ceil(count / columns);
  const captions = captionsOf(count, options);

  // Screen pixels in a wide cell; in a narrow one everything but the type scales down.
  const tile = Math.min(Math.max(700 / columns, 40), 140);
  const lines = Math.max(...captions.map(({ text }) => (text ? text.split("<br>").length : 0)));
  const head = GAP + Math.ceil((lines * 18 * SIDE) / tile);
  const across = SIDE + GAP;
  const down = head + SIDE;

  return {
    data: [
      {
        type: "heatmap",
        z: mosaic(images.data, count, columns),
        x: edges(columns, across, 0),
        y: edges(rows, down, head),
        zmin: 0,
        zmax: 255,
        // White ink on a ground of its own, so that the page's does not matter.
        colorscale: [
          [0, "#20242b"],
          [1, "#ffffff"],
        ],
        showscale: false,
        hoverinfo: "skip",
      },
    ],
    layout: {
      height: Math.ceil((rows * down * tile) / SIDE) + 2 * GAP,
      margin: { l: 0, r: 0, t: GAP, b: GAP },
      xaxis: { visible: false, constrain: "domain", constraintoward: "left" },
      yaxis: {
        visible: false,
        autorange: "reversed",
        scaleanchor: "x",
        constrain: "domain",
        constraintoward: "top",
      },
      annotations: captions.map((caption, i) => ({
        ...caption,
        x: (i % columns) * across + SIDE / 2,
        y: Math.floor(i / columns) * down + head,
        yanchor: "bottom",
        showarrow: false,
      })),
    },
  };
}

function countImages(shape: readonly number[]): number {
  const [count, ...image] = shape;
  const known = [[SIDE * SIDE], [SIDE, SIDE], [1, SIDE, SIDE]];
  if (!known.some((each) => `${each}` === `${image}`) || count < 1) {
    throw new Error(
      `digits: images is ${formatShape(shape)} but must be (N, 784), (N, 28, 28) or (N, 1, 28, 28), N at least 1; ` +
        "images.slice(0, 1) keeps the first of several as (1, ...)",
    );
  }
  if (count > MOST) {
    throw new Error(
      `digits: ${count} images are too many to look at; images.slice(0, 20) are the first 20`,
    );
  }
  return count;
}

function captionsOf(count: number, { labels, predictions, titles }: DigitsOptions) {
  const is = numbers("labels", labels, count);
  const predicted = numbers("predictions", predictions, count);
  if (titles && titles.length !== count) {
    throw new Error(`digits: there are ${titles.length} titles for ${count} images`);
  }
  return Array.from({ length: count }, (_, i) => {
    if (titles) return { text: titles[i] };
    if (!predicted) return { text: is ? `${is[i]}` : "" };
    if (!is) return { text: `predicted ${predicted[i]}` };
    if (predicted[i] === is[i]) return { text: `${is[i]}` };
    return { text: `predicted ${predicted[i]}<br>is ${is[i]}`, font: { color: colors.red } };
  });
}

function numbers(name: string, values: DigitsOptions["labels"], count: number) {
  if (!values) return undefined;
  const { shape, data } =
    "shape" in values ? values : { shape: [values.length], data: values as readonly number[] };
  if (shape.length !== 1 || shape[0] !== count) {
    throw new Error(
      `digits: ${name} is ${formatShape(shape)} but must be (${count},), a number for each image` +
        (shape.length === 2 ? `; np.argmax(${name}, 1) makes numbers of rows` : ""),
    );
  }
  return data;
}

/** Pixels from 0 to 255 in rows; before each row of images a row without any, between images a pixel without. */
function mosaic(data: ArrayLike<number>, count: number, columns: number): (number | null)[][] {
  let low = data[0];
  let high = data[0];
  for (let i = 0; i < data.length; i++) {
    low = Math.min(low, data[i]);
    high = Math.max(high, data[i]);
  }
  if (low >= 0 && high <= 255) {
    low = 0;
    high = high <= 1 ? 1 : 255;
  }
  const z: (number | null)[][] = [];
  for (let first = 0; first < count; first += columns) {
    z.push([]);
    for (let y = 0; y < SIDE; y++) {
      const row: (number | null)[] = [];
      for (let i = first; i < Math.min(first + columns, count); i++) {
        if (i > first) row.push(null);
        for (let x = 0; x < SIDE; x++) {
          const value = data[(i * SIDE + y) * SIDE + x];
          row.push(Math.round((255 * (value - low)) / (high - low || 1)));
        }
      }
      z.push(row);
    }
  }
  return z;
}

/** Where the heatmap's cells begin and end along an axis: 28 of length 1 from `offset` in every step, one in between. */
function edges(steps: number, step: number, offset: number): number[] {
  const begins: number[] = offset > 0 ? [0] : [];
  for (let k = 0; k < steps; k++) {
    for (let pixel = 0; pixel <= SIDE; pixel++) begins.push(k * step + offset + pixel);
  }
  return begins;
}
