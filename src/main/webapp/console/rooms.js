// The rooms that there are, deleted ones too, and who is in.
import { attempt, createNotice, field, h } from './dom.js';
import { createList } from './list.js';
import { query } from './api.js';

const EVERY = 3000;

export const roomLink = (room) => h('a', { href: `#/rooms/${encodeURIComponent(room)}` }, room);

function finder() {
  const room = h('input', { name: 'room', placeholder: 'acme:design:42', autocomplete: 'off', spellcheck: 'false' });
  const go = (event) => {
    event.preventDefault();
    if (room.value.trim()) location.hash = `#/rooms/${encodeURIComponent(room.value.trim())}`;
  };
  return h('form', { class: 'filters', onsubmit: go }, field('Room', room), h('button', { type: 'submit' }, 'Look into it'));
}

export function rooms({ api, root, signal }) {
  const list = createList({
    caption: 'Rooms',
    empty: 'There is no room yet.',
    signal,
    every: EVERY,
    id: ({ room }) => room,
    load: (after) => api.get(query('rooms', { limit: 50, after })),
    columns: [
      ['Room', ({ room }) => roomLink(room)],
      ['Status', ({ status }) => h('span', { class: 'tag', 'data-tag': status }, status)],
      ['Version', ({ version }) => version.toLocaleString()],
      ['Connections', ({ connections }) => String(connections)],
    ],
  });
  root.append(h('p', { class: 'hint' }, 'Read every 3 s while this page is visible.'), finder(), list.element);
}

/** Closes or opens a room: first who is in, then the receipt. */
export function changeRoom({ api, room, act, changed, show }) {
  const notice = createNotice();
  const result = h('div', { 'aria-live': 'polite' });
  const run = () =>
    attempt(notice, button, async () => {
      show(result, await api.post(`rooms/${encodeURIComponent(room)}/${act}`));
      button.hidden = true;
      changed();
    });
  const button = h('button', { type: 'button', class: 'main', onclick: run }, act === 'close' ? 'Close the room' : 'Open the room');
  return [notice.element, result, h('div', { class: 'acts' }, button)];
}
