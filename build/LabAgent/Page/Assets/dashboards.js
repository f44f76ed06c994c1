// The dashboards of the settings file, with their variables, range and refresh, as Grafana's JSON describes them.

import { byId, element, every, selectBox } from "./dom.js";
import { inTurn, instant, range } from "./api.js";
import { interpolate, legend, spanOf } from "./prometheus.js";
import * as draw from "./panels.js";

const All = "$__all";
const Ranges = [300, 900, 1800, 3600, 10800, 21600, 43200, 86400];
const Pauses = [0, 5, 10, 30, 60];
const HintHeight = 3;
const Seconds = { s: 1, m: 60, h: 3600, d: 86400 };

const view = { lab: null, dashboard: null, variables: [], chosen: {}, seconds: 3600, pause: 30, panels: [] };
let again = null;

export async function showDashboards(lab) {
  view.lab = lab;
  const { dashboards } = lab.page;
  if (!dashboards.length) {
    byId("dashboard").replaceChildren(element("p", { class: "quiet" }, "No dashboard yet: Deploy and LabUp bring those of the settings file."));
    return;
  }
  await open(dashboards.find(one => one.uid === view.dashboard?.uid) ?? dashboards[0]);
}

async function open(dashboard) {
  if (view.dashboard?.uid !== dashboard.uid) {
    view.seconds = secondsOf(dashboard.time?.from?.replace(/^now-/, "")) ?? 3600;
    view.pause = secondsOf(dashboard.refresh) ?? 30;
    view.chosen = {};
  }
  view.dashboard = dashboard;
  view.variables = dashboard.templating?.list ?? [];
  layOut();
  if (again) await again();
  else again = every(() => view.pause, refresh);
}

function secondsOf(text) {
  const match = /^(\d+)([smhd])$/.exec(text ?? "");
  return match ? match[1] * Seconds[match[2]] : null;
}

// Rows that are folded up have their panels inside.
const flat = panels => (panels ?? []).flatMap(panel => panel.type === "row" ? [panel, ...flat(panel.panels)] : [panel]);

function layOut() {
  const { dashboard } = view;
  const panels = flat(dashboard.panels ?? (dashboard.rows ?? []).flatMap(row => row.panels ?? []));
  view.panels = panels.filter(panel => panel.type !== "row").map(panel => ({ panel, body: element("div", { class: "body" }) }));
  byId("dashboard").replaceChildren(element("div", { class: "grid" }, ...panels.map(panel => {
    if (panel.type === "row") return element("h3", {}, panel.title);
    const place = panel.gridPos ?? { w: 12, h: 8 };
    const figure = element("figure", { class: `panel ${place.w <= 6 ? "small" : ""}` },
      element("figcaption", { title: panel.description }, panel.title), view.panels.find(one => one.panel === panel).body);
    figure.style.setProperty("--w", place.w);
    figure.style.setProperty("--h", panel.type === "logs" ? HintHeight : place.h);
    return figure;
  })));
}

async function refresh() {
  const { scrapeSeconds } = view.lab.page;
  const span = spanOf(view.seconds, scrapeSeconds);
  const values = await readVariables(span);
  showControls(values);
  await Promise.all(view.panels.map(({ panel, body }) => drawPanel(panel, body, values, span)));
}

async function readVariables(span) {
  const values = {};
  for (const variable of view.variables) {
    values[variable.name] = await valueOf(variable, values, span);
  }
  return values;
}

async function valueOf(variable, values, span) {
  const text = typeof variable.query === "object" ? variable.query?.query : variable.query ?? variable.definition;
  switch (variable.type) {
    case "query": return choice(variable, await optionsOf(interpolate(text ?? "", values, span, view.lab.page.scrapeSeconds), variable));
    case "custom": case "interval": return choice(variable, (text ?? "").split(",").map(option => option.trim().split(" : ").at(-1)).filter(Boolean));
    case "adhoc": case "groupby": return { values: [""], isRaw: true };
    default: return { values: [String(variable.current?.value ?? text ?? "")], isRaw: false };
  }
}

// What was chosen here, else when the dashboard was saved, else the first.
function choice(variable, options) {
  const saved = [variable.current?.value ?? []].flat();
  const hasAll = variable.includeAll || saved.includes(All);
  const wanted = view.chosen[variable.name] ?? (saved.includes(All) || (!saved.length && hasAll) ? All : saved.find(value => options.includes(value)));
  if (wanted === All) return { values: [variable.allValue || ".*"], isRaw: true, options, hasAll, chosen: All };
  const one = wanted ?? options[0] ?? "";
  return { values: [one], isMultiple: variable.multi, options, hasAll, chosen: one };
}

async function optionsOf(query, { regex }) {
  const [, name, argument] = /^\s*(label_values|metrics|query_result)\s*\(([^]*)\)\s*$/.exec(query) ?? [];
  const comma = argument?.lastIndexOf(",") ?? -1;
  const label = name === "metrics" ? "__name__" : argument?.slice(comma + 1).trim();
  const series = name === "metrics" ? `{__name__=~"${argument}"}` : comma < 0 ? `{${label}!=""}` : argument.slice(0, comma);
  if (!name) return [];
  try {
    const found = await inTurn(() => instant(name === "query_result" ? argument : `group by (${label}) (${series})`, Date.now() / 1000));
    const values = found.map(one => name === "query_result" ? `${legend(one.metric)} ${one.value[1]}` : one.metric[label]).filter(Boolean);
    return [...new Set(regex ? values.map(value => taken(value, regex)).filter(Boolean) : values)].sort();
  } catch {
    // The panels say it: they ask the same server.
    return [];
  }
}

