import { define } from './base.js';

/** A failure is reported, the others are told. @type {(run: () => void) => void} */
const guarded = (run) => {
  try {
    run();
  } catch (error) {
    (globalThis.reportError ?? console.error)(error);
  }
};

export const createListeners = define('Listeners', {
  on(name, listener) {
    const set = this.events.get(name) ?? new Set();
    this.events.set(name, set.add(listener));
    return () => void set.delete(listener);
  },

  emit(name, payload) {
    for (const listener of [...(this.events.get(name) ?? [])]) guarded(() => listener(payload));
  },

  watch(...scope) {
    const watcher = { listener: /** @type {any} */ (scope.pop()), scope: `${scope}` };
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  },

  tell(changes) {
    for (const { scope, listener } of [...this.watchers]) {
      const prefix = /(^|\/)$/.test(scope);
      const own = [...changes].filter(([key]) => (prefix ? key.startsWith(scope) : key === scope));
      if (own.length) guarded(() => listener(new Map(own)));
    }
  },
});
