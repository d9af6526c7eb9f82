import { define } from './base.js';

/** Timers do not run while a device sleeps: the wall clock decides, looked at now and then. */
export const createAlarm = define('Alarm', {
  due: 0,

  set(ms, run) {
    Object.assign(this, { run, due: this.clock.now() + ms });
    this.arm();
  },

  arm() {
    this.clock.clearTimeout(this.timer);
    this.timer = this.clock.setTimeout(() => this.check(), Math.min(this.due - this.clock.now(), 15_000));
  },

  check() {
    const { run, due, clock } = this;
    if (!run) return;
    if (clock.now() < due) return this.arm();
    this.stop();
    run(clock.now() - due);
  },

  stop() {
    this.run = undefined;
    this.clock.clearTimeout(this.timer);
  },
});

export const createPacing = define('Pacing', {
  failures: 0,
  refused: false,
  fresh: true,
  since: NaN,

  next({ action, once, retryAfterMs = 0 }) {
    const now = this.clock.now();
    const token = action === 'reauthenticate' && once;
    if (action === 'stop' || (token && this.refused)) return undefined;
    this.refused ||= token;
    if (now - this.since >= 10_000) Object.assign(this, { failures: 0, fresh: true });
    if (!this.fresh || action === 'retry') return Math.max(retryAfterMs, this.backOff());
    this.fresh = false;
    this.since &&= now; // not joined, NaN stays
    return retryAfterMs;
  },

  backOff() {
    return this.clock.random() * Math.min(30_000, 500 * 2 ** this.failures++);
  },
});
