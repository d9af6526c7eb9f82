// Real clients, a real server, a bad network between them. A failing run is run again by its seed:
//   node chaos/main.js <scenario: mixed | counter> <url> <seed> <seconds | increments> [tokens]
// `tokens` is a JSON array of {"user","access","token"} for rooms named demo:**; other clients use the demo's users.
import { seeded } from '../support/clock.js';
import { ChaosProxy } from './proxy.js';
import { enterAll, settleAll, tokenOf } from './cast.js';
import * as mixed from './mixed.js';
import * as counter from './counter.js';

const [scenario, url, seed, amount, tokens = '[]'] = process.argv.slice(2);
const random = seeded(Number(seed));
const room = `demo:chaos-${scenario}-${seed}-${Date.now()}`;
const { perform, judge } = { mixed, counter }[scenario];
const wrong = [];

const token = await tokenOf(url, room);
const api = (path, options) =>
  fetch(`${url}/api/v1/rooms/${room}/${path}`, {
    ...options,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
  }).then((response) => response.json());

await api('mutations', { method: 'POST', body: JSON.stringify({ name: 'set', args: { key: 'text', value: 'a text' } }) });
const before = await api('state');

const { hostname, port } = new URL(url);
const proxy = new ChaosProxy({ host: hostname, port: Number(port) }, random);
const base = `http://127.0.0.1:${await proxy.listen()}`;
const log = new Map();
const count = scenario === 'mixed' ? 20 : 6;
const given = JSON.parse(tokens).filter(({ access }) => scenario === 'mixed' || access === 'write');
const users = scenario === 'mixed' ? ['ann', 'root', 'ann', 'bob'] : ['ann', 'root'];
const actors = enterAll({ count, room, base, tokens: given, users, random, log, wrong });
const world = { actors, proxy, random, log, wrong, start: 0, left: Number(amount), end: Date.now() + Number(amount) * 1000 };
await perform(world);
const calmed = Date.now();
const after = await settleAll(world, () => api('state'));
const settledInMs = Date.now() - calmed;
judge(world, before, after);
const truth = JSON.stringify(Object.entries(after.state).sort(([a], [b]) => (a < b ? -1 : 1)));
for (const { name, room: view } of actors) {
  const seen = JSON.stringify(view.entries());
  if (seen !== truth) wrong.push(`${name} sees ${seen.slice(0, 300)}, the server has ${truth.slice(0, 300)}`);
}

const mutations = actors.reduce((sum, { made }) => sum + made.length, 0);
const joins = actors.reduce((sum, { statuses }) => sum + statuses.filter(({ status }) => status === 'connected').length, 0);
console.log(JSON.stringify({ scenario, seed, broken: wrong.length, mutations, version: after.version, joins, settledInMs, ...proxy.counts, ...world.witnessed }));
if (wrong.length) console.log(`${wrong.length} promises broken, seed ${seed}:\n${wrong.slice(0, 20).join('\n')}`);
process.exit(wrong.length ? 1 : 0);
