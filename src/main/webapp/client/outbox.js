import { define } from './base.js';

/** @type {(mutation: import('./internal.d.ts').Pending) => object} */
const message = ({ id, name, args }) => ({ type: 'mutate', id, name, args });

/** In bytes, as the server counts. @type {(json: object) => number} */
export const size = (json) => new TextEncoder().encode(JSON.stringify(json)).length;

export const createOutbox = define('Outbox', {
  next: 1,

  add(mutation) {
    mutation.size = size({ ...message(mutation), id: Number.MAX_SAFE_INTEGER });
    if (mutation.size > this.limits.message) return 'payload_too_large';
    if (this.pending.length >= 1_000) return 'queue_full';
    this.pending.push(mutation);
    return undefined;
  },

  frames() {
    /** @type {object[][]} */
    const frames = [];
    const open = this.pending.filter(({ result }) => !result);
    let bytes = Infinity;
    for (const mutation of open.slice(0, this.limits.unanswered)) {
      if (mutation.sent) continue;
      bytes += mutation.size + 1;
      if (bytes > this.limits.message) {
        bytes = mutation.size;
        frames.push([]);
      }
      mutation.sent = true;
      mutation.id ||= this.next++;
      frames[frames.length - 1].push(message(mutation));
    }
    return frames;
  },

  end(which, outcome, code) {
    for (const one of this.pending) if (which(one)) one.result ??= { outcome, code };
  },

  result({ id, outcome, version, code, detail, data }) {
    const mutation = id && this.pending.find((one) => one.id === id);
    if (mutation) mutation.result ??= { outcome, version, code, detail, data };
  },

  resume(last, outcomes) {
    outcomes.forEach((outcome) => this.result(outcome));
    const first = this.pending.find(({ id, result }) => id > last && !result);
    this.end(({ id }) => id && (id <= last || first?.id !== last + 1), 'unknown', 'outcome_unknown');
    this.end(({ id, size }) => !id && size > this.limits.message, 'rejected', 'payload_too_large');
    this.next = last + 1 + this.pending.filter(({ id, result }) => id && !result).length;
    for (const one of this.pending) one.sent = false;
  },

  expire(now) {
    const oldest = now - this.limits.clientRetention * 1000;
    const lost = this.pending.some(({ id, at }) => id && at < oldest);
    this.end(({ id, at }) => at < oldest || (lost && id), 'unknown', 'outcome_unknown');
    return lost;
  },

  drop() {
    const done = this.pending.filter(({ result }) => result);
    this.pending = this.pending.filter(({ result }) => !result);
    return done;
  },
});
