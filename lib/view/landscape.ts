import * as np from "../ndarray/np";
import { type Line, lineChart } from "./charts";
import { colors, type Figure } from "./figure";

/**
 * The values of f(x, y) as a map, x and y from -side to side: along each grey line f is the same, as on a hiking map.
 * Paths are drawn on it under their names, each { x, y }, with a dot for each step. Throws if there is none.
 */
export function landscape(
  f: (x: number, y: number) => number,
  paths: Readonly<Record<string, Line>>,
  side = 4,
): Figure {
  const ticks = [...np.linspace(-side, side, 33).data];
  const heights = {
    type: "contour",
    x: ticks,
    y: ticks,
    z: ticks.map((y) => ticks.map((x) => f(x, y))),
    contours: { coloring: "none", showlabels: true },
    line: { color: colors.ink, width: 1 },
    showlegend: false,
  };
  const walks = lineChart(paths).data.map((path) => ({ ...path, mode: "lines+markers" }));
  const axis = { range: [-side, side], showgrid: false };
  return {
    data: [...walks, heights],
    layout: {
      height: 520,
      xaxis: { title: { text: "x" }, constrain: "domain", ...axis },
      yaxis: { title: { text: "y" }, scaleanchor: "x", ...axis },
    },
  };
}
