// Draws panels: time series, heatmaps and state timelines by uPlot, the others as plain elements.

import { element, show } from "./dom.js";
import { formatted } from "./units.js";

const Colours = 8;
const LeastHeight = 100;

const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function timeSeries(host, title, series, span, { unit, decimals, min, max, style = {}, thresholds = [] }) {
  if (!series.some(one => one.values.length)) return empty(host);
  const times = moments(span);
  const rows = series.map(one => column(one.values, span, times.length));
  const isStacked = style.stacking?.mode === "normal";
  const drawn = isStacked ? stacked(rows) : rows;
  const bars = style.drawStyle === "bars";
  const fill = bars ? 80 : isStacked ? Math.max(30, style.fillOpacity ?? 0) : style.fillOpacity ?? 0;
  const isSparse = rows.every(row => row.filter(value => value !== null).length < 3);
  plot(host, title, [times, ...drawn], {
    series: series.map(({ name }, index) => {
      const colour = css(`--c${index % Colours}`);
      return {
        label: name, stroke: colour, width: 1.5, spanGaps: false,
        fill: fill ? `${colour}${Math.round(2.55 * fill).toString(16).padStart(2, "0")}` : undefined,
        points: { show: isSparse },
        paths: bars ? uPlot.paths.bars({ size: [0.9, 40] }) : style.lineInterpolation?.startsWith("step") ? uPlot.paths.stepped({ align: 1 }) : undefined,
        value: (_, value, at, moment) => formatted(rows[at - 1].at(moment ?? -1), unit, decimals),
      };
    }),
    bands: isStacked ? drawn.slice(1).map((_, index) => ({ series: [index + 2, index + 1] })) : undefined,
    y: { range: (_, least, most) => limits(least, most, min, max), format: value => formatted(value, unit) },
    hooks: { draw: [plotted => lines(plotted, thresholds)] },
    isLegend: true,
  });
}

// Cells of a histogram over time: each bucket counts the smaller ones too, a cell is the difference.
export function heatmap(host, title, series, span, { unit }) {
  if (!series.some(one => one.values.length)) return empty(host);
  const times = moments(span);
  const buckets = series.map(one => ({ name: one.name, bound: bound(one.name), row: column(one.values, span, times.length) }))
    .sort((one, other) => one.bound - other.bound);
  const cells = buckets.map(({ row }, index) => row.map((value, at) => value === null ? 0 : Math.max(0, value - (index ? buckets[index - 1].row[at] ?? 0 : 0))));
  const most = Math.max(1e-9, ...cells.flat());
  const label = index => `≤ ${Number.isFinite(buckets[index].bound) ? formatted(buckets[index].bound, unit) : "∞"}`;
  plot(host, title, [times, times.map(() => null)], {
    series: [{ label: "", points: { show: false } }],
    y: { range: [0, buckets.length], splits: buckets.map((_, index) => index + 1), format: value => value % 2 ? "" : label(value - 1) },
    hooks: {
      draw: [plotted => cells.forEach((row, index) => row.forEach((value, at) => {
        if (value / most > 0.001) box(plotted, times[at] - span.step, times[at], index, index + 1, `rgba(${css("--heat")}, ${Math.sqrt(value / most)})`);
      }))],
    },
    read: (moment, y) => {
      const index = Math.min(buckets.length - 1, Math.max(0, Math.floor(y)));
      return `${label(index)}: ${formatted(cells[index][moment])}`;
    },
  });
}

// Rows of states: { name, runs: [{ from, to, text, colour }] }.
export function stateTimeline(host, title, rows, span) {
  if (!rows.some(row => row.runs.length)) return empty(host);
  const times = moments(span);
  plot(host, title, [times, times.map(() => null)], {
    series: [{ label: "", points: { show: false } }],
    y: { range: [0, rows.length], splits: rows.map((_, index) => index + 0.5), format: value => rows[rows.length - 1 - Math.floor(value)]?.name ?? "", size: 150 },
    height: 40 + 24 * rows.length,
    hooks: {
      draw: [plotted => rows.forEach(({ runs }, index) => runs.forEach(run =>
        box(plotted, run.from, run.to, rows.length - 1 - index + 0.15, rows.length - index - 0.15, css(run.colour))))],
    },
    read: (moment, y) => {
      const row = rows[rows.length - 1 - Math.floor(y)];
      const run = row?.runs.findLast(run => run.from <= times[moment] && times[moment] < run.to);
      return row ? `${row.name}: ${run?.text ?? "nothing"}` : "";
    },
  });
}

