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
  /** In the order in which they fall due. */
  #timers = [];
  #last = 0;

  constructor(random = () => 0.5) {
    this.random = random;
    this.now = () => this.time;
  }

  setTimeout(run, ms) {
    const timer = { id: ++this.#last, at: this.time + ms, run };
    let [low, high] = [0, this.#timers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#timers[middle].at <= timer.at) low = middle + 1;
      else high = middle;
    }
    this.#timers.splice(low, 0, timer);
    return timer;
  }

  clearTimeout(timer) {
    if (timer) timer.run = undefined;
  }

  /** Lets `ms` pass; what falls due runs in its order, with its promises settled in between. */
  async advance(ms) {
    const end = this.time + ms;
    await settled();
    while (this.#timers[0]?.at <= end) {
      const { at, run } = this.#timers.shift();
      if (!run) continue;
      this.time = Math.max(this.time, at);
      run();
      await settled();
    }
    this.time = end;
  }

  /** The device sleeps: the wall clock goes on, timers stand still. */
  sleep(ms) {
    this.time += ms;
    for (const timer of this.#timers) timer.at += ms;
  }
}

/** All promises that can settle have done so: the macrotask queue comes after them. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));
