// Ends with a sentence where one of the browsers is missing in which to run the lessons: chromium, firefox.
import { findFirefox } from "./firefox.mjs";
import { findChromium } from "./lab.mjs";
import { stopGently } from "./tools.mjs";

const find = { chromium: findChromium, firefox: findFirefox };
await stopGently(() => {
  for (const name of process.argv.slice(2)) find[name]();
});