function taken(value, pattern) {
  const match = new RegExp(pattern.replace(/^\/(.*)\/[a-z]*$/s, "$1")).exec(value);
  return match && (match.groups?.value ?? match[1] ?? match[0]);
}

function showControls(values) {
  const { dashboards } = view.lab.page;
  const focused = document.activeElement?.id;
  const change = (name, value) => {
    view[name] = Number(value);
    again();
  };
  byId("dashboard-controls").replaceChildren(
    dashboards.length > 1
      ? selectBox("Dashboard", dashboards.map(one => ({ value: one.uid, text: one.title })), view.dashboard.uid,
        uid => open(dashboards.find(one => one.uid === uid)), "dashboard-choice")
      : element("strong", {}, view.dashboard.title),
    ...view.variables.filter(variable => values[variable.name]?.options && variable.hide !== 2).map(variable => {
      const { options, hasAll, chosen } = values[variable.name];
      return selectBox(variable.label || variable.name, [...hasAll ? [{ value: All, text: "All" }] : [], ...options.map(value => ({ value }))], chosen, value => {
        view.chosen[variable.name] = value;
        again();
      }, `variable-${variable.name}`);
    }),
    selectBox("Range", [...new Set([...Ranges, view.seconds])].sort((one, other) => one - other).map(value => ({ value, text: `last ${lengthOf(value)}` })),
      view.seconds, value => change("seconds", value), "dashboard-range"),
    selectBox("Refresh", [...new Set([...Pauses, view.pause])].sort((one, other) => one - other).map(value => ({ value, text: value ? `every ${lengthOf(value)}` : "off" })),
      view.pause, value => change("pause", value), "dashboard-refresh"),
    element("button", { onclick: () => again(), id: "dashboard-now" }, "Refresh"));
  if (focused) byId(focused)?.focus();
}

const lengthOf = seconds => seconds % 3600 === 0 ? `${seconds / 3600} h` : seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;

async function drawPanel(panel, body, values, span) {
  const kind = Kinds[panel.type];
  if (!kind) {
    draw.empty(body, `A panel of type “${panel.type}” is not drawn here.`);
    return;
  }
  try {
    await kind(panel, body, values, span);
  } catch (error) {
    draw.empty(body, error.message, "bad");
  }
}

async function ask(panel, values, span, isInstant = false) {
  const targets = (panel.targets ?? []).filter(target => target.expr && !target.hide);
  const answers = await Promise.all(targets.map(target => inTurn(async () => {
    const query = interpolate(target.expr, values, span, view.lab.page.scrapeSeconds);
    const found = isInstant ? await instant(query, span.to) : await range(query, span);
    return found.map(one => ({
      metric: one.metric,
      name: legend(one.metric, target.legendFormat),
      values: (one.values ?? [one.value]).map(([time, value]) => [time, Number(value.replace("Inf", "Infinity"))]).filter(([, value]) => !Number.isNaN(value)),
    }));
  })));
  return answers.flat();
}

function optionsFrom(panel) {
  const defaults = panel.fieldConfig?.defaults ?? {};
  const style = defaults.custom ?? {};
  const steps = defaults.thresholds?.steps ?? [];
  const areDrawn = style.thresholdsStyle && style.thresholdsStyle.mode !== "off";
  return {
    unit: defaults.unit, decimals: defaults.decimals, min: defaults.min, max: defaults.max, style, steps,
    thresholds: areDrawn ? steps.filter(step => step.value !== null).map(step => ({ value: step.value, colour: draw.colour(step.color) })) : [],
  };
}

async function lines(panel, body, values, span) {
  draw.timeSeries(body, panel.title, await ask(panel, values, span), span, optionsFrom(panel));
}

async function numbers(panel, body, values, span) {
  const { graphMode, textMode } = panel.options ?? {};
  draw.stat(body, await ask(panel, values, span),
    { ...optionsFrom(panel), showName: textMode === "value_and_name" || textMode === "name", spark: panel.type === "stat" && graphMode !== "none" });
}

async function cells(panel, body, values, span) {
  draw.heatmap(body, panel.title, await ask(panel, values, span), span, { unit: panel.options?.yAxis?.unit ?? panel.fieldConfig?.defaults?.unit });
}

async function rows(panel, body, values, span) {
  draw.table(body, await ask(panel, values, span, true), optionsFrom(panel));
}

async function states(panel, body, values, span) {
  const mappings = panel.fieldConfig?.defaults?.mappings ?? [];
  const { steps } = optionsFrom(panel);
  const series = await ask(panel, values, span);
  draw.stateTimeline(body, panel.title, series.map(one => ({
    name: one.name,
    runs: one.values.map(([time, value]) => {
      const mapped = mappings.find(mapping => mapping.type === "value" && value in mapping.options)?.options[value];
      const step = steps.findLast(step => step.value === null || value >= step.value);
      return { from: time, to: time + span.step, text: mapped?.text ?? String(value), colour: StateColours[mapped?.color ?? step?.color] ?? "--c0" };
    }),
  })), span);
}

const StateColours = { green: "--good", red: "--bad", yellow: "--warn", orange: "--warn", blue: "--c0" };

function words(panel, body) {
  body.replaceChildren(element("p", {}, panel.options?.content ?? panel.content ?? ""));
}

function logs(panel, body) {
  body.replaceChildren(element("p", { class: "empty" }, "The replicas' lines are under ", element("a", { href: "#logs" }, "Logs"), "."));
}

const Kinds = {
  timeseries: lines, graph: lines, stat: numbers, singlestat: numbers, gauge: numbers, bargauge: numbers,
  heatmap: cells, table: rows, "state-timeline": states, text: words, logs,
};

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => again?.());
