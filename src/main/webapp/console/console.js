// The console's frame: who looks, and at what. Each view is a function (context) that fills `context.root`.
import { createApi } from './api.js';
import { access } from './access.js';
import { audit } from './audit.js';
import { connections } from './connections.js';
import { h } from './dom.js';
import { inspector } from './inspector.js';
import { keys } from './keys.js';
import { overview } from './overview.js';
import { room } from './room.js';
import { rooms } from './rooms.js';
import { signIn } from './signin.js';

const VIEWS = {
  overview: ['Overview', overview],
  rooms: ['Rooms', rooms],
  connections: ['Connections', connections],
  access: ['End access', access],
  audit: ['Audit', audit],
  keys: ['Keys', keys],
  inspector: ['Why refused?', inspector],
};

const api = createApi(new URL('..', import.meta.url).href.replace(/\/$/, ''));
const [nav, main, out] = ['#nav', '#main', '#sign-out'].map((selector) => document.querySelector(selector));
let current = new AbortController();

nav.append(...Object.entries(VIEWS).map(([name, [title]]) => h('a', { href: `#/${name}` }, title)));
out.addEventListener('click', () => {
  api.forget();
  enter();
});
addEventListener('hashchange', () => nav.hidden || show(true));

/** `#/rooms/<room>` is the view of one room. */
function place() {
  const [, name, argument] = location.hash.split('/');
  return { name: Object.hasOwn(VIEWS, name) ? name : 'overview', argument: decode(argument ?? '') };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

function show(moved) {
  const { name, argument } = place();
  const [title, view] = VIEWS[name];
  const root = leave();
  for (const link of nav.children) {
    if (link.hash === `#/${name}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const heading = h('h2', { tabindex: '-1' }, argument || title);
  document.title = `${argument || title} - Latchkey console`;
  root.append(heading);
  const context = { api, root, signal: current.signal, argument };
  if (name === 'rooms' && argument) room(context);
  else view(context);
  if (moved) heading.focus();
}

/** Ends what the view before does and gives an empty place. */
function leave() {
  current.abort();
  current = new AbortController();
  document.querySelectorAll('dialog').forEach((dialog) => dialog.close());
  const root = h('div', { class: 'view' });
  main.replaceChildren(root);
  return root;
}

/** A key without the scope for rooms is good for other views: only 401, and strangers' 403, ask for another. */
async function enter() {
  nav.hidden = out.hidden = true;
  const root = leave();
  try {
    await api.get('rooms?limit=1');
  } catch (problem) {
    const known = problem.status === 403 && api.hasKey;
    if (!known) {
      api.forget();
      signIn({ api, root, problem, entered: enter });
      return;
    }
  }
  nav.hidden = false;
  out.hidden = !api.hasCredential;
  show(false);
}

enter();
