// Mutations of every kind. Which keys a kind touches is chosen so that each outcome can be foretold; what the room must
// hold in the end is found by running all that was applied once more, in the order of the versions.
import { runMutation } from '../model/mutations.js';
import { pause } from './cast.js';

const APPLIED = 'applied';

/** One call and its foretold verdict. */
function anyCall({ random }, actor) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const unique = `${actor.index}-${actor.made.length}`;
  const number = Math.floor(random() * 100);
  const big = 'x'.repeat(random() < 0.05 ? 20_000 : 10);
  return pick([
    [['increment', pick(['count/0', 'count/1', 'count/2']), number], APPLIED],
    [['increment', 'count/0'], APPLIED],
    [['append', pick(['list/0', 'list/1']), unique], APPLIED],
    [['set', `own/${actor.index}`, { unique, big }], APPLIED],
    [['patch', 'doc', { [`m${unique}`]: { deep: number }, [`m${actor.index}-${number}`]: null }], APPLIED],
    [['setAll', { 'pair/a': unique, 'pair/b': unique }], APPLIED],
    [['set', `tmp/${number % 7}`, [unique]], APPLIED],
    [['delete', `tmp/${number % 7}`], APPLIED],
    [['clear', pick(['tmp/', 'tmp/1', 'none/'])], APPLIED],
    [['increment', 'text'], 'invalid_arguments'],
    [['append', 'text', unique], 'invalid_arguments'],
    [['mutate', 'unheardOf', { unique }], 'unknown_mutation'],
  ]);
}

/** Mutates in bursts with pauses between, and looks at the pair, which nobody may ever see torn. */
async function act(world, actor) {
  const { random, wrong } = world;
  actor.room.subscribe('pair/', () => {
    const [a, b] = [actor.room.get('pair/a'), actor.room.get('pair/b')];
    if (a !== b) wrong.push(`${actor.name}: half of a mutation: ${a}, ${b}`);
  });
  while (Date.now() < world.end) {
    for (let burst = Math.ceil(random() ** 4 * 12); burst > 0; burst--) {
      const [call, verdict] = anyCall(world, actor);
      actor.make(call, actor.access === 'read' ? 'insufficient_permission' : verdict);
    }
    await pause(random() < 0.05 ? random() * 2_000 : random() * 200);
  }
}

/** Until the time is over. */
export async function perform(world) {
  const { actors, proxy, random } = world;
  const cuts = async () => {
    while (Date.now() < world.end) {
      await pause(random() * 400);
      proxy.cutAny();
    }
  };
  await Promise.all([cuts(), ...actors.map((actor) => act(world, actor))]);
}

const argsOf = {
  set: (key, value) => ({ key, value }),
  delete: (key) => ({ key }),
  patch: (key, merge) => ({ key, merge }),
  increment: (key, by = 1) => ({ key, by }),
  append: (key, value) => ({ key, value }),
  setAll: (values) => ({ values }),
  clear: (prefix) => ({ prefix }),
};

function verdictsAreForetold(mutations, wrong) {
  for (const { actor, call, expected, outcome } of mutations) {
    if (!outcome) continue;
    const verdict = outcome.outcome === 'rejected' ? outcome.code : outcome.outcome;
    if (verdict !== expected) wrong.push(`${actor.name}: ${JSON.stringify(call)} is ${JSON.stringify(outcome)}, not ${expected}`);
  }
}

/** What was told as applied makes the versions, each once, without a gap, and in each client's own order. */
function inOrder({ actors }, mutations, base, wrong) {
  const applied = mutations.filter(({ outcome }) => outcome?.outcome === APPLIED);
  applied.sort((a, b) => a.outcome.version - b.outcome.version);
  applied.forEach(({ actor, outcome, call }, index) => {
    if (outcome.version !== base + index + 1) {
      wrong.push(`version ${base + index + 1} is missing or double: ${actor.name}: ${JSON.stringify(call)} has ${outcome.version}`);
    }
  });
  for (const { name, made } of actors) {
    const own = made.map(({ outcome }) => outcome).filter((outcome) => outcome?.outcome === APPLIED);
    if (own.some(({ version }, index) => index && version <= own[index - 1].version)) wrong.push(`${name}: out of order`);
  }
  return applied;
}

/** All that must hold at the end; `before` and `after` are the server's state. */
export function judge(world, before, after) {
  const { actors, log, wrong } = world;
  const mutations = actors.flatMap(({ made }) => made);
  verdictsAreForetold(mutations, wrong);
  const applied = inOrder(world, mutations, before.version, wrong);
  const state = new Map(Object.entries(before.state).map(([key, value]) => [key, JSON.stringify(value)]));
  let version = before.version;
  const shown = () => JSON.stringify([...state].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, JSON.parse(value)]));
  for (const { call } of applied) {
    const [name, ...args] = call;
    for (const [key, value] of runMutation(state, name, argsOf[name](...args))) {
      value === undefined ? state.delete(key) : state.set(key, value);
    }
    version++;
    if (log.has(version) && !alike(log.get(version), shown())) wrong.push(`version ${version} is not what its mutations make`);
  }
  const expected = [version, shown()];
  const found = [after.version, JSON.stringify(Object.entries(after.state).sort(([a], [b]) => (a < b ? -1 : 1)))];
  if (expected[0] !== found[0] || !alike(expected[1], found[1])) wrong.push(`the server is at ${found}, and not ${expected}`.slice(0, 2_000));
}

/** Members of an object may stand in any order (RFC 8259 section 4). */
function alike(a, b) {
  const sorted = (_, value) =>
    value && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value;
  return a === b || JSON.stringify(JSON.parse(a, sorted)) === JSON.stringify(JSON.parse(b, sorted));
}
