// JupyterLab as a reader has it: opened by `npm start`, in the system's Chromium. For the tests of the lessons, and to
// save them with their outputs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { root } from "./jupyter.mjs";
import { Stop } from "./tools.mjs";

/** Opens JupyterLab and a browser; both end with `close`. */
export async function openLab() {
  const executablePath = findChromium();
  const { chromium } = await import("playwright-core");
  const settings = makeSettings();
  const server = await startServer(settings);
  const browser = await chromium.launch({
    executablePath,
    args: [
      // Of its own accord a browser asks for updates and the like.
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });
  const close = async () => {
    await browser.close();
    await server.stop();
    fs.rmSync(settings, { recursive: true, force: true });
  };
  return new Lab({ ...server, browser, close });
}

class Lab {
  constructor({ browser, origin, token, close }) {
    Object.assign(this, { browser, origin, token, close });
  }

  /** Opens a notebook in a page of its own, with a new kernel. */
  async open(name) {
    const page = await this.browser.newPage({ viewport: { width: 1300, height: 950 } });
    const notebook = new Notebook(page, this.origin);
    const address = `${this.origin}/lab/workspaces/lessons/tree/notebooks/${name}`;
    await page.goto(`${address}?token=${this.token}&reset`);
    await page.waitForSelector(".jp-NotebookPanel .jp-CodeCell");
    await page.waitForFunction(() => {
      const { session } = window.jupyterapp.shell.currentWidget.context.sessionContext;
      return session?.kernel?.status === "idle";
    });
    return notebook;
  }
}

/** A notebook in its page. `problems` collects what a reader would find in the browser's console. */
class Notebook {
  problems = [];

  constructor(page, origin) {
    this.page = page;
    page.on("console", (message) => {
      if (message.type() === "error") this.problems.push(message.text());
    });
    page.on("pageerror", (error) => this.problems.push(String(error)));
    page.on("request", (request) => {
      const { protocol, host } = new URL(request.url());
      if (/^(https?|wss?):$/.test(protocol) && host !== new URL(origin).host) {
        this.problems.push(`request to ${request.url()}`);
      }
    });
  }

  /** Chooses from the menu bar: choose("Run", "Run All Cells"). */
  async choose(menu, item) {
    await this.page.getByRole("menuitem", { name: menu, exact: true }).click();
    await this.page.getByRole("menuitem", { name: item }).first().click();
  }

  async runAll() {
    await this.choose("Run", /^Run All Cells/);
    await this.finish();
  }

  async restartAndRunAll() {
    await this.choose("Kernel", /^Restart Kernel and Run All Cells/);
    await this.page.locator(".jp-Dialog .jp-mod-accept").click();
    await this.finish();
  }

  /** Runs a cell, which `change` may give another text before. */
  async run(id, change = (source) => source) {
    const source = await this.page.evaluate(
      (index) => {
        const { content } = window.jupyterapp.shell.currentWidget;
        content.activeCellIndex = index;
        return content.activeCell.model.sharedModel.getSource();
      },
      await this.indexOf(id),
    );
    await this.page.evaluate((text) => {
      const { content } = window.jupyterapp.shell.currentWidget;
      content.activeCell.model.sharedModel.setSource(text);
      window.jupyterapp.commands.execute("notebook:run-cell");
    }, change(source));
  }

  /** The button in the toolbar. */
  async stop() {
    await this.page.locator(".jp-Toolbar-item[data-jp-item-name=interrupt]").click();
  }

  /** Waits until no cell is running or waiting. */
  async finish() {
    await wait(1000); // Until the first one has begun.
    await this.page.waitForFunction(
      () =>
        ![...document.querySelectorAll(".jp-InputPrompt")].some((prompt) =>
          prompt.textContent.includes("*"),
        ),
      undefined,
      { timeout: 600_000, polling: 500 },
    );
    await wait(1000); // What was sent last is being drawn.
  }

  /** Clicks a button in a cell's output. */
  async click(id, button) {
    const cell = await this.cell(id);
    await cell.getByRole("button", { name: button }).click();
  }

  /** Presses a key where the focus is. */
  press(key) {
    return this.page.keyboard.press(key);
  }

  /** An attribute of the first element in a cell that the selector finds. */
  async attribute(id, selector, name) {
    const cell = await this.cell(id);
    return cell.evaluate(
      (node, [wanted, attribute]) => node.querySelector(wanted)?.getAttribute(attribute) ?? null,
      [selector, name],
    );
  }

  async cell(id) {
    return this.page.locator(".jp-Notebook .jp-Cell").nth(await this.indexOf(id));
  }

  /** Where the cell with this id stands in the notebook. */
  indexOf(id) {
    return this.page.evaluate(
      (cellId) =>
        window.jupyterapp.shell.currentWidget.content.widgets.findIndex(
          ({ model }) => model.id === cellId,
        ),
      id,
    );
  }

  /** What each code cell shows: by its id, the outputs from top to bottom. */
  outputs() {
    return this.page.evaluate(describeOutputs, MARKS);
  }

  /** Saves the notebook where it is, after every figure has got its picture for places without scripts. */
  async save() {
    await this.page.waitForFunction(() =>
      window.jupyterapp.shell.currentWidget.content.widgets
        .flatMap(({ model }) => model.toJSON().outputs ?? [])
        .every(
          ({ data = {} }) => !("application/vnd.plotly.v1+json" in data) || "image/png" in data,
        ),
    );
    await this.page.evaluate(() => window.jupyterapp.shell.currentWidget.context.save());
  }

  close() {
    return this.page.close();
  }
}

/** What plotly draws between the axes, in a layer for each kind of trace: the ink of its figures. */
const MARKS =
  ":is(.scatterlayer, .barlayer, .heatmaplayer, .contourlayer, .imagelayer) :is(path, rect, image)";

/** Runs in the page. */
function describeOutputs(marks) {
  const { widgets } = window.jupyterapp.shell.currentWidget.content;
  return Object.fromEntries(
    widgets
      .filter(({ model }) => model.type === "code")
      .map(({ model, node }) => [
        model.id,
        [...node.querySelectorAll(".jp-OutputArea-output")].map((output) => {
          const { width, height } = output.getBoundingClientRect();
          const plot = output.querySelector(".svg-container");
          const picture = plot ? null : output.querySelector("img");
          return {
            type: output.dataset.mimeType ?? null,
            text: output.innerText.trim(),
            width,
            height,
            room: output.parentElement.clientWidth,
            // How much plotly has drawn between its axes, whatever kind the traces are.
            plot: plot && { marks: plot.querySelectorAll(marks).length },
            picture: picture && {
              width: picture.width,
              height: picture.height,
              natural: picture.naturalWidth,
            },
          };
        }),
      ]),
  );
}

/** The path of a Chromium or a Chrome. Throws if there is none. */
export function findChromium() {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const names = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome.exe",
  ];
  const candidates = folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
  const found = process.env.CHROMIUM ?? candidates.find((file) => fs.existsSync(file));
  if (found) return found;
  throw new Stop(
    "There is no Chromium here: install it (on Debian: apt install chromium), or set CHROMIUM to the path of a Chrome.",
  );
}

