// Makes the project ready for a Jupyter that is there already: node scripts/binder.mjs FOLDER-OF-ITS-PYTHON
import path from "node:path";
import { root } from "./jupyter.mjs";
import * as steps from "./steps.mjs";
import { stopGently } from "./tools.mjs";

const [, , prefix] = process.argv;

await stopGently(async () => {
  steps.checkNode(root);
  await steps.installPackages(root);
  await steps.buildLibrary(root);
  steps.registerKernel(root, path.join(prefix, "share", "jupyter"));
  steps.installData(root);
});
