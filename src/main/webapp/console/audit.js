// What was done, by whom, and whether anybody changed the log.
import { query } from './api.js';
import { attempt, createNotice, field, h, select, time } from './dom.js';
import { createList } from './list.js';
import { roomLink } from './rooms.js';

const KINDS = (
  'issued refused denied invalidated unblocked revoked key_used key_created key_deleted keys_rotated room_changed ' +
  'grants_changed policy_changed logged_in logged_out dropped'
).split(' ');
const SHOWN = new Set(['number', 'at', 'kind', 'user', 'room', 'mac']);

const details = (entry) =>
  Object.entries(entry)
    .filter(([name]) => !SHOWN.has(name))
    .map(([name, value]) => h('span', { class: 'pair' }, `${name} `, h('code', null, typeof value === 'string' ? value : JSON.stringify(value))));

const isRoom = (text) => /^[A-Za-z0-9][\w.~:@-]{0,127}$/.test(text);

function verifier(api) {
  const notice = createNotice();
  const result = h('p', { class: 'receipt', hidden: true, role: 'status' });
  const run = () =>
    attempt(notice, button, async () => {
      const { valid, first, last, firstBroken, detail } = await api.get('audit/verify');
      result.textContent = valid ? `Unbroken from entry ${first} to ${last}.` : `Broken at entry ${firstBroken}: ${detail}`;
      result.hidden = false;
    });
  const button = h('button', { type: 'button', onclick: run }, 'Verify the chain');
  return h('div', null, h('div', { class: 'acts' }, button), notice.element, result);
}

/** The log is read from its beginning; this goes to where it grows. */
function newest(api, from, show) {
  const notice = createNotice();
  const run = () =>
    attempt(notice, button, async () => {
      const { number } = await api.get('audit/head');
      from.value = Math.max(0, number - 25);
      await show();
    });
  const button = h('button', { type: 'button', onclick: run }, 'Newest');
  return [button, notice.element];
}

export function audit({ api, root, signal }) {
  const user = h('input', { name: 'user', autocomplete: 'off', spellcheck: 'false' });
  const room = h('input', { name: 'room', autocomplete: 'off', spellcheck: 'false' });
  const kind = select({ name: 'kind' }, [['', 'all'], ...KINDS.map((name) => [name])]);
  const from = h('input', { name: 'from', type: 'number', min: 0, step: 1 });
  const filter = () => ({ user: user.value.trim(), room: room.value.trim(), kind: kind.value });
  const list = createList({
    caption: 'Audit log',
    empty: 'No entry is like that.',
    signal,
    every: 5000,
    id: ({ number }) => number,
    load: (after) => api.get(query('audit', { ...filter(), limit: 50, after: after || from.value })),
    columns: [
      ['No.', ({ number }) => String(number)],
      ['At', ({ at }) => time(at)],
      ['Kind', (entry) => h('span', { class: 'tag', 'data-tag': entry.kind }, entry.kind)],
      ['User', ({ user }) => user && h('span', { class: 'long' }, user)],
      ['Room', (entry) => (entry.room === undefined ? '' : isRoom(entry.room) ? roomLink(entry.room) : entry.room)],
      ['Details', (entry) => h('span', null, details(entry))],
    ],
  });
  const submit = (event) => {
    event.preventDefault();
    list.restart();
  };
  root.append(
    h('p', { class: 'hint' }, 'Oldest first, read every 5 s while this page is visible.'),
    h('form', { class: 'filters', onsubmit: submit }, field('Kind', kind), field('User', user), field('Room', room), field('After no.', from), h('button', { type: 'submit' }, 'Filter'), newest(api, from, () => list.restart())),
    verifier(api),
    list.element,
  );
}
