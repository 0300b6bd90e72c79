// Compiles lib/ into lib/dist, if anything has changed since.
import { root } from "./jupyter.mjs";
import { buildLibrary } from "./steps.mjs";
import { stopGently } from "./tools.mjs";

stopGently(() => buildLibrary(root));
