import type { History } from "../network/training";
import { colors, type Figure } from "./figure";

/**
 * The two curves to read a training by, side by side: the loss of every iteration with its moving average, and the
 * accuracy on training and test data. As soon as it is above 90 %, the range from there on is enlarged, so that the gap
 * between the two can be seen. A long history is downsampled to about
 * a thousand points, the lowest and the highest of every stretch, so peaks are kept. A loss that spans decades has a
 * logarithmic axis. A hint in the history stands above them. Throws if `history` has no loss or epochs; a Promise needs
 * `await` in front.
 */
export function trainingCurves(history: History): Figure {
  if (!Array.isArray(Object(history).loss) || !Array.isArray(Object(history).epochs)) {
    throw new Error(
      "trainingCurves: needs { loss, epochs }, the history that train returns: await train(...)",
    );
  }
  const { data, layout } = curves(history, 1000);
  const title = history.hint && { title: { text: history.hint }, margin: { t: 72 } };
  return { data, layout: { ...layout, ...title } };
}

/** The same with the loss downsampled to about this many points. */
export function curves({ loss, epochs }: History, points: number): Figure {
  const kept = downsample(loss, points);
  const averages = kept.map((i) => movingAverage(loss, i));
  const lossOf = (values: readonly number[]) => ({
    x: kept,
    y: values.map((value) => Number(value.toPrecision(5))),
    mode: "lines",
    hovertemplate: "%{y:.4g}",
  });
  const last = epochs.at(-1);
  const isHigh = last !== undefined && Math.min(last.trainAccuracy, last.testAccuracy) > HIGH;
  const isLow = last !== undefined && Math.min(last.trainAccuracy, last.testAccuracy) < 0.4;
  const accuracies = [
    {
      name: "training data",
      y: epochs.map(({ trainAccuracy }) => trainAccuracy),
      line: { color: colors.green },
      marker: { size: 8 },
    },
    {
      name: "test data",
      y: epochs.map(({ testAccuracy }) => testAccuracy),
      line: { color: colors.orange, dash: "dash" },
      marker: { size: 7, symbol: "square" },
    },
  ].map((accuracy) => ({
    ...accuracy,
    x: epochs.map(({ epoch }) => epoch),
    mode: "lines+markers",
    hovertemplate: "%{y:.2%}",
    xaxis: "x2",
    legend: "legend2",
    cliponaxis: isHigh,
  }));
  const samples = epochs[0]?.samples;

  return {
    data: [
      {
        ...lossOf(kept.map((i) => loss[i])),
        name: "each iteration",
        opacity: 0.55,
        line: { color: colors.blue, width: 1 },
      },
      { ...lossOf(averages), name: "moving average", line: { color: colors.blue, width: 2.5 } },
      ...accuracies.map((accuracy) => ({ ...accuracy, yaxis: "y2" })),
      ...(isHigh ? accuracies : []).map((accuracy) => ({
        ...accuracy,
        y: accuracy.y.map((_, i, y) => (isBelow(y, i) ? y[i] : null)),
        yaxis: "y3",
        showlegend: false,
        hoverinfo: "skip",
      })),
    ],
    layout: {
      hovermode: "x unified",
      xaxis: {
        title: { text: "iteration" },
        domain: [0, 0.44],
        range: [0, loss.length],
        tickformat: ",",
        unifiedhovertitle: { text: "iteration %{x:,}" },
      },
      yaxis: spansDecades(loss, averages)
        ? { title: { text: "loss (logarithmic)" }, type: "log", exponentformat: "power" }
        : { title: { text: "loss" }, rangemode: "tozero" },
      xaxis2: {
        title: {
          text: samples
            ? `epoch<br>(accuracy on ${samples.toLocaleString("en-US")} samples,<br>the last on all)`
            : "epoch",
        },
        domain: [0.58, 1],
        anchor: isHigh ? "y3" : "y2",
        dtick: epochTicks(last?.epoch ?? 0),
        unifiedhovertitle: { text: "epoch %{x:.4~g}" },
      },
      yaxis2: {
        ...percent,
        title: { text: "accuracy" },
        ...(isHigh ? { range: [HIGH, 1], domain: [0.4, 1] } : { range: [0, 1] }),
      },
      ...(isHigh && { yaxis3: { ...percent, range: [0, HIGH], domain: [0, 0.36], nticks: 3 } }),
      legend: { x: 0.44, xanchor: "right", y: 1 },
      legend2: { x: 1, xanchor: "right", ...(isLow ? { y: 1 } : { y: 0.02, yanchor: "bottom" }) },
    },
  };
}

/** From here on accuracies are enlarged. */
const HIGH = 0.9;

/** Whether a point, or one that a line joins it to, is not in the enlarged range. */
function isBelow(accuracies: readonly number[], i: number): boolean {
  return accuracies.slice(Math.max(0, i - 1), i + 2).some((accuracy) => accuracy < HIGH);
}

const percent = { anchor: "x2", tickformat: ".0%" };

/** Whether a linear axis would show most of a loss as a flat line, because it explodes or falls by decades. */
export function spansDecades(loss: readonly number[], averages: readonly number[]): boolean {
  const explodes = loss.some((value) => value > 10 * loss[0]);
  const positive = averages.filter((value) => value > 0);
  return explodes || (positive.length > 0 && averages[0] > 200 * Math.min(...positive));
}

/** How many epochs lie between two ticks, so that every tick is at a whole epoch; with few of them, as it fits. */
export function epochTicks(epochs: number): number | undefined {
  return epochs < 3 ? undefined : Math.ceil(epochs / 6);
}

/**
 * The mean of the finite values around a place, up to 25 before it and as many behind, fewer in a short list and at either end: what comes and
 * what has been weigh the same, so that the average does not lag behind. NaN where the value itself is not finite.
 */
export function movingAverage(values: readonly number[], place: number): number {
  if (!Number.isFinite(values[place])) return Number.NaN;
  const most = Math.min(25, Math.floor(values.length / 40));
  const reach = Math.min(most, place, values.length - 1 - place);
  const around = values.slice(place - reach, place + reach + 1).filter(Number.isFinite);
  // Each is divided before they are added: a loss that explodes has no sum.
  return around.reduce((sum, value) => sum + value / around.length, 0);
}

/** Where to look at `values` to see their course in about `points` places: each stretch's lowest and highest. */
export function downsample(values: readonly number[], points: number): number[] {
  if (values.length <= points) return values.map((_, i) => i);
  const stretch = Math.ceil((2 * values.length) / points);
  const kept = new Set([0]);
  for (let start = 0; start < values.length; start += stretch) {
    let low = start;
    let high = start;
    for (let i = start; i < Math.min(start + stretch, values.length); i++) {
      if (values[i] < values[low] || Number.isNaN(values[low])) low = i;
      if (values[i] > values[high] || Number.isNaN(values[high])) high = i;
    }
    kept.add(Math.min(low, high)).add(Math.max(low, high));
  }
  return [...kept.add(values.length - 1)];
}
