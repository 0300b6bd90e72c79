import type { Block, Branch, Frame, Wire } from "./diagram";

/** How large things are, in pixels. */
export interface Sizes {
  /** What a label takes above its line, below it and along it, and a name in front of it. */
  label(label: Wire | Branch): { above: number; below: number; length: number; lead: number };
  /** A block, and what hangs below it; both together are `across` wide. */
  block(block: Block): { width: number; height: number; below: number; across: number };
  title(frame: Frame): { width: number; height: number };
}
