// Where the others point. A pointer is presence: sent often, kept nowhere, gone with its connection.
import { throttled, within } from './board.js';

export function createCursors(board, room) {
  const cursors = new Map();
  const point = throttled((at) => room.setPresence(at), 50);

  board.addEventListener('pointermove', ({ clientX, clientY }) => {
    const { left, top, width, height } = board.getBoundingClientRect();
    point({ x: within((clientX - left) / width), y: within((clientY - top) / height) });
  });
  board.addEventListener('pointerleave', () => point(null));
  addEventListener('pagehide', () => room.setPresence(null));

  function create(name) {
    const element = document.createElement('div');
    Object.assign(element, { className: 'cursor', textContent: name, ariaHidden: 'true' });
    board.append(element);
    return element;
  }

  room.on('presence', () => {
    const pointing = new Map(room.others.filter(({ presence }) => presence).map((one) => [one.connection, one]));
    for (const [connection, element] of cursors) {
      if (!pointing.has(connection) && cursors.delete(connection)) element.remove();
    }
    for (const [connection, { user, presence }] of pointing) {
      if (!cursors.has(connection)) cursors.set(connection, create(user.id));
      for (const axis of ['x', 'y']) cursors.get(connection).style.setProperty(`--${axis}`, presence[axis]);
    }
  });
}
