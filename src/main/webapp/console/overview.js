// Is it up, and what does it do: health, and rates from the differences of /metrics.
import { createNotice, h, svg } from './dom.js';
import { poll } from './list.js';
import { createHistory, parseMetrics } from './metrics.js';

const EVERY = 2000;
const [WIDTH, HEIGHT, KEPT] = [120, 32, 60];
const history = createHistory(KEPT);

const round = (value) => (Number.isInteger(value) || value >= 100 ? Math.round(value).toLocaleString() : value.toFixed(value < 10 ? 2 : 1));

/** The newest at the right edge; the line's top is the largest shown. */
function sparkline(numbers) {
  const top = Math.max(...numbers, 1e-9);
  const x = (index) => WIDTH - ((numbers.length - 1 - index) * WIDTH) / (KEPT - 1);
  const y = (value) => HEIGHT - 2 - (value / top) * (HEIGHT - 4);
  const points = numbers.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return svg(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('polyline', { points, 'vector-effect': 'non-scaling-stroke' }),
  );
}

function tile(title, numbers, unit) {
  const now = numbers.at(-1) ?? 0;
  const value = h('p', { class: 'value' }, round(now), h('small', null, unit));
  const most = numbers.length > 1 ? `most ${round(Math.max(...numbers))}` : 'measuring';
  return h('li', { class: 'tile' }, h('h4', null, title), value, sparkline(numbers), h('p', { class: 'hint' }, most));
}

const group = (title, tiles) => h('section', null, h('h3', null, title), h('ul', { class: 'tiles' }, tiles));

function outcomes(name) {
  const labels = history.labels(name);
  const tiles = labels.map((label) => tile(label, history.rates(`${name} ${label}`), ' /s'));
  return tiles.length ? tiles : [h('li', { class: 'hint' }, 'None yet.')];
}

function draw() {
  return [
    group('Throughput', [
      tile('Connections', history.values('latchkey_connections'), ''),
      tile('Rooms loaded', history.values('latchkey_rooms'), ''),
      tile('Versions', history.rates('latchkey_room_versions_total'), ' /s'),
      tile('Frames sent', history.rates('latchkey_frames_total'), ' /s'),
    ]),
    group('Mutations by outcome', outcomes('latchkey_mutations_total')),
    group('Handshakes by outcome', outcomes('latchkey_handshakes_total')),
  ];
}

const check = ({ name, status, data }) =>
  h('li', { 'data-status': status }, h('i', { 'aria-hidden': 'true' }), `${name}: ${status === 'UP' ? 'up' : 'down'}`, data?.warning && h('small', null, ` ${data.warning}`));

async function readHealth(api) {
  const { checks } = await api.get('health/ready', 503);
  return checks;
}

export function overview({ api, root, signal }) {
  const [metricsNotice, healthNotice] = [createNotice(), createNotice()];
  const health = h('ul', { class: 'health', 'aria-label': 'Health' });
  const rates = h('div', { class: 'rates' });
  root.append(
    h('p', { class: 'hint' }, 'Read every 2 s while this page is visible; a line is the last 2 minutes that it was.'),
    healthNotice.element,
    health,
    metricsNotice.element,
    rates,
  );
  if (history.samples.length) rates.replaceChildren(...draw());

  const guarded = async (notice, task) => {
    try {
      await task();
      notice.clear();
    } catch (problem) {
      if (!signal.aborted) notice.show(problem);
    }
  };
  poll(
    () =>
      Promise.all([
        guarded(healthNotice, async () => health.replaceChildren(...(await readHealth(api)).map(check))),
        guarded(metricsNotice, async () => {
          history.add(parseMetrics(await api.get('metrics')));
          rates.replaceChildren(...draw());
        }),
      ]),
    EVERY,
    signal,
  );
}
