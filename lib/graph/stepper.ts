import { escapeHtml, type Html, printable } from "../markup";
import type { ComputationGraph } from "./computationGraph";
import { describe, drawGraph } from "./draw";
import { stepsOf } from "./steps";
import { RED } from "./svg";

/**
 * The backward pass to click through: what ComputationGraph.steps returns. Where scripts do not run it is the whole
 * picture and a list of all steps; JupyterLab keeps such an image, but no inline SVG, in a notebook it does not trust.
 */
export async function stepGraph(graph: ComputationGraph): Promise<Html> {
  const steps = stepsOf(graph);
  const { svg } = await drawGraph(graph);
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  const items = steps.map(({ sentence, node, gradients }) => {
    const active = node === undefined ? "" : ` data-node="${escapeHtml(node)}"`;
    const computed = escapeHtml(JSON.stringify(gradients.map(printable)));
    return `<li${active} data-gradients="${computed}">${escapeHtml(sentence)}</li>`;
  });
  return {
    html: `<div>
<img src="${source}" alt="${escapeHtml(describe(graph))}" style="max-width: 100%">
<ol>
${items.join("\n")}
</ol>
<script>(${stepper})("${RED}")</script>
</div>`,
  };
}

/** Runs in the page. Everything it needs stands in the picture and the list, which it replaces. */
const stepper = `(red) => {
  const root = document.currentScript.parentElement;
  const image = root.querySelector("img");
  const list = root.querySelector("ol");
  const bytes = Uint8Array.from(atob(image.src.split(",")[1]), (byte) => byte.charCodeAt(0));
  const parsed = new DOMParser().parseFromString(new TextDecoder().decode(bytes), "image/svg+xml");
  const picture = document.importNode(parsed.documentElement, true);
  picture.querySelector("title").remove(); // Or it would pop up under the mouse.
  picture.setAttribute("aria-label", image.alt);
  const maxWidth = picture.viewBox.baseVal.width + "px";
  Object.assign(picture.style, { display: "block", width: "100%", height: "auto", maxWidth });

  const steps = Array.from(list.children, (item) => ({
    sentence: item.textContent,
    node: item.dataset.node,
    gradients: JSON.parse(item.dataset.gradients),
  }));
  const all = (name) => Array.from(picture.querySelectorAll("[data-" + name + "]"));
  const element = (name, properties) => Object.assign(document.createElement(name), properties);
  let current = 0;
  const show = (step) => {
    current = Math.min(Math.max(step, 0), steps.length - 1);
    const { sentence, node, gradients } = steps[current];
    const known = new Set(steps.slice(0, current + 1).flatMap((step) => step.gradients));
    for (const gradient of all("gradient")) {
      const isNew = gradients.includes(gradient.dataset.gradient);
      gradient.style.visibility = known.has(gradient.dataset.gradient) ? "visible" : "hidden";
      gradient.style.fontWeight = isNew ? "bold" : "normal";
    }
    for (const each of all("node")) {
      const active = each.dataset.node === node;
      Object.assign(each.firstChild.style, active ? { fill: "#ffe9a8", strokeWidth: "2.5" } : { fill: "", strokeWidth: "" });
    }
    for (const fork of all("fork")) {
      fork.style.fill = node === undefined && gradients.includes(fork.dataset.fork) ? red : "";
    }
    counter.textContent = "step " + (current + 1) + " of " + steps.length;
    text.textContent = sentence;
    const focused = document.activeElement;
    previous.disabled = current === 0;
    next.disabled = current === steps.length - 1;
    if (focused.disabled) (focused === next ? previous : next).focus(); // So that the keys go on working.
  };

  const className = "jp-mod-styled jp-mod-reject";
  const previous = element("button", { type: "button", className, textContent: "Previous", onclick: () => show(current - 1) });
  const next = element("button", { type: "button", className, textContent: "Next", onclick: () => show(current + 1) });
  const counter = element("span", {});
  const text = element("div", {});
  const bar = element("div", {});
  text.setAttribute("aria-live", "polite");
  Object.assign(bar.style, { display: "flex", gap: "8px", alignItems: "center", margin: "8px 0" });
  Object.assign(text.style, { minHeight: "3em" });
  counter.style.fontVariantNumeric = "tabular-nums";
  bar.append(previous, next, counter);
  root.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 0, End: steps.length - 1 }[event.key];
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    show(step);
  });
  root.tabIndex = 0;
  image.replaceWith(picture);
  list.replaceWith(bar, text);
  show(0);
}`;
