// Latchkey's client: live rooms whose state changes only on the server. latchkey.d.ts describes it.
import { failure } from './base.js';
import { openRoom } from './room.js';

/** Served from <context>/client/, the context is one up; elsewhere `base` tells. */
const ownContext = () => {
  const { protocol, href } = new URL('..', import.meta.url);
  return /^http/.test(protocol) ? href : globalThis.location?.origin;
};

/** @type {() => import('./internal.d.ts').Settings} */
const defaults = () => ({
  base: ownContext(),
  mutators: {},
  WebSocket: globalThis.WebSocket,
  fetch: (...request) => fetch(...request),
  clock: {
    setTimeout: (run, ms) => setTimeout(run, ms),
    clearTimeout: (/** @type {any} */ timer) => clearTimeout(timer),
    now: Date.now,
    random: Math.random,
  },
  inTurn: (task) => task(),
});

/** @type {import('./internal.d.ts').NewRoom} */
const createRoom = (id, { session, replica, connection, listeners }, left) => ({
  id,
  get ready() {
    return session.ready;
  },
  get status() {
    return connection.status;
  },
  get self() {
    return replica.self;
  },
  get others() {
    return replica.others;
  },
  get: (key) => replica.state.get(key),
  entries: (prefix) => replica.state.entries(prefix),
  subscribe: (/** @type {any} */ ...scope) => listeners.watch(...scope),
  on: (event, listener) => listeners.on(event, listener),
  can: (right) => replica.can(right),
  mutate: (name, args) => session.mutate(name, args),
  set: (key, value) => session.mutate('set', { key, value }),
  delete: (key) => session.mutate('delete', { key }),
  patch: (key, merge) => session.mutate('patch', { key, merge }),
  increment: (key, by = 1) => session.mutate('increment', { key, by }),
  append: (key, value) => session.mutate('append', { key, value }),
  setAll: (values) => session.mutate('setAll', { values }),
  clear: (prefix) => session.mutate('clear', { prefix }),
  setPresence: (data) => session.setPresence(data),
  broadcast: (event, data) => session.post({ type: 'broadcast', event, data }),
  leave() {
    session.leave();
    left();
  },
  reconnect: () => session.reconnect(),
});

/** @type {import('./internal.d.ts').CreateClient} */
export const createClient = (options) => {
  const rooms = new Map();
  /** @type {Promise<any>} */
  let last = Promise.resolve();
  const inTurn = (task) => (last = last.then(task, task));
  // Timers stop while a device sleeps and are late in hidden tabs.
  for (const event of ['visibilitychange', 'pageshow', 'online']) {
    globalThis.addEventListener?.(event, () => rooms.forEach(({ connection }) => connection.wake()));
  }
  return {
    enterRoom(id, more) {
      if (!rooms.has(id)) {
        // Protocol, section 1. A browser cannot read why an upgrade was refused.
        if (!/^[A-Za-z0-9][\w.~:@-]{0,127}$/.test(id)) throw failure('invalid_room', `invalid room id: ${id}`);
        const settings = { ...defaults(), inTurn, ...options, ...more };
        const parts = openRoom({ ...settings, base: `${settings.base}`.replace(/\/$/, '') }, id);
        rooms.set(id, { ...parts, room: createRoom(id, parts, () => rooms.delete(id)) });
        parts.session.reconnect();
      }
      return rooms.get(id).room;
    },
  };
};
