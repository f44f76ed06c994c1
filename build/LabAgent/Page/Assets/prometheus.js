// Dashboards' queries, as Grafana sends them: variables and built-in intervals in their places.

const Variable = /\$(\w+)|\$\{(\w+)(?:\.[^:}]+)?(?::([^}]+))?\}|\[\[(\w+)(?::(\w+))?\]\]/g;
const Special = /[$^*{}[\]'+?.()|]/g;
const MostPoints = 240;

// Round steps, so that two panels have the same moments.
export function stepOf(seconds, least) {
  const step = Math.max(least, seconds / MostPoints);
  return Math.ceil(step / 5) * 5;
}

export function spanOf(seconds, scrape, now = Date.now() / 1000) {
  const step = stepOf(seconds, scrape);
  const to = Math.floor(now / step) * step;
  return { from: Math.ceil((now - seconds) / step) * step, to, step };
}

export function interpolate(text, values, span, scrape) {
  const rate = Math.max(span.step + scrape, 4 * scrape);
  const length = span.to - span.from;
  const builtIn = {
    __rate_interval: `${rate}s`, __rate_interval_ms: 1000 * rate, __interval: `${span.step}s`, __interval_ms: 1000 * span.step,
    __range: `${length}s`, __range_s: length, __range_ms: 1000 * length, __from: 1000 * span.from, __to: 1000 * span.to,
  };
  return text.replace(Variable, (whole, plain, braced, format, square, squareFormat) => {
    const name = plain ?? braced ?? square;
    if (name in builtIn) return builtIn[name];
    return name in values ? formatted(values[name], format ?? squareFormat) : whole;
  });
}

function formatted({ values, isRaw, isMultiple }, format) {
  if (isRaw) return values[0];
  switch (format) {
    case undefined: return isMultiple ? pattern(values, twice) : values.join(",").replaceAll("\\", "\\\\").replaceAll('"', '\\"');
    case "regex": return pattern(values, value => value.replace(Special, "\\$&"));
    case "pipe": return values.join("|");
    default: return values.join(",");
  }
}

// Once for the pattern, and once for the text that it stands in.
const twice = value => value.replaceAll("\\", "\\\\").replace(Special, "\\\\$&");

const pattern = (values, escape) => values.length === 1 ? escape(values[0]) : `(${values.map(escape).join("|")})`;

export function legend(metric, format) {
  if (format && format !== "__auto") return format.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label) => metric[label] ?? "");
  const labels = Object.entries(metric).filter(([name]) => name !== "__name__").map(([name, value]) => `${name}="${value}"`);
  return `${metric.__name__ ?? ""}{${labels.join(", ")}}`;
}
