// From our data to ECharts' options. One place decides how a chart of this portal looks.

export function optionsFor(data, colours, width, shifts = []) {
  const lying = isLying(data);
  const build = lying ? lyingBars : data.kind === "columns" ? columns : lines;
  return {
    animation: false, // motion is kept for explaining
    aria: { enabled: false }, // the element itself carries the label, in the reader's language
    textStyle: { fontFamily: colours.font, fontSize: 13, color: colours.ink2 },
    ...build(data, colours, width, shifts),
    tooltip: tooltip(data, colours, lying, width),
  };
}

function isLying(data) {
  return data.kind === "bars" || data.kind === "stack";
}

const NARROW = 520;
const LABEL_STEP = 17;

// How far the names of lines must move so that none covers another; `heightOf` says where a value stands in a chart
// that is drawn already. Names keep their order and stay as near to their lines as they can.
export function shiftsFor(data, width, heightOf) {
  if (isLying(data) || data.kind === "columns" || data.series.length < 2 || hasKey(data, width)) return [];
  const wanted = data.series.map((series) => {
    const end = lastOf(series);
    if (end < 0) return null;
    return heightOf(series.cells[end].value);
  });
  const order = wanted.flatMap((y, index) => (y === null ? [] : [index])).sort((one, other) => wanted[one] - wanted[other]);
  const pools = [];
  order.forEach((index, place) => {
    let pool = { sum: wanted[index] - place * LABEL_STEP, size: 1 };
    while (pools.length && pools.at(-1).sum / pools.at(-1).size > pool.sum / pool.size) {
      const above = pools.pop();
      pool = { sum: above.sum + pool.sum, size: above.size + pool.size };
    }
    pools.push(pool);
  });
  const lowest = heightOf(data.bottom ?? 0) - (order.length - 1) * LABEL_STEP;
  const shifts = wanted.map(() => 0);
  let place = 0;
  for (const { sum, size } of pools) {
    const first = Math.min(sum / size, lowest);
    for (const end = place + size; place < end; place += 1) {
      shifts[order[place]] = Math.round(first + place * LABEL_STEP - wanted[order[place]]);
    }
  }
  return shifts;
}

// In a drawing as wide as a phone names would lie over lines: they stand below it, each with its own line.
function hasKey(data, width) {
  return width < NARROW && data.series.length > 1;
}

// How a line can be told from the others without its colour. The first is whole, as ours is.
const SHAPES = [
  { symbol: "circle", type: "solid" },
  { symbol: "rect", type: [7, 3] },
  { symbol: "triangle", type: [2, 3] },
  { symbol: "diamond", type: [9, 3, 2, 3] },
  { symbol: "path://M3 0H6V3H9V6H6V9H3V6H0V3H3Z", type: [4, 2] }, // a plus
  { symbol: "path://M0 0H9L4.5 8Z", type: [12, 4] }, // a triangle on its point
  { symbol: "path://M0 0H9L0 9H9Z", type: [1, 4] }, // an hourglass
  { symbol: "path://M0 2L2 0L4.5 2.5L7 0L9 2L6.5 4.5L9 7L7 9L4.5 6.5L2 9L0 7L2.5 4.5Z", type: [9, 3, 2, 3, 2, 3] }, // a cross
];

function shapeOf(data, series, order) {
  if (data.series.length < 3) return { symbol: "circle", type: series.ours ? "solid" : [2, 3] };
  return SHAPES[order % SHAPES.length];
}

const KEY_LINE = 18;
const KEY_SAMPLE = 36;

// The names below the drawing in the order of the table, and how high they are together.
function keyOf(data, colours, width) {
  const room = width - KEY_SAMPLE - 14;
  const rows = data.series.map((series) => Math.ceil((series.label.length * 7.2) / room));
  return {
    height: rows.reduce((sum, each) => sum + each * KEY_LINE + 6, 20),
    legend: {
      orient: "vertical",
      left: 0,
      bottom: 8,
      padding: 0,
      itemGap: 6,
      itemWidth: KEY_SAMPLE,
      itemHeight: 9,
      selectedMode: false,
      silent: true,
      data: data.series.map((series) => series.label),
      textStyle: { color: colours.ink, fontSize: 13, lineHeight: KEY_LINE, width: room, overflow: "break" },
    },
  };
}

