// Replays src/test/resources/transcripts against the client: the test is the server.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { enter } from './support/setup.js';
import { settled } from './support/clock.js';

const folder = new URL('../resources/transcripts/', import.meta.url);

for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const transcript = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  test(`${file}: ${transcript.title}`, () => replay(transcript));
}

async function replay({ steps, credential }) {
  const run = { ...(await enter({ credential })), opened: 0, outcomes: new Map(), bound: { $epoch: 'e1', $connection: 'c1', $token: 'h.1.s', $fresh: 'h.2.s' } };
  for (const step of steps) {
    const [kind] = Object.keys(step);
    await actions[kind](run, step[kind], step);
    await settled();
  }
  assert.deepEqual(run.socket().frames(), [], 'frames that the transcript does not have');
}

/** The placeholders of a transcript, as this run has them. */
function fill(run, value) {
  const text = JSON.stringify(value).replace(/\$[a-z]+/g, (name) => run.bound[name] ?? assert.fail(`unbound ${name}`));
  return JSON.parse(text);
}

const actions = {
  open(run, { since, renewed }) {
    assert.equal(run.sockets.length, ++run.opened, 'sockets opened so far');
    const query = run.socket().url.searchParams;
    assert.equal(query.get('since'), fill(run, since));
    assert.match(query.get('client'), /^[\w-]{8,64}$/);
    if (run.opened > 1 && !renewed) assert.equal(query.get('client'), run.bound.$client);
    if (renewed) assert.notEqual(query.get('client'), run.bound.$client);
    run.bound.$client = query.get('client');
  },
  server: (run, messages) => run.socket().say(...fill(run, messages)),
  client(run, messages) {
    const [text] = run.socket().sent.splice(0, 1);
    assert.deepEqual(text?.split('\n').map((line) => JSON.parse(line)), fill(run, messages));
  },
  close: (run, { code, reason }) => run.socket().end(code, reason),
  other() {},
  do(run, call, { as }) {
    const calls = Array.isArray(call[0]) ? call : [call];
    calls.forEach(([method, ...args], index) => {
      const name = calls === call ? `${as}.${index}` : as;
      Promise.resolve(run.room[method](...args)).then((outcome) => run.outcomes.set(name, outcome));
    });
  },
  view: (run, view) => assert.deepEqual(run.room.entries(), Object.entries(view).sort(([a], [b]) => (a < b ? -1 : 1))),
  outcomes(run, expected) {
    for (const [name, members] of Object.entries(expected)) {
      const outcome = run.outcomes.get(name) ?? assert.fail(`${name} has not ended`);
      assert.deepEqual(Object.fromEntries(Object.keys(members).map((key) => [key, outcome[key]])), members);
    }
  },
  status: (run, status) => assert.equal(run.room.status, status),
  advance: (run, ms) => run.clock.advance(ms),
};
