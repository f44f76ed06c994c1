// The lines of the replicas, as they are written.

import { byId, clock, element, every, selectBox } from "./dom.js";
import { get } from "./api.js";

const Seconds = 2;
const MostLines = 2000;
const MostShown = 500;
const Levels = ["trace", "debug", "info", "warning", "error", "critical"];

const filter = { level: "trace", text: "", trace: "", isFollowed: true };
const places = new Map();
let lines = [];

export function followLogs(lab) {
  const text = box("Text", "text");
  const trace = box("Trace id", "trace");
  byId("log-controls").replaceChildren(
    selectBox("From level", Levels.map(value => ({ value })), filter.level, value => set("level", value), "log-level"), text, trace,
    element("label", { class: "inline" }, element("input", {
      type: "checkbox", checked: true, id: "log-follow",
      onchange: event => set("isFollowed", event.target.checked),
    }), "Follow"));
  every(() => Seconds, () => read(lab));
}

function box(label, name) {
  const input = element("input", { type: "search", id: `log-${name}`, spellcheck: "false", autocomplete: "off", oninput: () => set(name, input.value.trim()) });
  return element("label", {}, label, input);
}

function set(name, value) {
  filter[name] = value;
  draw();
}

async function read(lab) {
  const notices = [];
  const came = await Promise.all((lab.state?.replicas ?? []).map(async ({ seen: { namespace, name } }) => {
    const place = places.get(name);
    try {
      const piece = await get("log", { namespace, pod: name, ...place === undefined ? {} : { from: place } });
      places.set(name, piece.next);
      if (piece.leftOut) notices.push(`${name}: ${piece.leftOut} bytes came faster than they can be shown, and are left out`);
      return piece.lines.map(line => entry(name, line));
    } catch (error) {
      notices.push(`${name}: ${error.message}`);
      return [];
    }
  }));
  byId("log-notice").textContent = notices.join("; ");
  const next = came.flat();
  if (!next.length && lines.length) return;
  lines = [...lines, ...next].sort((one, other) => one.time - other.time).slice(-MostLines);
  draw();
}

function entry(pod, { text: line, at }) {
  const written = at ? new Date(at).getTime() : Date.now();
  try {
    const { time, timestamp, level, message, trace_id: trace, ...fields } = JSON.parse(line);
    const moment = new Date(time ?? timestamp);
    return { pod, line, time: Number.isNaN(moment.getTime()) ? written : moment.getTime(), level: String(level ?? "info").toLowerCase(), message: message ?? line, trace, fields };
  } catch {
    // Not every service writes JSON.
    return { pod, line, time: written, level: "info", message: line, fields: {} };
  }
}

function draw() {
  const host = byId("log-lines");
  const least = Levels.indexOf(filter.level);
  const shown = lines.filter(one => (Levels.indexOf(one.level) < 0 || Levels.indexOf(one.level) >= least)
    && one.line.toLowerCase().includes(filter.text.toLowerCase()) && (one.trace ?? "").startsWith(filter.trace)).slice(-MostShown);
  const place = host.scrollTop;
  host.replaceChildren(...shown.length ? shown.map(row) : [element("p", { class: "quiet" }, lines.length ? "No line matches." : "No lines yet.")]);
  host.scrollTop = filter.isFollowed ? host.scrollHeight : place;
}

function row({ pod, time, level, message, trace, fields }) {
  const { exception } = fields;
  return element("p", { class: level, title: Object.entries(fields).map(([name, value]) => `${name}: ${value}`).join("\n") },
    element("time", {}, clock(time)), " ", element("span", { class: "pod" }, pod.slice(-5)), " ",
    element("span", { class: "level" }, level), " ", message, " ",
    trace ? element("button", { title: "Show the lines of this request", onclick: () => choose(trace) }, trace.slice(0, 8)) : null,
    exception ? `\n${exception}` : null);
}

function choose(trace) {
  byId("log-trace").value = trace;
  set("trace", trace);
}
