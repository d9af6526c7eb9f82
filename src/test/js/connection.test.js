import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FakeClock, seeded, settled } from './support/clock.js';
import { enter } from './support/setup.js';

describe('status', () => {
  test('a room is connecting until it is joined, then connected, and ready resolves', async () => {
    const { room, statuses, join } = await enter();
    assert.equal(room.status, 'connecting');
    await join();
    assert.equal(room.status, 'connected');
    assert.deepEqual(statuses.map(({ status }) => status), ['connected']);
    await room.ready;
  });

  test('a lost connection is reconnecting with its reason and delay, and reports connected again', async () => {
    const { clock, statuses, socket, join } = await enter();
    await join();
    socket().end(1006);
    await clock.advance(250);
    await join();
    assert.deepEqual(
      statuses.map(({ status, reason, retryInMs }) => [status, reason, retryInMs]),
      [['connected', undefined, undefined], ['reconnecting', '1006', 250], ['connected', undefined, undefined]],
    );
  });

  test('leaving closes with 1000, ends what was sent as unknown, and answers later mutations with left', async () => {
    const { room, socket, join } = await enter();
    await join();
    const sent = room.set('a', 1);
    room.leave();
    assert.equal(socket().closed, 1000);
    assert.equal(room.status, 'disconnected');
    assert.deepEqual(await sent, { outcome: 'unknown', code: 'outcome_unknown' });
    assert.deepEqual(await room.set('a', 2), { outcome: 'rejected', code: 'left' });
    assert.deepEqual(room.entries(), []);
  });

  test('a room is entered once, and anew after it was left', async () => {
    const { createClient } = await import('../../main/webapp/client/latchkey.js');
    const { clock, sockets } = await enter();
    const client = createClient({ base: 'http://test', clock, WebSocket: sockets[0].constructor });
    const room = client.enterRoom('r');
    assert.equal(client.enterRoom('r'), room);
    room.leave();
    assert.notEqual(client.enterRoom('r'), room);
    assert.throws(() => client.enterRoom('../r'), { code: 'invalid_room' });
  });

  test('a token that arrives after the room was left opens no socket', async () => {
    let give;
    const { room, sockets } = await enter({ authEndpoint: () => new Promise((resolve) => (give = resolve)) });
    room.leave();
    give('h.p.s');
    await settled();
    assert.equal(sockets.length, 0);
  });
});

