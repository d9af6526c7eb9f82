import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { settled } from './support/clock.js';
import { PERMISSIONS, authenticated, enter } from './support/setup.js';

const JWE = 'h..iv.ciphertext.tag';
const respond = (body, init) => async () => new Response(body, init);

/** A fetch that answers by path and remembers what was asked. */
function fetchOf(routes) {
  const asked = [];
  const fetch = async (url, options) => {
    const { pathname, search } = new URL(url);
    asked.push({ path: pathname + search, ...options });
    return routes[pathname](options);
  };
  return { asked, fetch };
}

describe('the auth endpoint', () => {
  const answers = [
    ['a text token', 'h.p.s\n', {}],
    ['an answer of /provision, unchanged', '{"user":"ann","resources":[],"token":"h.p.s","tokenType":"Bearer"}', {}],
  ];
  for (const [name, body] of answers) {
    test(`true asks the server's own, and takes ${name}`, async () => {
      const { asked, fetch } = fetchOf({ '/x/api/v1/authorize': respond(body) });
      const { socket } = await enter({ base: 'http://test/x/', authEndpoint: true, fetch });
      const [{ signal, ...request }] = asked;
      assert.deepEqual(request, { path: '/x/api/v1/authorize?room=a%3Ab', cache: 'no-store' });
      assert.equal(socket().url.href.split('?')[0], 'ws://test/x/rooms/a:b');
      assert.deepEqual(socket().protocols, ['latchkey.v1', 'latchkey.token.h.p.s']);
    });
  }

  for (const [endpoint, path] of [['http://app/t', '/t?room=a%3Ab'], ['http://app/t?x=1', '/t?x=1&room=a%3Ab']]) {
    test(`${endpoint} is asked with the room in its query`, async () => {
      const { asked, fetch } = fetchOf({ '/t': respond('h.p.s') });
      await enter({ authEndpoint: endpoint, fetch });
      assert.equal(asked[0].path, path);
    });
  }

  test('an endpoint that does not answer is given up after 30 s and asked again', async () => {
    const silent = ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const { asked, fetch } = fetchOf({ '/api/v1/authorize': silent });
    const { clock, statuses } = await enter({ authEndpoint: true, fetch });
    await clock.advance(30_000);
    assert.equal(statuses.at(-1).reason, 'auth_endpoint_failed');
    assert.equal(asked.length, 1);
    await clock.advance(500);
    assert.equal(asked.length, 2);
  });

  const options = { method: 'POST' };
  const functions = [
    ['a JWS', 'h.p.s', 0], ['a JWE', JWE, 0], ['an answer with a token', { token: 'opaque' }, 0],
    ['an URL', 'http://app/t', 1], ['an URL with a token in it', 'http://app/t?x=a.b.c', 1], ['an URL object', new URL('http://app/t'), 1],
    ['an URL with options', { url: 'http://app/t', options }, 1],
  ];
  for (const [name, answer, requests] of functions) {
    test(`a function may give ${name}`, async () => {
      const { asked, fetch } = fetchOf({ '/t': respond('h.p.s') });
      const { sockets } = await enter({ authEndpoint: async () => answer, fetch });
      assert.equal(asked.length, requests);
      assert.equal(sockets.length, 1);
      if (answer.options) assert.equal(asked[0].method, 'POST');
    });
  }

  const failures = [
    ['401', respond('{"code":"x","loginUrl":"/login"}', { status: 401 }), 'auth_endpoint_unauthorized', 'needs-auth'],
    ['403', respond('', { status: 403 }), 'auth_endpoint_unauthorized', 'needs-auth'],
    ['500', respond('', { status: 500 }), 'auth_endpoint_failed', 'connecting'],
    ['429', respond('', { status: 429 }), 'auth_endpoint_failed', 'connecting'],
    ['no network', () => Promise.reject(new TypeError('failed to fetch')), 'auth_endpoint_failed', 'connecting'],
    ['404', respond('', { status: 404 }), 'auth_endpoint_malformed', 'disconnected'],
    ['a page', respond('<!doctype html>'), 'auth_endpoint_malformed', 'disconnected'],
    ['JSON without a token', respond('{"user":"ann"}'), 'auth_endpoint_malformed', 'disconnected'],
    ['nothing', respond(''), 'auth_endpoint_malformed', 'disconnected'],
  ];
  for (const [name, answer, code, status] of failures) {
    test(`${name} is ${code}`, async () => {
      const { fetch } = fetchOf({ '/api/v1/authorize': answer });
      const { room, statuses, sockets } = await enter({ authEndpoint: true, fetch });
      assert.equal(room.status, status);
      assert.equal(statuses[0].reason, code);
      assert.equal(sockets.length, 0);
      if (status === 'connecting') assert.equal(statuses[0].retryInMs, 250);
      else await assert.rejects(room.ready, { code, action: 'stop', ...(name === '401' && { loginUrl: '/login' }) });
    });
  }

  test('a function that throws has failed, unless it says which way', async () => {
    const throwing = (error) => enter({ authEndpoint: () => Promise.reject(error) });
    assert.equal((await throwing(new Error('no'))).statuses[0].reason, 'auth_endpoint_failed');
    const login = Object.assign(new Error('no'), { code: 'auth_endpoint_unauthorized' });
    assert.equal((await throwing(login)).room.status, 'needs-auth');
    assert.equal((await enter({ authEndpoint: () => null })).statuses[0].reason, 'auth_endpoint_malformed');
  });

  test('every attempt has a fresh token and tells what ended the one before', async () => {
    const { clock, calls, socket } = await enter();
    socket().end(1006);
    await clock.advance(250);
    assert.deepEqual(calls, [
      { room: 'a:b', reason: 'connect', previousCode: undefined },
      { room: 'a:b', reason: 'reconnect', previousCode: '1006' },
    ]);
    assert.equal(socket().protocols[1], 'latchkey.token.h.2.s');
  });

  test('one request at a time: a reconnect waits for the one under way', async () => {
    const gates = [];
    const { room, sockets } = await enter({ authEndpoint: () => new Promise((resolve) => gates.push(resolve)) });
    room.reconnect();
    room.reconnect();
    assert.equal(gates.length, 1);
    gates[0]('h.p.s');
    await settled();
    assert.equal(sockets.length, 1);
  });

  test('without one, the browser\'s own credentials have to do', async () => {
    const { socket, room, join } = await enter({ authEndpoint: undefined });
    assert.deepEqual(socket().protocols, ['latchkey.v1']);
    await join();
    assert.equal(room.status, 'connected');
  });
});

