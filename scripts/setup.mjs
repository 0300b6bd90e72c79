// Makes the project ready to run and to test, and is quick and silent when it already is.
import { root } from "./jupyter.mjs";
import * as steps from "./steps.mjs";
import { stopGently } from "./tools.mjs";

await stopGently(async () => {
  steps.checkNode(root);
  await steps.installPackages(root);
  await steps.buildLibrary(root);
  await steps.makePythonEnvironment(root);
  steps.configureJupyter(root);
  await steps.signNotebooks(root);
  steps.installData(root);
});
