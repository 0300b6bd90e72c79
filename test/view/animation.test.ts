import { animation, lineChart } from "backprop";
import { describe, expect, test } from "vitest";

// biome-ignore lint/suspicious/noExplicitAny: figures are plain JSON here, looked into freely
type Any = any;

describe("animation", () => {
  const at = (y: number[]) => lineChart({ size: y }, { x: "layer", range: [0, 9] });
  const { data, layout, frames } = animation({ 0: at([1, 2]), 10: at([3, 4]) }, "iteration") as Any;

  test("starts as the first figure, and has a frame for each", () => {
    expect(data).toMatchObject([{ name: "size", y: [1, 2] }]);
    expect(layout).toMatchObject({ xaxis: { title: { text: "layer" } }, yaxis: { range: [0, 9] } });
    expect(frames).toMatchObject([
      { name: "0", data: [{ y: [1, 2] }] },
      { name: "10", data: [{ y: [3, 4] }] },
    ]);
  });

  test("the slider goes to each frame by its name, and the buttons play and stop", () => {
    const [{ steps, currentvalue }] = layout.sliders;
    expect(currentvalue.prefix).toBe("iteration ");
    expect(steps.map(({ label, args: [names] }: Any) => [label, names])).toEqual([
      ["0", ["0"]],
      ["10", ["10"]],
    ]);
    const [{ buttons }] = layout.updatemenus;
    expect(buttons.map(({ label, args: [names] }: Any) => [label, names])).toEqual([
      ["Play", null],
      ["Stop", [null]],
    ]);
  });

  test("says what is wrong with what it is given", () => {
    expect(() => animation({}, "iteration")).toThrow("animation: there are no figures");
    const two = lineChart({ a: [1], b: [2] });
    expect(() => animation({ 0: at([1]), 10: two }, "iteration")).toThrow(
      "animation: 10 has 2 traces but 0 has 1",
    );
  });
});
