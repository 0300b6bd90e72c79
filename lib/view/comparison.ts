import { escapeHtml, type Html, tableOf } from "../markup";
import type { Run, Setting, TrainingComparison } from "../network/compareTrainings";
import { colors, type Figure } from "./figure";
import { LiveOutput } from "./live";
import { count } from "./liveCurves";
import { displayFor } from "./show";
import { downsample, movingAverage, spansDecades } from "./trainingCurves";

/** What is kept of a run: its network would be too much. */
type Past = Pick<Run, "name" | "history">;

/** The runs of earlier comparisons, by the options in which those differ. */
const earlierRuns = new Map<string, Past[]>();

/**
 * A comparison while it runs: the curves of all its runs, and a bar of how far they are; when it ends, the curves stay,
 * with the table of `comparisonTable` below them. Comparisons before that differ in the same options, such as those of
 * the same cell, stay as faint lines until `clearComparisons` is called. Throws where there is no place to show it.
 *
 *     await compareTrainings({ slow: { learningRate: 0.01 }, fast: { learningRate: 0.5 } }, { data, onProgress: liveComparison() });
 */
export function liveComparison(): (comparison: TrainingComparison) => void {
  const output = new LiveOutput("liveComparison");

  return (comparison) => {
    const { runs, iterations, state } = comparison;
    const key = variedIn(runs).join();
    const earlier = earlierRuns.get(key) ?? [];
    const figure = () => comparisonCurves(comparison, earlier);
    const done = runs.reduce((sum, { history }) => sum + history.loss.length, 0);
    const total = runs.length * iterations;
    if (state === "running") {
      output.show(() => ({
        ...{ done, total, figure: figure() },
        lines: [
          `<b>${Math.floor((100 * done) / total)}%</b> · ${runs.length} trainings of ${count(iterations)} iterations`,
        ],
      }));
      return;
    }
    const { data, layout } = figure();
    const verb = state === "finished" ? "Finished" : "Stopped";
    const title = { text: `${verb}: ${runs.length} trainings` };
    output.end({ data, layout: { ...layout, title } });
    displayFor("liveComparison")({ "text/html": comparisonTable(comparison).html });
    const past = runs.map(({ name, history }) => ({ name, history }));
    earlierRuns.set(key, [...earlier, ...past].slice(-MOST_EARLIER));
  };
}

/** Forgets the runs that stand as faint lines behind later comparisons. */
export function clearComparisons(): void {
  earlierRuns.clear();
}

/** More faint lines than this say nothing. */
const MOST_EARLIER = 12;

const COLORS = [colors.blue, colors.orange, colors.green, colors.red, colors.purple, colors.teal];
const DASHES = ["solid", "dash", "dot"];

/**
 * The runs of a comparison in one figure: the moving average of each loss, and the accuracy on test data. Runs of one
 * setting that differ in their seed are one line, their mean, in a band from the lowest to the highest. `earlier` runs
 * stand behind them as faint lines.
 */
export function comparisonCurves(
  { runs, iterations }: Pick<TrainingComparison, "runs" | "iterations">,
  earlier: readonly Past[] = [],
): Figure {
  const names = [...new Set(runs.map(({ name }) => name))];
  const losses = [...earlier, ...runs].map(({ history }) => lossOf(history.loss));
  const data = [
    ...earlier.flatMap((run) => faint(run)),
    ...names.flatMap((name, i) => {
      const color = COLORS[i % COLORS.length];
      const dash = DASHES[Math.floor(i / COLORS.length) % DASHES.length];
      const own = runs.filter((run) => run.name === name);
      const common = { name, legendgroup: name, line: { color, dash, width: 2 } };
      return [
        ...band(
          own.map(({ history }) => lossOf(history.loss)),
          common,
          {},
        ),
        ...band(own.map(accuracyOf), { ...common, showlegend: false }, RIGHT),
      ];
    }),
  ];
  const isLogarithmic = losses.some(({ y }) => spansDecades(y, y));
  return {
    data,
    layout: {
      hovermode: "x unified",
      xaxis: {
        title: { text: "iteration" },
        domain: [0, 0.44],
        range: [0, iterations],
        tickformat: ",",
      },
      yaxis: isLogarithmic
        ? { title: { text: "loss (logarithmic)" }, type: "log", exponentformat: "power" }
        : { title: { text: "loss" }, rangemode: "tozero" },
      xaxis2: {
        ...{
          title: { text: "iteration" },
          domain: [0.58, 1],
          range: [0, iterations],
          tickformat: ",",
        },
        anchor: "y2",
      },
      yaxis2: { title: { text: "accuracy on test data" }, anchor: "x2", tickformat: ".0%" },
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" },
      margin: { t: 72 },
    },
  };
}

