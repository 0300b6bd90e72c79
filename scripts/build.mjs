// Compiles lib/ into lib/dist, if anything has changed since.
import { root } from "./jupyter.mjs";
import { alone } from "./lock.mjs";
import { buildLibrary } from "./steps.mjs";
import { stopGently } from "./tools.mjs";

await stopGently(() => alone(root, () => buildLibrary(root)));
