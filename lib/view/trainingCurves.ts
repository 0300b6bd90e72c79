import type { History } from "../network/training";
import { colors, type Figure } from "./figure";

/**
 * The two curves to read a training by, side by side: the loss of every iteration with its smoothed course, and the
 * accuracy on training and test data after every epoch. A long history is thinned to about a thousand points, the
 * lowest and the highest of every stretch, so peaks are kept. A hint in the history stands above them. Throws if
 * `history` has no loss or epochs; a Promise needs `await` in front.
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

/** The same with the loss thinned to about this many points. */
export function curves({ loss, epochs }: History, points: number): Figure {
  const kept = thin(loss, points);
  const mean = smooth(loss);
  const lossOf = (values: readonly number[]) => ({
    x: kept,
    y: kept.map((i) => Number(values[i].toPrecision(5))),
    mode: "lines",
    hovertemplate: "%{y:.4g}",
  });
  const accuracyOf = (key: "trainAccuracy" | "testAccuracy") => ({
    x: epochs.map(({ epoch }) => epoch),
    y: epochs.map((epoch) => epoch[key]),
    mode: "lines+markers",
    hovertemplate: "%{y:.2%}",
    cliponaxis: false,
    xaxis: "x2",
    yaxis: "y2",
    legend: "legend2",
  });

  return {
    data: [
      {
        ...lossOf(loss),
        name: "each iteration",
        opacity: 0.55,
        line: { color: colors.blue, width: 1 },
      },
      { ...lossOf(mean), name: "smoothed", line: { color: colors.blue, width: 2.5 } },
      {
        ...accuracyOf("trainAccuracy"),
        name: "training data",
        line: { color: colors.green },
        marker: { size: 8 },
      },
      {
        ...accuracyOf("testAccuracy"),
        name: "test data",
        line: { color: colors.orange, dash: "dash" },
        marker: { size: 7, symbol: "square" },
      },
    ],
    layout: {
      hovermode: "x unified",
      xaxis: {
        title: { text: "iteration" },
        domain: [0, 0.44],
        tickformat: ",",
        unifiedhovertitle: { text: "iteration %{x:,}" },
      },
      yaxis: { title: { text: "loss" }, rangemode: "tozero" },
      xaxis2: {
        title: { text: "epoch" },
        domain: [0.58, 1],
        anchor: "y2",
        dtick: epochTicks(epochs.at(-1)?.epoch ?? 0),
        unifiedhovertitle: { text: "epoch %{x}" },
      },
      yaxis2: { title: { text: "accuracy" }, anchor: "x2", range: [0, 1], tickformat: ".0%" },
      legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom" },
      legend2: { orientation: "h", x: 0.58, y: 1, yanchor: "bottom" },
    },
  };
}

/** How many epochs lie between two ticks, so that every tick is at a whole epoch. */
export function epochTicks(epochs: number): number {
  return Math.max(1, Math.ceil(epochs / 6));
}

/** The mean of about the last 50 finite values at each place; NaN where the value itself is not finite. */
export function smooth(values: readonly number[], memory: number = 0.98): number[] {
  let sum = 0;
  let weight = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return Number.NaN;
    sum = memory * sum + (1 - memory) * value;
    weight = memory * weight + (1 - memory);
    return sum / weight;
  });
}

/** Where to look at `values` to see their course in about `points` places: each stretch's lowest and highest. */
export function thin(values: readonly number[], points: number): number[] {
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
