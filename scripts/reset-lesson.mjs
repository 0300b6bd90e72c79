// Starts the learner's copy of a lesson afresh, after asking: npm run lessons:reset -- 5.1
import readline from "node:readline/promises";
import { lessonNamed, resetLesson } from "./copies.mjs";
import { OWN_LESSONS, root } from "./jupyter.mjs";
import { stopGently } from "./tools.mjs";

await stopGently(async () => {
  const name = lessonNamed(root, process.argv[2]);
  const question = `All that you have changed in ${OWN_LESSONS}/${name} will be lost. Start it afresh? (yes or no) `;
  const terminal = readline.createInterface({ input: process.stdin, output: process.stdout });
  // A terminal that is closed answers nothing.
  const answer = await Promise.race([
    terminal.question(question),
    new Promise((resolve) => terminal.once("close", () => resolve("no"))),
  ]);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) {
    console.log(`\n${name} stays as it is.`);
    return;
  }
  resetLesson(root, name);
  console.log(
    `${name} is as it was at first. If it is open in JupyterLab: File, Reload Notebook from Disk.`,
  );
});
