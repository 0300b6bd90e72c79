// The page's side of the kernel: it passes JupyterLab's requests on to the worker, passes on to JupyterLab what the
// worker shows, and ends a cell at the stop button.

/** How long a cell may take to hear of the stop button before it is ended by force. */
const HEARS_WITHIN = 1000; // milliseconds

const INTERRUPTED = "Interrupted.\n";
const RESTARTED =
  "Interrupted. This cell never paused, so the kernel had to be restarted to end it: run the cells above again.\n";
const NOT_LOADED =
  "The kernel could not be loaded. Is there a connection to this site? Then run the cell again.\n";

/** A worker that has begun to load, and what it has said until somebody listens. */
export function beginWorker(url) {
  const said = [];
  const worker = new Worker(url);
  worker.onmessage = ({ data }) => said.push(data);
  worker.onerror = () => said.push({ failed: true });
  return { worker, said };
}

/** The kernel as a class of JupyterLite's, whose base the page brings along. JupyterLite makes one request at a time. */
export const kernelClass = (BaseKernel, nextWorker) =>
  class extends BaseKernel {
    constructor(options, onLoaded) {
      super(options);
      this.onLoaded = onLoaded;
      this.start();
    }

    start() {
      this.isLoaded = false;
      this.isShielded = false;
      const { worker, said } = nextWorker();
      this.worker = worker;
      worker.onmessage = ({ data }) => this.receive(data);
      worker.onerror = () => this.receive({ failed: true });
      for (const data of said) this.receive(data);
    }

    dispose() {
      this.worker?.terminate();
      super.dispose();
    }

    /** One of these at a time: what was asked for, what was shown, or what the worker says of itself. */
    receive({ reply, type, content, parent, loaded, saved, shielded, heard, failed }) {
      if (reply) this.answer?.(reply);
      else if (type === "stream") this.stream(content, parent);
      else if (type === "display_data") this.displayData(content, parent);
      else if (type === "update_display_data") this.updateDisplayData(content, parent);
      else if (type === "clear_output") this.clearOutput(content, parent);
      else if (saved) download(saved);
      else if (shielded !== undefined) this.isShielded = shielded;
      else if (heard) this.forget();
      else if (loaded) {
        this.isLoaded = true;
        this.post?.();
        this.onLoaded();
      } else if (failed) {
        this.worker = undefined;
        this.end(NOT_LOADED);
      }
    }

    ask(request, content) {
      if (!this.worker) this.start();
      return new Promise((resolve) => {
        this.answer = (reply) => {
          this.answer = undefined;
          this.post = undefined;
          this.forget();
          resolve(reply);
        };
        this.post = () => this.worker.postMessage({ request, content, parent: this.parentHeader });
        if (this.isLoaded) this.post();
      });
    }

    /** The stop button. */
    interrupt() {
      if (!this.answer) return;
      if (!this.isLoaded) return this.end(INTERRUPTED);
      this.worker.postMessage({ request: "interrupt" });
      this.notHeard ??= setTimeout(() => this.endByForce(), HEARS_WITHIN);
    }

    endByForce() {
      // The first cells are compiled for longer than that.
      if (this.isShielded) {
        this.notHeard = setTimeout(() => this.endByForce(), 50);
        return;
      }
      this.worker.terminate();
      this.end(RESTARTED);
      this._executionCount = 0;
      this.start();
    }

    forget() {
      clearTimeout(this.notHeard);
      this.notHeard = undefined;
    }

    /** Answers in the worker's place. */
    end(text) {
      if (!this.answer) return;
      this.stream({ name: "stderr", text }, this.parentHeader);
      this.answer({ status: "error" });
    }

    kernelInfoRequest() {
      return KERNEL_INFO;
    }

    executeRequest(content) {
      return this.ask("execute", content);
    }

    completeRequest(content) {
      return this.ask("complete", content);
    }

    inspectRequest(content) {
      return this.ask("inspect", content);
    }

    isCompleteRequest(content) {
      return this.ask("isComplete", content);
    }
  };

/** What a cell writes into a file, the browser offers to keep. */
function download({ name, bytes }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes]));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
