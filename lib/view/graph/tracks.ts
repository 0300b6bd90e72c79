import type { Block, Branch, Diagram, Frame, Wire } from "./diagram";

/** A line's way into a block. */
export interface Arrival {
  readonly wire: Wire;
  readonly branch: Branch;
}

/** In which column, and on which track from the top, everything stands. */
export interface Tracks {
  columnOf(block: string): number;
  /** The gap between columns in which the label of a wire stands; gap 0 comes before column 0. */
  gapOf(wire: Wire): number;
  trackOf(thing: Block | Wire | Branch): number;
  /** What arrives at each block, in the order of its inputs. */
  arrivalsOf(block: string): readonly Arrival[];
}

/** A row of the picture, and where it is taken: in odd places by blocks, in even ones, the gaps before them, by lines. */
class Track {
  private readonly taken: (readonly [from: number, to: number])[] = [];

  constructor(readonly frame?: Frame) {}

  take(from: number, to: number): void {
    this.taken.push([from, to]);
  }

  /** What is in the way between two places, by its last one. */
  inTheWay(from: number, to: number): number[] {
    return this.taken.filter(([start, end]) => from <= end && start <= to).map(([, end]) => end);
  }
}

/**
 * A block stands one column to the right of the last of its inputs. That one, its main input, keeps its track; the
 * inputs before it come from above, and those after it from below. A frame that others would stand in gets tracks of
 * its own.
 */
export function tracksOf(diagram: Diagram): Tracks {
  const own = new Set<Frame>();
  for (;;) {
    const tracks = new Tracker(diagram, own);
    const mixed = diagram.frames.find(
      (frame) => !own.has(frame) && !isPure(frame, diagram, tracks),
    );
    if (!mixed) return tracks;
    own.add(mixed);
  }
}

/** The blocks of a frame, and the branches that lead from one to another. */
export function insideOf({ blocks: inner }: Frame, { blocks, wires }: Diagram): (Block | Branch)[] {
  return [
    ...blocks.filter(({ id }) => inner.has(id)),
    ...wires
      .filter(({ from = "" }) => inner.has(from))
      .flatMap(({ branches }) => branches.filter(({ to }) => inner.has(to))),
  ];
}

/** Whether nothing of others, neither a block nor a frame, stands between the blocks of the frame. */
function isPure(frame: Frame, diagram: Diagram, tracks: Tracks): boolean {
  const areaOf = (blocks: ReadonlySet<string>) => {
    const columns = [...blocks].map((id) => tracks.columnOf(id));
    const rows = insideOf({ name: "", blocks }, diagram).map((each) => tracks.trackOf(each));
    return [columns, rows].map((all) => [Math.min(...all), Math.max(...all)]);
  };
  const own = areaOf(frame.blocks);
  return [...diagram.blocks.map(({ id }) => new Set([id])), ...diagram.frames.map((f) => f.blocks)]
    .filter((others) => [...others].every((id) => !frame.blocks.has(id)))
    .map(areaOf)
    .every((area) =>
      area.some(([first, last], axis) => last < own[axis][0] || own[axis][1] < first),
    );
}

class Tracker implements Tracks {
  private order: Track[] = [];
  private readonly tracks = new Map<Block | Wire | Branch, Track>();
  private readonly columns = new Map<string, number>();
  private readonly arrivals = new Map<string, Arrival[]>();

  constructor(
    private readonly diagram: Diagram,
    private readonly own: ReadonlySet<Frame>,
  ) {
    for (const { id } of diagram.blocks) this.arrivals.set(id, []);
    for (const wire of diagram.wires) {
      for (const branch of wire.branches) this.arrivals.get(branch.to)?.push({ wire, branch });
    }
    for (const all of this.arrivals.values()) all.sort((a, b) => a.branch.order - b.branch.order);
    for (const block of diagram.blocks) this.place(block);
    for (const wire of diagram.wires) {
      if (!this.tracks.has(wire)) this.begin(wire, this.fresh()); // An input that nothing uses.
    }
    this.order = this.gathered();
  }

  columnOf(block: string): number {
    const known = this.columns.get(block);
    if (known !== undefined) return known;
    const column = Math.max(0, ...this.arrivalsOf(block).map(({ wire }) => this.after(wire)));
    this.columns.set(block, column);
    return column;
  }

  gapOf(wire: Wire): number {
    if (wire.from !== undefined || wire.branches.length === 0) return this.after(wire);
    return Math.min(...wire.branches.map(({ to }) => this.columnOf(to)));
  }

  trackOf(thing: Block | Wire | Branch): number {
    return this.order.indexOf(this.tracks.get(thing) as Track);
  }

  arrivalsOf(block: string): readonly Arrival[] {
    return this.arrivals.get(block) ?? [];
  }

  private after({ from }: Wire): number {
    return from === undefined ? 0 : this.columnOf(from) + 1;
  }