describe('where the credential goes', () => {
  const long = `h.${'p'.repeat(1100)}.s`;
  const ticketed = { '/api/v1/tickets': respond('{"ticket":"T","room":"a:b","uses":1}', { status: 201 }) };
  const ways = [
    [undefined, 'h.p.s', { protocol: true }], [undefined, long, { ticket: 'T' }], ['subprotocol', long, { protocol: true }],
    ['ticket', 'h.p.s', { ticket: 'T' }], ['message', 'h.p.s', {}], ['query', 'h.p.s', { token: 'h.p.s' }],
    ['two-step', 'h.p.s', { protocol: true }], ['two-step', long, { ticket: 'T' }], [undefined, 'opaque/token=', {}],
  ];
  for (const [credential, token, { protocol, ...query }] of ways) {
    test(`${credential ?? 'by default'}, a token of ${token.length} characters goes by ${JSON.stringify({ protocol, ...query })}`, async () => {
      const { asked, fetch } = fetchOf(ticketed);
      const { socket } = await enter({ credential, fetch, authEndpoint: () => ({ token }) });
      const { searchParams } = socket().url;
      assert.deepEqual(socket().protocols, protocol ? ['latchkey.v1', `latchkey.token.${token}`] : ['latchkey.v1']);
      assert.equal(searchParams.get('ticket'), query.ticket ?? null);
      assert.equal(searchParams.get('token'), query.token ?? null);
      socket().say({ type: 'hello', protocol: 'latchkey.v1', timeout: 15 });
      assert.deepEqual(socket().frames(), [[{ type: 'authenticate', token }]]);
      if (!query.ticket) return assert.equal(asked.length, 0);
      const { method, body, headers } = asked[0];
      assert.deepEqual([method, body, headers.Authorization], ['POST', '{"room":"a:b"}', `Bearer ${token}`]);
    });
  }

  test('a ticket refused for the token asks for a new one once, at once', async () => {
    const refused = respond('{"code":"token_revoked","action":"reauthenticate"}', { status: 401 });
    const { fetch, asked } = fetchOf({ '/api/v1/tickets': refused });
    const { room, clock, calls } = await enter({ credential: 'ticket', fetch });
    await clock.advance(60_000);
    assert.equal(asked.length, 2);
    assert.equal(calls[1].previousCode, 'token_revoked');
    assert.equal(room.status, 'disconnected');
  });

  test('a hello that cannot be answered is not waited out', async () => {
    const { socket, statuses } = await enter({ authEndpoint: undefined });
    socket().say({ type: 'hello' });
    assert.equal(statuses[0].reason, 'credentials_required');
  });

  test('tokens are not in the messages that are shown', async () => {
    const { room, socket } = await enter({ credential: 'message' });
    const shown = [];
    room.on('message', ({ direction, message }) => shown.push([direction, message]));
    socket().say({ type: 'hello' });
    assert.deepEqual(shown, [['in', { type: 'hello' }], ['out', { type: 'authenticate', token: '***' }]]);
  });
});

