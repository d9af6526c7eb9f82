// Rights that end: refreshed in time, also by a crowd, also after sleep; ended by others; never asked for in a loop.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FakeClock, seeded, settled } from './support/clock.js';
import { PERMISSIONS, authenticated, enter, joined } from './support/setup.js';

const LIFETIME = 600;
const CROWD = 1_000;

/** A socket whose server lets everybody in and refreshes rights, `refreshIn` uniform in 50-80 % of the lifetime. */
function welcoming(clock, random, refreshes) {
  const rights = () => authenticated({ expiresIn: LIFETIME, refreshIn: Math.floor(LIFETIME * (0.5 + 0.3 * random())) });
  return class {
    readyState = 1;

    constructor(url) {
      const client = new URL(url).searchParams.get('client');
      queueMicrotask(() => this.say(rights(), joined({ client })));
    }

    say(...messages) {
      this.onmessage({ data: messages.map((message) => JSON.stringify(message)).join('\n') });
    }

    send(text) {
      const { type, ref } = JSON.parse(text);
      if (type === 'authenticate') refreshes.push(clock.now());
      this.say(type === 'ping' ? { type: 'pong', ref } : rights());
    }

    close() {}
  };
}

async function crowd() {
  const random = seeded(7);
  const clock = new FakeClock(random);
  const refreshes = [];
  const WebSocket = welcoming(clock, random, refreshes);
  const rooms = [];
  for (let i = 0; i < CROWD; i++) rooms.push((await enter({ clock, WebSocket })).room);
  return { clock, refreshes, rooms };
}

const busiestSecond = (times) => {
  const buckets = new Map();
  for (const at of times) buckets.set(Math.floor(at / 1000), (buckets.get(Math.floor(at / 1000)) ?? 0) + 1);
  return Math.max(...buckets.values());
};

describe('a crowd of 1,000 with a lifetime of 600 s', () => {
  test('that came in one second refreshes at most 20 in any second, each in time and in place', async () => {
    const { clock, refreshes, rooms } = await crowd();
    await clock.advance(LIFETIME * 0.8 * 1000);
    assert.ok(refreshes.length >= CROWD, `${refreshes.length}`);
    await clock.advance(LIFETIME * 0.8 * 1000);
    assert.ok(refreshes.length >= 2 * CROWD);
    assert.ok(busiestSecond(refreshes) <= 20, `${busiestSecond(refreshes)}`);
    assert.ok(rooms.every(({ status }) => status === 'connected'));
  });

  test('that wakes from the same sleep does not refresh as one', async () => {
    const { clock, refreshes } = await crowd();
    clock.sleep(LIFETIME * 0.7 * 1000);
    await clock.advance(LIFETIME * 0.3 * 1000);
    assert.ok(refreshes.length >= CROWD, `${refreshes.length}`);
    assert.ok(busiestSecond(refreshes) <= 40, `${busiestSecond(refreshes)}`);
  });
});

describe('sleep and hidden tabs', () => {
  const sleeper = async () => {
    const entered = await enter();
    await entered.join({}, { expiresIn: 600, refreshIn: 300 });
    return { ...entered, tokens: () => entered.calls.length - 1 };
  };

  test('a refresh whose time came during sleep is made after it, though the timer has minutes to go', async () => {
    const { clock, tokens } = await sleeper();
    clock.sleep(288_000);
    assert.equal(tokens(), 0);
    await clock.advance(15_000);
    assert.equal(tokens(), 1);
  });

  for (const event of ['visibilitychange', 'pageshow', 'online']) {
    test(`${event} is a reason to look at the clock, at the peer too`, async () => {
      const page = new EventTarget();
      globalThis.addEventListener = page.addEventListener.bind(page);
      try {
        const { clock, socket, tokens } = await sleeper();
        clock.sleep(300_000);
        page.dispatchEvent(new Event(event));
        await settled();
        assert.equal(tokens(), 1);
        assert.deepEqual(socket().frames().flat().map(({ type }) => type), ['ping', 'authenticate']);
      } finally {
        delete globalThis.addEventListener;
      }
    });
  }

  test('a frame is a reason to look at the clock: in a hidden tab it may come long before a timer', async () => {
    const { clock, socket, tokens } = await sleeper();
    clock.sleep(301_000);
    socket().say({ type: 'presence', joined: [], updated: [], left: [] });
    await settled();
    assert.equal(tokens(), 1);
  });

  test('a peer that died during sleep is found out 5 s after waking is noticed', async () => {
    const { clock, room } = await sleeper();
    clock.sleep(3_600_000);
    await clock.advance(20_000);
    assert.notEqual(room.status, 'connected');
  });

  test('a lifetime of a month overflows no timer', async () => {
    const { clock, calls, socket, join } = await enter();
    await join({}, { expiresIn: 3_000_000, refreshIn: 2_500_000 });
    for (let hours = 0; hours < 3; hours++) {
      socket().say({ type: 'pong', ref: 1 });
      await clock.advance(20_000);
    }
    assert.equal(calls.length, 1);
  });
});

