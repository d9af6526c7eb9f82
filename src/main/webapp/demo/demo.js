// Two people in one room, each with a client of their own.
import { createClient } from '../client/latchkey.js';
import { createAdmin } from './admin.js';
import { createBoard } from './board.js';
import { createCursors } from './cursors.js';
import { createLog } from './log.js';

const ROOM = 'demo:board';
const base = new URL('..', import.meta.url).href.replace(/\/$/, '');

const log = createLog(document.querySelector('#log'));
document.querySelector('#clear-log').addEventListener('click', log.clear);

const basic = (name) => `Basic ${btoa(`${name}:${name}`)}`;

/** Real pages use the login of the page. These two need one each, so they bring their own. */
function enter(name) {
  const client = createClient({
    authEndpoint: ({ room }) => ({
      url: `${base}/api/v1/authorize?room=${encodeURIComponent(room)}`,
      options: { headers: { Authorization: basic(name) }, credentials: 'omit' },
    }),
  });
  return client.enterRoom(ROOM);
}

const STATUS = {
  connecting: 'connecting',
  connected: 'live',
  reconnecting: 'reconnecting',
  disconnected: 'disconnected',
  'needs-auth': 'needs a login',
};

const WHY = {
  insufficient_permission: (name) => `${name} may read this room, not write to it`,
  queue_full: () => 'too much is waiting for the server',
  payload_too_large: () => 'that is too long',
  room_reset: () => 'the room was reset',
};

function openPane(name) {
  const pane = document.querySelector('#pane').content.firstElementChild.cloneNode(true);
  const find = (selector) => pane.querySelector(selector);
  pane.dataset.pane = name;
  find('.who').textContent = name;
  pane.setAttribute('aria-label', `The board as ${name} sees it`);
  document.querySelector('#panes').append(pane);

  const room = enter(name);
  room.on('message', ({ direction, message }) => log.add(name, direction, message));

  const toast = createToast(find('.toast'));
  const settled = ({ outcome, code }) => {
    if (outcome === 'rejected') toast(`Taken back: ${WHY[code]?.(name) ?? 'the server said no'}`, code);
    if (outcome === 'unknown') toast('Nobody knows whether the server has that', code);
  };
  const board = createBoard(find('.board'), room, settled);
  createCursors(find('.board'), room);
  find('.add').addEventListener('click', board.add);

  const show = ({ reason } = {}) => {
    pane.dataset.status = room.status;
    find('.status').textContent = STATUS[room.status];
    find('.state').title = reason ?? '';
    find('.access').textContent = room.can('write') ? 'may write' : room.can('read') ? 'may read' : 'no access';
    pane.dataset.access = room.self?.access ?? 'none';
  };
  room.on('status', show);
  room.on('access-changed', show);
  show();
  return room;
}

function createToast(element) {
  let timer;
  return (text, code) => {
    clearTimeout(timer);
    const detail = document.createElement('code');
    detail.textContent = code;
    element.replaceChildren(`${text} `, detail);
    element.classList.add('shown');
    timer = setTimeout(() => element.classList.remove('shown'), 6000);
  };
}

const rooms = [openPane('ann'), openPane('bob')];
createAdmin(document.querySelector('.admin'), {
  base,
  room: ROOM,
  authorization: basic('root'),
  changed: () => rooms.filter(({ status }) => /disconnected|needs-auth/.test(status)).forEach((room) => room.reconnect()),
});
