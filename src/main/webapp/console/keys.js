// API keys: made, listed, withdrawn; and the keys that room tokens are signed with.
import { query } from './api.js';
import { attempt, createNotice, field, h, openDialog, select, time } from './dom.js';
import { createList } from './list.js';

const SCOPES = 'provision tokens invalidate connections rooms audit metrics keys *'.split(' ');

function confirmed(title, text, name, task) {
  const notice = createNotice();
  const run = () =>
    attempt(notice, button, async () => {
      await task();
      dialog.close();
    });
  const button = h('button', { type: 'button', class: 'danger', onclick: run }, name);
  const dialog = openDialog(title, h('p', null, text), notice.element, h('div', { class: 'acts' }, button));
}

/** The one time that the secret is seen: it is in this dialog alone, and gone with it. */
function showSecret({ key, name }) {
  const secret = h('input', { readonly: true, value: key, name: 'secret', spellcheck: 'false' });
  const copied = h('span', { class: 'hint', role: 'status' });
  const copy = async () => {
    secret.select();
    await navigator.clipboard?.writeText(key).then(() => (copied.textContent = 'Copied.')).catch(() => {});
  };
  openDialog(`The key ${name}`, field('Secret', secret, 'Shown once: the server keeps only its hash.'), h('div', { class: 'acts' }, h('button', { type: 'button', onclick: copy }, 'Copy'), copied));
  secret.select();
}

function readKey({ name, rooms, max, expires, scopes }) {
  const patterns = rooms.value.split(/[\s,]+/).filter(Boolean);
  return {
    name: name.value.trim(),
    scopes: scopes.filter(({ checked }) => checked).map(({ value }) => value),
    ...(patterns.length && { rooms: patterns }),
    max: max.value,
    ...(expires.value && { expiresAt: new Date(expires.value).toISOString() }),
  };
}

function maker(api, made) {
  const notice = createNotice();
  const text = (props) => h('input', { autocomplete: 'off', spellcheck: 'false', ...props });
  const inputs = {
    name: text({ name: 'name', required: true }),
    rooms: text({ name: 'rooms', placeholder: 'acme:*' }),
    max: select({ name: 'max' }, [['read'], ['write'], ['admin']]),
    expires: text({ name: 'expires', type: 'datetime-local' }),
    scopes: SCOPES.map((value) => h('input', { type: 'checkbox', value })),
  };
  inputs.max.value = 'write';
  const submit = h('button', { type: 'submit', class: 'main' }, 'Make a key');
  const make = (event) => {
    event.preventDefault();
    attempt(notice, submit, async () => {
      showSecret(await api.post('keys', readKey(inputs)));
      form.reset();
      inputs.max.value = 'write';
      made();
    });
  };
  const scopes = h('fieldset', null, h('legend', null, 'Scopes'), inputs.scopes.map((input) => h('label', { class: 'check' }, input, input.value === '*' ? '* (all)' : input.value)));
  const form = h(
    'form',
    { onsubmit: make, class: 'make' },
    h('div', { class: 'fields' }, field('Name', inputs.name), field('Rooms', inputs.rooms, 'Patterns; empty: every room.'), field('At most', inputs.max), field('Ends', inputs.expires, 'Empty: never.')),
    scopes,
    notice.element,
    h('div', { class: 'acts' }, submit),
  );
  return form;
}

function apiKeys(api, signal) {
  const withdraw = (key) => () =>
    confirmed('Withdraw a key', `${key.name} is good for nothing from then on, on every node.`, 'Withdraw', async () => {
      await api.delete(`keys/${encodeURIComponent(key.id)}`);
      list.reload();
    });
  const list = createList({
    caption: 'API keys',
    empty: 'None in the database; the first one, from the settings, stands in no list.',
    signal,
    id: ({ id }) => id,
    load: (after) => api.get(query('keys', { limit: 25, after })),
    columns: [
      ['Name', ({ name }) => h('strong', null, name)],
      ['Scopes', ({ scopes }) => scopes.join(' ')],
      ['Rooms', ({ rooms, max }) => [rooms?.length ? rooms.join(' ') : 'every room', h('small', null, ` at most ${max}`)]],
      ['Made', ({ createdAt }) => time(createdAt)],
      ['Ends', ({ expiresAt }) => (expiresAt ? time(expiresAt) : 'never')],
      ['', (key) => h('button', { type: 'button', 'aria-label': `Withdraw ${key.name}`, onclick: withdraw(key) }, 'Withdraw')],
    ],
  });
  return h('section', null, h('h3', null, 'API keys'), list.element, h('h4', null, 'A new one'), maker(api, () => list.reload()));
}

function signingKeys(api, signal) {
  const list = createList({
    caption: 'Signing keys',
    empty: 'There is none.',
    signal,
    id: ({ kid }) => kid,
    load: () => api.get('signing-keys'),
    columns: [
      ['Key', ({ kid }) => h('code', null, kid)],
      ['Algorithm', ({ algorithm }) => algorithm],
      ['Status', ({ status }) => h('span', { class: 'tag', 'data-tag': status }, status)],
      ['Unexpired tokens', ({ unexpiredTokens }) => unexpiredTokens.toLocaleString()],
      ['Made', ({ createdAt }) => (createdAt ? time(createdAt) : '')],
      ['Retired', ({ retiredAt }) => (retiredAt ? time(retiredAt) : '')],
    ],
  });
  const rotate = () =>
    confirmed('Rotate', 'New tokens are signed by a new key. The old one still verifies what it has signed, until that has expired.', 'Rotate', async () => {
      await api.post('signing-keys/rotate');
      list.reload();
    });
  const button = h('button', { type: 'button', onclick: rotate }, 'Rotate...');
  return h('section', null, h('h3', null, 'Signing keys'), list.element, h('div', { class: 'acts' }, button));
}

export function keys({ api, root, signal }) {
  root.append(apiKeys(api, signal), signingKeys(api, signal));
}
