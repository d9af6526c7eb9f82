// One room as a member sees it: the console enters it with a token that may only read.
import { createClient } from '../client/latchkey.js';
import { openAccess } from './access.js';
import { connectionList } from './connections.js';
import { createNotice, field, h, openDialog } from './dom.js';
import { poll } from './list.js';
import { showReceipt } from './receipt.js';
import { changeRoom } from './rooms.js';
import { createTree } from './tree.js';

const USER = 'console';
const SECONDS = 600;
const DRAW_MS = 250;

/** room:read alone: the console can't write by mistake, and shows no presence. */
const tokenFor = (api) => ({ room }) =>
  api.post('provision', {
    user: { id: USER, name: 'Console' },
    resources: [{ object: 'room', reference: room, permission: ['room:read'] }],
    ttl: SECONDS,
  });

function enter(api, id, signal) {
  const client = createClient({ base: api.base, authEndpoint: tokenFor(api) });
  const room = client.enterRoom(id);
  room.ready.catch(() => {}); // the status says it
  signal.addEventListener('abort', () => room.leave());
  return room;
}

const member = ({ user, presence }, own) =>
  h('li', null, h('strong', null, user.name ?? user.id), user.name && user.name !== user.id && ` (${user.id})`, own && h('small', null, ' this console'), presence !== null && presence !== undefined && h('code', null, JSON.stringify(presence)));

function showMembers(list, room) {
  const everybody = room.self ? [member(room.self, true), ...room.others.slice(0, 200).map((other) => member(other))] : [];
  const rest = room.others.length - 200;
  list.replaceChildren(...everybody, ...(rest > 0 ? [h('li', { class: 'hint' }, `and ${rest} more`)] : []));
}

/** Draws at most so often, however fast the room is. */
function paced(draw, signal) {
  let timer;
  signal.addEventListener('abort', () => clearTimeout(timer));
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      draw();
    }, DRAW_MS);
  };
}

function stateSection(room, signal) {
  const tree = createTree('State');
  const count = h('span', { class: 'hint' });
  const filter = h('input', { name: 'prefix', autocomplete: 'off', spellcheck: 'false' });
  const draw = () => {
    const entries = room.entries(filter.value);
    count.textContent = `${entries.length.toLocaleString()} ${entries.length === 1 ? 'key' : 'keys'}`;
    tree.show(entries);
  };
  const later = paced(draw, signal);
  filter.addEventListener('input', later);
  room.subscribe(later);
  room.on('status', later);
  return h('section', null, h('h3', null, 'State ', count), h('div', { class: 'filters' }, field('Keys that begin with', filter)), tree.element);
}

function membersSection(room, signal) {
  const list = h('ul', { class: 'members', 'aria-label': 'Members' });
  const draw = paced(() => showMembers(list, room), signal);
  room.on('presence', draw);
  room.on('status', draw);
  return h('section', null, h('h3', null, 'Members'), list);
}

function liveState(room, notice) {
  const text = h('span', { class: 'status' });
  const again = h('button', { type: 'button', hidden: true, onclick: () => room.reconnect() }, 'Enter again');
  const show = ({ reason, message } = {}) => {
    const { status } = room;
    const ended = status === 'disconnected' || status === 'needs-auth';
    bar.dataset.status = status;
    text.textContent = status === 'connected' ? 'live' : status;
    again.hidden = !ended;
    if (ended && reason && reason !== 'left') notice.show({ code: reason, message: message ?? 'The console is not in this room.' });
    else notice.clear();
  };
  const bar = h('span', { class: 'state' }, h('i', { 'aria-hidden': 'true' }), text, again);
  room.on('status', show);
  show();
  return bar;
}

function acts(api, id, changed) {
  const path = `rooms/${encodeURIComponent(id)}`;
  const change = (act) => async () => {
    const { connections } = await api.get(path).catch(() => ({ connections: 0 }));
    const text = act === 'close' ? `Now ${connections} ${connections === 1 ? 'connection is' : 'connections are'} in. All of them end, and nobody comes in until it is opened. Nothing has been changed.` : 'Members may come in again.';
    openDialog(act === 'close' ? 'Close the room' : 'Open the room', h('p', { class: 'receipt' }, text), ...changeRoom({ api, room: id, act, changed, show: showReceipt }));
  };
  const button = (text, run) => h('button', { type: 'button', onclick: run }, text);
  return h('div', { class: 'acts' }, button('End access...', () => openAccess(api, { room: id })), button('Close...', change('close')), button('Open...', change('open')));
}

/** Version, status and rights, from the description; a closed room has none and says its code. */
function description(api, id, signal) {
  const notice = createNotice();
  const text = h('p', { class: 'hint' });
  const read = async () => {
    try {
      const { status, epoch, version } = await api.get(`rooms/${encodeURIComponent(id)}`);
      text.textContent = `${status}, version ${version.toLocaleString()} of epoch ${epoch}`;
      notice.clear();
    } catch (problem) {
      if (signal.aborted) return;
      text.textContent = '';
      notice.show(problem);
    }
  };
  return { element: h('div', null, text, notice.element), read: poll(read, 3000, signal) };
}

export function room({ api, root, signal, argument: id }) {
  const notice = createNotice();
  const about = description(api, id, signal);
  let live;
  try {
    live = enter(api, id, signal);
  } catch (problem) {
    notice.show(problem); // invalid_room
    root.append(notice.element);
    return;
  }
  const changed = () => {
    about.read();
    if (live.status === 'disconnected' || live.status === 'needs-auth') live.reconnect();
  };
  root.append(
    h('p', null, h('a', { href: '#/rooms' }, 'All rooms')),
    h('div', { class: 'bar' }, liveState(live, notice), acts(api, id, changed)),
    about.element,
    notice.element,
    h('div', { class: 'columns' }, stateSection(live, signal), membersSection(live, signal)),
    h('section', null, h('h3', null, 'Connections'), connectionList({ api, signal, room: id }).element),
  );
}
