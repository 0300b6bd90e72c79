import { escapeHtml, type Html, tableOf } from "../markup";
import { COMPARISON_HEADINGS, comparisonCells, type GradientComparison } from "../network/gradient";
import { colors } from "./figure";

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
  const body = rows.map((row) => {
    const [parameter, check, ...rest] = comparisonCells(row);
    const color = row.passed ? colors.green : colors.red;
    return [
      `<code>${escapeHtml(parameter)}</code>`,
      `<b style="color: ${color}">${check}</b>`,
      ...rest,
    ];
  });
  return tableOf(COMPARISON_HEADINGS, body);
}