describe('closes', () => {
  const now = ['now', 0];
  const later = ['later', 250];
  const stop = ['stop', undefined];
  const codes = [
    [4401, 'invalid_token', now], [4419, 'token_expired', now], [4430, 'invalidated', now], [4408, 'auth_timeout', now],
    [4429, 'too_many_attempts', stop], [4429, 'rate_limited', later], [4403, 'forbidden', stop], [4400, 'mutation_gap', stop],
    [4404, 'room_not_found', stop], [4410, 'room_closed', stop], [4406, 'version_unsupported', stop], [4409, 'replaced', stop],
    [1009, 'payload_too_large', stop], [4508, 'slow_consumer', now], [4200, 'moved', now], [4503, 'draining', later],
    [1011, 'internal', later], [4503, 'auth_unavailable', later],
    // the reason is read before the number
    [4401, 'forbidden', stop], [1011, 'moved', now],
    // other codes by their class
    [4299, '', now], [4499, '', stop], [4599, '', later], [1001, '', later], [1005, '', later], [1012, '', later],
    [1000, '', later], [1008, '', now], [1002, '', stop], [1003, '', stop], [1007, '', stop], [1010, '', stop],
    [4503, 'never_heard_of', later], [4444, 'never_heard_of', stop],
  ];
  for (const [code, reason, [name, delay]] of codes) {
    test(`a close ${code} ${reason || 'without a reason'} means ${name}`, async () => {
      const { statuses, socket, join } = await enter();
      await join();
      socket().end(code, reason);
      const { status, retryInMs } = statuses.at(-1);
      assert.equal(retryInMs, delay);
      assert.equal(status, delay === undefined ? 'disconnected' : 'reconnecting');
    });
  }

  for (const [code, reason] of [[4440, 'logged_out'], [4440, 'blocked'], [4440, '']]) {
    test(`a close 4440 ${reason} waits for a login, keeps what is pending, and goes on after reconnect()`, async () => {
      const { room, socket, sockets, join } = await enter();
      await join();
      const warned = [];
      room.on('invalidated', (event) => warned.push(event.code));
      room.set('a', 1);
      socket().end(code, reason);
      assert.equal(room.status, 'needs-auth');
      assert.deepEqual(warned, [reason || '4440']);
      assert.equal(room.get('a'), 1);
      room.reconnect();
      await settled();
      assert.equal(sockets.length, 2);
      await join();
      assert.equal(room.status, 'connected');
      assert.equal(socket().frames()[0][0].id, 1);
    });
  }

  test('a refusal for good rejects ready with code and action, and rolls the view back', async () => {
    const { room, socket } = await enter();
    const pending = room.set('a', 1);
    socket().say({ type: 'error', code: 'forbidden', message: 'no', action: 'stop' });
    socket().end(4403, 'forbidden');
    await assert.rejects(room.ready, { code: 'forbidden', action: 'stop' });
    assert.deepEqual(await pending, { outcome: 'rejected', code: 'forbidden' });
    assert.deepEqual(room.entries(), []);
  });

  test('a refused token is replaced once, at once, then it stops', async () => {
    const { room, clock, calls, socket, sockets } = await enter();
    const refuse = () => socket().say({ type: 'unauthorized', code: 'invalid_token', message: '', action: 'reauthenticate' });
    refuse();
    await clock.advance(0);
    assert.equal(sockets.length, 2);
    assert.deepEqual(calls[1], { room: 'a:b', reason: 'reauthenticate', previousCode: 'invalid_token' });
    refuse();
    await clock.advance(60_000);
    assert.equal(sockets.length, 2);
    await assert.rejects(room.ready, { code: 'invalid_token', action: 'stop' });
  });

  test('an invalidated session comes back with a new token, and refused again it stops', async () => {
    const { room, clock, socket, join, sockets } = await enter();
    await join();
    socket().end(4430, 'invalidated');
    await clock.advance(0);
    socket().end(4430, 'token_revoked');
    await clock.advance(60_000);
    assert.equal(sockets.length, 2);
    assert.equal(room.status, 'disconnected');
  });

  test('an expired token is replaced at once only once per 10 s of joined time', async () => {
    const { clock, statuses, socket, join } = await enter();
    const delays = [];
    for (const joinedFor of [0, 0, 10_000]) {
      await join();
      await clock.advance(joinedFor);
      socket().end(4419, 'token_expired');
      delays.push(statuses.at(-1).retryInMs);
      await clock.advance(delays.at(-1));
    }
    assert.deepEqual(delays, [0, 250, 0]);
  });

  test('a server that only moves its clients on is not followed in a loop', async () => {
    const { clock, statuses, socket } = await enter();
    socket().end(4200, 'moved');
    await clock.advance(0);
    socket().end(4200, 'moved');
    assert.equal(statuses.at(-1).retryInMs, 250);
  });

  test('retryAfterMs is kept to', async () => {
    const { statuses, socket, join } = await enter();
    await join();
    socket().say({ type: 'error', code: 'rate_limited', message: '', action: 'retry', retryAfterMs: 1234 });
    socket().end(4429, 'rate_limited');
    assert.equal(statuses.at(-1).retryInMs, 1234);
  });

  test('an error that was no reason to close does not decide about a later close', async () => {
    const { statuses, socket, join } = await enter();
    await join();
    socket().say({ type: 'error', code: 'rate_limited', message: '', action: 'retry', retryAfterMs: 1234 });
    socket().end(1006, '');
    assert.equal(statuses.at(-1).retryInMs, 250);
  });
});

