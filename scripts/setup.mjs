// Makes the project ready to run and to test, and is quick and silent when it already is. With --repair it does
// everything again, whatever seems to be done.
import { root } from "./jupyter.mjs";
import { alone } from "./lock.mjs";
import * as steps from "./steps.mjs";
import { stopGently } from "./tools.mjs";

await stopGently(() =>
  alone(root, async () => {
    if (process.argv.includes("--repair")) steps.forget(root);
    steps.checkNode(root);
    await steps.installPackages(root);
    await steps.buildLibrary(root);
    await steps.makePythonEnvironment(root);
    steps.configureJupyter(root);
    await steps.signNotebooks(root);
    steps.installData(root);
  }),
);
