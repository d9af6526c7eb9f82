import { define } from './base.js';

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

const check = (valid) => {
  if (!valid) throw TypeError();
};

// RFC 7396 section 2. fromEntries keeps a member named __proto__ as data.
const merge = (target, patch) => {
  if (!isObject(patch)) return patch;
  const members = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name);
    else members.set(name, merge(members.get(name), value));
  }
  return Object.fromEntries(members);
};

export const builtIns = {
  set: (tx, { key, value }) => tx.put(key, value),
  delete: (tx, { key }) => tx.delete(key),
  patch(tx, { key, merge: patch }) {
    const { value = {} } = { value: tx.get(key) };
    check(isObject(value) && isObject(patch));
    tx.put(key, merge(value, patch));
  },
  increment(tx, { key, by = 1 }) {
    const { value = 0 } = { value: tx.get(key) };
    check(Number.isFinite(value) && Number.isFinite(by));
    tx.put(key, value + by);
  },
  append(tx, { key, value }) {
    const { list = [] } = { list: tx.get(key) };
    check(Array.isArray(list) && value !== undefined);
    tx.put(key, [...list, value]);
  },
  setAll(tx, { values }) {
    check(isObject(values));
    for (const [key, value] of Object.entries(values)) tx.put(key, value);
  },
  clear(tx, { prefix }) {
    check(typeof prefix === 'string');
    for (const [key] of tx.scan(prefix)) tx.delete(key);
  },
};

const copy = (value) => (value === undefined ? value : JSON.parse(JSON.stringify(value)));

// Readers share values.
const freeze = (value) => {
  if (typeof value === 'object' && value) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
};

const layered = (below, above, prefix) =>
  [...new Map([...below, ...above])]
    .filter(([key, value]) => value !== undefined && key.startsWith(prefix))
    .sort((a, b) => (a[0] < b[0] ? -1 : 1));

const createTransaction = define('Transaction', {
  get(key) {
    return copy(this.writes.has(key) ? this.writes.get(key) : this.view.get(key));
  },

  put(key, value) {
    check(value !== undefined);
    this.write(key, freeze(copy(value)));
  },

  delete(key) {
    this.write(key, undefined);
  },

  scan(prefix = '') {
    return layered(this.view.entries(prefix), this.writes, prefix).map(([key, value]) => [key, copy(value)]);
  },

  write(key, value) {
    check(typeof key === 'string' && /^\P{Cc}{1,256}$/u.test(key));
    this.writes.set(key, value);
  },
});

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
    return layered(this.confirmed, this.overlay, prefix);
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