describe('rights that end', () => {
  test('refreshIn brings a new token on the same socket, again and again', async () => {
    const { clock, calls, socket, sockets, join } = await enter();
    await join({}, { refreshIn: 20 });
    await clock.advance(20_000);
    assert.deepEqual(socket().frames(), [[{ type: 'authenticate', token: 'h.2.s' }]]);
    assert.equal(calls[1].reason, 'refresh');
    socket().say(authenticated({ refreshIn: 20 }));
    await clock.advance(20_000);
    assert.equal(socket().frames().at(-1)[0].token, 'h.3.s');
    assert.equal(sockets.length, 1);
  });

  test('a refresh that fails is tried again while the socket lives', async () => {
    let fails = false;
    const authEndpoint = () => (fails ? Promise.reject(new Error('down')) : 'h.p.s');
    const { room, clock, socket, join } = await enter({ authEndpoint });
    const warned = [];
    room.on('session-expiring', ({ code }) => warned.push(code));
    await join({}, { refreshIn: 20 });
    fails = true;
    await clock.advance(20_000);
    fails = false;
    await clock.advance(250);
    assert.deepEqual(warned, ['auth_endpoint_failed']);
    assert.equal(socket().frames().length, 1);
  });

  for (const [code, event] of [['token_expired', 'session-expiring'], ['invalidated', 'invalidated']]) {
    test(`reauthenticate ${code} brings a new token at once and is told as ${event}`, async () => {
      const { room, clock, calls, socket, join } = await enter();
      await join();
      const told = [];
      room.on(event, (warning) => told.push(warning));
      socket().say({ type: 'reauthenticate', code, within: 15 });
      await clock.advance(0);
      assert.deepEqual(told, [{ code, within: 15 }]);
      assert.deepEqual(calls[1], { room: 'a:b', reason: 'reauthenticate', previousCode: code });
      assert.equal(socket().frames()[0][0].type, 'authenticate');
    });
  }

  test('a token for a socket that is gone is not sent to the next one', async () => {
    const gates = [];
    const { clock, socket, join } = await enter({ authEndpoint: () => new Promise((resolve) => gates.push(resolve)) });
    gates[0]('h.1.s');
    await settled();
    await join({}, { refreshIn: 20 });
    await clock.advance(20_000);
    socket().end(1006);
    await clock.advance(250);
    gates[1]('h.2.s');
    await settled();
    await join();
    assert.deepEqual(socket().frames(), []);
  });

  test('a server that asks again within 10 s has to wait for the back-off', async () => {
    const { clock, calls, socket, join } = await enter();
    await join();
    const ask = () => socket().say({ type: 'reauthenticate', code: 'token_expired', within: 15 });
    const asked = [];
    for (const pause of [9_000, 3_000, 12_000]) {
      await clock.advance(pause);
      ask();
      await clock.advance(0);
      asked.push(calls.length - 1);
    }
    assert.deepEqual(asked, [1, 1, 3]);
  });

  test('changed rights are told, and can() knows them', async () => {
    const { room, socket, join } = await enter();
    await join();
    const told = [];
    room.on('access-changed', (change) => told.push(change));
    assert.deepEqual(['read', 'write', 'admin', 'mutate:x', 'broadcast:send'].map(room.can), [true, true, false, true, true]);
    socket().say({ type: 'access', access: 'read', permissions: PERMISSIONS.read, expiresIn: 9 });
    assert.deepEqual(told, [{ access: 'read', permissions: PERMISSIONS.read, code: undefined, before: 'write' }]);
    assert.deepEqual(['read', 'write', 'mutate:x', 'broadcast:send'].map(room.can), [true, false, false, false]);
    socket().say({ type: 'access', access: 'custom', permissions: ['room:read', 'mutate:x'], code: 'c' });
    assert.deepEqual(['mutate:x', 'mutate:y'].map(room.can), [true, false]);
    socket().say({ type: 'access', access: 'admin', permissions: ['room:admin'] });
    assert.equal(room.can('mutate:y'), true);
  });

  test('another user does not send what the one before has done', async () => {
    const { room, clock, socket, join } = await enter();
    await join();
    const sent = room.set('a', 1);
    await settled();
    socket().end(1006);
    const waiting = room.set('b', 2);
    await clock.advance(250);
    await join({}, { user: { id: 'eve' } });
    assert.deepEqual(await sent, { outcome: 'unknown', code: 'outcome_unknown' });
    assert.deepEqual(await waiting, { outcome: 'rejected', code: 'user_mismatch' });
    assert.deepEqual(socket().frames(), []);
  });
});
