import { crc32, inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { digits } from "../../lib/view/digits";
import { colors } from "../../lib/view/figure";
import { frozen } from "../support/frozen";

/** `count` images; image k has a single bright pixel in row k, column 2 k. */
function images(count: number, shape: readonly number[] = [28, 28], bright = 1) {
  const data = new Float64Array(count * 784);
  for (let k = 0; k < count; k++) data[k * 784 + k * 28 + 2 * k] = bright;
  return { shape: [count, ...shape], data };
}

// biome-ignore lint/suspicious/noExplicitAny: figures are plain JSON here, looked into freely
const layout = (...args: Parameters<typeof digits>): any => digits(...args).layout;
const captions = (...args: Parameters<typeof digits>) =>
  layout(...args).annotations.map(({ text }: { text: string }) => text);
const rows = (...args: Parameters<typeof digits>) =>
  digits(...args).data.map((trace) => decode(Object(trace).source));

const ground = "20242bff";
const white = "ffffffff";
const nothing = "00000000";

/** The rows of a PNG file, each pixel as eight hexadecimal digits, rrggbbaa. */
function decode(uri: string): string[][] {
  const [prefix, base64] = uri.split(",");
  expect(prefix).toBe("data:image/png;base64");
  const file = Buffer.from(base64, "base64");
  expect(file.toString("latin1", 0, 8)).toBe("\x89PNG\r\n\x1a\n");
  const chunks: Record<string, Buffer> = {};
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) {
    const end = at + 8 + file.readUInt32BE(at);
    expect(file.readUInt32BE(end)).toBe(crc32(file.subarray(at + 4, end)));
    chunks[file.toString("latin1", at + 4, at + 8)] = file.subarray(at + 8, end);
  }
  expect(Object.keys(chunks)).toEqual(["IHDR", "IDAT", "IEND"]);
  const [width, height] = [chunks.IHDR.readUInt32BE(0), chunks.IHDR.readUInt32BE(4)];
  expect([...chunks.IHDR.subarray(8)]).toEqual([8, 6, 0, 0, 0]);
  const bytes = inflateSync(chunks.IDAT);
  expect(bytes.length).toBe(height * (1 + 4 * width));
  return Array.from({ length: height }, (_, y) => {
    const row = bytes.subarray(y * (1 + 4 * width), (y + 1) * (1 + 4 * width));
    expect(row[0]).toBe(0);
    return Array.from({ length: width }, (_, x) => row.toString("hex", 1 + 4 * x, 5 + 4 * x));
  });
}

describe("digits", () => {
  test.each([[[784]], [[28, 28]], [[1, 28, 28]]])("tiles images of shape (N, %s)", (shape) => {
    const expected = [3, 2].map((count, row) =>
      Array.from({ length: 28 }, (_, y) =>
        Array.from({ length: 30 * count - 2 }, (_, x) => {
          const k = 3 * row + Math.floor(x / 30);
          if (x % 30 >= 28) return nothing;
          return y === k && x % 30 === 2 * k ? white : ground;
        }),
      ),
    );
    expect(rows(frozen(images(5, shape)), { columns: 3 })).toEqual(expected);
  });

  test("gives every row an axis of its own, and every pixel a length of 1", () => {
    const { data } = digits(images(5), { columns: 3 });
    const place = { type: "image", x0: 0.5, y0: 0.5 };
    expect(data).toMatchObject([
      { ...place, yaxis: "y1" },
      { ...place, yaxis: "y2" },
    ]);
    const { xaxis, yaxis1, yaxis2 } = layout(images(5), { columns: 3 });
    expect(xaxis.range).toEqual([0, 88]);
    expect([yaxis1.range, yaxis2.range]).toEqual([
      [28, 0],
      [28, 0],
    ]);
  });

  test("leaves space above each row for its captions", () => {
    for (const [titles, space] of [
      [["", ""], 10],
      [["a", ""], 28],
      [["a", "b<br>c"], 46],
    ] as const) {
      const { height, yaxis1, yaxis2 } = layout(images(2), { columns: 1, titles });
      expect(height).toBe(2 * (space + 140) + 4);
      const edges = [yaxis1.domain[1], yaxis1.domain[0], yaxis2.domain[1], yaxis2.domain[0]];
      const down = [space, space + 140, 2 * space + 140, 2 * space + 280];
      edges.forEach((edge, i) => {
        expect((1 - edge) * (height - 4)).toBeCloseTo(down[i]);
      });
    }
  });

  test("reads 0 to 1 and 0 to 255 alike, and stretches any other range", () => {
    expect(rows(images(2, [784], 0.5))[0][0][0]).toBe("909295ff");
    expect(rows(images(2, [784], 127.5))[0][0][0]).toBe("909295ff");
    const weights = images(2);
    weights.data.fill(-0.5);
    weights.data[0] = 1.5;
    weights.data[1] = 0.5;
    expect(rows(weights)[0][0].slice(0, 3)).toEqual([white, "909295ff", ground]);
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
    const { annotations } = layout(images(5), { columns: 3, labels: [0, 1, 2, 3, 4] });
    expect(annotations[2]).toMatchObject({ x: 74, y: 0, yref: "y1", yanchor: "bottom" });
    expect(annotations[4]).toMatchObject({ x: 44, y: 0, yref: "y2", yanchor: "bottom" });
  });

  test("names the shape and the way out when it cannot", () => {
    expect(() => digits({ shape: [784], data: new Float64Array(784) })).toThrow(
      "digits: images is (784,) but must be (N, 784), (N, 28, 28) or (N, 1, 28, 28)",
    );
    expect(() => digits(images(0))).toThrow("N at least 1");
    expect(() => digits(images(401))).toThrow('images.at(":20") are the first 20');
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