/** Settings of its own: the reader's stay as they are, and a run is not saved over the notebook by itself. */
function makeSettings() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lab-"));
  const settings = {
    "docmanager-extension/plugin": { autosave: false },
    "notebook-extension/tracker": { windowingMode: "none" },
  };
  for (const [plugin, values] of Object.entries(settings)) {
    const file = path.join(folder, "@jupyterlab", `${plugin}.jupyterlab-settings`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, JSON.stringify(values));
  }
  return folder;
}

async function startServer(settings) {
  const child = spawn(
    process.execPath,
    [
      path.join(root, "scripts", "start.mjs"),
      ...["--no-browser", "--ServerApp.port=0"],
      ...[`--LabApp.user_settings_dir=${settings}`, `--LabApp.workspaces_dir=${settings}`],
      "--LabApp.expose_app_in_browser=True",
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  const { origin, token } = await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
        const found = /(?<origin>http:\/\/localhost:[1-9]\d*)\/.*\?token=(?<token>\w+)\s/.exec(
          output,
        );
        if (found) resolve(found.groups);
      });
    }
    child.on("exit", () => reject(new Stop(`JupyterLab ended at once:\n${output}`)));
  });
  const stop = async () => {
    child.kill();
    if (child.exitCode === null) await once(child, "exit");
  };
  return { origin, token, stop };
}
