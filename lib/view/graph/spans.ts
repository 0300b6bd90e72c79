import type { Diagram, Frame } from "./diagram";
import type { Tracks } from "./tracks";

export const PADDING = 12; // pixels: the space within a frame

/** The columns that a frame surrounds, and its borders' distance from them, which those of inner frames widen. */
export interface Span {
  readonly frame: Frame;
  readonly first: number;
  readonly last: number;
  readonly left: number;
  readonly right: number;
}

export function spansOf({ frames }: Diagram, tracks: Tracks): Span[] {
  const spans: Span[] = [];
  for (const frame of frames) {
    const columns = [...frame.blocks].map((id) => tracks.columnOf(id));
    const [first, last] = [Math.min(...columns), Math.max(...columns)];
    const inner = spans.filter((span) =>
      [...span.frame.blocks].every((id) => frame.blocks.has(id)),
    );
    const widest = (edge: "first" | "last", side: "left" | "right", column: number) =>
      Math.max(0, ...inner.filter((span) => span[edge] === column).map((span) => span[side]));
    const left = PADDING + widest("first", "left", first);
    const right = PADDING + widest("last", "right", last);
    spans.push({ frame, first, last, left, right });
  }
  return spans;
}
