/// <reference lib="dom" />

interface Plotly {
  react(plot: Element, data: object, layout: object, config: object): Promise<unknown>;
}

interface Figure {
  data: object;
  layout: { width?: number };
  config: object;
}

/**
 * Runs in the page, with every frame: its source goes into the output, so it uses nothing from outside. The output is
 * emptied and filled again for each frame. The plot itself is kept with the element around the frames and moves from one
 * to the next, so it neither flickers nor starts anew, and goes when that element goes. Where plotly.js is not to be had,
 * the frame stays as it is.
 */
export async function drawFrame(slot: HTMLElement, figure: Figure): Promise<void> {
  const page = globalThis as { Plotly?: Plotly; livePlotly?: Promise<unknown> };
  const output = slot.parentElement?.parentElement as HTMLElement & {
    livePlot?: HTMLElement;
    silence?: number;
  };
  // JupyterLab's own plotly.js is not to be reached from outside: the server has another.
  const load = (baseUrl: string) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${baseUrl}files/node_modules/plotly.js-dist/plotly.js`;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });

  clearTimeout(output.silence);
  output.silence = window.setTimeout(() => {
    const title = slot.previousElementSibling?.firstElementChild as Element;
    title.textContent =
      "No news for 10 seconds. If the page was reloaded or the kernel stopped, run the cell again.";
  }, 10_000);
  const jupyter = document.getElementById("jupyter-config-data");
  if (!page.Plotly && jupyter) {
    page.livePlotly ??= load(JSON.parse(jupyter.textContent ?? "").baseUrl);
    await page.livePlotly.catch(() => {});
  }
  if (!page.Plotly || !slot.isConnected) return;
  output.livePlot ??= document.createElement("div");
  slot.replaceChildren(output.livePlot);
  figure.layout.width = slot.clientWidth;
  await page.Plotly.react(output.livePlot, figure.data, figure.layout, figure.config);
}
