import { formatShape } from "../ndarray/shape";
import { colors, type Figure } from "./figure";
import { pngUri } from "./png";

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
const GAP = 2; // image pixels
const STEP = SIDE + GAP;
const MOST = 400;
// White ink on a ground of its own, so that the page's does not matter.
const GROUND = [0x20, 0x24, 0x2b];

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
  const ink = stretched(images.data);

  // Screen pixels in a wide cell. In a narrow one the images get smaller, and leave space below each row.
  const tile = Math.min(Math.max(700 / columns, 40), 140);
  const lines = Math.max(...captions.map(({ text }) => (text ? text.split("<br>").length : 0)));
  const head = lines * 18 + (GAP * tile) / SIDE;

  // Every row is a picture with a y axis of its own, counted in image pixels. The ranges are fixed: those that
  // plotly finds itself cut the images off when more than one y axis is tied to the x axis.
  const data: object[] = [];
  const axes: Record<string, object> = {};
  for (let row = 0; row < rows; row++) {
    const first = row * columns * SIDE ** 2;
    data.push({
      type: "image",
      source: strip(ink.subarray(first, first + columns * SIDE ** 2)),
      yaxis: `y${row + 1}`,
      x0: 0.5, // the middle of the first pixel, which reaches from 0 to 1
      y0: 0.5,
      hoverinfo: "skip",
    });
    axes[`yaxis${row + 1}`] = {
      visible: false,
      range: [SIDE, 0],
      domain: [1 - (row + 1) / rows, 1 - (row + head / (head + tile)) / rows],
      constraintoward: "top",
    };
  }

  return {
    data,
    layout: {
      height: Math.ceil(rows * (head + tile)) + 2 * GAP,
      margin: { l: 0, r: 0, t: GAP, b: GAP },
      xaxis: { visible: false, range: [0, columns * STEP - GAP], constraintoward: "left" },
      ...axes,
      annotations: captions.map((caption, i) => ({
        ...caption,
        x: (i % columns) * STEP + SIDE / 2,
        y: 0,
        yref: `y${Math.floor(i / columns) + 1}`,
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
        'images.at(":1") keeps the first of several as (1, ...)',
    );
  }
  if (count > MOST) {
    throw new Error(
      `digits: ${count} images are too many to look at; images.at(":20") are the first 20`,
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

/** Every value as the ink of its pixel, 0 to 1. */
function stretched(data: ArrayLike<number>): Float64Array {
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
  return Float64Array.from(data, (value) => (value - low) / (high - low || 1));
}

/** Images side by side, transparent between them. */
function strip(ink: Float64Array): string {
  const width = (ink.length / SIDE ** 2) * STEP - GAP;
  const rgba = new Uint8ClampedArray(4 * width * SIDE);
  for (let i = 0; i < ink.length; i++) {
    const x = Math.floor(i / SIDE ** 2) * STEP + (i % SIDE);
    const y = Math.floor(i / SIDE) % SIDE;
    rgba.set([...GROUND.map((level) => level + ink[i] * (255 - level)), 255], 4 * (y * width + x));
  }
  return pngUri(width, rgba);
}