export function stat(host, series, { unit, decimals, steps = [], showName, spark }) {
  const shown = series.filter(one => one.values.length).map(one => ({ ...one, value: one.values.at(-1)[1], at: one.values.at(-1)[0] }));
  if (!shown.length) return empty(host);
  const now = Math.max(...shown.map(one => one.at));
  const current = shown.filter(one => one.at >= now);
  show(host,
    element("div", { class: "stats" }, ...current.map(one => {
      const number = element("b", {}, formatted(one.value, unit, decimals));
      number.style.color = colourOf(one.value, steps);
      return element("div", { class: `stat ${current.length > 2 ? "many" : ""}` }, number, showName || current.length > 1 ? element("span", {}, one.name) : null);
    })),
    ...spark && current.length === 1 ? [sparkline(current[0].values)] : []);
  return null;
}

export function table(host, series, { unit, decimals }) {
  if (!series.length) return empty(host);
  const labels = [...new Set(series.flatMap(one => Object.keys(one.metric)))].filter(label => label !== "__name__");
  show(host, element("div", { class: "scroll", tabindex: "0" }, element("table", {},
    element("thead", {}, element("tr", {}, ...labels.map(label => element("th", { scope: "col" }, label)), element("th", { scope: "col", class: "number" }, "value"))),
    element("tbody", {}, ...series.map(one => element("tr", {},
      ...labels.map(label => element("td", {}, one.metric[label] ?? "")),
      element("td", { class: "number" }, formatted(one.values.at(-1)?.[1], unit, decimals))))))));
  return null;
}

export function empty(host, text = "no data", kind = "") {
  forget(host);
  show(host, element("p", { class: `empty ${kind}` }, text));
  return null;
}

const plots = new WeakMap();

function forget(host) {
  plots.get(host)?.plotted.destroy();
  plots.get(host)?.observer.disconnect();
  plots.delete(host);
}

// The paper of a drawing: axes, the line under the pointer or the arrow keys, and what it reads there.
function plot(host, title, data, { series, bands, y, hooks, isLegend, read, height }) {
  const known = plots.get(host);
  const key = JSON.stringify([series.map(one => [one.label, one.stroke, one.fill]), css("--text"), bands?.length, height]);
  if (known?.key === key) {
    Object.assign(known, { read, hooks, series, y });
    known.plotted.setData(data);
    return;
  }
  forget(host);
  const readout = element("p", { class: "readout" });
  const paper = element("div", { class: "plot", tabindex: "0", role: "img", "aria-label": `${title}. Arrow keys read values.` });
  host.replaceChildren(paper, ...read ? [readout] : []);
  const own = { key, read, hooks, series, y };
  const below = () => host.querySelector(".u-legend, .readout");
  const room = () => ({ width: Math.max(200, host.clientWidth), height: height ?? Math.max(LeastHeight, host.clientHeight - (below()?.offsetHeight ?? 0)) });
  const axis = { stroke: css("--quiet"), font: "11px system-ui, sans-serif", grid: { stroke: css("--line"), width: 1 }, ticks: { show: false } };
  own.plotted = new uPlot({
    ...room(),
    series: [{ value: (_, value) => value === null ? "now" : new Date(1000 * value).toLocaleTimeString("en-GB") },
      ...series.map((one, index) => ({ ...one, value: one.value && ((...all) => own.series[index].value(...all)) }))],
    bands,
    legend: { show: Boolean(isLegend), live: true },
    cursor: { drag: { x: false, y: false }, points: { show: Boolean(isLegend) } },
    scales: { y: { range: typeof y.range === "function" ? (...all) => own.y.range(...all) : () => own.y.range } },
    axes: [{ ...axis, size: 28, values: (_, ticks, __, ___, step) => ticks.map(tick => moment(tick, step)) },
      { ...axis, size: y.size ?? 62, splits: y.splits && (() => own.y.splits), values: (_, ticks) => ticks.map(tick => own.y.format(tick)) }],
    hooks: {
      draw: [plotted => own.hooks.draw?.forEach(draw => draw(plotted))],
      setCursor: [plotted => {
        if (!own.read) return;
        const { idx, top } = plotted.cursor;
        readout.textContent = idx === null || idx === undefined || top < 0 ? ""
          : `${new Date(1000 * plotted.data[0][idx]).toLocaleTimeString("en-GB")} ${own.read(idx, plotted.posToVal(top, "y"))}`;
      }],
    },
  }, data, paper);
  paper.addEventListener("keydown", event => {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!move) return;
    event.preventDefault();
    const { plotted } = own;
    const at = Math.min(plotted.data[0].length - 1, Math.max(0, (plotted.cursor.idx ?? plotted.data[0].length) + move[0]));
    const top = plotted.cursor.top < 0 ? plotted.bbox.height / devicePixelRatio / 2 : plotted.cursor.top + 12 * move[1];
    plotted.setCursor({ left: plotted.valToPos(plotted.data[0][at], "x"), top });
  });
  paper.addEventListener("blur", () => own.plotted.setCursor({ left: -1, top: -1 }));
  // A legend grows with its values, and takes the room from the drawing.
  own.observer = new ResizeObserver(() => {
    const next = room();
    if (next.width !== own.plotted.width || next.height !== own.plotted.height) own.plotted.setSize(next);
  });
  own.observer.observe(host);
  if (below()) own.observer.observe(below());
  own.plotted.setSize(room());
  plots.set(host, own);
}