describe('back-off', () => {
  test('delays are uniform in [0, cap], the cap doubling from 0.5 s to 30 s', async () => {
    const { clock, statuses, socket } = await enter({ clock: new FakeClock(() => 1) });
    for (let i = 0; i < 9; i++) {
      socket().end(1006);
      await clock.advance(30_000);
    }
    assert.deepEqual(statuses.map(({ retryInMs }) => retryInMs), [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
  });

  test('ten joined seconds start it anew, fewer do not', async () => {
    const { clock, statuses, socket, join } = await enter({ clock: new FakeClock(() => 1) });
    for (const joinedFor of [9_999, 9_999, 10_000]) {
      await join();
      await clock.advance(joinedFor);
      socket().end(1006);
      await clock.advance(30_000);
    }
    assert.deepEqual(statuses.map(({ retryInMs }) => retryInMs).filter(Boolean), [500, 1000, 500]);
  });

  test('the jitter is the clock\'s', async () => {
    const { statuses, socket } = await enter({ clock: new FakeClock(seeded(1)) });
    socket().end(1006);
    assert.equal(statuses[0].retryInMs, seeded(1)() * 500);
  });
});

describe('heartbeat', () => {
  test('after 25 s without a frame it pings, and reconnects when 5 s later nothing came', async () => {
    const { room, clock, socket, join } = await enter();
    await join();
    await clock.advance(24_999);
    assert.deepEqual(socket().frames(), []);
    await clock.advance(1);
    assert.deepEqual(socket().frames(), [[{ type: 'ping', ref: 1 }]]);
    await clock.advance(4_999);
    assert.equal(room.status, 'connected');
    await clock.advance(1);
    assert.equal(room.status, 'reconnecting');
  });

  test('any frame is an answer', async () => {
    const { room, clock, socket, join } = await enter();
    await join();
    await clock.advance(29_000);
    socket().say({ type: 'presence', joined: [], updated: [], left: [] });
    await clock.advance(20_000);
    assert.equal(room.status, 'connected');
    await clock.advance(5_000);
    assert.equal(socket().frames().length, 2);
  });

  test('a socket that is not authenticated sends no ping, and is given up all the same', async () => {
    const { clock, socket, statuses } = await enter();
    socket().readyState = 1;
    await clock.advance(30_000);
    assert.deepEqual(socket().frames(), []);
    assert.equal(statuses[0].status, 'connecting');
    assert.equal(statuses[0].reason, '1006');
  });
});

describe('frames that cannot be right', () => {
  test('a poke that does not follow what we have asks for the whole state', async () => {
    const { room, clock, socket, join } = await enter();
    await join({ version: 3, state: { a: 1 } });
    socket().say({ type: 'poke', from: 4, to: 5, patch: [{ op: 'put', key: 'a', value: 2 }] });
    assert.equal(room.get('a'), 1);
    await clock.advance(250);
    assert.equal(socket().url.searchParams.get('since'), null);
  });

  test('a poke between the pieces of a state asks for the whole state', async () => {
    const { room, clock, socket, join } = await enter();
    await join({ state: { a: 1 } });
    socket().say({ type: 'state', epoch: 'e', version: 9, first: true, state: {}, more: true });
    socket().say({ type: 'poke', from: 0, to: 1, patch: [{ op: 'put', key: 'a', value: 2 }] });
    assert.equal(room.get('a'), 1);
    await clock.advance(250);
    assert.equal(socket().url.searchParams.get('since'), null);
  });

  test('a close of a socket that was given up is not a close of the next one', async () => {
    const { room, clock, sockets, join } = await enter();
    await join();
    await clock.advance(30_250);
    await join();
    sockets[0].end(4403, 'forbidden');
    assert.equal(room.status, 'connected');
  });

  test('text that is not JSON gives the connection up, not the room', async () => {
    const { room, socket, join } = await enter();
    await join();
    socket().onmessage({ data: '{"type":' });
    assert.equal(room.status, 'reconnecting');
  });

  test('unknown messages, empty lines and a trailing newline are ignored', async () => {
    const { room, socket, join } = await enter();
    await join();
    socket().onmessage({ data: '{"type":"unheard"}\n\n{"type":"poke","from":0,"to":1,"patch":[{"op":"put","key":"a","value":1}]}\n' });
    assert.equal(room.get('a'), 1);
  });
});

describe('replaced', () => {
  const gaveUp = ({ clock }) => clock.advance(30_250);
  const cut = async ({ clock, socket }) => {
    socket().end(1006);
    await clock.advance(250);
  };
  const overtaken = async ({ room }) => {
    room.reconnect();
    await settled();
  };
  for (const abandon of [gaveUp, cut, overtaken]) {
    test(`by an attempt that was ${abandon.name} is answered once with a back-off, and nothing is lost`, async () => {
      const entered = await enter();
      const { room, clock, statuses, sockets, socket, join } = entered;
      await abandon(entered);
      await join();
      room.set('a', 1);
      await settled();
      const [[sent]] = socket().frames();
      socket().end(4409, 'replaced');
      const { status, reason, action, retryInMs } = statuses.at(-1);
      assert.deepEqual([status, reason, action], ['reconnecting', 'replaced', 'retry']);
      assert.ok(retryInMs > 0);
      await clock.advance(retryInMs);
      assert.equal(sockets.length, 3);
      assert.equal(new Set(sockets.map(({ url }) => url.searchParams.get('client'))).size, 1);
      await join();
      await room.ready;
      assert.deepEqual(socket().frames(), [[sent]]);
      socket().end(4409, 'replaced');
      assert.equal(room.status, 'disconnected');
    });
  }

  test('before it is joined is no attempt that excuses the next', async () => {
    const entered = await enter();
    const { room, clock, socket } = entered;
    await cut(entered);
    socket().end(4409, 'replaced');
    await clock.advance(30_000);
    socket().end(4409, 'replaced');
    assert.equal(room.status, 'disconnected');
  });

  test('stops a minute after the last attempt was given up', async () => {
    const entered = await enter();
    const { room, clock, socket, join } = entered;
    await cut(entered);
    await join();
    for (let second = 0; second < 60; second += 20) {
      await clock.advance(20_000);
      socket().say({ type: 'pong', ref: 1 });
    }
    socket().end(4409, 'replaced');
    assert.equal(room.status, 'disconnected');
  });

  test('stops where the server itself had ended what came before', async () => {
    for (const [code, joinedFirst] of [[1006, true], [4503, false]]) {
      const { room, clock, socket, join } = await enter();
      if (joinedFirst) await join();
      socket().end(code);
      await clock.advance(250);
      await join();
      socket().end(4409, 'replaced');
      assert.equal(room.status, 'disconnected', `${code}`);
    }
  });
});

test('reconnect() after a stop is connecting again, with a new client id and a new promise', async () => {
  const { room, socket, statuses, join } = await enter();
  const client = socket().url.searchParams.get('client');
  socket().end(4409, 'replaced');
  await assert.rejects(room.ready, { code: 'replaced' });
  room.reconnect();
  await settled();
  assert.equal(room.status, 'connecting');
  assert.notEqual(socket().url.searchParams.get('client'), client);
  await join();
  await room.ready;
  assert.deepEqual(statuses.map(({ status }) => status), ['disconnected', 'connecting', 'connected']);
});
