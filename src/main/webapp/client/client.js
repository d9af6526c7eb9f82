import { openSession } from './open.js';

/** Protocol, section 1. A browser cannot read why an upgrade was refused. */
const ROOM_ID = /^[A-Za-z0-9][\w.~:@-]{0,127}$/;

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
  fetch: (...request) => globalThis.fetch(...request),
  clock: {
    setTimeout: (run, ms) => setTimeout(run, ms),
    clearTimeout: (timer) => clearTimeout(/** @type {any} */ (timer)),
    now: Date.now,
    random: Math.random,
  },
});

/** @type {import('./internal.d.ts').NewRoom} */
const createRoom = (id, session, left) => ({
  id,
  get ready() {
    return session.ready;
  },
  get status() {
    return session.connection.status;
  },
  get self() {
    return session.replica.self;
  },
  get others() {
    return session.replica.others;
  },
  get: (key) => session.replica.state.get(key),
  entries: (prefix) => session.replica.state.entries(prefix),
  subscribe: (/** @type {any} */ scope, /** @type {any} */ listener = undefined) =>
    listener ? session.listeners.watch(scope, listener) : session.listeners.watch('', scope),
  on: (event, listener) => session.listeners.on(event, listener),
  can: (right) => session.replica.can(right),
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
  return {
    enterRoom(id, more) {
      if (rooms.has(id)) return rooms.get(id);
      if (!ROOM_ID.test(id)) throw Object.assign(new TypeError(`invalid room id: ${id}`), { code: 'invalid_room' });
      const settings = { ...defaults(), ...options, ...more };
      const session = openSession({ ...settings, base: `${settings.base}`.replace(/\/$/, '') }, id);
      const room = createRoom(id, session, () => rooms.delete(id));
      rooms.set(id, room);
      session.reconnect();
      return room;
    },
  };
};
