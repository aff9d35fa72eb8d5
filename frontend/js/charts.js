// Draws every chart of a page from its data: ours in petrol, the rest grey, the benchmark dashed with its name on it.
// All words come from the data. Colours come from the style sheet, so that themes and print agree.
import * as echarts from "echarts/core";
import { BarChart, CustomChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, MarkLineComponent, MarkPointComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

import { optionsFor } from "./chart-options.js";

echarts.use([
  AriaComponent, BarChart, CustomChart, GridComponent, LineChart, MarkLineComponent, MarkPointComponent, SVGRenderer, TooltipComponent,
]);

const drawn = new Map();

function palette() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--hv-${name}`).trim();
  return {
    ours: colour("action"),
    tint: colour("action-tint-2"),
    rest: colour("bar-rest"),
    ink: colour("ink"),
    ink2: colour("ink-2"),
    ink3: colour("ink-3"),
    line: colour("line"),
    paper: colour("paper"),
    raised: colour("raised"),
    track: colour("bar-track"),
    hatch: colour("hatch"),
    accent: colour("accent-mark"),
    accentInk: colour("accent"),
    font: style.getPropertyValue("--hv-font").trim(),
  };
}

function draw(figure) {
  const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const place = figure.querySelector(".hv-figure__plot");
  const chart = echarts.init(place, null, { renderer: "svg", locale: "EN" });
  const paint = () => chart.setOption(optionsFor(data, palette(), place.clientWidth), true);
  paint();
  const observer = new ResizeObserver(() => {
    chart.resize();
    paint();
  });
  observer.observe(place);
  drawn.set(figure, { chart, paint, observer, data });
  figure.querySelector(".hv-figure__numbers")?.removeAttribute("open");
  figure.classList.add("is-drawn");
}

function enhance(root) {
  const figures = [...(root.querySelectorAll?.("[data-chart]") ?? [])];
  if (root.matches?.("[data-chart]")) figures.push(root);
  for (const figure of figures) if (!drawn.has(figure)) draw(figure);
  for (const [figure, { chart, observer }] of drawn) {
    if (figure.isConnected) continue;
    observer.disconnect();
    chart.dispose();
    drawn.delete(figure);
  }
}

function save(figure, kind) {
  const { chart, data } = drawn.get(figure);
  const svg = chart.renderToSVGString();
  const name = `${data.key}.${kind}`;
  if (kind === "svg") {
    offer(URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" })), name);
    return;
  }
  const image = new Image();
  image.addEventListener("load", () => {
    const canvas = document.createElement("canvas");
    canvas.width = chart.getWidth() * 2;
    canvas.height = chart.getHeight() * 2;
    const brush = canvas.getContext("2d");
    brush.fillStyle = palette().paper;
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(image, 0, 0, canvas.width, canvas.height);
    offer(canvas.toDataURL("image/png"), name);
  });
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}

function offer(address, name) {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  if (address.startsWith("blob:")) setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function repaint() {
  for (const { paint } of drawn.values()) paint();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-save]");
  if (button) save(button.closest("[data-chart]"), button.dataset.save);
});
document.addEventListener("houvast:theme", repaint);
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
// Paper is light, and carries the numbers below each chart.
let before = null;
window.addEventListener("beforeprint", () => {
  const page = document.documentElement;
  before = { theme: page.dataset.theme, opened: [...document.querySelectorAll(".hv-figure__foot > details:not([open])")] };
  page.dataset.theme = "light";
  for (const details of before.opened) details.open = true;
  for (const { chart, paint } of drawn.values()) {
    chart.resize();
    paint();
  }
});
window.addEventListener("afterprint", () => {
  if (!before) return;
  if (before.theme) document.documentElement.dataset.theme = before.theme;
  else delete document.documentElement.dataset.theme;
  for (const details of before.opened) details.open = false;
  before = null;
  repaint();
});
enhance(document);
