import { colors } from "../markup";

export { colors };

/**
 * A plotly figure: its traces, and its layout, config and frames (of an animation) where they matter, under the names of
 * https://plotly.com/javascript/reference/. Typed arrays and NDArrays may stand wherever plotly takes lists.
 */
export interface Figure {
  data: object[];
  layout?: object;
  config?: object;
  frames?: object[];
}

const axis = {
  automargin: true,
  gridcolor: "rgba(122, 122, 122, 0.25)",
  zerolinecolor: "rgba(122, 122, 122, 0.5)",
  linecolor: colors.ink,
  ticks: "outside",
  tickcolor: "rgba(122, 122, 122, 0.5)",
};

const houseLayout = {
  paper_bgcolor: "rgba(0, 0, 0, 0)",
  plot_bgcolor: "rgba(0, 0, 0, 0)",
  font: { color: colors.ink, size: 13 },
  title: {
    font: { size: 15 },
    subtitle: { font: { size: 13 } },
    x: 0,
    xref: "paper",
    xanchor: "left",
    y: 1,
    yanchor: "top",
    pad: { t: 12 },
  },
  colorway: [colors.blue, colors.orange, colors.green, colors.red, colors.purple, colors.teal],
  margin: { l: 56, r: 16, t: 48, b: 48 },
  xaxis: axis,
  yaxis: axis,
  // Its own dark ground: the figure's is transparent, and a label has to be read on top of the curves.
  modebar: { bgcolor: "rgba(0, 0, 0, 0)", color: colors.ink, activecolor: colors.blue },
  hoverlabel: { bgcolor: "#2b3038", bordercolor: colors.ink, font: { color: "#f2f2f2", size: 13 } },
};

/**
 * The figure as JSON, ready to be sent, in the house style where it says nothing itself. Plotly's templates do
 * exactly that: what stands in the figure wins. The height stands beside them because JupyterLab sets 360
 * itself where the layout names none.
 */
export function plotlyJson({ data, layout, config, frames }: Figure): object {
  const styled = {
    data,
    layout: { template: { layout: houseLayout }, height: 360, ...layout },
    config: { displaylogo: false, ...config },
    frames,
  };
  return JSON.parse(JSON.stringify(styled, (_, value) => asLists(value)));
}

/** JSON makes objects of typed arrays; NDArrays make lists of themselves. */
function asLists(value: unknown): unknown {
  return ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
}
