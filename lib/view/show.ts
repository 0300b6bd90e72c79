import type { Html, Svg } from "../markup";
import { type Figure, plotlyJson } from "./figure";

/** One output of a cell. Every `raw` after the first replaces what it shows. */
export interface Display {
  raw(mimeType: string, content: string | object): void;
}

export interface Tslab {
  display: Display;
  newDisplay(): Display;
}

export const PLOTLY = "application/vnd.plotly.v1+json";

/**
 * Shows a plotly figure, a picture or HTML below the cell that is running. The figure is not changed; where it says
 * nothing about colours, fonts and margins, those that read well on a light and on a dark page are filled in.
 * Throws outside a notebook, and if `content` is none of them; a Promise needs `await` in front.
 *
 *     show({ data: [{ x: [1, 2, 3], y: [1, 4, 9] }], layout: { xaxis: { title: { text: "x" } } } });
 */
export function show(content: Figure | Svg | Html | Promise<unknown>): void {
  if (isHtml(content)) {
    notebook("show").display.raw("text/html", content.html);
  } else if (isSvg(content)) {
    notebook("show").display.raw("image/svg+xml", content.svg);
  } else if (isFigure(content)) {
    notebook("show").display.raw(PLOTLY, plotlyJson(content));
  } else if (isPromise(content)) {
    throw new Error(
      "show: this is a Promise, something that is not there yet; put await in front of it: show(await ...)",
    );
  } else {
    throw new Error(
      `show: ${describe(content)} is neither a figure, { data: [...traces], layout }, nor { svg } or { html }; ` +
        "console.log prints any value",
    );
  }
}

/** The kernel that runs this code. Throws where there is none. */
export function notebook(operation: string): Tslab {
  // What tslab gives the cells themselves. Requiring "tslab" would load a second TypeScript compiler where no kernel
  // runs, and where the kernel is another installation of tslab, it would find one without any cell.
  const { __tslab__: kernel } = globalThis as { __tslab__?: { require(name: "tslab"): Tslab } };
  if (!kernel) {
    throw new Error(
      `${operation}: there is no notebook cell to show this in; run it in a notebook with the tslab kernel, ` +
        "or leave it out and print the numbers",
    );
  }
  return kernel.require("tslab");
}

function isHtml(content: unknown): content is Html {
  return typeof Object(content).html === "string";
}

function isSvg(content: unknown): content is Svg {
  return typeof Object(content).svg === "string";
}

function isFigure(content: unknown): content is Figure {
  return Array.isArray(Object(content).data);
}

function isPromise(content: unknown): boolean {
  return typeof Object(content).then === "function";
}

function describe(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return `an object with ${Object.keys(value).join(", ") || "nothing in it"}`;
}
