import { define } from './base.js';

/** @type {(value: unknown) => boolean} */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @type {(valid: boolean) => void} */
const check = (valid) => {
  if (!valid) throw new TypeError('invalid_arguments');
};

/** RFC 7396 section 2. fromEntries keeps a member named __proto__ as data. @type {(a: any, b: any) => any} */
const merge = (target, patch) => {
  if (!isObject(patch)) return patch;
  const members = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name);
    else members.set(name, merge(members.get(name), value));
  }
  return Object.fromEntries(members);
};

/** @type {Record<string, import('./internal.d.ts').Mutator>} */
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

/** As JSON has it. @type {(value: any) => any} */
const copy = (value) => (value === undefined ? value : JSON.parse(JSON.stringify(value)));

/** Readers share values, so nobody may change them in place. @type {(value: any) => any} */
export const freeze = (value) => {
  if (typeof value === 'object' && value) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
};

/** @type {(a: [string, any], b: [string, any]) => number} */
export const byKey = ([a], [b]) => (a < b ? -1 : 1);

export const createTransaction = define('Transaction', {
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
    return [...new Map([...this.view.entries(prefix), ...this.writes])]
      .filter(([key, value]) => value !== undefined && key.startsWith(prefix))
      .sort(byKey)
      .map(([key, value]) => [key, copy(value)]);
  },

  write(key, value) {
    check(typeof key === 'string' && /^\P{Cc}{1,256}$/u.test(key));
    this.writes.set(key, value);
  },
});
