// Draws every chart of a page from its data: ours in petrol, the rest grey, the benchmark dashed with its name on it.
// All words come from the data. Colours come from the style sheet, so that themes and print agree.
import * as echarts from "echarts/core";
import { BarChart, CustomChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendPlainComponent, MarkLineComponent, MarkPointComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

import { optionsFor, shiftsFor } from "./chart-options.js";

echarts.use([
  AriaComponent, BarChart, CustomChart, GridComponent, LegendPlainComponent, LineChart, MarkLineComponent, MarkPointComponent, SVGRenderer,
  TooltipComponent,
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
    // It lands in an attribute of the drawing, where double quotes would end it.
    font: style.getPropertyValue("--hv-font").trim().replaceAll('"', "'"),
  };
}

function draw(figure) {
  const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const place = figure.querySelector(".hv-figure__plot");
  const chart = echarts.init(place, null, { renderer: "svg", locale: "EN" });
  const paint = () => {
    const width = place.clientWidth;
    chart.setOption(optionsFor(data, palette(), width), true);
    const shifts = shiftsFor(data, width, (value) => chart.convertToPixel({ yAxisIndex: 0 }, value));
    if (shifts.some(Boolean)) chart.setOption(optionsFor(data, palette(), width, shifts), true);
  };
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
  const { svg, width, height } = sheet(chart, data);
  const name = `${data.key}.${kind}`;
  if (kind === "svg") {
    offer(URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" })), name);
    return;
  }
  const image = new Image();
  image.addEventListener("load", () => {
    const canvas = document.createElement("canvas");
    canvas.width = width * 2;
    canvas.height = height * 2;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    offer(canvas.toDataURL("image/png"), name);
  });
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}

/** A saved chart goes on its way alone: it takes its title, its sentence and its source along. */
function sheet(chart, data) {
  const colours = palette();
  const margin = 24;
  const width = chart.getWidth() + 2 * margin;
  const words = [
    ...wrapped(data.title, width / 10).map((text) => ({ text, size: 18, weight: 650, colour: colours.ink, step: 24 })),
    ...wrapped(data.sentence, width / 7.6).map((text) => ({ text, size: 14, weight: 400, colour: colours.ink2, step: 20 })),
  ];
  let y = margin;
  const head = words.map(({ text, size, weight, colour, step }) => {
    y += step;
    return line(text, margin, y, size, weight, colour);
  });
  const top = y + 16;
  const foot = wrapped(data.foot, width / 6.6).map((text, index) =>
    line(text, margin, top + chart.getHeight() + 24 + index * 17, 12, 400, colours.ink2),
  );
  const height = top + chart.getHeight() + 24 + foot.length * 17 + margin / 2;
  const drawing = chart.renderToSVGString().replace(/<style[\s\S]*?<\/style>/g, "");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${colours.font}"><rect width="100%" height="100%" fill="${colours.paper}"/>${head.join("")}<g transform="translate(${margin} ${top})">${drawing}</g>${foot.join("")}</svg>`;
  return { svg, width, height };
}

function line(text, x, y, size, weight, colour) {
  const safe = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${colour}">${safe}</text>`;
}

function wrapped(text, room) {
  const lines = [];
  for (const word of (text ?? "").split(" ").filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
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
