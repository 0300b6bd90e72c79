import type { Diagram } from "./diagram";
import type { Sizes } from "./sizes";
import { PADDING, type Span } from "./spans";
import { insideOf, type Tracks } from "./tracks";

/** What a track takes in one place, above and below its line. */
interface Cell {
  above: number;
  below: number;
}

const CLEAR = 8; // pixels: on either side of a line, and between things above each other

/** The tracks from top to bottom, each as far below the others as what they have above each other requires. */
export function downOf(diagram: Diagram, sizes: Sizes, tracks: Tracks, spans: readonly Span[]) {
  const rows: Cell[][] = [];
  const cell = (track: number, place: number): Cell => {
    rows[track] ??= [];
    rows[track][place] ??= { above: 0, below: 0 };
    return rows[track][place];
  };
  const reserve = (track: number, place: number, { above, below }: Cell) => {
    const taken = cell(track, place);
    taken.above = Math.max(taken.above, above);
    taken.below = Math.max(taken.below, below);
  };
  for (const block of diagram.blocks) {
    const { height, below } = sizes.block(block);
    const place = 2 * tracks.columnOf(block.id) + 1;
    reserve(tracks.trackOf(block), place, { above: height / 2, below: height / 2 + below });
  }
  for (const wire of diagram.wires) {
    const gap = 2 * tracks.gapOf(wire);
    reserve(tracks.trackOf(wire), gap, sizes.label(wire));
    for (const branch of wire.branches) {
      const track = tracks.trackOf(branch);
      if (wire.branches.length > 1) reserve(track, gap, sizes.label(branch));
      for (let place = gap; place <= 2 * tracks.columnOf(branch.to); place++) {
        reserve(track, place, { above: CLEAR, below: CLEAR });
      }
    }
  }
  const edges = spans.map(({ frame, first, last }) => {
    const all = insideOf(frame, diagram).map((each) => tracks.trackOf(each));
    const [top, bottom] = [Math.min(...all), Math.max(...all)];
    const places = Array.from({ length: 2 * (last - first) + 1 }, (_, i) => 2 * first + 1 + i);
    const above = Math.max(...places.map((place) => cell(top, place).above));
    const below = Math.max(...places.map((place) => cell(bottom, place).below));
    const border = { top: above + sizes.title(frame).height, bottom: below + PADDING };
    for (const place of places) {
      reserve(top, place, { above: border.top, below: 0 });
      reserve(bottom, place, { above: 0, below: border.bottom });
    }
    return { top, bottom, border };
  });

  const y: number[] = [];
  rows.forEach((row, track) => {
    y[track] = 0;
    row.forEach((own, place) => {
      y[track] = Math.max(y[track], own.above);
      for (let upper = 0; upper < track; upper++) {
        const other = rows[upper]?.[place];
        const clear = other ? y[upper] + other.below + CLEAR + own.above : (y[upper] ?? 0);
        y[track] = Math.max(y[track], clear);
      }
    });
  });
  const height = Math.max(
    ...rows.flatMap((row, track) => row.map(({ below }) => y[track] + below)),
  );
  const borders = edges.map(({ top, bottom, border }) => {
    return { top: y[top] - border.top, bottom: y[bottom] + border.bottom };
  });
  return { y, height, borders };
}
