import { type Browser, chromium } from "playwright-core";
import { findChromium } from "../../scripts/lab.mjs";

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      "--disable-background-networking",
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });
}
