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
  hurry: true,
  fresh: true,
  since: NaN,

  joined() {
    this.since = this.clock.now();
    this.hurry = true;
  },

  backOff() {
    return this.clock.random() * Math.min(30_000, 500 * 2 ** this.failures++);
  },

  token() {
    this.steady();
    if (!this.fresh) return this.backOff();
    this.fresh = false;
    this.since &&= this.clock.now();
    return 0;
  },

  next({ action, once, retryAfterMs = 0 }) {
    const token = action === 'reauthenticate';
    if (action === 'stop' || (token && once && this.refused)) return undefined;
    this.refused ||= token && once;
    this.steady();
    // Moved twice without a joined between is a loop.
    const now = action === 'reconnect' && this.hurry;
    if (now) this.hurry = false;
    return Math.max(retryAfterMs, now ? 0 : token ? this.token() : this.backOff());
  },

  steady() {
    if (!(this.clock.now() - this.since >= 10_000)) return;
    this.failures = 0;
    this.fresh = true;
  },
});
