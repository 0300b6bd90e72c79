import { readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, suite, test } from "vitest";
import { root } from "../../scripts/jupyter.mjs";
import { type Lab, type Output, openLab } from "../../scripts/lab.mjs";

const notebooks = readdirSync(path.join(root, "notebooks")).filter((name) =>
  name.endsWith(".ipynb"),
);
const TRAINING = "5.7.4-training.ipynb";
const RESTARTED = "5.7.3-gradient-check.ipynb";

/** What a reader would call broken. */
function flawsOf(outputs: Record<string, Output[]>): string[] {
  return Object.entries(outputs).flatMap(([id, each]) =>
    each.flatMap((output) => {
      const flaw = flawOf(output);
      return flaw ? [`${id}: ${flaw}`] : [];
    }),
  );
}

function flawOf({ type, text, width, height, room, plot, picture }: Output): string | undefined {
  if (type?.endsWith("stderr")) return `error text: ${text}`;
  if (width > room + 1) return `${width} pixels wide, in ${room}`;
  if (plot && (plot.marks === 0 || height < 60)) return "an empty figure";
  if (picture && (picture.natural === 0 || picture.width < 100 || picture.height < 40)) {
    return `a picture of ${picture.width} x ${picture.height} pixels`;
  }
  if (!plot && !picture && text === "") return "an output without anything in it";
  return undefined;
}

suite("in JupyterLab, in a browser", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab();
  });
  afterAll(() => lab?.close());

  test.each(notebooks.filter((name) => name !== TRAINING))(
    "%s shows all that it has to show",
    async (name) => {
      const notebook = await lab.open(name);
      await notebook.runAll();
      expect(flawsOf(await notebook.outputs())).toEqual([]);
      expect(notebook.problems).toEqual([]);
      await notebook.close();
    },
  );

  test("a backward pass is clicked through and played, before anything has run", async () => {
    const notebook = await lab.open("5.1-computational-graphs.ipynb");
    const text = async () => (await notebook.outputs()).steps[0].text;
    expect(await text()).toContain("step 1 of 3");
    await notebook.click("steps", "Next");
    await notebook.click("steps", "Next");
    expect(await text()).toContain("step 3 of 3");
    expect(await text()).toContain(
      "1.1 arrives at × (applePrice). It sends 1.1 × 2 = 2.2 to apple and 1.1 × 100 = 110 to appleNum.",
    );
    await notebook.press("ArrowLeft");
    expect(await text()).toContain("step 2 of 3");
    await notebook.press("Home");
    expect(await text()).toContain("step 1 of 3");
    await notebook.click("steps", "Play");
    expect(await text()).toMatch(/Pause\s+step 2 of 3/);
    await expect.poll(text, { timeout: 20_000 }).toMatch(/Play\s+step 3 of 3/);
    await notebook.close();
  });

  test("the curves move while a training runs, and the stop button ends it", async () => {
    const notebook = await lab.open(TRAINING);
    const running = notebook.runAll();
    const text = async () => (await notebook.outputs()).live[0]?.text ?? "";
    const curve = () => notebook.attribute("live", ".scatterlayer path", "d");
    const isLive = () => expect.poll(text, { timeout: 300_000 }).toMatch(/\d% · iteration/);
    await isLive();
    await expect.poll(curve, { timeout: 60_000 }).toBeTruthy();
    const before = await curve();
    await isLive();
    await expect.poll(curve, { timeout: 60_000 }).not.toBe(before);
    await isLive();
    await running;
    expect(flawsOf(await notebook.outputs())).toEqual([]);

    await notebook.run("live");
    await isLive();
    await notebook.stop();
    await notebook.finish();
    const after = await notebook.outputs();
    expect(after.live[0].text).toContain("Stopped after");
    expect(flawsOf(after)).toEqual([]);

    // The kernel goes on, with another learning rate.
    await notebook.run("play", (source) =>
      source.replace("learningRate: 0.5", "learningRate: 0.2"),
    );
    await notebook.finish();
    const { play: tried } = await notebook.outputs();
    expect(tried.at(-1)?.text).toMatch(/test accuracy 0\.9\d/);
    expect(notebook.problems).toEqual([]);
    await notebook.close();
  });

  test("a restarted kernel runs all again, to the same numbers", async () => {
    const notebook = await lab.open(RESTARTED);
    await notebook.runAll();
    const texts = async () =>
      Object.values(await notebook.outputs())
        .flat()
        .map(({ text }) => text);
    const before = await texts();
    await notebook.restartAndRunAll();
    expect(await texts()).toEqual(before);
    expect(notebook.problems).toEqual([]);
    await notebook.close();
  });
});
