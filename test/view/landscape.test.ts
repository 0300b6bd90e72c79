import { landscape } from "backprop";
import { expect, suite, test } from "vitest";

suite("landscape", () => {
  const plane = (x: number, y: number) => x + 10 * y;

  test("has f at every place, y upward and x to the right", () => {
    const { data } = landscape(plane, { path: { x: [0], y: [0] } }, 2);
    const { x, y, z } = data.at(-1) as { x: unknown; y: unknown; z: number[][] };
    expect(x).toEqual(y);
    expect(z).toHaveLength(33);
    expect(z[0][0]).toBe(-22);
    expect(z[0][32]).toBe(-18);
    expect(z[32][0]).toBe(18);
  });

  test("draws the paths with their names and their steps", () => {
    const { data } = landscape(plane, {
      first: { x: [1, 0], y: [2, 1] },
      second: { x: [3], y: [3] },
    });
    expect(data.slice(0, -1)).toMatchObject([
      { name: "first", mode: "lines+markers", x: [1, 0], y: [2, 1] },
      { name: "second", x: [3], y: [3] },
    ]);
  });

  test("needs a path", () => {
    expect(() => landscape(plane, {})).toThrow("needs what to draw by name");
  });
});
