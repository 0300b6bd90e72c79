import type { RanGraph } from "../../graph/node";
import { stepsOf } from "../../graph/steps";
import { escapeHtml, type Html, printable } from "../../markup";
import { play } from "../page/play";
import { describe, draw } from "./draw";

export interface PlayerOptions {
  /** How many significant digits the numbers have, 4 unless said otherwise. */
  digits?: number;
}

/**
 * The backward pass node by node, to click through or to play: upstream x local = downstream, with the numbers.
 * Throws if backward has not run.
 *
 *     show(player(graph));
 */
export function player(graph: RanGraph, { digits }: PlayerOptions = {}): Html {
  const steps = stepsOf(graph, digits);
  if (steps.length === 0) {
    throw new Error("player: there are no gradients yet; call backward first");
  }
  // Where scripts do not run it is the whole picture and a list of all steps. JupyterLab keeps such an image, but no
  // inline SVG, in a notebook that it does not trust.
  const source = `data:image/svg+xml,${encodeURIComponent(draw(graph, { digits }).svg)}`;
  // By the names that stand in the picture.
  const pictured = (_: string, value: unknown) =>
    typeof value === "string" ? printable(value) : value;
  const items = steps.map(
    (step) =>
      `<li data-step="${escapeHtml(JSON.stringify(step, pictured))}">${escapeHtml(step.sentence)}</li>`,
  );
  return {
    html: `<div>
<img src="${source}" alt="${escapeHtml(describe(graph, digits))}">
<ol>
${items.join("\n")}
</ol>
<script>(${play})(document.currentScript.parentElement)</script>
</div>`,
  };
}
