// What the agent answers. Whatever changes something carries the token that only this page has.

const token = document.querySelector("meta[name=lab-token]").content;

async function answer(response) {
  const text = await response.text();
  let content;
  try {
    content = text ? JSON.parse(text) : null;
  } catch {
    content = null;
  }
  if (!response.ok) throw new Error(content?.error ?? (text.trim() || `the agent answered ${response.status}`));
  return content;
}

export const get = async (path, query = {}) => answer(await fetch(`api/${path}?${new URLSearchParams(query)}`));

export const post = async (path, order) => answer(await fetch(`api/${path}`, {
  method: "POST",
  headers: { "Content-Type": "application/json", "X-Lab-Token": token },
  body: JSON.stringify(order),
}));

const prometheus = async (path, query) => (await get(`prometheus/${path}`, query)).data;

export const instant = async (query, time) => (await prometheus("query", { query, time })).result;

export const range = async (query, { from, to, step }) => (await prometheus("query_range", { query, start: from, end: to, step })).result;

export const rules = async () => (await prometheus("rules", { type: "alert" })).groups;

// Several at a time at most: a dashboard has more queries than a browser has connections.
const MostAtOnce = 4;
let running = 0;
const waiting = [];

export async function inTurn(ask) {
  if (running >= MostAtOnce) await new Promise(resolve => waiting.push(resolve));
  running++;
  try {
    return await ask();
  } finally {
    running--;
    waiting.shift()?.();
  }
}
