// Ends with a sentence where there is no Chromium to run the lessons in.
import { findChromium } from "./lab.mjs";
import { stopGently } from "./tools.mjs";

await stopGently(findChromium);
