// The clients of a run: our own, unchanged, each with its credentials, through the proxy.
import WebSocket from 'ws';
import { createClient } from '../../../main/webapp/client/latchkey.js';
import { Witness } from './witness.js';

/** Time passes faster for the clients, so that a half-open connection is found out in 3 s and not in 30. */
const SPEED = 10;

/** Seconds for what takes a client two heartbeats and the longest back-off. */
const PATIENCE = 20;

const hurried = (random) => ({
  setTimeout: (run, ms) => setTimeout(run, ms / SPEED),
  clearTimeout: (timer) => clearTimeout(timer),
  now: () => Date.now() * SPEED,
  random,
});

const basic = (user) => ({ Authorization: `Basic ${Buffer.from(`${user}:${user}`).toString('base64')}` });

/** The demo's users by their passwords through the auth endpoint, or others by tokens that were given to us. */
const credentials = (index, tokens, base, users) => {
  if (tokens[index]) return { ...tokens[index], ask: () => ({ token: tokens[index].token }) };
  const user = users[index % users.length];
  const url = (room) => `${base}/api/v1/authorize?room=${encodeURIComponent(room)}`;
  return { user, access: user === 'bob' ? 'read' : 'write', ask: ({ room }) => ({ url: url(room), options: { headers: basic(user) } }) };
};

export const tokenOf = async (url, room, user = 'ann') => {
  const response = await fetch(`${url}/api/v1/authorize?room=${encodeURIComponent(room)}`, { headers: basic(user) });
  if (!response.ok) throw new Error(`no token: HTTP ${response.status}`);
  return (await response.text()).trim();
};

/** Enters `count` clients into the room. @returns {any[]} */
export function enterAll({ count, room, base, tokens, users, random, log, wrong }) {
  return Array.from({ length: count }, (_, index) => {
    const { user, access, ask } = credentials(index, tokens, base, users);
    const name = `${index}/${user}`;
    const client = createClient({ base, WebSocket, clock: hurried(random), authEndpoint: ask });
    const actor = { index, name, access, made: [], statuses: [], room: client.enterRoom(room), witness: new Witness(name, log, wrong) };
    actor.room.on('message', ({ direction, message }) => {
      actor.recent = [...(actor.recent ?? []), `${new Date().toISOString()} ${direction} ${JSON.stringify(message).slice(0, 120)}`].slice(-6);
      if (direction === 'in') actor.witness.heed(message);
    });
    actor.room.on('status', (change) => {
      actor.statuses.push(change);
      if (change.status === 'disconnected' && change.reason !== 'left') wrong.push(`${name} gave up: ${JSON.stringify(change)}`);
    });
    actor.make = (call, expected) => {
      const mutation = { actor, call, expected, promise: undefined, outcome: undefined };
      actor.made.push(mutation);
      const [method, ...args] = call;
      mutation.promise = actor.room[method](...args).then((outcome) => (mutation.outcome = outcome));
    };
    return actor;
  });
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Until the condition holds; false when it does not before the deadline. */
export async function until(condition, seconds) {
  const deadline = Date.now() + seconds * 1000;
  while (!condition()) {
    if (Date.now() > deadline) return false;
    await pause(20);
  }
  return true;
}

/** Nothing breaks any more: every mutation gets an outcome, everybody comes back and up to the server's state. */
export async function settleAll({ actors, proxy, wrong }, read) {
  proxy.calm();
  const open = () => actors.flatMap(({ made }) => made.filter(({ outcome }) => !outcome));
  let calm = await until(() => open().length === 0, PATIENCE);
  const after = await read();
  calm &&= await until(() => actors.every(({ room, witness }) => room.status === 'connected' && witness.version === after.version), PATIENCE);
  if (calm) return after;
  for (const { name, room, statuses } of actors) {
    if (room.status !== 'connected') wrong.push(`${name} does not come back: ${JSON.stringify(statuses.slice(-4))}`);
  }
  for (const { actor, call } of open().slice(0, 1)) {
    wrong.push(`${actor.name}: no outcome of ${JSON.stringify(call)}; ${actor.room.status}, last\n  ${actor.recent.join('\n  ')}`);
  }
  return after;
}