describe('a grace', () => {
  const grace = async (within = 30) => {
    const entered = await enter();
    await entered.join();
    entered.socket().say({ type: 'reauthenticate', code: 'invalidated', within });
    await entered.clock.advance(0);
    assert.equal(entered.socket().frames()[0][0].type, 'authenticate');
    return entered;
  };

  test('ends what was on its way as rejected, holds back what is made meanwhile, and sends it under the new rights', async () => {
    const entered = await enter();
    const { room, clock, socket, join } = entered;
    await join();
    const before = room.set('a', 1);
    await settled();
    socket().frames();
    socket().say({ type: 'reauthenticate', code: 'invalidated', within: 30 }, { type: 'result', id: 1, outcome: 'rejected', code: 'invalidated' });
    assert.deepEqual(await before, { outcome: 'rejected', version: undefined, code: 'invalidated', detail: undefined, data: undefined });
    assert.equal(room.get('a'), undefined);
    room.set('b', 2);
    await clock.advance(0);
    assert.deepEqual(socket().frames().flat().map(({ type }) => type), ['authenticate']);
    socket().say(authenticated());
    assert.deepEqual(socket().frames(), [[{ type: 'mutate', id: 2, name: 'set', args: { key: 'b', value: 2 } }]]);
    assert.equal(room.status, 'connected');
  });

  test('in which nothing comes is no dead connection, until it is over', async () => {
    const { clock, room } = await grace(60);
    await clock.advance(80_000);
    assert.equal(room.status, 'connected');
    await clock.advance(10_000);
    assert.equal(room.status, 'reconnecting');
  });

  test('whose new token is refused is not argued with: no request more, and the close is the end', async () => {
    const { clock, calls, room, socket, sockets } = await grace();
    socket().say({ type: 'unauthorized', code: 'token_revoked', message: '', action: 'reauthenticate' });
    await clock.advance(20_000);
    assert.equal(calls.length, 2);
    socket().end(4430, 'invalidated');
    await clock.advance(60_000);
    assert.deepEqual([room.status, calls.length, sockets.length], ['disconnected', 2, 1]);
  });
});

describe('refusals of a refresh', () => {
  const refreshing = async (options) => {
    const entered = await enter(options);
    await entered.join({}, { refreshIn: 20 });
    await entered.clock.advance(20_000);
    const answer = (code, action, more) => entered.socket().say({ type: 'unauthorized', code, message: '', action, ...more });
    return { ...entered, answer };
  };

  test('an invalid token is replaced once; the socket stays while its rights last', async () => {
    const { clock, calls, room, answer } = await refreshing();
    answer('invalid_token', 'reauthenticate');
    await clock.advance(0);
    assert.equal(calls.length, 3);
    answer('invalid_token', 'reauthenticate');
    await clock.advance(4_000);
    assert.deepEqual([calls.length, room.status], [3, 'connected']);
  });

  test('a server that could not look is asked again when it says so', async () => {
    const { clock, calls, answer } = await refreshing();
    answer('auth_unavailable', 'retry', { retryAfterMs: 3_000 });
    await clock.advance(2_999);
    assert.equal(calls.length, 2);
    await clock.advance(1);
    assert.equal(calls.length, 3);
  });

  test('another user is not tried again', async () => {
    const { clock, calls, answer } = await refreshing();
    answer('user_mismatch', 'stop');
    await clock.advance(4_000);
    assert.equal(calls.length, 2);
  });

  test('a login that has ended is told once and not asked for again', async () => {
    let known = true;
    const error = Object.assign(new Error('log in'), { code: 'auth_endpoint_unauthorized' });
    const { room, clock, join } = await enter({ authEndpoint: () => (known ? 'h.p.s' : Promise.reject(error)) });
    const told = [];
    room.on('session-expiring', ({ code }) => told.push(code));
    await join({}, { refreshIn: 20 });
    known = false;
    await clock.advance(25_000);
    assert.deepEqual(told, ['auth_endpoint_unauthorized']);
    assert.equal(room.status, 'connected');
  });
});

