// One counter, many clients, losses all the time: what a client shows must be what the server confirmed plus the client's
// own increments that wait, never less than before, never more than were started.
import { pause } from './cast.js';

const WAITING = 150;

function watch(world, actor) {
  const { actors, wrong, witnessed } = world;
  let shown = world.start;
  actor.room.subscribe('n', (changes) => {
    witnessed.views++;
    const now = changes.get('n') ?? 0;
    const { state, ended } = actor.witness;
    // The one that is just being made is shown before it is counted.
    const own = actor.made.length - ended;
    const confirmed = state.get('n') ?? 0;
    const started = actors.reduce((sum, { made }) => sum + made.length, world.start);
    const explained = now === confirmed + own;
    if (!explained || now < shown || now > started) {
      wrong.push(`${actor.name} shows ${now} behind ${shown}: ${confirmed} confirmed, ${own} own wait, ${started} started`);
    }
    shown = now;
  });
}

async function act(world, actor) {
  const { random } = world;
  while (world.left > 0) {
    const waiting = actor.made.filter(({ outcome }) => !outcome).length;
    for (let burst = Math.ceil(random() * 12); burst > 0 && waiting < WAITING && world.left > 0; burst--) {
      world.left--;
      actor.make(['increment', 'n'], 'applied');
    }
    await pause(random() * 30);
  }
}

export async function perform(world) {
  const { actors, proxy, random } = world;
  world.witnessed = { views: 0 };
  actors.forEach((actor) => watch(world, actor));
  const cuts = async () => {
    while (world.left > 0) {
      await pause(random() * 300);
      proxy.cutAny();
    }
  };
  await Promise.all([cuts(), ...actors.map((actor) => act(world, actor))]);
}

export function judge(world, before, after) {
  const { actors, wrong } = world;
  const mutations = actors.flatMap(({ made }) => made);
  const versions = new Set();
  for (const { actor, outcome } of mutations) {
    if (outcome?.outcome !== 'applied') wrong.push(`${actor.name}: an increment is ${JSON.stringify(outcome)}`);
    else versions.add(outcome.version);
  }
  if (versions.size !== mutations.length) wrong.push(`${mutations.length} increments made ${versions.size} versions`);
  const sum = (before.state.n ?? 0) + mutations.length;
  if (after.state.n !== sum) wrong.push(`the counter is ${after.state.n} and not ${sum}`);
}
