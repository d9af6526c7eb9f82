// A client with a scripted server, a token endpoint of its own, and a clock that stands still.
import { createClient } from '../../../main/webapp/client/latchkey.js';
import { FakeClock, settled } from './clock.js';
import { socketClass } from './socket.js';

export const TOKEN = 'h.p.s';

export const PERMISSIONS = {
  read: ['room:read', 'presence:write'],
  write: ['room:read', 'presence:write', 'room:write', 'broadcast:send'],
};

export const authenticated = (more) => ({
  type: 'authenticated',
  user: { id: 'ann' },
  access: 'write',
  permissions: PERMISSIONS.write,
  expiresIn: 600,
  ...more,
});

export const joined = (more) => ({
  type: 'joined',
  connection: 'c1',
  epoch: 'e',
  version: 0,
  state: {},
  lastMutation: 0,
  outcomes: [],
  members: [],
  heartbeat: 25,
  limits: { message: 65536, unanswered: 256, clientRetention: 604800 },
  ...more,
});

/** A room entered with these options; `socket()` is the newest one, `join` the server's usual welcome. */
export async function enter(options = {}, roomId = 'a:b') {
  const clock = options.clock ?? new FakeClock();
  const WebSocket = socketClass();
  const calls = [];
  const authEndpoint = async (request) => {
    calls.push(request);
    return `h.${calls.length}.s`;
  };
  const room = createClient({ base: 'http://test', clock, WebSocket, authEndpoint, ...options }).enterRoom(roomId);
  const statuses = [];
  room.on('status', (change) => statuses.push(change));
  await settled();
  const socket = () => WebSocket.last;
  const join = async (more, auth) => {
    const client = socket().url.searchParams.get('client');
    socket().say(authenticated(auth), joined({ client, ...more }));
    await settled();
  };
  return { room, clock, calls, statuses, sockets: WebSocket.all, socket, join };
}
