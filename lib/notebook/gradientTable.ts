import type { GradientComparison } from "../gradient";
import { formatShape } from "../ndarray/shape";
import { colors, escapeHtml, type Html } from "./figure";

/** What checkGradients returns. */
export interface GradientTableInput {
  rows: readonly GradientComparison[];
}

/**
 * A gradient check as a table, a parameter a row: how far backpropagation and the numerical gradient lie apart, and
 * both values where they lie apart most. The verdict is a word, so that it reads without colours too.
 * Throws if there are no rows.
 */
export function gradientTable({ rows }: GradientTableInput): Html {
  if (!Array.isArray(rows)) {
    throw new Error("gradientTable: needs { rows }, which checkGradients returns");
  }
  const head = [
    "parameter",
    "check",
    "shape",
    "mean difference",
    "largest difference",
    "worst at",
    "backpropagation",
    "numerical",
  ];
  const body = rows.map((row) => {
    const color = row.passed ? colors.green : colors.red;
    return [
      `<code>${escapeHtml(row.parameter)}</code>`,
      `<b style="color: ${color}">${row.passed ? "pass" : "FAIL"}</b>`,
      formatShape(row.shape),
      row.meanDifference.toExponential(1),
      row.maxDifference.toExponential(1),
      formatShape(row.worstIndex),
      row.analytic.toExponential(4),
      row.numerical.toExponential(4),
    ];
  });
  const line = (cells: string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
  return {
    html:
      `<div style="overflow-x: auto"><table><thead>${line(head, "th")}</thead>\n` +
      `<tbody>${body.map((cells) => line(cells, "td")).join("\n")}</tbody></table></div>`,
  };
}
