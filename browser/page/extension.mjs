// JupyterLite's extension with the TypeScript kernel: a container of Webpack's module federation, by hand, which gets
// the page's own modules and gives a list of plugins.
import { beginWorker, kernelClass } from "./kernel.mjs";

const NAME = "tslab";
const { src } = document.currentScript;
const worker = new URL("worker.js", src);

/** The first kernel loads while JupyterLab does. */
let first = beginWorker(worker);

function nextWorker() {
  const next = first ?? beginWorker(worker);
  first = undefined;
  return next;
}

/** The page's modules: by name and version how to get them. */
let shared;

async function sharedModule(name) {
  const [version] = Object.values(shared[name]);
  return (await version.get())();
}

async function makePlugins() {
  const { BaseKernel, IKernelClient, IKernelSpecs } = await sharedModule("@jupyterlite/services");
  const { INotebookTracker } = await sharedModule("@jupyterlab/notebook");
  const { Widget } = await sharedModule("@lumino/widgets");
  const Kernel = kernelClass(BaseKernel, nextWorker);
  const kernel = {
    id: `${NAME}:kernel`,
    autoStart: true,
    requires: [IKernelSpecs, IKernelClient],
    activate(_, specs, client) {
      const logo = new URL("typescript.svg", src).href;
      specs.register({
        spec: {
          name: NAME,
          display_name: "TypeScript",
          language: "typescript",
          argv: [],
          resources: { "logo-svg": logo, "logo-64x64": logo },
        },
        create: async (options) => new Kernel(options, keepSite),
      });
      stopCells(client);
    },
  };
  const note = {
    id: `${NAME}:note`,
    autoStart: true,
    requires: [INotebookTracker],
    activate({ commands }, tracker) {
      tracker.widgetAdded.connect((_, { toolbar }) => {
        const download = () => commands.execute("docmanager:download");
        toolbar.addItem("kept-here", new Widget({ node: noteOn(download) }));
      });
    },
  };
  return [kernel, note];
}

/** Where the reader's work is, above every lesson. */
function noteOn(download) {
  const node = document.createElement("div");
  node.style =
    "display: flex; align-items: center; gap: 0.5em; padding: 0 1em; white-space: nowrap";
  const button = document.createElement("button");
  button.style = "font: inherit; border: 0; background: none; color: var(--jp-content-link-color)";
  button.textContent = "Download a copy";
  button.onclick = download;
  node.append("Changes are saved in this browser only.", button);
  return node;
}

/** For visits without a connection; when the first kernel has been loaded, which it would only slow down. */
function keepSite() {
  navigator.serviceWorker?.register(new URL("../../../service-worker.js", src));
}

/** JupyterLite's stop button only forgets the cells that wait. Here it reaches the one that runs, too. */
function stopCells(client) {
  const forgetWaiting = client.interrupt.bind(client);
  client.interrupt = async (id) => {
    await forgetWaiting(id);
    const kernel = await client.getModel(id);
    kernel?.interrupt?.();
  };
}

window._JUPYTERLAB ??= {};
window._JUPYTERLAB[NAME] = {
  init(scope) {
    shared = scope;
  },
  async get() {
    const plugins = await makePlugins();
    return () => ({ __esModule: true, default: plugins });
  },
};
