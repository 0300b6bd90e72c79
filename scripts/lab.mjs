// JupyterLab as a reader has it: opened by `npm start` or on the site, in the system's Chromium. For the tests of the
// lessons, and to save them with their outputs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { root } from "./jupyter.mjs";
import { serve } from "./serve.mjs";
import { Stop } from "./tools.mjs";

/** Opens JupyterLab and a browser; both end with `close`. */
export async function openLab() {
  const settings = makeSettings();
  const { origin, token, stop } = await startServer(settings);
  const browser = await launchChromium();
  const close = async () => {
    await browser.close();
    await stop();
    fs.rmSync(settings, { recursive: true, force: true });
  };
  const address = (name) =>
    `${origin}/lab/workspaces/lessons/tree/notebooks/${name}?token=${token}&reset`;
  return new Lab(browser, address, close);
}

/** Opens the site, which `npm run site` has built, as a host of static files serves it, and a browser. */
export async function openSite() {
  const { address: site, close: stop } = await serve(path.join(root, "site"), "/some/where/");
  const browser = await launchChromium();
  const close = async () => {
    await browser.close();
    await stop();
  };
  return new Lab(browser, (name) => `${site}lab/index.html?path=${name}`, close);
}

async function launchChromium() {
  const executablePath = findChromium();
  const { chromium } = await import("playwright-core");
  return chromium.launch({
    executablePath,
    args: [
      // Of its own accord a browser asks for updates and the like.
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });
}

class Lab {
  constructor(browser, address, close) {
    Object.assign(this, { browser, address, close });
  }

  /** Opens a notebook in a page of its own, with a new kernel. */
  async open(name) {
    const page = await this.browser.newPage({ viewport: { width: 1300, height: 950 } });
    const address = this.address(name);
    const notebook = new Notebook(page, new URL(address).host);
    await page.goto(address);
    await notebook.ready();
    return notebook;
  }
}

/** A notebook in its page. `problems` collects what a reader would find in the browser's console. */
class Notebook {
  problems = [];

  constructor(page, ownHost) {
    this.page = page;
    page.on("console", (message) => {
      if (message.type() === "error") this.problems.push(message.text());
    });
    page.on("pageerror", (error) => this.problems.push(String(error)));
    page.on("request", (request) => {
      const { protocol, host } = new URL(request.url());
      if (/^(https?|wss?):$/.test(protocol) && host !== ownHost) {
        this.problems.push(`request to ${request.url()}`);
      }
    });
  }

  /** Waits until its kernel has started. */
  async ready() {
    const patience = { timeout: 300_000 };
    await this.page.waitForSelector(".jp-NotebookPanel .jp-CodeCell", patience);
    await this.page.waitForFunction(
      () => {
        const notebook = window.jupyterapp?.shell.currentWidget;
        return notebook?.context.sessionContext.session?.kernel?.status === "idle";
      },
      undefined,
      patience,
    );
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

  /** A new kernel, in which nothing has run. */
  async restart() {
    await this.page.evaluate(() =>
      window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart(),
    );
  }

  /** The names that could stand at the end of the code. */
  async complete(code) {
    const { matches } = await this.ask("requestComplete", code);
    return matches;
  }

  /** What the name at the end of the code means. */
  async inspect(code) {
    const { data } = await this.ask("requestInspect", code);
    return data["text/plain"];
  }

  ask(request, code) {
    return this.page.evaluate(
      async ([name, text]) => {
        const { kernel } = window.jupyterapp.shell.currentWidget.context.sessionContext.session;
        const { content } = await kernel[name]({
          code: text,
          cursor_pos: text.length,
          detail_level: 0,
        });
        return content;
      },
      [request, code],
    );
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
        window.jupyterapp.shell.currentWidget.content.widgets.every(
          ({ model }) => model.executionState !== "running",
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

  /** The cells as they would be saved. */
  cells() {
    return this.page.evaluate(
      () => window.jupyterapp.shell.currentWidget.context.model.toJSON().cells,
    );
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
  return findProgram(
    process.env.CHROMIUM,
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome.exe"],
    "There is no Chromium here: install it (on Debian: apt install chromium), or set CHROMIUM to the path of a Chrome.",
  );
}

/** The path that was chosen, or of the first program with one of these names. Throws the sentence if there is none. */
export function findProgram(chosen, names, sentence) {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const candidates = folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
  const found = chosen ?? candidates.find((file) => fs.existsSync(file));
  if (found) return found;
  throw new Stop(sentence);
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
