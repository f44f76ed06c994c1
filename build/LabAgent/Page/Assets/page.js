import { byId, element, every, show, state, quiet, age } from "./dom.js";
import { get } from "./api.js";
import { showAlerts } from "./alerts.js";
import { showTraffic } from "./try.js";
import { showDashboards } from "./dashboards.js";
import { followLogs } from "./logs.js";

const StateSeconds = 2;
const AlertSeconds = 5;

const lab = { page: null, state: null };

async function look() {
  try {
    lab.state = await get("state");
    if (lab.state.page !== lab.version) {
      lab.page = await get("page");
      lab.version = lab.state.page;
      byId("service").textContent = lab.page.service || "The lab";
      document.title = `${lab.page.service || "The lab"} · the lab`;
      byId("grafana").hidden = !lab.page.grafana;
      byId("grafana").href = lab.page.grafana ?? "";
      showDashboards(lab);
    }
    showEnvironments();
    showTraffic(lab);
    connection(`live, ${new Date().toLocaleTimeString("en-GB")}`);
  } catch (error) {
    connection(`no answer from the lab: ${error.message}. ./build.sh --target=LabStatus says what runs.`, "bad");
  }
}

function connection(text, kind = "") {
  byId("connection").textContent = text;
  byId("connection").className = kind;
}

// registry/name:tag@sha256:digest
function imageOf(environment) {
  const [name, digest] = environment.image.split("@");
  const tag = name.slice(name.lastIndexOf("/") + 1).split(":")[1];
  return { tag: tag ?? "no tag", digest: digest ?? "" };
}

function showEnvironments() {
  const { page } = lab;
  const order = name => (page.order.indexOf(name) + 1 || 99);
  const environments = [...page.environments].sort((one, other) => order(one.name) - order(other.name));
  show(byId("environment-list"), ...environments.length
    ? environments.map(environment => card(environment, environments))
    : [quiet("Nothing is deployed yet: ./build.sh --target=Deploy")]);
}

function card(environment, all) {
  const { tag, digest } = imageOf(environment);
  const service = lab.state.services.find(service => service.namespace === environment.namespace);
  const replicas = lab.state.replicas.filter(replica => replica.seen.namespace === environment.namespace);
  const ready = replicas.filter(replica => replica.seen.isReady && !replica.seen.isTerminating).length;
  return element("article", { class: "card" },
    element("h3", {}, environment.name, state(`${ready} of ${replicas.length} ready`, ready === replicas.length && ready > 0 ? "good" : "bad")),
    element("dl", {},
      element("dt", {}, "version"), element("dd", { title: tag }, tag),
      element("dt", {}, "digest"), element("dd", { class: "mono", title: digest }, digest.slice(0, 19)),
      element("dt", {}, "commit"), element("dd", { class: "mono", title: environment.commit }, environment.commit.slice(0, 12)),
      ...service ? [element("dt", {}, "address"), element("dd", {}, service.error ?? link(`http://localhost:${service.port}/`))] : []),
    element("ul", { class: "rows" }, ...replicas.map(row)),
    promotion(environment, all));
}

const link = address => element("a", { href: address, rel: "noreferrer" }, address);

function row({ seen, started, address }) {
  const [text, kind] = !seen.isRunning ? ["gone", "bad"]
    : seen.isTerminating ? ["terminating", "warn"]
    : seen.isReady ? ["ready", "good"] : ["not ready", "warn"];
  return element("li", {},
    element("span", { class: "grow mono", title: address }, seen.name),
    state(text, kind),
    element("span", { class: "quiet" }, started ? age(started, new Date(lab.state.now)) : ""),
    seen.isReady ? null : element("span", { class: "quiet" }, seen.reason));
}

// What Promote would bring here from the environment before: said only where that one runs, and runs something else.
function promotion(environment, all) {
  const next = lab.page.order[lab.page.order.indexOf(environment.name) + 1];
  if (!next) return null;
  const there = all.find(other => other.name === next);
  const { tag, digest } = imageOf(environment);
  return there && imageOf(there).digest === digest
    ? quiet(`${next} runs the same image.`)
    : quiet(`Promote --from=${environment.name} --to=${next} moves ${tag} to ${next}${there ? `, which runs ${imageOf(there).tag}` : ""}.`);
}

await look();
every(() => StateSeconds, look);
every(() => AlertSeconds, () => showAlerts(lab));
followLogs(lab);
