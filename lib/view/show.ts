import { type Display, host, type MimeBundle } from "../host/host";
import type { Html, Svg } from "../markup";
import { type Figure, plotlyJson } from "./figure";

/**
 * Shows a plotly figure, a picture or HTML below the cell that is running, or wherever `setDisplay` has said. The figure is
 * not changed; where it says nothing about colours, fonts and margins, those that read well on a light and on a dark page
 * are filled in.
 * Throws where there is no place to show it, and if `view` is none of them; a Promise needs `await` in front.
 *
 *     show({ data: [{ x: [1, 2, 3], y: [1, 4, 9] }], layout: { xaxis: { title: { text: "x" } } } });
 */
export function show(view: Figure | Svg | Html | Promise<unknown>): void {
  const output = bundleOf(view);
  displayFor("show")(output);
}

/** What a host shows of a view. */
function bundleOf(view: unknown): MimeBundle {
  if (isHtml(view)) {
    const { html, text } = view;
    return text === undefined ? { "text/html": html } : { "text/plain": text, "text/html": html };
  }
  if (isSvg(view)) return { "image/svg+xml": view.svg };
  if (isFigure(view)) return figureBundle(view);
  if (isPromise(view)) {
    throw new Error(
      "show: this is a Promise, something that is not there yet; put await in front of it: show(await ...)",
    );
  }
  throw new Error(
    `show: ${describe(view)} is neither a figure, { data: [...traces], layout }, nor { svg } or { html }; ` +
      "console.log prints any value",
  );
}

export function figureBundle(figure: Figure): MimeBundle {
  return { "application/vnd.plotly.v1+json": plotlyJson(figure) };
}

/** The display to use. Throws where there is none. */
export function displayFor(operation: string): Display {
  const display = host.display?.();
  if (display) return display;
  throw new Error(
    `${operation}: there is no notebook cell to show this in; run it in a notebook with the tslab kernel, ` +
      "say where to show it by setDisplay, or leave it out and print the numbers",
  );
}

function isHtml(view: unknown): view is Html {
  return typeof Object(view).html === "string";
}

function isSvg(view: unknown): view is Svg {
  return typeof Object(view).svg === "string";
}

function isFigure(view: unknown): view is Figure {
  return Array.isArray(Object(view).data);
}

function isPromise(view: unknown): boolean {
  return typeof Object(view).then === "function";
}

function describe(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return `an object with ${Object.keys(value).join(", ") || "nothing in it"}`;
}
