import type { Block, Branch, Diagram, Wire } from "./diagram";
import type { Sizes } from "./sizes";
import type { Span } from "./spans";
import type { Tracks } from "./tracks";

/** From left to right, a gap's places and those of the column behind it. */
export interface Gap {
  /** Where a line that leaves its block's track begins to bend. */
  readonly start: number;
  readonly labels: number;
  /** The middle of the labels. */
  readonly label: number;
  /** Where forks stand. */
  readonly labelsEnd: number;
  readonly branches: number;
  readonly branch: number;
  /** Where lines begin to bend to their blocks. */
  readonly arrows: number;
  readonly column: number;
  readonly middle: number;
  readonly end: number;
}

export const STRAIGHT = 15; // pixels: an arrow without a bend
const BEND = 36;
const FORK = 24;

/** The columns from left to right, each as wide as its widest block, and the gap before it as its longest labels. */
export function acrossOf(
  { blocks, wires }: Diagram,
  sizes: Sizes,
  tracks: Tracks,
  spans: readonly Span[],
): { gaps: Gap[]; width: number } {
  const most = (numbers: readonly number[]) => Math.max(0, ...numbers);
  const isBent = (a: Block | Wire | Branch, b: Block) => tracks.trackOf(a) !== tracks.trackOf(b);
  const columns = 1 + most(blocks.map(({ id }) => tracks.columnOf(id)));
  const gaps: Gap[] = [];
  let width = 0;
  for (let i = 0; i <= columns; i++) {
    const here = wires.filter((wire) => tracks.gapOf(wire) === i);
    const forked = here.filter(({ branches }) => branches.length > 1);
    const leaving = blocks.some((block) =>
      here.some((wire) => wire.from === block.id && isBent(wire, block)),
    );
    const length = most(here.map((wire) => sizes.label(wire).length));
    const branchLength = most(
      forked.flatMap(({ branches }) => branches.map((branch) => sizes.label(branch).length)),
    );
    const start = width + most(spans.map(({ last, right }) => (last === i - 1 ? right : 0)));
    const labels = start + (leaving ? BEND : 0);
    const label = labels + most(here.map((wire) => sizes.label(wire).lead)) + length / 2;
    const labelsEnd = label + length / 2;
    const branches = labelsEnd + (forked.length > 0 ? FORK : 0);
    const arrows = branches + branchLength;

    const inColumn = blocks.filter(({ id }) => tracks.columnOf(id) === i);
    const arriving = inColumn.some((block) =>
      tracks.arrivalsOf(block.id).some(({ branch }) => isBent(branch, block)),
    );
    const opening = most(spans.map(({ first, left }) => (first === i ? left : 0)));
    const column = arrows + (arriving ? BEND : STRAIGHT) + opening;
    width = column + most(inColumn.map((block) => sizes.block(block).across));
    for (const { frame, first, last } of spans) {
      const from = gaps[first]?.column ?? column;
      if (last === i) width = Math.max(width, from + sizes.title(frame).width);
    }
    const [branch, middle] = [branches + branchLength / 2, (column + width) / 2];
    gaps.push({
      ...{ start, labels, label, labelsEnd, branches, branch, arrows },
      ...{ column, middle, end: width },
    });
  }
  return { gaps, width };
}
