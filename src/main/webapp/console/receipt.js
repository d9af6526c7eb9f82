// What an invalidation would do, and the receipt of what it did.
import { h, time } from './dom.js';

const row = (name, ...value) => [h('dt', null, name), h('dd', null, ...value)];
const people = (count) => `${count} ${count === 1 ? 'connection' : 'connections'}`;

export const preview = ({ connections: { matched } }) =>
  h('p', { class: 'receipt', 'data-matched': matched }, `Now it would end ${people(matched)}, and every token and ticket issued until then. Nothing has been changed.`);

export function receipt({ id, sequence, effectiveAt, connections, nodes = [], rooms = [] }) {
  const waiting = nodes.filter(({ applied }) => !applied);
  return h(
    'dl',
    { class: 'receipt' },
    row('Receipt', h('code', null, id)),
    row('Sequence', String(sequence)),
    row('Since', time(effectiveAt)),
    row('Ended', `${connections.closed} of ${people(connections.matched)}`),
    row('Holds on', waiting.length ? `not yet: ${waiting.map((node) => node.id).join(', ')}` : nodes.map((node) => node.id).join(', ')),
    rooms.map(({ room, version }) => row('Last version', `${version} in `, h('code', null, room))),
  );
}

export const showReceipt = (place, given) => place.replaceChildren(receipt(given));
