import type { Display } from "./host";

interface Tslab {
  /** One output of a cell: every `raw` after the first replaces what it shows. */
  newDisplay(): { raw(type: string, content: string | object): void };
}

/** The cells of a tslab kernel, wherever it runs. */
export function tslabDisplay(): Display | undefined {
  // What tslab gives the cells themselves. Requiring "tslab" would load a second TypeScript compiler where no kernel
  // runs, and where the kernel is another installation of tslab, it would find one without any cell.
  const { __tslab__: kernel } = globalThis as { __tslab__?: { require(name: "tslab"): Tslab } };
  if (!kernel) return undefined;
  return (output) => {
    const display = kernel.require("tslab").newDisplay();
    const send: ReturnType<Display> = (next) => {
      // It takes one type, and every further one would replace it.
      for (const [type, content] of Object.entries(next).slice(-1)) display.raw(type, content);
    };
    send(output);
    return send;
  };
}