function box(plotted, fromX, toX, fromY, toY, colour) {
  // Whole pixels: between two boxes would be a light line.
  const [left, right] = [Math.max(fromX, plotted.scales.x.min), Math.min(toX, plotted.scales.x.max)].map(x => Math.round(plotted.valToPos(x, "x", true)));
  const [top, bottom] = [toY, fromY].map(y => Math.round(plotted.valToPos(y, "y", true)));
  plotted.ctx.fillStyle = colour;
  plotted.ctx.fillRect(left, top, Math.max(1, right - left), bottom - top);
}

function lines({ ctx, bbox, scales, valToPos }, thresholds) {
  ctx.save();
  ctx.setLineDash([6, 4]);
  for (const { value, colour } of thresholds.filter(one => one.value >= scales.y.min && one.value <= scales.y.max)) {
    const at = valToPos(value, "y", true);
    ctx.strokeStyle = colour;
    ctx.beginPath();
    ctx.moveTo(bbox.left, at);
    ctx.lineTo(bbox.left + bbox.width, at);
    ctx.stroke();
  }
  ctx.restore();
}

function moments({ from, to, step }) {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

function column(values, { from, step }, length) {
  const row = Array(length).fill(null);
  for (const [time, value] of values) {
    if (Number.isFinite(value)) row[Math.round((time - from) / step)] = value;
  }
  return row.slice(0, length);
}

function stacked(rows) {
  let below = rows[0].map(() => 0);
  return rows.map(row => below = row.map((value, at) => value === null ? below[at] : below[at] + value));
}

function limits(least, most, min, max) {
  const low = min ?? Math.min(0, least ?? 0);
  const high = max !== undefined && (most ?? 0) <= max ? softened(most ?? max, max) : most ?? 1;
  return [low, high > low ? low + (high - low) * 1.05 : low + 1];
}

// A limit far above all values would press them to the ground: a share of 0.002 is to be seen too.
const softened = (most, max) => most > max / 4 ? max / 1.05 : Math.max(most, max / 100);

const bound = name => name === "+Inf" ? Infinity : Number(name);

const moment = (seconds, step) => new Date(1000 * seconds).toLocaleTimeString("en-GB").slice(0, step < 60 ? 8 : 5);

const Named = { green: "--good", red: "--bad", orange: "--warn", yellow: "--warn", blue: "--c0", purple: "--c3" };

export const colour = name => css(Named[name?.replace(/^(semi-dark|dark|light|super-light)-/, "")] ?? "--text");

function colourOf(value, steps) {
  const step = steps.findLast(step => step.value === null || step.value === undefined || value >= step.value);
  return step ? `var(${Named[step.color] ?? "--text"})` : "";
}

function sparkline(values) {
  const numbers = values.map(([, value]) => value);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const path = numbers.map((value, at) => `${at ? "L" : "M"}${(100 * at / Math.max(1, numbers.length - 1)).toFixed(1)} ${(18 - 16 * (value - least) / (most - least || 1)).toFixed(1)}`).join("");
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 100 20");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("class", "spark");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
