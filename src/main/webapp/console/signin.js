// An API key, a name and password, or the login of the page.
import { field, h } from './dom.js';

const basic = (name, password) =>
  `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${name}:${password}`)))}`;

/** Where to log in, and back here; only on this server. */
function loginLink({ loginUrl }) {
  if (!loginUrl) return undefined;
  const url = new URL(loginUrl, location.href);
  if (url.origin !== location.origin) return undefined;
  url.searchParams.set('return', location.pathname);
  return h('p', null, h('a', { class: 'button', href: url.href }, 'Log in'), ' with an account that has the role ', h('code', null, 'latchkey-admin'));
}

function why(problem, tried) {
  const silent = problem.code === 'credentials_required' && !tried;
  return h('p', { class: 'problem', role: 'alert', hidden: silent }, h('code', null, problem.code), ` ${problem.detail}`);
}

let tried = false;

export function signIn({ api, root, problem, entered }) {
  const key = h('input', { type: 'password', autocomplete: 'off', name: 'key', spellcheck: 'false' });
  const name = h('input', { autocomplete: 'username', name: 'name', spellcheck: 'false' });
  const password = h('input', { type: 'password', autocomplete: 'current-password', name: 'password' });
  const remember = h('input', { type: 'checkbox', name: 'remember' });

  const submit = (event) => {
    event.preventDefault();
    tried = true;
    const value = key.value.trim() ? `Bearer ${key.value.trim()}` : basic(name.value, password.value);
    api.use(value, remember.checked);
    entered();
  };
  root.append(
    h('h2', null, 'Sign in'),
    why(problem, tried),
    loginLink(problem),
    h(
      'form',
      { class: 'sign-in', onsubmit: submit },
      field('API key', key, 'Starts with lk_. What it has no scope for says so.'),
      h('p', { class: 'or' }, 'or'),
      field('Name', name),
      field('Password', password, 'Of an account with the role latchkey-admin, where the server takes HTTP Basic.'),
      h('label', { class: 'check' }, remember, 'Keep it for this tab, over a reload'),
      h('button', { type: 'submit', class: 'main' }, 'Sign in'),
    ),
  );
  tried = false;
  key.focus();
}
