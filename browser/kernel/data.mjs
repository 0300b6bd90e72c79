// The files of a cell: the site's MNIST, and what cells have written. A cell cannot wait for a file, so MNIST is loaded
// before the first cell that asks for it is run.

const SITE = new URL("../../../", location.href);
const MNIST = new URL("data/mnist/", SITE).href;

/** Paths are meant as in the project, where the lessons lie in a folder beside data/. */
const resolve = (path) => new URL(path, new URL("notebooks/", SITE)).href;

/** By address. */
const files = new Map();

export function keepFile(path, bytes) {
  files.set(resolve(path), bytes);
}

/** For the library: its files as those that are kept here. */
export const keptFiles = {
  resolve,
  list(path) {
    const folder = resolve(`${path}/`);
    const within = [...files.keys()].filter((address) => address.startsWith(folder));
    return within.map((address) => address.slice(folder.length));
  },
  read: (path) => files.get(resolve(path)),
};

let isLoaded = false;

/** Not where it is only imported. */
const USES_MNIST = /\bloadMnist\b(?!\s*[,}])/;

/**
 * Loads MNIST if the cell is the first to use it. `report` gets a sentence from time to time. Returns why the cell
 * cannot be run, if so.
 */
export async function loadData(code, report) {
  if (isLoaded || !USES_MNIST.test(code)) return undefined;
  const stop = new AbortController();
  const onStop = (event) => {
    event.preventDefault();
    stop.abort();
  };
  addEventListener("interrupt", onStop);
  try {
    await loadMnist(stop, report);
    isLoaded = true;
    return undefined;
  } catch (error) {
    if (stop.signal.aborted) return "Interrupted.";
    return `MNIST cannot be loaded (${error.message}). Is there a connection? Then run the cell again.`;
  } finally {
    removeEventListener("interrupt", onStop);
  }
}

async function loadMnist({ signal }, report) {
  const get = async (name) => {
    const response = await fetch(MNIST + name, { signal });
    if (!response.ok) throw new Error(`the server answers ${response.status}`);
    return response;
  };
  const sizes = await (await get("files.json")).json();
  const all = Object.values(sizes).reduce((sum, size) => sum + size);
  let done = 0;
  for (const [name, size] of Object.entries(sizes)) {
    const bytes = new Uint8Array(size);
    const reader = (await get(name)).body.getReader();
    let length = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      bytes.set(part.value, length);
      length += part.value.length;
      report(`Loading MNIST: ${megabytes(done + length)} of ${megabytes(all)} MB`);
    }
    done += size;
    files.set(MNIST + name, bytes);
  }
}

const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
