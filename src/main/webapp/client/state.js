import { byKey, createTransaction, freeze } from './mutators.js';
import { define } from './base.js';

/** @type {import('./internal.d.ts').Write} */
const write = (map, patch) => {
  for (const { op, key, value } of patch) op === 'put' ? map.set(key, freeze(value)) : map.delete(key);
};

export const createState = define('State', {
  version: 0,

  get since() {
    return this.epoch && `${this.epoch}.${this.version}`;
  },

  get(key) {
    return this.overlay.has(key) ? this.overlay.get(key) : this.confirmed.get(key);
  },

  entries(prefix = '') {
    return [...new Map([...this.confirmed, ...this.overlay])]
      .filter(([key, value]) => value !== undefined && key.startsWith(prefix))
      .sort(byKey);
  },

  load({ epoch, version, state = {}, patch = [], more }, first) {
    const next = first ? new Map() : (this.staged ?? new Map(this.confirmed));
    for (const [key, value] of Object.entries(state)) next.set(key, freeze(value));
    write(next, patch);
    this.staged = next;
    if (more) return;
    for (const key of [...this.confirmed.keys(), ...next.keys()]) this.touch(key);
    Object.assign(this, { epoch, version, confirmed: next, staged: undefined });
  },

  poke({ from, to, patch }) {
    if (this.staged || from !== this.version) this.epoch = undefined;
    else {
      for (const { key } of patch) this.touch(key);
      write(this.confirmed, patch);
      this.version = to;
    }
    return this.epoch !== undefined;
  },

  push(mutation) {
    this.run(mutation);
    return this.changes();
  },

  rebase(pending) {
    for (const key of this.overlay.keys()) this.touch(key);
    this.overlay = new Map();
    for (const mutation of pending) this.run(mutation);
    return this.changes();
  },

  run({ name, args }) {
    const tx = createTransaction({ view: this, writes: new Map() });
    try {
      this.mutators[name]?.(tx, args);
    } catch {
      return; // the server's verdict counts
    }
    for (const [key, value] of tx.writes) {
      this.touch(key);
      this.overlay.set(key, value);
    }
  },

  touch(key) {
    if (!this.before.has(key)) this.before.set(key, this.get(key));
  },

  changes() {
    const changed = [...this.before]
      .map(([key, old]) => [key, old, this.get(key)])
      .filter(([, old, now]) => JSON.stringify(old) !== JSON.stringify(now));
    this.before = new Map();
    return new Map(changed.map(([key, , now]) => [key, now]));
  },
});
