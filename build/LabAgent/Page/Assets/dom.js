// Small helpers: elements without innerHTML, so that nothing that is shown can become markup, and times for people.

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

export const byId = id => document.getElementById(id);

// Replaces the content only where it is another, so that focus and selection stay.
export function show(parent, ...children) {
  const next = document.createElement("div");
  next.append(...children);
  if (next.innerHTML === parent.innerHTML) return;
  const focused = parent.contains(document.activeElement) ? document.activeElement.id : null;
  parent.replaceChildren(...next.childNodes);
  if (focused) byId(focused)?.focus();
}

export const state = (text, kind) => element("span", { class: `state ${kind ?? ""}` }, text);

export const quiet = text => element("p", { class: "quiet" }, text);

export function age(since, now = Date.now()) {
  const seconds = Math.max(0, Math.round((now - new Date(since)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
  return `${Math.floor(seconds / 86400)} d ${Math.floor(seconds % 86400 / 3600)} h`;
}

export const clock = moment => new Date(moment).toLocaleTimeString("en-GB");

export function selectBox(label, options, chosen, onChange, id) {
  const select = element("select", { id, onchange: () => onChange(select.value) },
    ...options.map(({ value, text }) => element("option", { value }, text ?? value)));
  select.value = chosen;
  return element("label", {}, label, select);
}

// Again and again while somebody looks, the next time only after an answer: a slow server is not asked twice at once.
export function every(seconds, ask) {
  let timer = null;
  const turn = async () => {
    clearTimeout(timer);
    try {
      if (!document.hidden) await ask();
    } finally {
      clearTimeout(timer);
      const pause = seconds();
      if (pause > 0) timer = setTimeout(turn, 1000 * pause);
    }
  };
  document.addEventListener("visibilitychange", () => document.hidden || turn());
  turn();
  return turn;
}
