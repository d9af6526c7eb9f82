import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { settled } from './support/clock.js';
import { enter, joined } from './support/setup.js';

const limits = (more) => ({ message: 65536, unanswered: 256, clientRetention: 604800, ...more });
const ids = (frames) => frames.map((frame) => frame.map(({ id }) => id));
const result = (id, more) => ({ type: 'result', id, outcome: 'rejected', code: 'mutation_rejected', ...more });
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('limits', () => {
  test('the 1001st waiting mutation is refused without an id', async () => {
    const { room, socket, join } = await enter();
    for (const i of range(1, 1000)) room.set('k', i);
    assert.deepEqual(await room.set('k', 'too much'), { outcome: 'rejected', code: 'queue_full' });
    assert.equal(room.get('k'), 1000);
    await join();
    assert.deepEqual(ids(socket().frames()), [range(1, 256)]);
  });

  test('at most 256 are unanswered; results make room for the next, without gaps', async () => {
    const { room, socket, join } = await enter();
    await join();
    for (const i of range(1, 300)) room.set('k', i);
    await settled();
    assert.deepEqual(ids(socket().frames()), [range(1, 256)]);
    socket().say(result(1), result(2));
    assert.deepEqual(ids(socket().frames()), [[257, 258]]);
  });

  test('a batch over limits.message is split', async () => {
    const { room, socket, join } = await enter();
    await join({ limits: limits({ message: 400 }) });
    for (const i of range(1, 5)) room.set('k', 'x'.repeat(60) + i);
    await settled();
    const { sent } = socket();
    assert.equal(sent.length, 3);
    assert.ok(sent.every((text) => new TextEncoder().encode(text).length <= 400));
    assert.deepEqual(ids(socket().frames()).flat(), range(1, 5));
  });

  test('bytes count, not characters', async () => {
    const { room, join } = await enter();
    await join({ limits: limits({ message: 400 }) });
    assert.equal((await room.set('k', '\u20ac'.repeat(150))).code, 'payload_too_large');
  });

  test('a mutation too large by itself is rejected before it takes an id', async () => {
    const { room, socket, join } = await enter();
    await join();
    assert.deepEqual(await room.set('k', 'x'.repeat(65_536)), { outcome: 'rejected', code: 'payload_too_large' });
    assert.equal(room.get('k'), undefined);
    room.set('k', 1);
    await settled();
    assert.deepEqual(ids(socket().frames()), [[1]]);
  });

  test('one that was made offline and proves too large is rejected without an id, the others go', async () => {
    const { room, socket, join } = await enter();
    const large = room.set('k', 'x'.repeat(1000));
    room.set('k', 1);
    await join({ limits: limits({ message: 400 }) });
    assert.equal((await large).code, 'payload_too_large');
    assert.deepEqual(ids(socket().frames()), [[1]]);
  });

  test('what is older than the server remembers ends unknown, and a new client id begins', async () => {
    const { room, clock, socket, join } = await enter();
    await join({ limits: limits({ clientRetention: 60 }) });
    const client = socket().url.searchParams.get('client');
    const old = room.set('a', 1);
    await settled();
    await clock.advance(59_000);
    room.set('b', 1);
    socket().end(4440, 'logged_out');
    room.set('c', 1);
    await clock.advance(2_000);
    room.reconnect();
    await settled();
    assert.equal((await old).outcome, 'unknown');
    assert.notEqual(socket().url.searchParams.get('client'), client);
    await join();
    assert.deepEqual(socket().frames().flat().map(({ args }) => args.key), ['b', 'c']);
  });

  test('a server that has forgotten this client leaves what was sent unknown, and the rest begins at its count', async () => {
    const { room, clock, socket, join } = await enter();
    await join();
    room.set('a', 1);
    await settled();
    socket().say(result(1));
    const sent = room.set('b', 1);
    await settled();
    socket().end(1006);
    room.set('c', 1);
    await clock.advance(250);
    await join({ lastMutation: 0 });
    assert.deepEqual(await sent, { outcome: 'unknown', code: 'outcome_unknown' });
    assert.deepEqual(ids(socket().frames().slice(-1)), [[1]]);
  });

  test('arguments that JSON cannot say are refused', async () => {
    const { room } = await enter();
    assert.equal((await room.set('k', 1n)).code, 'invalid_arguments');
  });
});

