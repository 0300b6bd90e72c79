import type { Display, MimeBundle } from "../host/host";
import { type Figure, plotlyJson } from "./figure";
import { drawFrame } from "./page/drawFrame";
import { displayFor, figureBundle } from "./show";

const FRAME_EVERY = 250; // milliseconds
const PLOT_HEIGHT = 360; // pixels
const HEADER_HEIGHT = 72;

/** A moment of a computation that takes a while. */
export interface Frame {
  /** How much is done, out of `total`. */
  readonly done: number;
  readonly total: number;
  /** HTML, a line each: how far it is, and the latest numbers. */
  readonly lines: readonly string[];
  readonly figure: Figure;
  /** HTML to look at where plotly.js is not to be had. */
  readonly instead?: string;
}

/** One output that changes while something is computed. Throws where there is no place to show it. */
export class LiveOutput {
  private readonly display: Display;
  private update?: ReturnType<Display>;
  private nextFrame = 0;

  constructor(operation: string) {
    this.display = displayFor(operation);
  }

  /** Shows a frame if it is time for one. */
  show(frame: () => Frame): void {
    const start = performance.now();
    if (start < this.nextFrame) return;
    this.send({ "text/html": htmlOf(frame()) });
    const end = performance.now();
    // Whatever a frame costs, at most 3 % of the time goes into frames.
    this.nextFrame = Math.max(start + FRAME_EVERY, end + 32 * (end - start));
  }

  /** What stays: a figure. The next frame gets an output of its own. */
  end({ data, layout }: Figure): void {
    // As high as the frames with the axes in the same place, so that nothing jumps at the end.
    const margin = { l: 56, r: 16, t: HEADER_HEIGHT + 32, b: 48 };
    const height = HEADER_HEIGHT + PLOT_HEIGHT;
    this.send(figureBundle({ data, layout: { ...layout, margin, height } }));
    this.update = undefined;
    this.nextFrame = 0;
  }

  private send(output: MimeBundle): void {
    if (this.update) this.update(output);
    else this.update = this.display(output);
  }
}

/** Lines, a bar and what to look at instead, which the script replaces by plotly's figure where it can. */
function htmlOf({ done, total, lines, figure, instead = "" }: Frame): string {
  const layout = { margin: { l: 56, r: 16, t: 32, b: 48 }, ...figure.layout, height: PLOT_HEIGHT };
  const json = JSON.stringify(plotlyJson({ ...figure, layout })).replaceAll("<", "\\u003c");
  return `<div style="margin: 0">
<div style="min-height: ${HEADER_HEIGHT}px; font-variant-numeric: tabular-nums">
${lines.map((line) => `<div>${line}</div>`).join("\n")}
<progress aria-label="progress" value="${done}" max="${total}" style="width: 100%"></progress>
</div>
<div style="height: ${PLOT_HEIGHT}px">${instead}</div>
<script>(${drawFrame})(document.currentScript.previousElementSibling, ${json})</script>
</div>`;
}