/** What belongs to the panel on the right. */
const RIGHT = { xaxis: "x2", yaxis: "y2" };

/** A line of numbers over iterations. */
interface Line {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

function lossOf(loss: readonly number[]): Line {
  const x = downsample(loss, 300);
  return { x, y: x.map((i) => Number(movingAverage(loss, i).toPrecision(5))) };
}

function accuracyOf({ history: { epochs } }: Past): Line {
  const x = epochs.map(({ iteration }) => iteration);
  return { x, y: epochs.map(({ testAccuracy }) => testAccuracy) };
}

/** The mean of lines, and where there are several, the band that they lie in. */
function band(lines: readonly Line[], common: object, axes: object): object[] {
  const x = lines[0].x.filter((place) => lines.every((line) => line.x.includes(place)));
  const values = x.map((place) => lines.map((line) => line.y[line.x.indexOf(place)]));
  const mean = values.map((all) => all.reduce((sum, value) => sum + value / all.length, 0));
  const line = { x, y: mean, mode: "lines", ...common, ...axes };
  if (lines.length === 1) return [line];
  const [low, high] = [
    values.map((all) => Math.min(...all)),
    values.map((all) => Math.max(...all)),
  ];
  const edge = {
    ...line,
    line: { ...Object(common).line, width: 0 },
    showlegend: false,
    hoverinfo: "skip",
  };
  return [{ ...edge, y: low }, { ...edge, y: high, fill: "tonexty", opacity: 0.5 }, line];
}

function faint(run: Past): object[] {
  const style = {
    mode: "lines",
    name: `earlier: ${run.name}`,
    line: { color: colors.ink, width: 1 },
    opacity: 0.5,
    showlegend: false,
    hoverinfo: "skip",
  };
  return [
    { ...lossOf(run.history.loss), ...style },
    { ...accuracyOf(run), ...style, ...RIGHT },
  ];
}

/**
 * A comparison as a table, a setting a row: what is different between them, the loss at the end, the accuracies, and the time
 * that it took. Of several seeds it shows the means, and from where to where the test accuracies go.
 */
export function comparisonTable({ runs }: Pick<TrainingComparison, "runs">): Html {
  const varied = variedIn(runs);
  const names = [...new Set(runs.map(({ name }) => name))];
  const hasFailed = runs.some(({ failed }) => failed !== undefined);
  const measured = ["loss", "training", "test", "seconds"];
  const headings = ["setting", ...varied, ...measured, ...(hasFailed ? ["error"] : [])];
  const rows = names.map((name) => {
    const own = runs.filter((run) => run.name === name);
    const mean = (of: (run: Run) => number) =>
      own.reduce((sum, run) => sum + of(run) / own.length, 0);
    const last = (run: Run) => run.history.epochs.at(-1);
    const test = own.map((run) => last(run)?.testAccuracy ?? Number.NaN);
    const range =
      own.length > 1 ? ` (${percent(Math.min(...test))} to ${percent(Math.max(...test))})` : "";
    return [
      `<b>${escapeHtml(name)}</b>`,
      ...varied.map((option) => escapeHtml(optionText(own[0].setting[option]))),
      mean(({ history: { loss } }) => average(loss.slice(-50))).toPrecision(3),
      percent(mean((run) => last(run)?.trainAccuracy ?? Number.NaN)),
      percent(mean((run) => last(run)?.testAccuracy ?? Number.NaN)) + range,
      mean(({ seconds }) => seconds).toFixed(1),
      ...(hasFailed ? [escapeHtml(own.find((run) => run.failed !== undefined)?.failed ?? "")] : []),
    ];
  });
  return tableOf(headings.map(escapeHtml), rows);
}

/** The options in which the runs differ. */
export function variedIn(runs: readonly Run[]): (keyof Setting)[] {
  const options = new Set(runs.flatMap(({ setting }) => Object.keys(setting) as (keyof Setting)[]));
  return [...options].filter((option) => {
    const texts = new Set(runs.map(({ setting }) => optionText(setting[option])));
    return texts.size > 1;
  });
}

function optionText(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "number" || typeof value === "string") return String(value);
  if (Array.isArray(value)) return value.join(", ");
  const numbers = Object.entries(Object(value)).filter(([, each]) => typeof each === "number");
  const list = numbers.map(([name, each]) => `${name} ${each}`).join(", ");
  return [Object(value).constructor.name, list].filter(Boolean).join(", ");
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}

function percent(share: number): string {
  return Number.isNaN(share) ? "" : `${(100 * share).toFixed(1)}\u00a0%`;
}
