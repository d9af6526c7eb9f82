import { define } from './define.js';

export const createPacing = define('Pacing', {
  failures: 0,
  refused: false,
  hurry: true,
  fresh: true,
  since: NaN,

  joined() {
    this.since = this.clock.now();
    this.refused = false;
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

  next({ action, once, retryAfterMs }) {
    this.steady();
    this.since = NaN;
    const token = action === 'reauthenticate';
    if (action === 'stop' || (token && once && this.refused)) return undefined;
    this.refused ||= token && once;
    if (retryAfterMs) this.failures++;
    if (retryAfterMs) return retryAfterMs;
    if (token) return this.token();
    // Twice without a joined between is a loop.
    if (action !== 'reconnect' || !this.hurry) return this.backOff();
    this.hurry = false;
    return 0;
  },

  steady() {
    if (!(this.clock.now() - this.since >= 10_000)) return;
    this.failures = 0;
    this.fresh = true;
  },
});