describe('the view', () => {
  test('an application\'s mutator runs ahead of the server and comes before a built-in', async () => {
    const mutators = { vote: (tx, { for: name }) => tx.put('votes', [...(tx.get('votes') ?? []), name]), set: () => {} };
    const { room } = await enter({ mutators });
    room.mutate('vote', { for: 'ann' });
    room.mutate('vote', { for: 'bob' });
    room.set('k', 1);
    assert.deepEqual(room.entries(), [['votes', ['ann', 'bob']]]);
  });

  test('a mutator that throws changes nothing, and its mutation is sent', async () => {
    const mutators = {
      half(tx) {
        tx.put('a', 1);
        throw new Error('changed my mind');
      },
    };
    const { room, socket, join } = await enter({ mutators });
    await join();
    room.mutate('half');
    await settled();
    assert.deepEqual(room.entries(), []);
    assert.equal(socket().frames()[0][0].name, 'half');
  });

  test('a transaction reads its own writes and scans in the order of keys', async () => {
    const seen = [];
    const mutators = {
      look(tx) {
        tx.put('n/2', 2);
        tx.delete('n/0');
        seen.push(tx.get('n/2'), tx.get('n/0'), tx.scan('n/'));
      },
    };
    const { room, join } = await enter({ mutators });
    await join({ state: { 'n/3': 3, 'n/0': 0, 'n/1': 1, m: 0 } });
    room.mutate('look');
    assert.deepEqual(seen, [2, undefined, [['n/1', 1], ['n/2', 2], ['n/3', 3]]]);
  });

  test('a mutator may change what it was given; readers may not', async () => {
    const mutators = {
      grow(tx) {
        const list = tx.get('list');
        list.push(2);
        tx.put('list', list);
      },
    };
    const { room, socket, join } = await enter({ mutators });
    await join({ state: { list: [1] } });
    room.mutate('grow');
    assert.deepEqual(room.get('list'), [1, 2]);
    assert.throws(() => room.get('list').push(3), TypeError);
    socket().say({ type: 'poke', from: 0, to: 1, patch: [{ op: 'put', key: 'other', value: [1] }] });
    assert.throws(() => room.get('other').push(3), TypeError);
  });

  test('arguments are those of the moment of the call', async () => {
    const { room, socket, join } = await enter();
    await join();
    const value = { n: 1 };
    room.set('k', value);
    value.n = 2;
    await settled();
    assert.equal(room.get('k').n, 1);
    assert.equal(socket().frames()[0][0].args.value.n, 1);
  });

  test('subscribers are told once per frame, with all that it changed for them', async () => {
    const { room, socket, join } = await enter();
    await join({ state: { 'a/1': 1, b: 1 } });
    const told = { all: [], prefix: [], key: [] };
    const off = room.subscribe((changes) => told.all.push([...changes]));
    room.subscribe('a/', (changes) => told.prefix.push([...changes.keys()]));
    room.subscribe('b', (changes) => told.key.push(changes.get('b')));
    const put = (key, value) => ({ op: 'put', key, value });
    socket().say(
      { type: 'poke', from: 0, to: 2, patch: [put('a/1', 1), put('a/2', 2)] },
      { type: 'poke', from: 2, to: 3, patch: [put('b', 3), { op: 'del', key: 'a/2' }, put('c', 4)] },
    );
    assert.deepEqual(told, { all: [[['b', 3], ['c', 4]]], prefix: [], key: [3] });
    off();
    room.set('b', 5);
    assert.equal(told.all.length, 1);
    assert.deepEqual(told.key, [3, 5]);
  });

  test('a confirmation of what is shown already tells nobody', async () => {
    const { room, socket, join } = await enter();
    await join();
    room.set('a', { x: 1 });
    await settled();
    let told = 0;
    room.subscribe(() => told++);
    socket().say({ type: 'poke', from: 0, to: 1, patch: [{ op: 'put', key: 'a', value: { x: 1 } }] }, result(1, { outcome: 'applied' }));
    assert.equal(told, 0);
  });

  test('a listener that throws is reported, and the next is told', async (t) => {
    const { room } = await enter();
    const reported = [];
    t.mock.method(console, 'error', (error) => reported.push(error.message));
    room.subscribe(() => {
      throw new Error('mine');
    });
    let told = 0;
    room.subscribe(() => told++);
    room.set('a', 1);
    assert.deepEqual([reported, told], [['mine'], 1]);
  });
});

