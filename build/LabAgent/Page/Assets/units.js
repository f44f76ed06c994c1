// Values with Grafana's units, short enough for an axis.

const Bytes = ["B", "KiB", "MiB", "GiB", "TiB"];
const Decimal = ["B", "kB", "MB", "GB", "TB"];
const Times = { ns: 1e-9, "µs": 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600, d: 86400 };
const Rates = { reqps: "/s", ops: "/s", cps: "/s", rps: "/s", wps: "/s", iops: "/s", reqpm: "/min", opm: "/min", cpm: "/min" };

export function formatted(value, unit, decimals) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  switch (unit) {
    case "percentunit": return `${number(100 * value, decimals)} %`;
    case "percent": return `${number(value, decimals)} %`;
    case "bytes": return scaled(value, 1024, Bytes, decimals);
    case "decbytes": return scaled(value, 1000, Decimal, decimals);
    case "binBps": return `${scaled(value, 1024, Bytes, decimals)}/s`;
    case "Bps": return `${scaled(value, 1000, Decimal, decimals)}/s`;
    case "short": case "none": case undefined: case null: case "": return number(value, decimals);
    case "dateTimeAsIso": return new Date(value).toISOString();
  }
  if (unit in Times) return time(value * Times[unit], decimals);
  if (unit in Rates) return number(value, decimals) + Rates[unit];
  return `${number(value, decimals)} ${unit.replace(/^suffix:/, "")}`;
}

function number(value, decimals) {
  const size = Math.abs(value);
  if (size >= 1e6) return `${trim(value / 1e6, decimals ?? 2)}M`;
  if (size >= 1e4) return `${trim(value / 1e3, decimals ?? 1)}k`;
  return trim(value, decimals ?? (size >= 100 ? 0 : size >= 1 || size === 0 ? 2 : 3));
}

const trim = (value, decimals) => String(Number(value.toFixed(decimals)));

function scaled(value, base, names, decimals) {
  let power = 0;
  while (Math.abs(value) >= base && power < names.length - 1) {
    value /= base;
    power++;
  }
  return `${number(value, decimals)} ${names[power]}`;
}

function time(seconds, decimals) {
  const size = Math.abs(seconds);
  if (size === 0) return "0 s";
  if (size < 1e-3) return `${number(1e6 * seconds, decimals)} µs`;
  if (size < 1) return `${number(1e3 * seconds, decimals)} ms`;
  if (size < 120) return `${number(seconds, decimals)} s`;
  if (size < 7200) return `${number(seconds / 60, decimals ?? 1)} min`;
  return size < 172800 ? `${number(seconds / 3600, decimals ?? 1)} h` : `${number(seconds / 86400, decimals ?? 1)} d`;
}
