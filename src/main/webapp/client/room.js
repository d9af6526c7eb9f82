import { createConnection } from './connection.js';
import { createListeners } from './listeners.js';
import { builtIns } from './mutators.js';
import { createOutbox } from './outbox.js';
import { createReplica } from './replica.js';
import { createSession } from './session.js';
import { createState } from './state.js';
import { createAlarm, createPacing } from './timing.js';
import { createTokens } from './tokens.js';

/** @type {import('./internal.d.ts').OpenRoom} */
export const openRoom = (settings, room) => {
  const { clock, mutators, presence } = settings;
  const listeners = createListeners({ events: new Map(), watchers: new Set() });
  const known = { __proto__: null, ...builtIns, ...mutators };
  const replica = createReplica({
    state: createState({ mutators: known, confirmed: new Map(), overlay: new Map(), before: new Map() }),
    outbox: createOutbox({ pending: [], limits: { message: 65_536, unanswered: 256, clientRetention: 604_800 } }),
    members: new Map(),
  });
  replica.renew();
  const session = createSession({ clock, presence, listeners, replica, extras: [] });
  const parts = { host: session, tokens: createTokens({ settings, room }), pacing: createPacing({ clock }) };
  const alarms = { alarm: createAlarm({ clock }), beat: createAlarm({ clock }) };
  const connection = createConnection({ settings, ...parts, ...alarms });
  session.connection = connection;
  session.await();
  return { session, connection, replica, listeners };
};