function lastOf(series) {
  return series.cells.findLastIndex((cell) => cell.value !== null);
}

function formatter(data) {
  const percent = new Intl.NumberFormat(data.language, { style: "percent", maximumFractionDigits: 0 });
  const plain = new Intl.NumberFormat(data.language, { maximumFractionDigits: 1 });
  return (value) => (data.unit === "percent" ? percent.format(value).replace(/\s/g, "") : plain.format(value));
}

function valueAxis(data, colours) {
  return {
    type: "value",
    min: data.bottom ?? 0,
    ...scaleOf(data),
    splitNumber: 4,
    axisLabel: { color: colours.ink2, fontSize: 12, formatter: formatter(data) },
    splitLine: { lineStyle: { color: colours.line, width: 1 } },
    axisLine: { show: false },
    axisTick: { show: false },
  };
}

// Where the scale ends and in which steps. A share ends at a hundred, never beyond, and has room for its target.
export function scaleOf(data) {
  if (data.bottom) return { max: data.top ?? undefined, interval: data.top ? (data.top - data.bottom) / 3 : undefined };
  if (data.unit !== "percent") return { max: data.top ?? undefined };
  const top = data.top ?? highest(data);
  const step = top > 0.8 ? 0.25 : top > 0.4 ? 0.2 : top > 0.2 ? 0.1 : 0.05;
  return { max: data.top ?? Math.min(1, Math.max(1, Math.ceil(top / step - 1e-9)) * step), interval: step };
}

function highest(data) {
  const values = data.series.flatMap((series) => series.cells.flatMap((cell) => [cell.value ?? 0, cell.high ?? 0]));
  return Math.max(0, ...values, ...data.marks.map((mark) => mark.value));
}

function categoryAxis(data, colours) {
  return {
    type: "category",
    data: data.categories,
    axisLabel: { color: colours.ink2, fontSize: 12, hideOverlap: true },
    axisLine: { lineStyle: { color: colours.ink3 } },
    axisTick: { show: false },
  };
}

// A line whose moments lie unevenly apart: each stands where it falls in time, and only those bear a word.
function placedAxis(data, colours) {
  const word = (place) => data.categories[data.places.lastIndexOf(place)] ?? "";
  return {
    type: "value",
    min: data.places[0],
    max: data.places.at(-1),
    axisLabel: { color: colours.ink2, fontSize: 12, hideOverlap: true, showMinLabel: true, showMaxLabel: true, customValues: data.places, formatter: word },
    axisLine: { show: true, onZero: false, lineStyle: { color: colours.ink3 } },
    axisTick: { show: false },
    splitLine: { show: false },
  };
}

// What a tooltip draws is measured in another font than it is read in: lines are broken by their letters, and the box
// has room for what they are longer.
const LETTER = 6.9;
const LONGER = 0.6;

function broken(text, most) {
  const lines = [""];
  for (const word of text.split(" ")) {
    if (lines.at(-1) && lines.at(-1).length + 1 + word.length > most) lines.push(`  ${word}`);
    else lines[lines.length - 1] += `${lines.at(-1) ? " " : ""}${word}`;
  }
  return lines;
}

function tooltip(data, colours, lying, width) {
  const most = Math.max(20, Math.min(64, Math.floor((width - 60) / LETTER)));
  const textOf = (series, index) => {
    const cell = series.cells[index];
    return `${series.label}: ${cell.text}${cell.base ? ` (${cell.base})` : ""}`;
  };
  const longest = Math.max(0, ...data.series.flatMap((series) => series.cells.map((cell, index) => textOf(series, index).length)));
  return {
    trigger: "axis",
    renderMode: "richText",
    confine: true,
    backgroundColor: colours.raised,
    borderColor: colours.line,
    borderWidth: 1,
    padding: [10, 12 + Math.ceil(Math.min(most, longest) * LONGER), 10, 12],
    textStyle: { color: colours.ink, fontSize: 13, fontFamily: colours.font },
    axisPointer: { type: lying ? "none" : "line", lineStyle: { color: colours.ink3, type: "solid", width: 1 } },
    formatter(points) {
      const index = points[0].dataIndex;
      const rows = data.series.map((series) => textOf(series, index));
      for (const pin of data.pins) if (pin.category === index) rows.push(pin.label);
      return [data.categories[index], ...rows.flatMap((row) => broken(row, most))].join("\n");
    },
  };
}

