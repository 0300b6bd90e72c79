// What a page to read does: its contents, its colours, and its figures, which plotly.js draws where one comes into view.
// Without this script the contents are folded, and a figure is the picture that was saved of it.

const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.style.colorScheme ? root.style.colorScheme === "dark" : dark.matches);

// Beside the text there is room for the contents.
const wide = matchMedia("(min-width: 75em)");
const unfold = () => {
  document.querySelector(".contents details").open = wide.matches;
};
wide.addEventListener("change", unfold);
unfold();

const button = document.getElementById("scheme");
const recolor = () => {
  button.setAttribute("aria-pressed", isDark());
  for (const plot of document.querySelectorAll(".js-plotly-plot")) {
    Plotly.relayout(plot, { "font.color": ink(plot) });
  }
};
button.addEventListener("click", () => {
  root.style.colorScheme = isDark() ? "light" : "dark";
  try {
    localStorage.setItem("color-scheme", root.style.colorScheme);
  } catch {} // Where nothing may be kept, the choice is for this page.
  recolor();
});
dark.addEventListener("change", recolor);
button.hidden = false;
recolor();

const ink = (element) => getComputedStyle(element).color;

let plotly;
const loadPlotly = () => {
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, {
      src: new URL("plotly.js", import.meta.url),
      onload: resolve,
      onerror: reject,
    });
    document.head.append(script);
  });
  return plotly;
};

/** As wide as the page, and in its ink; what the figure says itself is kept. */
function layoutFor(figure, layout) {
  const font = { ...layout.template?.layout?.font, color: ink(figure), ...layout.font };
  const touch = matchMedia("(pointer: coarse)").matches && { dragmode: false }; // A finger scrolls.
  if (figure.clientWidth > 560) return { ...layout, font, ...touch, autosize: true };
  return {
    ...layout,
    font: { ...font, size: 11 },
    legend: { orientation: "h", y: 1, yanchor: "bottom", ...layout.legend },
    margin: { ...layout.template?.layout?.margin, l: 44, r: 8, ...layout.margin },
    ...touch,
    autosize: true,
  };
}

async function draw(figure) {
  await loadPlotly();
  const { data, layout, config, frames } = JSON.parse(figure.querySelector("script").textContent);
  const plot = document.createElement("div");
  const hasPanels = "xaxis2" in layout || layout.annotations?.length > 1;
  plot.className = hasPanels ? "plot panels" : "plot";
  figure.append(plot);
  await Plotly.newPlot(plot, {
    ...{ data, frames, layout: layoutFor(figure, layout) },
    config: { ...config, responsive: true },
  });
  plot.setAttribute("role", "group");
  plot.setAttribute("aria-label", figure.dataset.words);
  figure.querySelector(":scope > img")?.remove();
}

const seen = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(target);
    }
  },
  { rootMargin: "100%" },
);
for (const figure of document.querySelectorAll(".figure")) seen.observe(figure);

// What is too wide for its place scrolls, by the keyboard too.
const fits = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
for (const each of document.querySelectorAll(
  "pre, .picture, .figure, .table, .html div, .katex-display",
)) {
  fits.observe(each);
}