describe('presence and broadcasts', () => {
  test('self and others are kept apart, and follow what is told', async () => {
    const { room, socket, join } = await enter();
    const member = (connection, presence) => ({ connection, user: { id: connection }, presence });
    await join({ members: [member('c1', null), member('c2', { x: 1 })] });
    assert.equal(room.self.connection, 'c1');
    const told = [];
    room.on('presence', (event) => told.push(event));
    const change = { joined: [member('c3', null)], updated: [member('c2', { x: 2 })], left: [] };
    socket().say({ type: 'presence', ...change });
    assert.deepEqual(room.others, [member('c2', { x: 2 }), member('c3', null)]);
    assert.deepEqual(told, [change]);
    socket().say({ type: 'presence', left: [{ connection: 'c2' }] });
    assert.deepEqual(room.others.map(({ connection }) => connection), ['c3']);
  });

  test('presence is told again after a reconnect, the last of a tick only', async () => {
    const { room, clock, socket, join } = await enter({ presence: { at: 0 } });
    await join();
    assert.deepEqual(socket().frames(), [[{ type: 'presence', data: { at: 0 } }]]);
    room.setPresence({ at: 1 });
    room.setPresence({ at: 2 });
    await settled();
    assert.deepEqual(socket().frames(), [[{ type: 'presence', data: { at: 2 } }]]);
    assert.deepEqual(room.self.presence, { at: 2 });
    socket().end(1006);
    await clock.advance(250);
    await join();
    assert.deepEqual(socket().frames(), [[{ type: 'presence', data: { at: 2 } }]]);
  });

  test('a broadcast goes now or never', async () => {
    const { room, socket, join } = await enter();
    assert.equal(room.broadcast('e', 1), false);
    await join();
    assert.equal(room.broadcast('e', 1), true);
    const errors = [];
    room.on('error', ({ code }) => errors.push(code));
    assert.equal(room.broadcast('e', 'x'.repeat(70_000)), false);
    await settled();
    assert.deepEqual(socket().frames(), [[{ type: 'broadcast', event: 'e', data: 1 }]]);
    assert.deepEqual(errors, ['payload_too_large']);
    const heard = [];
    room.on('broadcast', ({ event, data }) => heard.push([event, data]));
    socket().say({ type: 'broadcast', event: 'f', data: 2, from: { connection: 'c2', user: { id: 'bob' } } });
    assert.deepEqual(heard, [['f', 2]]);
  });

  test('a client id that the server has made up is kept', async () => {
    const { room, clock, socket } = await enter();
    socket().say({ type: 'authenticated', user: { id: 'a' }, access: 'read', permissions: [] }, joined({ client: 'made-up-1' }));
    assert.equal(room.self.client, 'made-up-1');
    socket().end(1006);
    await clock.advance(250);
    assert.equal(socket().url.searchParams.get('client'), 'made-up-1');
  });
});