// A mark without a category stands across the whole, dashed, with its name at its end.
function acrossMarks(data, colours, axis, width, notes = []) {
  const marks = data.marks.filter((mark) => mark.category === null);
  if (!marks.length && !notes.length) return undefined;
  return {
    silent: true,
    symbol: "none",
    animation: false,
    z: 6, // its name stands before the lines
    lineStyle: { type: [5, 4], color: colours.ink, width: 1.5 },
    label: {
      color: colours.ink,
      fontSize: 12,
      fontWeight: 500,
      backgroundColor: colours.paper, // where it stands before a line, the line stops
      padding: [1, 4],
      position: axis === "yAxis" ? "insideStartTop" : "end",
      distance: axis === "yAxis" ? [2, 5] : 6,
      formatter: ({ data: mark }) => mark.name,
    },
    data: [
      ...notes,
      ...marks.map((mark) => ({
        [axis]: mark.value,
        name: `${mark.label} ${mark.text}`,
        label: axis === "yAxis" ? { width: width - 60, overflow: "truncate" } : {},
      })),
    ],
  };
}

function lines(data, colours, width, shifts) {
  const narrow = width < NARROW;
  const longest = Math.max(...data.series.map((series) => series.label.length));
  // A line that stands alone is named by the title, so it has the whole width.
  const alone = data.series.length === 1;
  const room = narrow || alone ? 30 : Math.min(width * 0.36, longest * 7.4 + 24);
  const key = hasKey(data, width) ? keyOf(data, colours, width) : undefined;
  return {
    grid: { left: 4, right: room, top: 28, bottom: 4 + (key?.height ?? 0), containLabel: true },
    legend: key?.legend,
    xAxis: data.places.length ? placedAxis(data, colours) : { ...categoryAxis(data, colours), boundaryGap: false },
    yAxis: valueAxis(data, colours),
    series: data.series.flatMap((series, order) => {
      const colour = series.ours ? colours.ours : colours.ink3;
      const shift = shifts[order] ?? 0;
      const shape = shapeOf(data, series, order);
      const line = {
        type: "line",
        name: series.label,
        data: series.cells.map((cell, index) => (data.places.length ? [data.places[index], cell.value] : cell.value)),
        color: colour,
        lineStyle: { width: series.ours ? 3 : 2, color: colour, type: shape.type },
        symbol: shape.symbol,
        symbolSize: series.ours ? 7 : shape.symbol === "circle" ? 5 : 8,
        // A figure with a gap on both sides has no line: it shows by its point.
        showSymbol: data.categories.length <= 14 || series.cells.some((cell) => cell.value === null),
        connectNulls: false,
        emphasis: { focus: "none", scale: false },
        endLabel: {
          show: !narrow && !alone,
          formatter: series.label,
          color: series.ours ? colours.ours : colours.ink2,
          fontWeight: series.ours ? 600 : 400,
          fontSize: 13,
          distance: 10,
          width: room - 14,
          overflow: "truncate",
          offset: [0, shift],
        },
        markLine: order === 0 ? acrossMarks(data, colours, "yAxis", width - room, pinned(data, colours)) : undefined,
        z: series.ours ? 4 : 3,
      };
      return [line, ...ranges(data, series, colours)];
    }),
  };
}

