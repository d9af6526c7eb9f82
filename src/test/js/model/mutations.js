// The server's built-in mutations, written a second time and differently from the client's: over JSON text.
const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

function invalid(detail) {
  return Object.assign(new Error(detail), { code: 'invalid_arguments' });
}

function mergePatch(target, patch) {
  if (!isObject(patch)) return patch;
  const result = isObject(target) ? { ...target } : {};
  for (const name of Object.keys(patch)) {
    if (patch[name] === null) delete result[name];
    else {
      const value = mergePatch(Object.getOwnPropertyDescriptor(result, name)?.value, patch[name]);
      Object.defineProperty(result, name, { value, enumerable: true, configurable: true, writable: true });
    }
  }
  return result;
}

export const mutations = {
  set: (tx, args) => tx.put(args.key, args.value),
  delete: (tx, args) => tx.del(args.key),
  patch(tx, args) {
    const old = tx.has(args.key) ? tx.get(args.key) : {};
    if (!isObject(old) || !isObject(args.merge)) throw invalid('not an object');
    tx.put(args.key, mergePatch(old, args.merge));
  },
  increment(tx, args) {
    const old = tx.has(args.key) ? tx.get(args.key) : 0;
    const by = 'by' in args ? args.by : 1;
    if (typeof old !== 'number' || typeof by !== 'number') throw invalid('not a number');
    tx.put(args.key, old + by);
  },
  append(tx, args) {
    const old = tx.has(args.key) ? tx.get(args.key) : [];
    if (!Array.isArray(old)) throw invalid('not a list');
    tx.put(args.key, old.concat([args.value]));
  },
  setAll(tx, args) {
    if (!isObject(args.values)) throw invalid('no values');
    for (const key of Object.keys(args.values)) tx.put(key, args.values[key]);
  },
  clear(tx, args) {
    if (typeof args.prefix !== 'string') throw invalid('no prefix');
    for (const key of tx.keys()) if (key.startsWith(args.prefix)) tx.del(key);
  },
};

/** One mutation over `state` (key to JSON text): what it would write, in order. */
export function runMutation(state, name, args) {
  const writes = new Map();
  const text = (key) => (writes.has(key) ? writes.get(key) : state.get(key));
  const check = (key) => {
    if (typeof key !== 'string' || key.length < 1 || key.length > 256) throw invalid('key');
    return key;
  };
  const tx = {
    has: (key) => text(key) !== undefined,
    get: (key) => (text(key) === undefined ? undefined : JSON.parse(text(key))),
    keys: () => [...state.keys(), ...writes.keys()],
    put(key, value) {
      if (value === undefined) throw invalid('no value');
      writes.set(check(key), JSON.stringify(value));
    },
    del: (key) => writes.set(check(key), undefined),
  };
  if (!Object.hasOwn(mutations, name)) throw Object.assign(new Error(name), { code: 'unknown_mutation' });
  mutations[name](tx, args);
  return writes;
}
