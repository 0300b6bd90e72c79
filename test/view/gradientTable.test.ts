import { gradientTable } from "backprop";
import { expect, test } from "vitest";

const row = {
  parameter: "W1",
  shape: [784, 50],
  meanDifference: 3.21e-10,
  maxDifference: 1.26e-8,
  worstIndex: [310, 12],
  analytic: -0.00123456,
  numerical: -0.00123457,
  passed: true,
};

const cells = (html: string) =>
  [...html.matchAll(/<td>(.*?)<\/td>/g)].map(([, cell]) => cell.replace(/<[^>]*>/g, ""));

test("gradientTable has a row for each parameter, with the verdict in words", () => {
  const { html } = gradientTable({
    rows: [row, { ...row, parameter: "b1", shape: [50], worstIndex: [3], passed: false }],
  });
  expect(cells(html)).toEqual([
    ...["W1", "pass", "(784, 50)", "3.2e-10", "1.3e-8", "(310, 12)", "-1.2346e-3", "-1.2346e-3"],
    ...["b1", "FAIL", "(50,)", "3.2e-10", "1.3e-8", "(3,)", "-1.2346e-3", "-1.2346e-3"],
  ]);
  expect(html.match(/<th>/g)).toHaveLength(8);
});

test("gradientTable escapes what it is given", () => {
  const { html } = gradientTable({ rows: [{ ...row, parameter: "<script>" }] });
  expect(html).toContain("&lt;script&gt;");
  expect(html).not.toContain("<script>");
});

test("gradientTable names its input when that is not a check", () => {
  expect(() => gradientTable([row] as never)).toThrow("gradientTable: needs { rows }");
});