// A figure that is known as a range stands as an upright bar between its bounds.
function ranges(data, series, colours) {
  const place = (index) => data.places[index] ?? index;
  const known = series.cells.flatMap((cell, index) => (cell.status === "range" ? [[place(index), cell.low ?? 0, cell.high ?? cell.low]] : []));
  if (!known.length) return [];
  return [
    {
      type: "custom",
      silent: true,
      data: known,
      renderItem(params, api) {
        const low = api.coord([api.value(0), api.value(1)]);
        const high = api.coord([api.value(0), api.value(2)]);
        return {
          type: "rect",
          shape: { x: low[0] - 4, y: high[1], width: 8, height: Math.max(2, low[1] - high[1]), r: 4 },
          style: { fill: colours.ours, opacity: 0.35 },
        };
      },
    },
  ];
}

// A note at a moment: a thin line with its number on top; the words stand below the chart.
function pinned(data, colours) {
  return data.pins.map((pin, index) => ({
    xAxis: data.places[pin.category] ?? pin.category,
    lineStyle: { color: colours.accent, type: "solid", width: 1 },
    label: {
      position: "end",
      distance: 2,
      formatter: String(index + 1),
      color: colours.paper,
      backgroundColor: colours.accentInk,
      borderRadius: 9,
      padding: [3, 6.5],
      fontSize: 11,
      fontWeight: 700,
      textBorderWidth: 0,
    },
  }));
}

function columns(data, colours, width) {
  return {
    grid: { left: 4, right: 12, top: 28, bottom: 4, containLabel: true },
    xAxis: categoryAxis(data, colours),
    yAxis: valueAxis(data, colours),
    series: data.series.map((series, order) => ({
      type: "bar",
      name: series.label,
      data: series.cells.map((cell) => cell.value),
      color: series.ours ? colours.ours : colours.rest,
      barMaxWidth: 34,
      barCategoryGap: "35%",
      itemStyle: { borderRadius: [2, 2, 0, 0] },
      emphasis: { disabled: true },
      label: { show: data.series.length === 1 && width / data.categories.length > 44, position: "top", color: colours.ink, fontSize: 12, textBorderColor: colours.paper, textBorderWidth: 3, formatter: ({ dataIndex }) => series.cells[dataIndex].text },
      markLine: order === 0 ? acrossMarks(data, colours, "yAxis", width) : undefined,
    })),
  };
}

function lyingBars(data, colours, width) {
  const stacked = data.kind === "stack";
  const narrow = width < NARROW;
  const ticks = data.marks.filter((mark) => mark.category !== null);
  const shades = [colours.ours, colours.rest, colours.hatch, colours.track];
  const across = data.marks.some((mark) => mark.category === null);
  return {
    grid: { left: narrow ? 1 : 4, right: stacked ? 20 : narrow ? 48 : 72, top: stacked || across ? 34 : narrow ? 20 : 8, bottom: 4, containLabel: true },
    xAxis: { ...valueAxis(data, colours), max: data.top ?? (data.unit === "percent" ? 1 : undefined), interval: data.unit === "percent" && (data.top ?? 1) === 1 ? 0.25 : undefined, axisLabel: { ...valueAxis(data, colours).axisLabel, hideOverlap: true } },
    yAxis: {
      ...categoryAxis(data, colours),
      inverse: true,
      axisLine: { show: true, lineStyle: { color: colours.ink3 } },
      axisLabel: narrow
        ? { inside: true, margin: 0, color: colours.ink, fontSize: 13, verticalAlign: "bottom", padding: [0, 0, 13, 0] } // above its bar
        : { color: colours.ink, fontSize: 13, width: 190, overflow: "break", lineHeight: 16 },
      z: 5,
    },
    series: [
      ...data.series.map((series, order) => ({
        type: "bar",
        name: series.label,
        stack: stacked ? "whole" : undefined,
        data: series.cells.map((cell) => cell.value),
        color: stacked ? shades[order % shades.length] : series.ours ? colours.ours : colours.rest,
        barMaxWidth: narrow ? 16 : 22,
        barGap: "25%",
        itemStyle: stacked ? { borderColor: colours.paper, borderWidth: 1 } : { borderRadius: [0, 2, 2, 0] },
        emphasis: { disabled: true },
        label: stacked
          ? { show: true, position: "inside", color: order === 0 ? colours.paper : colours.ink, fontSize: 12, formatter: ({ dataIndex, value }) => (value > 0.08 * (data.top ?? 1) || data.unit !== "percent" ? series.cells[dataIndex].text : "") }
          : { show: true, position: "right", color: series.ours ? colours.ink : colours.ink2, fontSize: 13, fontWeight: series.ours ? 600 : 400, formatter: ({ dataIndex }) => series.cells[dataIndex].text },
        markLine: order === 0 ? acrossMarks(data, colours, "xAxis", width) : undefined,
        markPoint: stacked ? stackName(series, order, data, colours, narrow) : undefined,
      })),
      ...kept(data, colours, stacked),
      ...(ticks.length ? [tickSeries(ticks, colours)] : []),
    ],
  };
}

