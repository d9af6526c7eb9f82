// Names that mean something to JavaScript are data like all others, wherever a frame holds them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { settled } from './support/clock.js';
import { enter } from './support/setup.js';

const POLLUTION = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1,"hasOwnProperty":2}';

/** A frame as it stands: a literal with `__proto__` in it would set the prototype instead. */
const tell = async (run, ...lines) => {
  run.socket().readyState = 1;
  run.socket().onmessage({ data: lines.join('\n') });
  await settled();
};

const assertClean = () => {
  assert.equal({}.polluted, undefined);
  assert.equal([].polluted, undefined);
  assert.equal(Object.prototype.polluted, undefined);
  assert.equal(typeof {}.hasOwnProperty, 'function');
  assert.equal(typeof `${{}}`, 'string');
};

const own = (value) => JSON.parse(JSON.stringify(value));

describe('__proto__ and its like', () => {
  test('as keys of the state, of patches and of their values', async () => {
    const run = await enter();
    const client = run.socket().url.searchParams.get('client');
    await tell(
      run,
      '{"type":"authenticated","user":{"id":"ann","__proto__":{"polluted":1}},"access":"write","permissions":["room:write"]}',
      `{"type":"joined","connection":"c1","client":"${client}","epoch":"e","version":0,"state":${POLLUTION},"lastMutation":0,"members":[],"outcomes":[]}`,
    );
    assert.deepEqual(run.room.entries().map(([key]) => key), ['__proto__', 'constructor', 'hasOwnProperty', 'toString']);
    assert.deepEqual(run.room.get('__proto__'), { polluted: 1 });
    assert.equal(run.room.get('valueOf'), undefined);
    await tell(
      run,
      `{"type":"poke","from":0,"to":2,"patch":[{"op":"put","key":"__proto__","value":${POLLUTION}},{"op":"del","key":"constructor"}]}`,
    );
    assert.deepEqual(own(run.room.get('__proto__')), JSON.parse(POLLUTION));
    assert.equal(run.room.get('constructor'), undefined);
    assertClean();
  });

  test('as members of a message itself', async () => {
    const run = await enter();
    await run.join();
    const before = run.room.entries();
    await tell(run, '{"type":"poke","__proto__":{"from":0},"to":9,"patch":[],"from":0}');
    await tell(run, '{"__proto__":{"type":"broadcast","event":"x"}}', '{"type":"__proto__"}', '{"type":"constructor"}');
    await tell(run, '{"type":"access","access":"read","permissions":["room:read"],"__proto__":{"polluted":1}}');
    assert.deepEqual(run.room.entries(), before);
    assert.equal(run.room.self.polluted, undefined);
    assertClean();
  });

  test('as limits, connections, users, presence and events', async () => {
    const run = await enter();
    const heard = [];
    run.room.on('broadcast', (message) => heard.push(message));
    run.room.on('__proto__', (message) => heard.push(message));
    await run.join();
    await tell(
      run,
      `{"type":"presence","joined":[{"connection":"__proto__","user":{"id":"__proto__","__proto__":{"polluted":1}},"presence":${POLLUTION}}],"updated":[{"connection":"constructor","__proto__":{"polluted":1}}],"left":[{"connection":"hasOwnProperty"}]}`,
      `{"type":"broadcast","event":"__proto__","data":${POLLUTION},"from":{"connection":"__proto__","user":{"id":"x"}}}`,
    );
    assert.deepEqual(run.room.others.map(({ connection }) => connection), ['__proto__', 'constructor']);
    assert.equal(run.room.others[0].user.id, '__proto__');
    assert.equal(heard.length, 1);
    assert.deepEqual(own(heard[0].data), JSON.parse(POLLUTION));
    assertClean();
  });

  test('as what this client does itself, before the server has answered', async () => {
    const run = await enter();
    await run.join();
    const hostile = () => JSON.parse(POLLUTION);
    run.room.set('__proto__', hostile());
    run.room.patch('__proto__', JSON.parse('{"__proto__":{"polluted":2},"constructor":null}'));
    run.room.setAll(hostile());
    run.room.increment('valueOf');
    run.room.append('isPrototypeOf', hostile());
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) run.room.mutate(name, hostile());
    assert.deepEqual(run.room.get('__proto__'), { polluted: 1 });
    assert.equal(run.room.get('valueOf'), 1);
    await settled();
    const sent = run.socket().sent.join('\n').split('\n');
    assert.ok(sent[0].includes(`"value":${POLLUTION}`), sent[0]);
    assertClean();
  });
});

describe('frames that no server sends', () => {
  for (const frame of ['', '{', 'null', '[]', '7', '"text"', '{"type":"joined"}', '{"type":"poke"}', '\u0000', '{"type":"state","state":null}']) {
    test(`${JSON.stringify(frame)} ends the connection or nothing, and the next one works`, async () => {
      const run = await enter();
      await run.join({ state: { k: 1 } });
      try {
        await tell(run, frame);
      } catch (error) {
        assert.fail(`it threw into the page: ${error}`);
      }
      await run.clock.advance(60_000);
      if (run.room.status !== 'connected') await run.join({ state: { k: 2 }, version: 1 });
      assert.equal(run.room.status, 'connected');
      assertClean();
    });
  }
});
