import type { History, TrainingProgress } from "../network/training";
import { colors, type Figure } from "./figure";
import { type Frame, LiveOutput } from "./live";
import { curves, downsample, epochTicks, movingAverage, trainingCurves } from "./trainingCurves";

/**
 * The curves of a training while it runs, with a progress bar, the speed, the time left and the latest numbers.
 * Give it to a training, which calls it as it goes; when it ends, the curves stay as an ordinary figure.
 * Throws where there is no place to show them.
 *
 *     await train(network, data, { iterations: 10_000, onProgress: liveCurves() });
 */
export function liveCurves(): (progress: TrainingProgress) => void {
  const output = new LiveOutput("liveCurves");
  let run: { start: number; from: number } | undefined;

  return (progress) => {
    const now = performance.now();
    run ??= { start: now, from: progress.iteration };
    if (progress.state !== "running") {
      output.end(finalFigure(progress));
      run = undefined; // The next training that reports here gets an output of its own.
    } else {
      const rate = (1000 * (progress.iteration - run.from)) / (now - run.start);
      output.show(() => frame(progress, rate));
    }
  };
}

function finalFigure({ iteration, iterations, history, state }: TrainingProgress): Figure {
  const text =
    state === "finished"
      ? `Finished: ${count(iteration)} iterations`
      : `${state === "failed" ? "Failed" : "Stopped"} after ${count(iteration)} of ${count(iterations)} iterations`;
  const { data, layout } = trainingCurves(history);
  const title = { text, subtitle: { text: history.hint ?? latest(history) } };
  return { data, layout: { ...layout, title } };
}

function frame({ iteration, iterations, history }: TrainingProgress, rate: number): Frame {
  const speed =
    rate > 0
      ? `${count(rate)} a second · ${duration((iterations - iteration) / rate)} left`
      : "starting";
  const percentage = Math.floor((100 * iteration) / iterations);
  return {
    done: iteration,
    total: iterations,
    lines: [
      `<b>${percentage}%</b> · iteration ${count(iteration)} of ${count(iterations)} · ${speed}`,
      latest(history),
    ],
    figure: liveFigure(history, iterations),
    instead: sparkline(history.loss),
  };
}

/** The curves on axes that already reach to the end of the training, so that they grow instead of shrinking. */
function liveFigure(history: History, iterations: number): Figure {
  const { data, layout } = curves(history, 400);
  const { xaxis, xaxis2 } = layout as Record<string, object>;
  const { epoch, iteration } = history.epochs.at(-1) ?? { epoch: 0, iteration: 0 };
  const epochs = epoch > 0 ? (epoch * iterations) / iteration : 1;
  return {
    data,
    layout: {
      ...layout,
      xaxis: { ...xaxis, range: [0, iterations] },
      xaxis2: { ...xaxis2, range: [0, epochs], dtick: epochTicks(epochs) },
    },
  };
}

function sparkline(loss: readonly number[]): string {
  const points = downsample(loss, 200)
    .map((i) => ({ i, mean: movingAverage(loss, i) }))
    .filter(({ mean }) => Number.isFinite(mean));
  const top = Math.max(...points.map(({ mean }) => mean));
  const places = points.map(
    ({ i, mean }) =>
      `${((100 * i) / loss.length).toFixed(1)},${(100 - (99 * mean) / top).toFixed(1)}`,
  );
  return (
    `<svg viewBox="0 0 100 100" preserveAspectRatio="none" style="width: 100%; height: 100%"><title>loss</title>` +
    `<polyline points="${places.join(" ")}" fill="none" stroke="${colors.blue}" stroke-width="2" vector-effect="non-scaling-stroke"/></svg>`
  );
}

function latest({ loss, epochs }: History): string {
  const epoch = epochs.at(-1);
  return [
    loss.length > 0 && `loss ${Number(loss.at(-1)).toPrecision(4)}`,
    epoch && `accuracy: train ${percent(epoch.trainAccuracy)}, test ${percent(epoch.testAccuracy)}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}

export function duration(seconds: number): string {
  const rounded = Math.round(seconds);
  return rounded < 60 ? `${rounded} s` : `${Math.floor(rounded / 60)} min ${rounded % 60} s`;
}