  private place(block: Block): void {
    if (this.tracks.has(block)) return;
    const arrivals = this.arrivalsOf(block.id);
    for (const source of this.diagram.blocks) {
      if (arrivals.some(({ wire }) => wire.from === source.id)) this.place(source);
    }
    const frame = this.diagram.frames.find(
      (each) => this.own.has(each) && each.blocks.has(block.id),
    );
    const [first, ...others] = this.diagram.wires.filter(({ from }) => from === block.id);
    const main = this.mainOf(block.id);
    const column = 2 * this.columnOf(block.id) + 1;
    const end = first ? this.endOf(first) : column;
    let track = main ? this.arrive(main, 1, frame) : this.fresh(frame);
    if (track.frame !== frame || track.inTheWay(column, end).length > 0) {
      track = this.beside(track, 1, column, end, { frame });
    }
    track.take(column, column);
    this.tracks.set(block, track);
    if (first) this.begin(first, track);
    for (const wire of others) {
      this.begin(wire, this.beside(track, 1, 2 * this.gapOf(wire), this.endOf(wire)));
    }
    const at = main ? arrivals.indexOf(main) : 0;
    for (const arrival of arrivals.slice(0, at).reverse()) this.arrive(arrival, -1, frame, track);
    for (const arrival of arrivals.slice(at + 1)) this.arrive(arrival, 1, frame, track);
  }

  /** The track on which this arrives. An input begins on one beside its block's; a branch, beside its trunk's. */
  private arrive({ wire, branch }: Arrival, side: 1 | -1, frame?: Frame, near?: Track): Track {
    const [gap, end] = [2 * this.gapOf(wire), 2 * this.columnOf(branch.to)];
    if (!this.tracks.has(wire)) {
      const until = this.endOf(wire);
      this.begin(wire, near ? this.beside(near, side, gap, until) : this.fresh(frame));
    }
    const known = this.tracks.get(branch);
    if (known) return known;
    const trunk = this.tracks.get(wire) as Track;
    const track = this.beside(trunk, this.sideOf(wire, branch) || side, gap, end);
    track.take(gap, end);
    this.tracks.set(branch, track);
    return track;
  }

  /** On which side a branch leaves its trunk: towards its block, or past the straight branch if that bends there too. */
  private sideOf(wire: Wire, branch: Branch): 1 | -1 | 0 {
    const towards = (each: Branch | undefined) => {
      const block = this.diagram.blocks.find(({ id }) => id === each?.to) as Block;
      const [from, to] = [wire, block].map((thing) => this.tracks.get(thing));
      return from && to ? Math.sign(this.order.indexOf(to) - this.order.indexOf(from)) : 0;
    };
    const side = towards(branch);
    return (side === towards(this.straightOf(wire)) ? -side : side) as 1 | -1 | 0;
  }

  /** Puts a wire on a track, and its straight branch with it. */
  private begin(wire: Wire, track: Track): void {
    track.take(2 * this.gapOf(wire), this.endOf(wire));
    this.tracks.set(wire, track);
    const straight = this.straightOf(wire);
    if (straight) this.tracks.set(straight, track);
  }

  /** The branch that goes straight on: one that is its block's main input. */
  private straightOf({ branches }: Wire): Branch | undefined {
    return branches.find((branch) => this.mainOf(branch.to)?.branch === branch) ?? branches[0];
  }

  private endOf(wire: Wire): number {
    const straight = this.straightOf(wire);
    return 2 * (straight ? this.columnOf(straight.to) : this.gapOf(wire));
  }

  private mainOf(block: string): Arrival | undefined {
    const column = this.columnOf(block);
    return this.arrivalsOf(block).find(({ wire }) => this.after(wire) === column);
  }

  /** The next track on one side that is free, or a new one. A line passes outside of those that end before it does. */
  private beside(
    track: Track,
    side: 1 | -1,
    from: number,
    to: number,
    { frame }: Pick<Track, "frame"> = track,
  ): Track {
    let i = this.order.indexOf(track) + side;
    for (; i in this.order; i += side) {
      const ends = this.order[i].inTheWay(from, to);
      if (ends.length === 0 && this.order[i].frame === frame) return this.order[i];
      if (ends.some((end) => end > to)) break;
    }
    const added = new Track(frame);
    this.order.splice(side > 0 ? i : i + 1, 0, added);
    return added;
  }

  private fresh(frame?: Frame): Track {
    const added = new Track(frame);
    this.order.push(added);
    return added;
  }

  /** The tracks of each frame next to each other, outer frames first. */
  private gathered(): Track[] {
    let order = this.order;
    for (const outer of [...this.diagram.frames].reverse()) {
      const isInside = ({ frame }: Track) =>
        frame !== undefined && [...frame.blocks].every((block) => outer.blocks.has(block));
      const first = order.findIndex(isInside);
      if (first === -1) continue;
      const rest = order.slice(first);
      order = [
        ...order.slice(0, first),
        ...rest.filter(isInside),
        ...rest.filter((track) => !isInside(track)),
      ];
    }
    return order;
  }
}
