import { colors, type Figure } from "./figure";

/**
 * Figures as a single one that moves: a slider shows one of them at a time, and a button plays them. Their names, such as
 * iterations, stand at the slider. All have the layout of the first, so give that one axes with a fixed range.
 * Throws if there is none, or one has more or fewer traces than the first.
 *
 *     show(animation({ 0: lineChart({ loss: before }), 100: lineChart({ loss: after }) }, "iteration"));
 */
export function animation(figures: Readonly<Record<string, Figure>>, step: string): Figure {
  const named = Object.entries(Object(figures)) as [string, Figure][];
  if (named.length === 0) {
    throw new Error("animation: there are no figures; give it one at least, { 0: lineChart(...) }");
  }
  const [[firstName, first]] = named;
  for (const [name, { data }] of named) {
    if (data.length === first.data.length) continue;
    throw new Error(
      `animation: ${name} has ${data.length} traces but ${firstName} has ${first.data.length}; ` +
        "each figure must have the same lines",
    );
  }
  const { height = 360, margin, ...layout } = Object(first.layout);
  return {
    ...first,
    frames: named.map(([name, { data }]) => ({ name, data })),
    layout: {
      ...layout,
      height: height + 90,
      margin: { ...margin, b: 142 },
      sliders: [{ ...slider(step), steps: named.map(([name]) => goTo(name)) }],
      updatemenus: [buttons],
    },
  };
}

const MILLISECONDS_A_FRAME = 250;
const faintInk = "rgba(122, 122, 122, 0.4)";

/** Redrawing suits every kind of trace; in between there is nothing to show. */
const still = { frame: { duration: 0, redraw: true }, transition: { duration: 0 } };

const slider = (step: string) => ({
  ...{ x: 0, len: 1, pad: { t: 58 } },
  currentvalue: { prefix: `${step} `, xanchor: "right" },
  ...{ bgcolor: faintInk, bordercolor: colors.ink, tickcolor: colors.ink },
  activebgcolor: colors.blue,
});

const goTo = (name: string) => ({
  label: name,
  method: "animate",
  args: [[name], { mode: "immediate", ...still }],
});

const buttons = {
  type: "buttons",
  direction: "right",
  showactive: false,
  ...{ x: 0, xanchor: "left", y: 0, yanchor: "top", pad: { t: 40 } },
  ...{ bgcolor: "rgba(0, 0, 0, 0)", bordercolor: colors.ink },
  buttons: [
    {
      label: "Play",
      method: "animate",
      args: [
        null, // all that are left
        { ...still, fromcurrent: true, frame: { duration: MILLISECONDS_A_FRAME, redraw: true } },
      ],
    },
    { label: "Stop", method: "animate", args: [[null], { mode: "immediate", ...still }] },
  ],
};
