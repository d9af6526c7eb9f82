// The client over real HTTP and WebSocket.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import WebSocket from 'ws';
import { createClient } from '../../main/webapp/client/latchkey.js';
import { Peer } from './support/peer.js';

let peer;
const entered = [];

before(async () => void (peer = await new Peer().start()));
afterEach(() => {
  for (const room of entered.splice(0)) room.leave();
  peer.needsFirstMessage = false;
  peer.lifetime = { expiresIn: 600, refreshIn: 400 };
});
after(() => peer.stop());

const enter = (options) => {
  const room = createClient({ base: peer.base, WebSocket, ...options }).enterRoom('a:b');
  entered.push(room);
  return room;
};

const eventually = async (holds, what) => {
  for (const end = Date.now() + 20_000; !holds(); await new Promise((resolve) => setTimeout(resolve, 10))) {
    assert.ok(Date.now() < end, what ?? `${holds}`);
  }
};

/** A browser that is logged in by a cookie; Node's fetch and `ws` have no cookie jar. */
const loggedIn = {
  fetch: (url, options) => fetch(url, { ...options, headers: { ...options?.headers, Cookie: 'JSESSIONID=ann' } }),
};
const LoggedInSocket = class extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols, { headers: { Cookie: 'JSESSIONID=ann' } });
  }
};

describe('credentials', () => {
  const ways = [
    { credential: undefined, door: { subprotocol: true } },
    { credential: undefined, padding: 1100, door: { ticket: true } },
    { credential: 'subprotocol', padding: 1100, door: { subprotocol: true } },
    { credential: 'ticket', door: { ticket: true } },
    { credential: 'message', door: {}, shown: ['token'] },
    { credential: 'two-step', door: { subprotocol: true }, first: true, shown: ['token'] },
    { credential: 'two-step', padding: 1100, door: { ticket: true }, first: true, shown: ['token'] },
    { credential: 'query', door: { query: true } },
  ];
  for (const { credential, padding, door, first = false, shown } of ways) {
    test(`${credential ?? 'by default'}${padding ? ', with a large token,' : ''} enters and writes`, async () => {
      peer.needsFirstMessage = first;
      const room = enter({ credential, authEndpoint: () => ({ token: peer.token(padding) }) });
      await room.ready;
      assert.equal((await room.increment('n')).outcome, 'applied');
      assert.deepEqual(peer.doors.at(-1), { ticket: false, query: false, subprotocol: false, ...door });
      assert.deepEqual(peer.connections.at(-1).shown, shown);
    });
  }

  test('ticket without a token is bought with the container\'s login, and refreshed by another one in place', async () => {
    peer.lifetime = { expiresIn: 2, refreshIn: 0.05 };
    const room = enter({ credential: 'ticket', ...loggedIn });
    await room.ready;
    await eventually(() => peer.connections.at(-1).shown?.length >= 2);
    assert.equal(peer.connections.at(-1).shown[0], 'ticket');
    assert.equal(room.status, 'connected');
  });

  test('ticket without a token or a login waits for the login, and says where', async () => {
    const room = enter({ credential: 'ticket' });
    await assert.rejects(room.ready, { code: 'auth_endpoint_unauthorized', action: 'stop', loginUrl: '/login' });
    assert.equal(room.status, 'needs-auth');
  });

  test('the container\'s login alone enters too', async () => {
    await enter({ WebSocket: LoggedInSocket }).ready;
    assert.deepEqual(peer.doors.at(-1), { ticket: false, query: false, subprotocol: false });
  });
});

describe('the auth endpoint', () => {
  for (const path of ['text', 'authorize', 'provision']) {
    const url = () => `${peer.base}/login/${path}`;
    const forms = [
      ['its URL', () => url()],
      ['a function that gives the response', () => () => fetch(url())],
      ['a function that gives the body', () => async () => (await fetch(url())).text()],
      ['a function that gives the URL', () => () => url()],
    ];
    for (const [name, form] of forms) {
      test(`an answer as ${path} is accepted unchanged from ${name}`, async () => {
        await enter({ authEndpoint: form() }).ready;
      });
    }
  }

  test('a provisioned session that has been ended is fetched again, once', async () => {
    const room = enter({ authEndpoint: `${peer.base}/login/provision` });
    await room.ready;
    const asked = () => peer.requests.filter((request) => request === 'GET /login/provision').length;
    const before = asked();
    peer.invalidate();
    peer.connections.at(-1).ws.close(4419, 'token_expired');
    await eventually(() => asked() === before + 1);
    await eventually(() => room.status === 'connected');
    assert.equal(asked(), before + 1);
  });

  test('one that gives the same dead session again and again is asked twice, not for ever', async () => {
    let asked = 0;
    const session = { user: 'ann', resources: [], token: peer.token() };
    const room = enter({ authEndpoint: () => (asked++, session) });
    await room.ready;
    peer.invalidate();
    peer.connections.at(-1).ws.close(4430, 'invalidated');
    await eventually(() => room.status === 'disconnected');
    assert.equal(asked, 2);
  });

  test('Retry-After is kept', async () => {
    const room = enter({ authEndpoint: `${peer.base}/login/busy` });
    const change = await new Promise((resolve) => room.on('status', resolve));
    assert.deepEqual([change.reason, change.action, change.retryInMs], ['auth_endpoint_failed', 'retry', 7_000]);
  });
});
