// Time that passes only when a test says so, and chance from a seed.

/** mulberry32: small, seeded, good enough for schedules. */
export function seeded(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class FakeClock {
  time = 1_000_000;
  #timers = new Map();
  #last = 0;

  constructor(random = () => 0.5) {
    this.random = random;
  }

  now() {
    return this.time;
  }

  setTimeout(run, ms) {
    this.#timers.set(++this.#last, { at: this.time + ms, run });
    return this.#last;
  }

  clearTimeout(id) {
    this.#timers.delete(id);
  }

  /** Lets `ms` pass; what falls due runs in its order, with its promises settled in between. */
  async advance(ms) {
    const end = this.time + ms;
    await settled();
    for (let due = this.#due(end); due; due = this.#due(end)) {
      this.time = Math.max(this.time, due.at);
      this.#timers.delete(due.id);
      due.run();
      await settled();
    }
    this.time = end;
  }

  #due(end) {
    return [...this.#timers]
      .map(([id, timer]) => ({ id, ...timer }))
      .filter(({ at }) => at <= end)
      .sort((a, b) => a.at - b.at || a.id - b.id)[0];
  }
}

/** All promises that can settle have done so: the macrotask queue comes after them. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));