// The parts of a whole are named once, above the first bar.
function stackName(series, order, data, colours, narrow) {
  const before = data.series.slice(0, order).reduce((sum, other) => sum + (other.cells[0].value ?? 0), 0);
  return {
    silent: true,
    symbol: "circle",
    symbolSize: 1,
    data: [{ coord: [before, 0], symbolSize: 1, itemStyle: { color: "transparent" }, label: { show: true, formatter: series.label, position: [4, narrow ? -46 : -28], align: "left", color: order === 0 ? colours.ours : colours.ink2, fontSize: 12, fontWeight: 600 } }],
  };
}

// What is not shown is drawn as a dashed empty bar with its reason; a range as a bar from bound to bound.
function kept(data, colours, stacked) {
  const series = data.series[0];
  const rows = series.cells.flatMap((cell, index) => (["hidden", "pooled", "range"].includes(cell.status) ? [index] : []));
  if (!rows.length || stacked) return [];
  return [
    {
      type: "custom",
      silent: true,
      data: rows.map((index) => [0, index]),
      renderItem(params, api) {
        const index = api.value(1);
        const cell = series.cells[index];
        const start = api.coord([cell.low ?? 0, index]);
        const box = params.coordSys;
        const height = 20;
        const top = start[1] - height / 2;
        const text = { type: "text", style: { text: cell.text, fill: colours.ink2, font: `13px ${colours.font}`, x: start[0] + 10, y: start[1] - 6 } };
        if (cell.status === "range") {
          const end = api.coord([cell.high ?? data.top ?? 1, index]);
          text.style.x = end[0] + 8;
          return { type: "group", children: [{ type: "rect", shape: { x: start[0], y: top, width: end[0] - start[0], height, r: 2 }, style: { fill: colours.ours, opacity: 0.35 } }, text] };
        }
        return { type: "group", children: [{ type: "rect", shape: { x: box.x + 1, y: top, width: box.width - 2, height, r: 3 }, style: { fill: "none", stroke: colours.hatch, lineWidth: 1.5, lineDash: [4, 4] } }, text] };
      },
    },
  ];
}

function tickSeries(ticks, colours) {
  return {
    type: "custom",
    silent: true,
    z: 10,
    data: ticks.map((mark) => [mark.value, mark.category]),
    renderItem(params, api) {
      const mark = ticks[params.dataIndex];
      const [x, y] = api.coord([mark.value, mark.category]);
      const words = `${mark.label} ${mark.text}`;
      const fits = x + 6 + words.length * 6.6 < api.getWidth();
      return {
        type: "group",
        children: [
          { type: "line", shape: { x1: x, x2: x, y1: y - 16, y2: y + 16 }, style: { stroke: colours.paper, lineWidth: 6 } },
          { type: "line", shape: { x1: x, x2: x, y1: y - 16, y2: y + 16 }, style: { stroke: colours.ink, lineWidth: 2.5 } },
          { type: "text", style: { text: words, fill: colours.ink2, font: `12px ${colours.font}`, textAlign: fits ? "left" : "right", x: x + (fits ? 6 : -6), y: y - 26 } },
        ],
      };
    },
  };
}
