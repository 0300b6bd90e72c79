// Runs the program that the arguments name, and ends it when this process's own parent is gone: an installation that
// goes on after its set-up was killed would write into what the next set-up makes.
import { spawn } from "node:child_process";

const [program, ...args] = process.argv.slice(2);
const child = spawn(program, args, {
  stdio: ["ignore", "inherit", "inherit"],
  // On Windows npm is a script for the shell.
  shell: process.platform === "win32" && program === "npm",
});
child.on("error", (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
// "close", not "exit": what a program's own children print counts as well.
child.on("close", (code) => process.exit(code ?? 1));
process.stdin.on("close", () => child.kill("SIGKILL")).resume();
