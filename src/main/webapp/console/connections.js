// Who is connected, with what rights and why, since when and from where.
import { openAccess } from './access.js';
import { query } from './api.js';
import { field, h, time } from './dom.js';
import { createList } from './list.js';
import { roomLink } from './rooms.js';

const EVERY = 3000;
const WHY = { policy: 'the policy', provision: 'a backend', issuer: 'a trusted issuer', handler: 'the auth handler' };

const rights = ({ access, permissions }) => h('span', { class: 'tag', 'data-tag': access, title: permissions.join(' ') }, access);
const why = ({ source, expiresAt }) => [WHY[source] ?? source, h('small', null, ' until ', time(expiresAt))];

function acts(api, reload) {
  const button = (item, text, only) =>
    h('button', { type: 'button', 'aria-label': `${text}: ${item.user}`, onclick: () => openAccess(api, only, reload) }, text);
  return (item) =>
    h(
      'span',
      { class: 'acts' },
      button(item, 'End this', { connection: item.id }),
      button(item, 'End user', { user: item.user, room: item.room }),
    );
}

/** @param room only this one's, without its column */
export function connectionList({ api, signal, room, filter = () => ({}) }) {
  const list = createList({
    caption: 'Connections',
    empty: 'Nobody is connected.',
    signal,
    every: EVERY,
    id: ({ id }) => id,
    load: (after) => api.get(query('connections', { ...filter(), ...(room && { room }), limit: 50, after })),
    columns: [
      ['User', ({ user }) => h('strong', null, user)],
      ...(room ? [] : [['Room', (item) => roomLink(item.room)]]),
      ['Rights', rights],
      ['By', why],
      ['Since', ({ since }) => time(since)],
      ['Address', ({ address }) => h('code', null, address)],
      ['', (item) => acts(api, () => list.reload())(item)],
    ],
  });
  return list;
}

export function connections({ api, root, signal }) {
  const room = h('input', { name: 'room', autocomplete: 'off', spellcheck: 'false' });
  const user = h('input', { name: 'user', autocomplete: 'off', spellcheck: 'false' });
  const filter = () => ({ room: room.value.trim(), user: user.value.trim() });
  const list = connectionList({ api, signal, filter });
  const submit = (event) => {
    event.preventDefault();
    list.restart();
  };
  root.append(
    h('p', { class: 'hint' }, 'Read every 3 s while this page is visible.'),
    h('form', { class: 'filters', onsubmit: submit }, field('Room', room), field('User', user), h('button', { type: 'submit' }, 'Filter')),
    list.element,
  );
}
