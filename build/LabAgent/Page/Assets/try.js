// Traffic and faults, by a person's hand.

import { byId, element, quiet, selectBox, show } from "./dom.js";
import { get, post } from "./api.js";

const MostPerSecond = 100;
const LongestPause = 300;

const chosen = { namespace: null, path: "/" };
let shownFor = null;
let routes = null;

export async function showTraffic(lab) {
  const environments = lab.page.environments;
  const names = environments.map(environment => environment.namespace).join();
  if (!environments.length) {
    show(byId("try-controls"), quiet("Nothing runs yet that could be tried."));
    shownFor = null;
    return;
  }
  if (shownFor !== names + lab.version) {
    shownFor = names + lab.version;
    chosen.namespace = environments.some(one => one.namespace === chosen.namespace) ? chosen.namespace : environments[0].namespace;
    routes = await findRoutes();
    lay(lab);
  }
  report(lab);
}

async function findRoutes() {
  try {
    return (await get("routes", { namespace: chosen.namespace })).paths ?? {};
  } catch {
    return null;
  }
}

function lay(lab) {
  const rate = element("input", { type: "range", id: "rate", min: 0, max: MostPerSecond, value: 0, "aria-describedby": "rate-text" });
  const text = element("output", { id: "rate-text", for: "rate" }, "0 requests a second");
  let timer = null;
  rate.addEventListener("input", () => {
    text.textContent = `${rate.value} requests a second`;
    clearTimeout(timer);
    timer = setTimeout(() => send(Number(rate.value)), LongestPause);
  });
  const path = element("input", {
    type: "text", id: "path", list: "paths", value: chosen.path, spellcheck: "false", autocomplete: "off",
    onchange: () => {
      chosen.path = path.value;
      rate.value = 0;
      text.textContent = "0 requests a second";
    },
  });
  const gets = Object.entries(routes ?? {}).filter(([, methods]) => methods.get).map(([name]) => name);
  byId("try-controls").replaceChildren(element("div", { class: "card" },
    lab.page.environments.length > 1
      ? selectBox("Environment", lab.page.environments.map(one => ({ value: one.namespace, text: one.name })), chosen.namespace, async value => {
        chosen.namespace = value;
        shownFor = null;
        await showTraffic(lab);
      }, "try-environment")
      : null,
    element("div", { class: "field" }, element("label", {}, "Route, asked with GET", path),
      element("datalist", { id: "paths" }, ...["/", ...gets].map(value => element("option", { value })))),
    element("div", { class: "field" }, element("label", {}, "How often", rate), text),
    element("div", { id: "traffic-report", role: "status" }),
    element("h3", {}, "Faults"),
    element("div", { id: "fault-buttons", class: "buttons" }),
    element("p", { id: "try-error", role: "alert" })));
}

function report(lab) {
  // The controls are still on their way while the routes are asked for.
  if (!byId("traffic-report")) return;
  const sent = lab.state.traffic.filter(one => one.namespace === chosen.namespace);
  show(byId("traffic-report"), ...sent.length
    ? [element("ul", { class: "rows" }, ...sent.map(({ path, perSecond, answers, delayed }) => element("li", {},
      element("span", { class: "grow mono" }, path),
      element("span", {}, perSecond ? `${perSecond}/s` : "ended: the page was closed"),
      element("span", { class: "quiet" }, [
        ...Object.entries(answers).map(([status, count]) => `${count} × ${status === "0" ? "no answer" : status}`),
        ...delayed ? [`${delayed} not sent, too many had no answer`] : []].join(", ")),
      element("button", { onclick: () => send(0, path), id: `end-${path}`, "aria-label": `End the requests to ${path}` }, "End"))))]
    : [quiet("No requests are sent from here.")]);

  // A service that says what it takes, and says nothing of a fault, does not have it.
  const faults = lab.page.faults.filter(fault => !routes || fault.begin.path in routes);
  const begun = name => lab.state.faults.some(fault => fault.namespace === chosen.namespace && fault.fault === name);
  show(byId("fault-buttons"), ...faults.length
    ? faults.map(fault => element("button", {
      id: `fault-${fault.name}`, "aria-pressed": String(begun(fault.name)),
      onclick: () => attempt(() => post("fault", { namespace: chosen.namespace, fault: fault.name, isOn: !begun(fault.name) })),
    }, fault.title))
    : [quiet("This service has none of the faults that the lab knows.")]);
}

const send = (perSecond, path = chosen.path) => {
  if (perSecond === 0 && path === chosen.path) {
    byId("rate").value = 0;
    byId("rate-text").textContent = "0 requests a second";
  }
  return attempt(() => post("traffic", { namespace: chosen.namespace, path, perSecond }));
};

async function attempt(order) {
  try {
    await order();
    byId("try-error").textContent = "";
  } catch (error) {
    byId("try-error").textContent = error.message;
  }
}
