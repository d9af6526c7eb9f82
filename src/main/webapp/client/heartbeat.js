import { define } from './define.js';

export const createHeartbeat = define('Heartbeat', {
  start() {
    this.stop();
    this.seen();
    this.check();
  },

  seen() {
    this.heard = this.clock.now();
    this.asked = false;
  },

  stop() {
    this.clock.clearTimeout(this.timer);
  },

  check() {
    if (this.asked) return this.dead();
    const left = this.heard + 25_000 - this.clock.now();
    this.asked = left <= 0;
    this.timer = this.clock.setTimeout(() => this.check(), this.asked ? 5_000 : left);
    if (this.asked) this.ping();
  },
});
