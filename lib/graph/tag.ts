import { escapeHtml } from "../markup";
import type { Place, Point } from "./arrange";
import type { Branch, Diagram, Wire } from "./diagram";
import { labelOf } from "./label";
import { GREY, line, type Piece, RED, SMALL, stack, valuePiece } from "./svg";

const TITLE_GAP = 5; // pixels, as below
const SIDE = 4;
const CLEAR = 2;

/** What stands at a line: a value above it, a gradient in red below it, and the name at its left end. */
export class Tag {
  private readonly title: Piece;
  private readonly value: Piece;
  private readonly gradient: Piece;
  /** How far behind the left side the line begins, and how much of it carries the value. */
  private lead: number;
  private length: number;

  constructor(private readonly wire: Wire | Branch) {
    const { from, name = "", value, gradient }: Partial<Wire> = wire;
    const piece = value === undefined ? [] : [valuePiece(labelOf(value))];
    // What a node has computed is named above its value; the name of an input stands in front of it.
    const inFront = from === undefined && name !== "";
    this.title = line(inFront ? name : "");
    this.value = stack(from === undefined ? piece : [line(name, SMALL, GREY), ...piece]);
    this.gradient = stack(gradient === undefined ? [] : [valuePiece(labelOf(gradient))]);
    this.lead = inFront ? this.title.width + TITLE_GAP : 0;
    this.length = Math.max(this.value.width, this.gradient.width) + 2 * SIDE;
  }

  get width(): number {
    return this.lead + this.length;
  }

  get above(): number {
    return this.value.height + CLEAR;
  }

  get below(): number {
    return this.gradient.height + CLEAR;
  }

  /** Where the line begins, if nothing leads to it. */
  start({ x, y }: Place): Point {
    return [x + this.lead, y + this.above + 0.5];
  }

  paint({ x, y }: Place): string {
    const middle = x + this.lead + this.length / 2;
    const title = this.title.at(
      x + this.lead - TITLE_GAP - this.title.width / 2,
      y + this.above - this.title.height / 2,
    );
    const gradient = this.gradient.at(middle, y + this.above + CLEAR);
    const red = `<g data-gradient="${escapeHtml(this.wire.id)}" fill="${RED}" color="${RED}">`;
    return (
      (this.title.width > 0 ? title : "") +
      this.value.at(middle, y) +
      (gradient && `${red}${gradient}</g>`)
    );
  }

  /** Makes the lines of several tags begin and end below each other. */
  static align(tags: readonly Tag[]): void {
    const lead = Math.max(...tags.map((tag) => tag.lead));
    const length = Math.max(...tags.map((tag) => tag.length));
    for (const tag of tags) Object.assign(tag, { lead, length });
  }
}

/** A tag for every wire; those of inputs are aligned where they lead to nodes of the same column. */
export function tagsOf({ blocks, wires }: Diagram): Map<Wire, Tag> {
  const tags = new Map(wires.map((wire) => [wire, new Tag(wire)]));
  const columns = new Map<string, number>();
  for (const { id } of blocks) {
    const before = wires.flatMap(({ from, branches }) =>
      from !== undefined && branches.some(({ to }) => to === id)
        ? [(columns.get(from) ?? 0) + (branches.length > 1 ? 2 : 1)]
        : [],
    );
    columns.set(id, Math.max(0, ...before));
  }
  const inputs = new Map<string, Tag[]>();
  for (const [{ from, name, branches }, tag] of tags) {
    if (from !== undefined || name === undefined || branches.length === 0) continue;
    const column = `${columns.get(branches[0].to)} ${branches.length > 1}`;
    inputs.set(column, [...(inputs.get(column) ?? []), tag]);
  }
  for (const column of inputs.values()) Tag.align(column);
  return tags;
}
