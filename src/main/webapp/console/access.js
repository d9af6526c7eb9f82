// Ends access: invalidate, disconnect, block; a preview first, the receipt afterwards, and what was ended before.
import { query } from './api.js';
import { attempt, createNotice, field, h, openDialog, select, time } from './dom.js';
import { createList } from './list.js';
import { preview, showReceipt } from './receipt.js';

const TARGETS = [['user', 'User'], ['room', 'Room'], ['session', 'Login session'], ['token', 'Token (jti)'], ['connection', 'Connection']];
const MODES = [
  ['reauthenticate', 'Invalidate'],
  ['disconnect', 'Disconnect'],
  ['block', 'Block'],
];

function createFields(target) {
  const text = (name) => h('input', { name, value: target[name] ?? '', autocomplete: 'off', spellcheck: 'false' });
  return {
    ...Object.fromEntries(TARGETS.map(([name]) => [name, text(name)])),
    all: h('input', { type: 'checkbox', name: 'all' }),
    mode: select({ name: 'mode' }, MODES),
    until: h('input', { type: 'datetime-local', name: 'until' }),
    grace: h('input', { type: 'number', name: 'grace', min: 0, max: 3600, value: '0' }),
    reason: text('reason'),
  };
}

/** The body of `POST /invalidations`: what is filled in, and what goes with the mode. */
function read(fields) {
  const body = { mode: fields.mode.value };
  for (const name of [...TARGETS.map(([target]) => target), 'reason']) {
    if (fields[name].value.trim()) body[name] = fields[name].value.trim();
  }
  if (fields.all.checked) body.all = true;
  if (body.mode === 'block' && fields.until.value) body.until = new Date(fields.until.value).toISOString();
  if (body.mode === 'reauthenticate' && Number(fields.grace.value)) body.grace = Number(fields.grace.value);
  return body;
}

const fieldsOf = (fields, only) => [
  TARGETS.filter(([name]) => !only || only[name]).map(([name, title]) => field(title, fields[name])),
  !only && h('label', { class: 'check' }, fields.all, 'Everybody, everywhere'),
  field('What', fields.mode, 'Invalidated: back with a new token. Disconnected: when the user acts. Blocked: when lifted.'),
  field('Until', fields.until, 'Of a block; empty: until it is lifted.'),
  field('Grace, s', fields.grace, 'To bring a new token in before the socket is closed.'),
  field('Reason', fields.reason, 'For the audit log.'),
];

/** @param only shows but these targets, filled in */
export function accessForm({ api, only, done }) {
  const notice = createNotice();
  const fields = createFields(only ?? {});
  const result = h('div', { 'aria-live': 'polite' });
  const look = h('button', { type: 'submit' }, 'Preview');
  const apply = h('button', { type: 'button', class: 'danger', disabled: true }, 'Apply');
  let previewed;

  const outdated = () => {
    previewed = undefined;
    apply.disabled = true;
    fields.until.disabled = fields.mode.value !== 'block';
    fields.grace.disabled = fields.mode.value !== 'reauthenticate';
  };
  const ask = async (event) => {
    event.preventDefault();
    const body = read(fields);
    await attempt(notice, look, async () => {
      result.replaceChildren(preview(await api.post('invalidations', { ...body, dryRun: true })));
      previewed = body;
    });
    apply.disabled = previewed === undefined;
  };
  apply.addEventListener('click', async () => {
    await attempt(notice, apply, async () => {
      showReceipt(result, await api.post('invalidations', previewed));
      outdated();
      done?.();
    });
    apply.disabled = previewed === undefined;
  });
  outdated();
  const acts = h('div', { class: 'acts' }, look, apply);
  return h('form', { class: 'access', onsubmit: ask, oninput: outdated }, h('div', { class: 'fields' }, fieldsOf(fields, only)), notice.element, result, acts);
}

export const openAccess = (api, only, done) => openDialog('End access', accessForm({ api, only, done }));

const target = (mark) =>
  mark.all ? 'everybody' : TARGETS.filter(([name]) => mark[name]).map(([name]) => h('span', { class: 'pair' }, `${name} `, h('code', null, mark[name])));

function lift(api, notice, reload) {
  return (mark) => {
    if (!mark.active) return '';
    const run = () =>
      attempt(notice, button, async () => {
        await api.delete(`invalidations/${encodeURIComponent(mark.id)}`);
        await reload();
      });
    const button = h('button', { type: 'button', onclick: run }, 'Lift');
    return button;
  };
}

export function access({ api, root, signal }) {
  const notice = createNotice();
  const list = createList({
    caption: 'What was ended',
    empty: 'Nothing was invalidated yet.',
    signal,
    every: 5000,
    id: ({ id }) => id,
    load: (after) => api.get(query('invalidations', { limit: 100, after })),
    columns: [
      ['No.', ({ sequence }) => String(sequence)],
      ['Since', ({ effectiveAt }) => time(effectiveAt)],
      ['Whose', target],
      ['What', ({ mode, until, active }) => [mode, active === false && ' (over)', active && until && [' until ', time(until)]].flat()],
      ['By', ({ by }) => by && h('span', { class: 'long' }, by)],
      ['Reason', ({ reason }) => reason && h('span', { class: 'long' }, reason)],
      ['', (mark) => lift(api, notice, () => list.reload())(mark)],
    ],
  });
  root.append(
    h('p', { class: 'hint' }, 'Name one target or more; several must all match. Apply does what was previewed.'),
    accessForm({ api, done: () => list.reload() }),
    h('h3', null, 'Earlier'),
    notice.element,
    list.element,
  );
}
