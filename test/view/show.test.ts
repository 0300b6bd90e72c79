import { describe, expect, test } from "vitest";
import { escapeHtml } from "../../lib/markup";
import { NDArray } from "../../lib/ndarray/ndarray";
import { colors, type Figure, plotlyJson } from "../../lib/view/figure";
import { show } from "../../lib/view/show";
import { frozen } from "../support/frozen";
import { recordOutputs } from "../support/outputs";

// biome-ignore lint/suspicious/noExplicitAny: figures are plain JSON here, looked into freely
const json = (figure: Figure): any => plotlyJson(figure);

describe("show", () => {
  test("sends a figure as plotly JSON in the house style", () => {
    const sent = recordOutputs();
    show({ data: [{ y: [1, 4, 9] }] });
    const figure = { data: [{ y: [1, 4, 9] }], layout: { height: 360 } };
    expect(sent).toMatchObject([{ content: { "application/vnd.plotly.v1+json": figure } }]);
    expect(sent).toEqual(JSON.parse(JSON.stringify(sent)));
  });

  test("sends HTML as it is", () => {
    const sent = recordOutputs();
    show({ html: "<b>7</b>" });
    expect(sent).toEqual([{ output: 1, content: { "text/html": "<b>7</b>" } }]);
  });

  test("sends a picture as SVG, and as nothing else", () => {
    const sent = recordOutputs();
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
    show({ svg });
    expect(sent).toEqual([{ output: 1, content: { "image/svg+xml": svg } }]);
  });

  test("asks for await where it is given a Promise", () => {
    const sent = recordOutputs();
    for (const promise of [Promise.resolve({ svg: "<svg/>" }), Promise.resolve(7)]) {
      expect(() => show(promise)).toThrow(
        "show: this is a Promise, something that is not there yet; put await in front of it: show(await ...)",
      );
    }
    expect(sent).toEqual([]);
  });

  test("says what it was given instead of a figure", () => {
    recordOutputs();
    const loss = new NDArray(Float64Array.of(1, 2), [2]);
    expect(() => show(loss as never)).toThrow(
      /^show: an object with data, shape is neither a figure/,
    );
    expect(() => show(undefined as never)).toThrow("show: undefined is neither a figure");
  });

  test("says that there is no cell outside a notebook", () => {
    expect(() => show({ data: [] })).toThrow(
      "show: there is no notebook cell to show this in; run it in a notebook with the tslab kernel",
    );
  });
});

describe("the house style", () => {
  test("gives way to what the figure says, and leaves the figure as it was", () => {
    const figure = frozen({
      data: [{ y: [1] }],
      layout: { height: 500, xaxis: { title: { text: "x" } } },
      config: { displayModeBar: false },
      frames: [{ name: "step 1", data: [{ y: Float64Array.of(2) }] }],
    });
    const { layout, config, frames } = json(figure);
    expect(layout).toMatchObject(figure.layout);
    expect(layout.template.layout.font.color).toBe(colors.ink);
    expect(config).toEqual({ displaylogo: false, displayModeBar: false });
    expect(frames).toEqual([{ name: "step 1", data: [{ y: [2] }] }]);
  });

  test("sends typed arrays and NDArrays as lists", () => {
    const z = new NDArray(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
    const { data } = json({ data: [{ x: Float64Array.of(0.5, 1), y: Int32Array.of(3), z }] });
    expect(data).toEqual([
      {
        x: [0.5, 1],
        y: [3],
        z: [
          [1, 2, 3],
          [4, 5, 6],
        ],
      },
    ]);
  });

  test.each(Object.entries(colors))("%s stands out from white and from dark grey", (_, color) => {
    expect(contrast(color, "#ffffff")).toBeGreaterThan(3.8);
    expect(contrast(color, "#111111")).toBeGreaterThan(3.8);
  });
});

test("escapeHtml leaves no markup", () => {
  expect(escapeHtml('<a href="x">&</a>')).toBe("&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;");
});

/** WCAG's contrast ratio. */
function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
