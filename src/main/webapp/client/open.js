import { createConnection } from './connection.js';
import { createHeartbeat } from './heartbeat.js';
import { createListeners } from './listeners.js';
import { mutatorOf } from './mutators.js';
import { createOutbox } from './outbox.js';
import { createPacing } from './pacing.js';
import { createReplica } from './replica.js';
import { createSession } from './session.js';
import { createState } from './state.js';
import { createTokens } from './tokens.js';

/** @type {import('./internal.d.ts').NewReplica} */
const newReplica = (mutators) => {
  const newClient = () => crypto.getRandomValues(new Uint32Array(5)).join('-');
  const maps = { confirmed: new Map(), overlay: new Map(), before: new Map() };
  return createReplica({
    newClient,
    client: newClient(),
    state: createState({ mutator: mutatorOf(mutators), ...maps }),
    outbox: createOutbox({ pending: [], limits: { message: 65_536, unanswered: 256, clientRetention: 604_800 } }),
    members: new Map(),
  });
};

/** @type {import('./internal.d.ts').OpenSession} */
export const openSession = (settings, room) => {
  const { clock, mutators, presence } = settings;
  const listeners = createListeners({ events: new Map(), watchers: new Set() });
  const session = createSession({ clock, presence, listeners, replica: newReplica(mutators), extras: [] });
  const connection = createConnection({ settings, host: session, tokens: createTokens({ settings, room }) });
  // Not joined, it may send only `authenticate`.
  const ping = () => connection.joined && connection.send([{ type: 'ping', ref: ++connection.pings }]);
  connection.pacing = createPacing({ clock });
  connection.heartbeat = createHeartbeat({ clock, ping, dead: () => connection.fail(1006) });
  session.connection = connection;
  session.await();
  return session;
};
