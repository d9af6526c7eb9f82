// The hooks, with React itself.
import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import React, { StrictMode, createElement } from 'react';
import { act, create } from 'react-test-renderer';
import { createHooks } from '../../main/webapp/client/latchkey-react.js';
import { createClient } from '../../main/webapp/client/latchkey.js';
import { FakeClock, settled } from './support/clock.js';
import { authenticated, joined } from './support/setup.js';
import { socketClass } from './support/socket.js';

globalThis.IS_REACT_ACT_ENVIRONMENT = true;
const { useRoom, useEntry, useOthers, useStatus } = createHooks(React);
const member = (connection) => ({ connection, user: { id: connection }, presence: null });

async function mount(component, wrap = (element) => element) {
  const WebSocket = socketClass();
  const client = createClient({ base: 'http://test', clock: new FakeClock(), WebSocket });
  const seen = [];
  const App = () => (seen.push(component(client)), null);
  let root;
  await act(async () => void (root = create(wrap(createElement(App)))));
  await settled();
  const say = (...messages) => act(async () => WebSocket.last.say(...messages));
  await say(authenticated(), joined({ state: { a: 1, b: 1 }, members: [member('c1'), member('c2')] }));
  return { root, say, seen, sockets: WebSocket.all, unmount: () => act(async () => root.unmount()) };
}

const put = (from, key, value) => ({ type: 'poke', from, to: from + 1, patch: [{ op: 'put', key, value }] });

describe('hooks', () => {
  test('useEntry renders again for its own key only', async () => {
    const { say, seen, unmount } = await mount((client) => useEntry(useRoom(client, 'r'), 'a'));
    await say(put(0, 'b', 2));
    const before = seen.length;
    await say(put(1, 'a', 2), put(2, 'a', 3));
    assert.deepEqual([seen.at(-1), seen.length], [3, before + 1]);
    await unmount();
  });

  test('useOthers gives the same array until somebody comes or goes', async () => {
    const { say, seen, unmount } = await mount((client) => useOthers(useRoom(client, 'r')));
    assert.deepEqual(seen.at(-1).map(({ connection }) => connection), ['c2']);
    const before = seen.at(-1);
    await say({ type: 'presence', joined: [], updated: [], left: [] });
    assert.equal(seen.at(-1), before);
    await say({ type: 'presence', joined: [member('c3')], updated: [], left: ['c2'] });
    assert.deepEqual(seen.at(-1).map(({ connection }) => connection), ['c3']);
    await unmount();
  });

  test('useStatus tells the status with its reason', async () => {
    const { sockets, seen, unmount } = await mount((client) => useStatus(useRoom(client, 'r')));
    assert.equal(seen.at(-1).status, 'connected');
    await act(async () => sockets.at(-1).end(4403, 'forbidden'));
    assert.deepEqual([seen.at(-1).status, seen.at(-1).reason], ['disconnected', 'forbidden']);
    await unmount();
  });

  test('useRoom enters once for all, in strict mode too, and leaves a second after the last component has gone', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const twice = (element) => createElement(StrictMode, null, element, element);
      const { seen, sockets, unmount } = await mount((client) => useRoom(client, 'r'), twice);
      mock.timers.tick(5_000);
      assert.equal(new Set(seen).size, 1);
      assert.deepEqual([sockets.length, sockets[0].closed], [1, undefined]);
      await unmount();
      mock.timers.tick(999);
      assert.equal(sockets[0].closed, undefined);
      mock.timers.tick(1);
      assert.equal(sockets[0].closed, 1000);
    } finally {
      mock.timers.reset();
    }
  });
});
