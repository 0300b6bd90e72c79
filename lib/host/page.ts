/// <reference lib="dom" />
import type { Display, MimeBundle } from "./host";

/**
 * Shows in an element of a page, each output below the one before. Figures, and the curves of `liveCurves`, are drawn by
 * plotly.js, which the page has to load before.
 *
 *     setDisplay(pageDisplay(document.querySelector("#results")));
 */
export function pageDisplay(element: { append(...nodes: unknown[]): void }): Display {
  return (output) => {
    const place = document.createElement("div");
    element.append(place);
    fill(place, output);
    return (next) => fill(place, next);
  };
}

function fill(place: HTMLElement, output: MimeBundle): void {
  const {
    "application/vnd.plotly.v1+json": figure,
    "image/svg+xml": svg,
    "text/html": html,
  } = output;
  if (figure === undefined) {
    // Scripts run in a fragment that is made like this.
    place.replaceChildren(document.createRange().createContextualFragment(String(html ?? svg)));
    return;
  }
  const { Plotly } = globalThis as {
    Plotly?: { newPlot(place: HTMLElement, figure: object): void };
  };
  const plot = document.createElement("div");
  place.replaceChildren(plot);
  if (Plotly) Plotly.newPlot(plot, figure as object);
  else
    plot.textContent =
      "Here is a figure, but the page lacks plotly.js: load it before, with a script element.";
}
