// Prometheus text, and what happened between two readings of it.
const LINE = /^([a-z_]+)(?:\{[a-z_]+="((?:[^"\\]|\\.)*)"\})? (\S+)$/;

/** A map of `name` or `name outcome` to its value; histograms and comments are passed over. */
export function parseMetrics(text) {
  const values = new Map();
  for (const line of text.split('\n')) {
    const [, name, label, value] = LINE.exec(line) ?? [];
    if (name && !name.endsWith('_bucket')) values.set(label === undefined ? name : `${name} ${label}`, Number(value));
  }
  return values;
}

/** The last readings as rates, kept while the console is open. */
export function createHistory(kept = 60) {
  const samples = [];
  let last;
  return {
    samples,
    add(values, now = performance.now()) {
      if (last) {
        const seconds = (now - last.now) / 1000;
        const rates = new Map();
        // A counter that fell is of a server that started again.
        for (const [name, value] of values) rates.set(name, Math.max(0, value - (last.values.get(name) ?? 0)) / seconds);
        samples.push({ values, rates });
        if (samples.length > kept) samples.shift();
      }
      last = { values, now };
    },
    /** One name's rates, oldest first; or its values, for what is no counter. */
    rates: (name) => samples.map(({ rates }) => rates.get(name) ?? 0),
    values: (name) => samples.map(({ values }) => values.get(name) ?? 0),
    /** The labels that a name has. */
    labels: (name) => [...(last?.values.keys() ?? [])].filter((key) => key.startsWith(`${name} `)).map((key) => key.slice(name.length + 1)),
    latest: (name) => last?.values.get(name),
  };
}
