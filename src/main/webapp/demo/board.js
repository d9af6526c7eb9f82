// Notes on a board. All that is shown comes from the room's view; nothing is kept here but what the hand is doing.
const PREFIX = 'note/';
const COLORS = ['sand', 'sage', 'sky', 'clay'];
const PAUSE = 60;
const STEP = 0.05;

export const within = (value) => Math.min(1, Math.max(0, Math.round(value * 1000) / 1000));

/** Calls through at most every `pause` ms, the last call always. */
export function throttled(run, pause = PAUSE) {
  let timer;
  let latest;
  const fire = () => {
    timer = undefined;
    if (!latest) return;
    const args = latest;
    latest = undefined;
    timer = setTimeout(fire, pause);
    run(...args);
  };
  const call = (...args) => {
    latest = args;
    if (!timer) fire();
  };
  call.waiting = () => latest !== undefined;
  return call;
}

export function createBoard(board, room, settled) {
  const notes = new Map();
  const template = document.querySelector('#note').content.firstElementChild;
  const change = (key, merge) => room.patch(key, merge).then(settled);

  function add() {
    const count = room.entries(PREFIX).length;
    const key = `${PREFIX}${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;
    const value = {
      x: within(0.06 + (count % 3) * 0.4),
      y: within(0.06 + (Math.floor(count / 3) % 3) * 0.4),
      text: '',
      color: COLORS[count % COLORS.length],
    };
    room.set(key, value).then(settled);
    notes.get(key)?.element.querySelector('textarea').focus();
  }

  function create(key) {
    const element = template.cloneNode(true);
    const text = element.querySelector('textarea');
    const write = throttled((value) => change(key, { text: value }));
    element.dataset.key = key;
    text.setAttribute('aria-label', 'Text of the note');
    text.addEventListener('input', () => write(text.value));
    element.querySelector('.remove').addEventListener('click', () => room.delete(key).then(settled));
    element.querySelector('.hue').addEventListener('click', () => {
      const next = COLORS[(COLORS.indexOf(room.get(key).color) + 1) % COLORS.length];
      change(key, { color: next });
    });
    makeMovable(element, key);
    board.append(element);
    return { element, text, write };
  }

  function makeMovable(element, key) {
    const handle = element.querySelector('.move');
    const move = throttled((x, y) => change(key, { x: within(x), y: within(y) }));
    handle.addEventListener('pointerdown', (down) => {
      const { x, y } = room.get(key);
      const space = { x: board.clientWidth - element.offsetWidth, y: board.clientHeight - element.offsetHeight };
      handle.setPointerCapture(down.pointerId);
      element.classList.add('held');
      handle.onpointermove = (now) =>
        move(x + (now.clientX - down.clientX) / space.x, y + (now.clientY - down.clientY) / space.y);
      handle.onlostpointercapture = () => {
        handle.onpointermove = handle.onlostpointercapture = null;
        element.classList.remove('held');
      };
    });
    handle.addEventListener('keydown', (event) => {
      const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
      if (dx === undefined) return;
      event.preventDefault();
      const { x, y } = room.get(key);
      move(x + dx * STEP, y + dy * STEP);
    });
  }

  function show(key, value) {
    if (!notes.has(key)) notes.set(key, create(key));
    const { element, text, write } = notes.get(key);
    element.style.setProperty('--x', value.x);
    element.style.setProperty('--y', value.y);
    element.dataset.color = COLORS.includes(value.color) ? value.color : COLORS[0];
    const words = value.text ?? '';
    if (text.value !== words && !write.waiting()) text.value = words;
  }

  function hide(key) {
    notes.get(key)?.element.remove();
    notes.delete(key);
  }

  room.subscribe(PREFIX, (changes) => {
    for (const [key, value] of changes) {
      if (value === undefined) hide(key);
      else show(key, value);
    }
    board.classList.toggle('has-notes', notes.size > 0);
  });

  return { add };
}
