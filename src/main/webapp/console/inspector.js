// "Why was I refused?": read here first, with nothing sent; then what the server says, by the methods that enforce.
import { decode } from './decode.js';
import { attempt, createNotice, field, h } from './dom.js';

/** What to do, by code; the reference has them all. */
const HINTS = {
  insufficient_permission: 'It is good, but no grant gives this. The permissions that it has there are shown.',
  forbidden: 'No grant matches the room: neither of the token, nor of the policy, nor of the room.',
  invalid_token: 'Wrong signature, issuer, audience or claims. Compare iss and aud with the settings.',
  token_expired: 'Its time is over. The client asks for a new one by itself; look at its auth endpoint.',
  token_revoked: 'An invalidation, made after it was issued, matches it: see "End access".',
  invalidated: 'An invalidation matches it: see "End access".',
  blocked: 'The user, session or room is blocked: see "End access", and lift it there.',
  logged_out: 'Its login session has ended. The user has to log in again.',
  token_wrong_room: 'A ticket of another room.',
  ticket_spent: 'The ticket was used, or its time is over.',
  room_closed: 'The room is closed or deleted.',
  auth_unavailable: 'An issuer or the authentication server did not answer. Try again.',
};

const json = (title, value, open = true) => h('details', { open }, h('summary', null, title), h('pre', { tabindex: '0', 'aria-label': title }, JSON.stringify(value, null, 2)));
const isTime = (name) => ['iat', 'exp', 'nbf', 'auth_time'].includes(name);

function times(claims) {
  const known = Object.entries(claims).filter(([name, value]) => isTime(name) && Number.isFinite(value));
  return known.length > 0 && h('dl', { class: 'receipt' }, known.map(([name, value]) => [h('dt', null, name), h('dd', null, new Date(Math.min(value * 1000, 8.64e15)).toISOString())]));
}

function decoded(text) {
  if (!text.trim()) return [];
  const { kind, header, claims, remarks } = decode(text);
  return [
    h('p', null, 'This is ', h('strong', null, kind), '. Its signature is not looked at here.'),
    remarks.length > 0 && h('ul', null, remarks.map((remark) => h('li', null, remark))),
    claims && times(claims),
    header && json('Header', header),
    claims && json('Claims', claims),
  ].filter(Boolean);
}

function verdict({ allowed, code, rule, user, access, permissions, action, room }) {
  const head = allowed
    ? [h('strong', null, 'Allowed'), `: ${user ?? ''} may ${action} in ${room}.`]
    : [h('strong', null, 'Refused'), ' ', h('code', null, code), ` ${HINTS[code] ?? ''}`];
  return [
    h('p', { class: 'verdict', 'data-allowed': String(allowed) }, ...head),
    rule && json('The rule that decided', rule),
    permissions && h('p', null, `${user}: `, h('span', { class: 'tag' }, access), ` ${permissions.join(' ') || 'no permission'}`),
  ].filter(Boolean);
}

async function introspect(api, token) {
  const answer = await api.post('tokens/introspect', { token });
  const text = answer.active ? 'Rooms aside, the server accepts it.' : 'The server does not accept it.';
  return [h('p', { class: 'verdict', 'data-allowed': String(answer.active) }, text), answer.active && json('Introspection', answer, false)].filter(Boolean);
}

const explain = async (api, question) => verdict(await api.post('authz/explain', question));

function createInputs() {
  const text = (props) => h('input', { autocomplete: 'off', spellcheck: 'false', ...props });
  return {
    token: h('textarea', { name: 'token', rows: 5, autocomplete: 'off', spellcheck: 'false', class: 'boxed' }),
    user: text({ name: 'user' }),
    groups: text({ name: 'groups' }),
    room: text({ name: 'room' }),
    action: text({ name: 'action', value: 'room:read' }),
  };
}

async function ask(api, { token, user, groups, room, action }) {
  const where = { room: room.value.trim(), action: action.value.trim() };
  if (token.value.trim()) {
    const sent = token.value.trim();
    const known = await introspect(api, sent);
    return [...known, ...(where.room ? await explain(api, { token: sent, ...where }) : [])];
  }
  return explain(api, { user: user.value.trim(), groups: groups.value.split(/[\s,]+/).filter(Boolean), ...where });
}

export function inspector({ api, root, signal }) {
  const notice = createNotice();
  const inputs = createInputs();
  const local = h('div', { class: 'decoded', 'aria-live': 'polite' });
  const answer = h('div', { class: 'answer', 'aria-live': 'polite' });
  const button = h('button', { type: 'submit', class: 'main' }, 'Ask the server');
  inputs.token.addEventListener('input', () => {
    local.replaceChildren(...decoded(inputs.token.value));
    answer.replaceChildren();
  });
  const submit = (event) => {
    event.preventDefault();
    attempt(notice, button, async () => {
      answer.replaceChildren();
      const said = await ask(api, inputs);
      if (!signal.aborted) answer.replaceChildren(...said);
    });
  };
  const form = h(
    'form',
    { onsubmit: submit, class: 'inspect' },
    field('Token', inputs.token, 'Read in this page as you type. It is sent, in a body, only when you ask the server.'),
    h('p', { class: 'or' }, 'or'),
    h('div', { class: 'fields' }, field('User', inputs.user), field('Groups', inputs.groups)),
    h('div', { class: 'fields' }, field('Room', inputs.room, 'Without one, a token is looked at as such.'), field('Action', inputs.action, 'A permission: room:read, mutate:set, ...')),
    notice.element,
    h('div', { class: 'acts' }, button),
  );
  root.append(h('div', { class: 'columns even' }, form, h('div', null, answer, local)));
}
