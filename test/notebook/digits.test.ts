import { describe, expect, test } from "vitest";
import { digits } from "../../lib/notebook/digits";
import { colors } from "../../lib/notebook/figure";
import { frozen } from "./pretendKernel";

/** `count` images; image k has a single bright pixel in row k, column 2 k. */
function images(count: number, shape: readonly number[] = [28, 28], bright = 1) {
  const data = new Float64Array(count * 784);
  for (let k = 0; k < count; k++) data[k * 784 + k * 28 + 2 * k] = bright;
  return { shape: [count, ...shape], data };
}

// biome-ignore lint/suspicious/noExplicitAny: figures are plain JSON here, looked into freely
const heatmap = (...args: Parameters<typeof digits>): any => digits(...args).data[0];
const captions = (...args: Parameters<typeof digits>) => {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const { annotations } = digits(...args).layout as any;
  return annotations.map(({ text }: { text: string }) => text);
};

describe("digits", () => {
  test.each([[[784]], [[28, 28]], [[1, 28, 28]]])("tiles images of shape (N, %s)", (shape) => {
    const { z } = heatmap(frozen(images(5, shape)), { columns: 3 });
    expect(z.length).toBe(2 * 29);
    for (let k = 0; k < 5; k++) {
      const row = 29 * Math.floor(k / 3) + 1 + k;
      const column = 29 * (k % 3) + 2 * k;
      expect(z[row][column]).toBe(255);
    }
    expect(z.flat().filter((value: number | null) => value === 255).length).toBe(5);
  });

  test("gives every cell of the heatmap its edges, with square pixels", () => {
    const { x, y, z } = heatmap(images(5), { columns: 3, labels: [1, 2, 3, 4, 5] });
    expect(y.length).toBe(z.length + 1);
    expect(x.length).toBe(Math.max(...z.map((row: number[]) => row.length)) + 1);
    for (let k = 0; k < 28; k++) {
      expect(x[30 + k] - x[29 + k]).toBe(1);
      expect(y[31 + k] - y[30 + k]).toBe(1);
    }
    expect([...x].sort((a, b) => a - b)).toEqual(x);
    expect([...y].sort((a, b) => a - b)).toEqual(y);
  });

  test("reads 0 to 1 and 0 to 255 alike, and stretches any other range", () => {
    expect(heatmap(images(2, [784], 0.5)).z[1][0]).toBe(128);
    expect(heatmap(images(2, [784], 200)).z[1][0]).toBe(200);
    const weights = images(2);
    weights.data.fill(-0.5);
    weights.data[0] = 1.5;
    weights.data[1] = 0.5;
    expect(heatmap(weights).z[1].slice(0, 3)).toEqual([255, 128, 0]);
  });

  test("captions right predictions with the digit, wrong ones with both, in red", () => {
    const labels = { shape: [3], data: Int32Array.of(7, 2, 1) };
    const figure = digits(images(3), frozen({ labels, predictions: [7, 3, 1] }));
    expect(Object(figure.layout).annotations).toMatchObject([
      { text: "7" },
      { text: "predicted 3<br>is 2", font: { color: colors.red } },
      { text: "1" },
    ]);
    expect(Object(figure.layout).annotations[0].font).toBeUndefined();
    expect(captions(images(3), { labels })).toEqual(["7", "2", "1"]);
    expect(captions(images(1), { predictions: [4] })).toEqual(["predicted 4"]);
    expect(captions(images(2), { titles: ["a", "b"], labels: [1, 2] })).toEqual(["a", "b"]);
  });

  test("places a caption above the middle of its image", () => {
    const figure = digits(images(5), { columns: 3, labels: [0, 1, 2, 3, 4] });
    const { x, y } = Object(figure.data[0]);
    const last = Object(figure.layout).annotations[4];
    expect(last.x).toBe((x[29] + x[29 + 28]) / 2);
    expect(last.y).toBe(y[30]);
  });

  test("names the shape and the way out when it cannot", () => {
    expect(() => digits({ shape: [784], data: new Float64Array(784) })).toThrow(
      "digits: images is (784,) but must be (N, 784), (N, 28, 28) or (N, 1, 28, 28)",
    );
    expect(() => digits(images(0))).toThrow("N at least 1");
    expect(() => digits(images(401))).toThrow("images.slice(0, 20) are the first 20");
    expect(() => digits(images(2), { columns: 0 })).toThrow("columns must be a whole number");
    expect(() => digits(images(2), { titles: ["one"] })).toThrow("1 titles for 2 images");
    expect(() => digits(images(2), { labels: [1, 2, 3] })).toThrow(
      "digits: labels is (3,) but must be (2,)",
    );
    const scores = { shape: [2, 10], data: new Float64Array(20) };
    expect(() => digits(images(2), { predictions: scores })).toThrow(
      "predictions is (2, 10) but must be (2,), a number for each image; np.argmax(predictions, 1)",
    );
  });
});
