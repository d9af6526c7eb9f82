// Latchkey's client: live rooms whose state changes only on the server. latchkey.d.ts describes it.
import { createAlarm, createPacing, failure } from './base.js';
import { createConnection } from './connection.js';
import { createOutbox, createReplica } from './replica.js';
import { createSession } from './session.js';
import { builtIns, createState } from './state.js';
import { createTokens } from './tokens.js';

// Served from <context>/client/, the context is one up; elsewhere `base` tells.
const ownContext = () => {
  const { protocol, href } = new URL('..', import.meta.url);
  return /^http/.test(protocol) ? href : globalThis.location?.origin;
};

const defaults = () => ({
  base: ownContext(),
  mutators: {},
  WebSocket: globalThis.WebSocket,
  fetch: (url, options) => fetch(url, options),
  clock: {
    setTimeout: (run, ms) => setTimeout(run, ms),
    clearTimeout: (timer) => clearTimeout(timer),
    now: Date.now,
    random: Math.random,
  },
});

const openRoom = (settings, room) => {
  const { clock, mutators, presence } = settings;
  const known = { __proto__: null, ...builtIns, ...mutators };
  const replica = createReplica({
    state: createState({ mutators: known, confirmed: new Map(), overlay: new Map(), before: new Map() }),
    outbox: createOutbox({ pending: [], limits: { message: 65_536, unanswered: 256, clientRetention: 604_800 } }),
    members: new Map(),
  });
  replica.renew();
  const session = createSession({ clock, presence, replica, extras: [], events: new Map(), watchers: new Set() });
  const parts = { host: session, tokens: createTokens({ settings, room }), pacing: createPacing({ clock }) };
  const alarms = { alarm: createAlarm({ clock }), beat: createAlarm({ clock }) };
  const connection = createConnection({ settings, clock, ...parts, ...alarms });
  session.connection = connection;
  session.await();
  return { session, connection, replica };
};

const createRoom = (id, { session, replica, connection }, left) => ({
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
  subscribe: (...scope) => session.watch(...scope),
  on: (event, listener) => session.on(event, listener),
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

export const createClient = (options) => {
  const rooms = new Map();
  let last = Promise.resolve();
  const inTurn = (task) => (last = last.then(task, task));
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
