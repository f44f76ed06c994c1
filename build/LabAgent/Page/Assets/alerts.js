import { byId, element, show, state, quiet, age, clock } from "./dom.js";
import { get, range, rules } from "./api.js";
import { stateTimeline } from "./panels.js";
import { stepOf } from "./prometheus.js";

const HourSeconds = 3600;
const Kinds = { firing: "bad", pending: "warn", inactive: "good" };
const Colours = { firing: "--bad", pending: "--warn" };
const seen = new Set();

export async function showAlerts(lab) {
  await Promise.all([showRules(), showTimeline(), showNotifications(lab)]);
}

async function showRules() {
  try {
    const [groups, known] = [await rules(), await atAlertmanager()];
    const all = groups.flatMap(group => group.rules);
    show(byId("rules"), element("ul", { class: "rows card" }, ...all.length
      ? all.map(rule => row(rule, known))
      : [element("li", { class: "quiet" }, "Prometheus has no alert rules yet.")]));
  } catch (error) {
    show(byId("rules"), element("p", { class: "notice" }, error.message));
  }
}

// Alertmanager may be away while Prometheus is not: the rules are shown without it.
async function atAlertmanager() {
  try {
    return await get("alertmanager/alerts");
  } catch {
    return [];
  }
}

function row(rule, known) {
  const begun = rule.alerts.map(alert => alert.activeAt).sort()[0];
  const receivers = [...new Set(known.filter(alert => alert.labels.alertname === rule.name)
    .flatMap(alert => alert.receivers.map(receiver => receiver.name)))];
  const places = [...new Set(rule.alerts.map(alert => alert.labels.namespace).filter(Boolean))];
  return element("li", {},
    element("span", { class: "grow", title: rule.query }, rule.name),
    state(rule.state, Kinds[rule.state]),
    rule.health === "ok" ? null : state(rule.health, rule.health === "err" ? "bad" : "warn"),
    begun ? element("span", { class: "quiet" }, `${age(begun)}${places.length ? `, ${places.join(", ")}` : ""}`) : null,
    receivers.length ? element("span", { class: "quiet" }, `→ ${receivers.join(", ")}`) : null,
    rule.lastError ? element("span", { class: "quiet" }, rule.lastError) : null);
}

async function showTimeline() {
  const to = Math.floor(Date.now() / 1000);
  const span = { from: to - HourSeconds, to, step: stepOf(HourSeconds, 15) };
  try {
    const series = await range("max by (alertname, alertstate) (ALERTS)", span);
    const names = [...new Set(series.map(one => one.metric.alertname))].sort();
    const rows = names.map(name => ({
      name,
      runs: series.filter(one => one.metric.alertname === name)
        .flatMap(one => one.values.map(([time]) => ({ from: time, to: time + span.step, text: one.metric.alertstate, colour: Colours[one.metric.alertstate] }))),
    }));
    const host = byId("alert-timeline");
    if (names.length) stateTimeline(host, "Alerts of the last hour", rows, span);
    else show(host, quiet("No alert was pending or firing."));
  } catch (error) {
    show(byId("alert-timeline"), element("p", { class: "notice" }, error.message));
  }
}

function showNotifications(lab) {
  const notifications = lab.state?.notifications ?? [];
  show(byId("notifications"), notifications.length
    ? element("ul", { class: "rows card" }, ...notifications.map(message => {
      const isNew = !seen.has(message.receivedAt);
      seen.add(message.receivedAt);
      const alerts = message.alerts ?? [];
      return element("li", { class: isNew ? "fresh" : null },
        element("time", { class: "quiet", datetime: message.receivedAt }, clock(message.receivedAt)),
        state(message.status, message.status === "firing" ? "bad" : "good"),
        element("span", { class: "grow" }, [...new Set(alerts.map(alert => alert.labels.alertname))].join(", ")),
        element("span", { class: "quiet" }, `${alerts.length === 1 ? "1 alert" : `${alerts.length} alerts`} → ${message.receiver}`));
    }))
    : quiet("Nothing since the agent began. The first message of a group comes 30 s after its alert fires."));
}
