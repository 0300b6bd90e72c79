/// <reference lib="dom" />
import type { Step } from "../../graph/steps";

/**
 * Runs in the page: its source goes into the output, so it uses nothing from outside. It makes a player out of the
 * picture and the list of steps in `root`.
 */
export function play(root: HTMLElement): void {
  const RED = "color-mix(in srgb, #e0352b 75%, currentColor)"; // darker on a light page, lighter on a dark one
  const SECONDS = 2.5;
  const image = root.querySelector("img") as HTMLImageElement;
  const list = root.querySelector("ol") as HTMLOListElement;
  const source = decodeURIComponent(image.src.slice(image.src.indexOf(",") + 1));
  const parsed = new DOMParser().parseFromString(source, "image/svg+xml");
  const picture = document.importNode(parsed.documentElement, true);
  picture.querySelector("title")?.remove(); // Or it would pop up under the mouse.
  picture.setAttribute("aria-label", image.alt);
  picture.querySelector("rect")?.remove(); // The paper: here the page's own colours serve.
  picture.querySelector("g")?.setAttribute("color", "currentColor");
  Object.assign(picture.style, { display: "block", maxWidth: "none" });

  const steps = Array.from(list.children, (item): Step => {
    return JSON.parse(item.getAttribute("data-step") ?? "{}");
  });
  const all = (kind: string) =>
    Array.from(picture.querySelectorAll<SVGElement>(`[data-${kind}]`), (element) => ({
      element,
      id: element.getAttribute(`data-${kind}`) ?? "",
    }));
  const make = (tag: string, properties: object, style: object = {}) => {
    const element = Object.assign(document.createElement(tag), properties);
    Object.assign(element.style, style);
    return element;
  };

  let current = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  const show = (step: number) => {
    current = Math.min(Math.max(step, 0), steps.length - 1);
    const { sentence, node, from, to } = steps[current];
    const known = new Set(steps.slice(0, current + 1).flatMap((each) => each.to));
    for (const { element, id } of all("gradient")) {
      const visibility = known.has(id) ? "visible" : "hidden";
      const fontWeight = to.includes(id) ? "bold" : "normal";
      Object.assign(element.style, { visibility, fontWeight, color: RED, fill: RED });
    }
    for (const { element, id } of all("node")) {
      const isAtWork = id === node;
      const outline = element.firstElementChild as SVGElement;
      outline.style.fill = isAtWork ? "color-mix(in srgb, #ffb000 35%, transparent)" : "";
      outline.style.strokeWidth = isAtWork ? "2.5" : "";
    }
    for (const { element, id } of all("fork")) {
      element.style.color = node === undefined && to.includes(id) ? RED : "";
    }
    for (const { element, id } of all("line")) {
      const [isFrom, isTo] = [from.includes(id), to.includes(id)];
      const stroke = element.firstElementChild as SVGElement;
      element.style.color = isFrom || isTo ? RED : "";
      stroke.style.strokeWidth = isFrom || isTo ? "2.5" : "";
      stroke.style.strokeDasharray = isTo ? "7 5" : "";
      for (const animation of stroke.getAnimations()) animation.cancel();
      if (isTo && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
        const flow = [{ strokeDashoffset: "0" }, { strokeDashoffset: "24" }]; // against the arrow
        stroke.animate(flow, { duration: 1000, iterations: Number.POSITIVE_INFINITY });
      }
    }
    const place = all("gradient").find(({ id }) => to.includes(id))?.element;
    const [part, whole] = [place ?? picture, holder].map((each) => each.getBoundingClientRect());
    if (part.left < whole.left || part.right > whole.right) {
      holder.scrollLeft += (part.left + part.right - whole.left - whole.right) / 2;
    }
    text.textContent = sentence;
    counter.textContent = `step ${current + 1} of ${steps.length}`;
    const focused = document.activeElement;
    previous.disabled = current === 0;
    next.disabled = current === steps.length - 1;
    if (focused === next && next.disabled) previous.focus(); // So that the keys go on working.
    if (focused === previous && previous.disabled) next.focus();
  };
  const pause = () => {
    clearInterval(timer);
    timer = undefined;
    playing.textContent = "Play";
  };
  const goTo = (step: number) => {
    pause();
    show(step);
  };
  const toggle = () => {
    if (timer !== undefined) return pause();
    show(current === steps.length - 1 ? 0 : current + 1);
    playing.textContent = "Pause";
    timer = setInterval(() => {
      if (root.isConnected && current < steps.length - 1) show(current + 1);
      else pause();
    }, 1000 * SECONDS);
  };

  const button = (textContent: string, onclick: () => void) =>
    make("button", {
      type: "button",
      textContent,
      onclick,
      className: "jp-mod-styled jp-mod-reject",
    });
  const previous = button("Previous", () => goTo(current - 1)) as HTMLButtonElement;
  const next = button("Next", () => goTo(current + 1)) as HTMLButtonElement;
  const playing = button("Play", toggle);
  const counter = make("span", {}, { fontVariantNumeric: "tabular-nums" });
  const bar = make(
    "div",
    {},
    { display: "flex", gap: "8px", alignItems: "center", margin: "8px 0" },
  );
  const text = make("div", { ariaLive: "polite" }, { minHeight: "3.2em" });
  const holder = make("div", {}, { overflowX: "auto" });
  bar.append(previous, next, playing, counter);
  holder.append(picture);
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const isSpace = event.key === " " && !(event.target instanceof HTMLButtonElement);
    const step = {
      ArrowLeft: current - 1,
      ArrowRight: current + 1,
      Home: 0,
      End: steps.length - 1,
    }[event.key];
    if (step === undefined && !isSpace) return;
    event.preventDefault();
    event.stopPropagation();
    if (step === undefined) toggle();
    else goTo(step);
  });
  root.tabIndex = 0;
  image.replaceWith(holder);
  list.replaceWith(bar, text);
  show(0);
}
