// How fast is it? npm run bench: the whole training program here, in NumPy and, where torch can be imported, in
// PyTorch, in turn, so that a machine whose speed drifts treats all alike; a gradient check; and how the time grows with
// the network. Options: --rounds 3 --iterations 10000
import { spawnSync } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";
import { root } from "../scripts/jupyter.mjs";
import { pythonWithNumpy } from "../scripts/numpy.mjs";
import { Stop, stopGently } from "../scripts/tools.mjs";

const [numpy, ours] = ["NumPy, float64", "this project, float64"];
const here = path.join(root, "bench");
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    iterations: { type: "string", default: "10000" },
  },
});

await stopGently(async () => {
  const python = await pythonWithNumpy();
  const programs = {
    [numpy]: [python, "train.py"],
    "NumPy, float32": [python, "train.py", "--dtype", "float32"],
    ...(canImportTorch(python)
      ? {
          "PyTorch, float64": [python, "train.py", "--torch"],
          "PyTorch, float32": [python, "train.py", "--torch", "--dtype", "float32"],
        }
      : {}),
    [ours]: [process.execPath, "train.mjs"],
    "this project, float32": [process.execPath, "train.mjs", "--dtype", "float32"],
  };
  compare(programs);
  gradientCheck(programs);
  growth(programs);
});

function compare(programs) {
  const runs = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  for (let round = 0; round < +values.rounds; round++) {
    for (const [name, program] of Object.entries(programs)) {
      runs[name].push(measure(program, ["--iterations", values.iterations]));
    }
  }
  const reference = runs[numpy];
  console.log(
    `\nThe training program, ${values.iterations} iterations, medians of ${values.rounds} runs in turn\n`,
  );
  console.table(
    Object.fromEntries(
      Object.entries(runs).map(([name, all]) => [
        name,
        {
          seconds: median(all.map((run) => run.seconds)).toFixed(1),
          "times as fast as NumPy": median(
            all.map((run, round) => reference[round].seconds / run.seconds),
          ).toFixed(2),
          "peak MB": Math.round(median(all.map((run) => run.peakBytes)) / 1e6),
          "test accuracy": all[0].testAccuracy,
        },
      ]),
    ),
  );
  const { stages } = measure(programs[ours], ["--iterations", "600", "--stages"]);
  console.log("\nMilliseconds of each stage here, in float64\n");
  console.table(
    Object.fromEntries(Object.entries(stages).map(([stage, ms]) => [stage, Number(ms.toFixed(3))])),
  );
  const iteration = stages["draw a mini-batch"] + stages.gradient + stages.update + stages.loss;
  const ratio = iteration / stages["matrix products alone"];
  console.log(`\nAn iteration takes ${ratio.toFixed(2)} times its matrix products alone.`);
  const { drawing } = measure(programs[ours], ["--iterations", values.iterations, "--live"]);
  console.log(`\nLive curves take ${(100 * drawing).toFixed(1)} % of a training's time.`);
}

/** Numerical gradients by all 39,760 parameters of the network, on 3 images: about 80,000 forward passes. */
function gradientCheck(programs) {
  const rounds = Array.from({ length: +values.rounds }, () =>
    [numpy, ours].map((name) => measure(programs[name], ["--check"]).seconds),
  );
  console.log("\nSeconds of a gradient check, in float64\n");
  console.table({
    [numpy]: median(rounds.map(([seconds]) => seconds)).toFixed(2),
    [ours]: median(rounds.map(([, seconds]) => seconds)).toFixed(2),
    "times as fast": median(rounds.map(([theirs, own]) => theirs / own)).toFixed(2),
  });
}

/** Milliseconds an iteration, with the accuracies left out. */
function growth(programs) {
  const iterations = 300;
  const table = (option, sizes) => {
    console.log(`\nMilliseconds an iteration by ${option} size, in float64\n`);
    const rows = sizes.map((size) => {
      const cells = [numpy, ours].map((name) => {
        const options = ["--no-accuracy", "--iterations", iterations, `--${option}`, size];
        const { seconds } = measure(programs[name], options);
        return [name, Number(((1000 * seconds) / iterations).toFixed(2))];
      });
      return [size, Object.fromEntries(cells)];
    });
    console.table(Object.fromEntries(rows));
  };
  table("hidden", [50, 100, 200, 400]);
  table("batch", [10, 100, 1000]);
}

function measure([program, script, ...fixed], options) {
  const arguments_ = [path.join(here, script), ...fixed, ...options.map(String)];
  const { status, stdout, stderr } = spawnSync(program, arguments_, {
    encoding: "utf8",
    cwd: root,
  });
  if (status !== 0) throw new Stop(`${stderr}\n${script} failed; its error is above.`);
  return JSON.parse(stdout);
}

function canImportTorch(python) {
  return spawnSync(python, ["-c", "import torch"]).status === 0;
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}
