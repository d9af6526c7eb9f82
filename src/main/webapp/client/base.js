// What the files share: how a kind of object is made, and what a code means.
/** internal.d.ts tells the types. @type {import('./internal.d.ts').Define} */
export const define = (_, methods) => (fields) => Object.assign(Object.create(methods), fields);

/** The protocol's "Codes". @type {[any, RegExp][]} */
const actions = [
  ['reauthenticate', /^(credentials_|missing_|invalid_token|token_|ticket_spent|invalidated|auth_timeout)/],
  ['retry', /^(invalid_secret|auth_unavailable|internal|rate_limited|draining|overloaded|auth_endpoint_failed)$/],
  ['reconnect', /^(slow_consumer|moved)$/],
  ['stop', /^(logged_out|blocked|too_many_|origin_|user_|forbidden|protocol_|mutation_gap|invalid_room|room_[cn])/],
  ['stop', /^(version_uns|replaced|payload_|auth_endpoint_)/],
  // other closes, by class (RFC 6455 section 7.4)
  ['reauthenticate', /^(1008|44(01|08|19|30))$/],
  ['reconnect', /^(42..|4508)$/],
  ['stop', /^(44..|10(0[2379]|10))$/],
];

const find = (code) => actions.find(([, codes]) => codes.test(code))?.[0];

/** @type {import('./internal.d.ts').ToVerdict} */
export const verdict = (number, reason, told) => {
  const said = told && (reason ? told.code === reason : number >= 4000) ? told : undefined;
  const code = reason || said?.code || `${number}`;
  const advised = said?.action === 'none' ? undefined : said?.action;
  return {
    ...said,
    code,
    action: find(code) ?? advised ?? find(number) ?? 'retry',
    needsAuth: /^(logged_out|blocked|auth_endpoint_unauthorized|4440)$/.test(code) || number === 4440,
    once: !/^(token_expired|auth_timeout|44(08|19))$/.test(code),
  };
};

/** @type {import('./internal.d.ts').ToFailure} */
export const failure = (code, message = code, more) =>
  Object.assign(new Error(message), { code, action: find(code) ?? 'stop' }, more);