describe('no herd, no loop', () => {
  test('retryAfterMs of a mass invalidation is kept, before the close and in reauthenticate', async () => {
    const closed = await enter();
    await closed.join();
    closed.socket().say({ type: 'error', code: 'invalidated', message: '', action: 'reauthenticate', retryAfterMs: 4_321 });
    closed.socket().end(4430, 'invalidated');
    assert.equal(closed.statuses.at(-1).retryInMs, 4_321);

    const { clock, calls, socket, join } = await enter();
    await join();
    socket().say({ type: 'reauthenticate', code: 'invalidated', within: 30, retryAfterMs: 4_321 });
    await clock.advance(4_320);
    assert.equal(calls.length, 1);
    await clock.advance(1);
    assert.equal(calls.length, 2);
  });

  test('a server that lets in and throws out at once is asked ever more slowly', async () => {
    const { clock, calls, socket, join } = await enter({ clock: new FakeClock(() => 1) });
    for (let second = 0; second < 60; second++) {
      if (socket().onmessage && socket().closed === undefined) {
        await join();
        socket().end(4430, 'invalidated');
      }
      await clock.advance(1_000);
    }
    assert.ok(calls.length <= 9, `${calls.length} tokens in a minute`);
  });

  test('the rooms of one client ask one after another', async () => {
    const { createClient } = await import('../../main/webapp/client/latchkey.js');
    const { clock, sockets } = await enter();
    const gates = [];
    const authEndpoint = ({ room }) => new Promise((resolve) => gates.push({ room, give: () => resolve('h.p.s') }));
    const client = createClient({ base: 'http://test', clock, WebSocket: sockets[0].constructor, authEndpoint });
    for (const id of ['r1', 'r2', 'r3']) client.enterRoom(id);
    for (const id of ['r1', 'r2', 'r3']) {
      await settled();
      assert.deepEqual(gates.splice(0).map(({ room, give }) => (give(), room)), [id]);
    }
  });

  test('a function that never answers is given up after 30 s, and the other rooms have their turn', async () => {
    const { createClient } = await import('../../main/webapp/client/latchkey.js');
    const { clock, sockets } = await enter();
    const asked = [];
    const authEndpoint = ({ room }) => (asked.push(room), room === 'r1' ? new Promise(() => {}) : 'h.p.s');
    const client = createClient({ base: 'http://test', clock, WebSocket: sockets[0].constructor, authEndpoint });
    const [stuck, other] = [client.enterRoom('r1'), client.enterRoom('r2')];
    const reasons = [];
    stuck.on('status', ({ reason }) => reasons.push(reason));
    await clock.advance(30_000);
    assert.deepEqual(asked, ['r1', 'r2']);
    assert.deepEqual(reasons, ['auth_endpoint_failed']);
    assert.equal(sockets.length, 2);
    other.leave();
  });
});

test('members called __proto__ and constructor do no harm, wherever a server puts them', async () => {
  const evil = JSON.parse('{"__proto__":{"polluted":1,"access":"admin"},"constructor":{"prototype":{"polluted":1}}}');
  const { room, socket, join } = await enter();
  const members = [{ connection: '__proto__', user: { id: '__proto__', ...evil }, presence: evil }];
  await join({ state: evil, members, ...evil, limits: { message: 65536, unanswered: 256, ...evil } }, { ...evil });
  socket().say({ type: 'poke', from: 0, to: 1, patch: [{ op: 'put', key: '__proto__', value: evil, ...evil }] });
  socket().say({ type: 'presence', joined: [{ connection: 'constructor', user: { id: 'x' }, presence: evil }], updated: members, left: ['__proto__'] });
  socket().say({ type: '__proto__', ...evil }, { type: 'constructor' }, { type: 'error', code: '__proto__', ...evil }, { type: 'broadcast', event: '__proto__', data: evil });
  socket().onmessage({ data: 'null\n1\n"text"\n[]' });
  assert.equal({}.polluted, undefined);
  assert.equal(room.can('admin'), false);
  assert.deepEqual(room.entries().map(([key]) => key), ['__proto__', 'constructor']);
  assert.deepEqual(room.others.map(({ connection }) => connection), ['constructor']);
  room.mutate('__proto__', evil);
  room.mutate('constructor', {});
  await settled();
  assert.deepEqual(socket().frames().flat().map(({ name }) => name), ['__proto__', 'constructor']);
  assert.equal(room.status, 'connected');
  assert.deepEqual(PERMISSIONS.write, room.self.permissions);
});
