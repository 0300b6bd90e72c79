import type { Page } from "playwright-core";
import type { Cell } from "../test/support/lesson";

/** An output of a cell, as it is in the page; sizes in pixels. */
export interface Output {
  type: string | null;
  text: string;
  width: number;
  height: number;
  /** How wide it may be. */
  room: number;
  plot: { marks: number } | null;
  picture: { width: number; height: number; natural: number } | null;
}

export interface Notebook {
  readonly page: Page;
  readonly problems: readonly string[];
  runAll(): Promise<void>;
  restartAndRunAll(): Promise<void>;
  run(id: string, change?: (source: string) => string): Promise<void>;
  stop(): Promise<void>;
  finish(): Promise<void>;
  click(id: string, button: string): Promise<void>;
  press(key: string): Promise<void>;
  outputs(): Promise<Record<string, Output[]>>;
  /** An attribute of the first element in a cell that the selector finds. */
  attribute(id: string, selector: string, name: string): Promise<string | null>;
  cells(): Promise<Cell[]>;
  ready(): Promise<void>;
  restart(): Promise<void>;
  complete(code: string): Promise<string[]>;
  inspect(code: string): Promise<string>;
  save(): Promise<void>;
  close(): Promise<void>;
}

export interface Lab {
  /** Of a notebook. */
  address(name: string): string;
  open(name: string): Promise<Notebook>;
  close(): Promise<void>;
}

export function openLab(): Promise<Lab>;
export function openSite(): Promise<Lab>;

/** The path of a Chromium or a Chrome. Throws if there is none. */
export function findChromium(): string;
