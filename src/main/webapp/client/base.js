// What all files share; internal.d.ts describes the kinds of objects.

/** @type {import('./internal.d.ts').Define} */
export const define = (_, methods) => (fields) => Object.assign(Object.create(methods), fields);

/** Codes and close codes of the protocol. @type {[any, RegExp][]} */
const actions = [
  ['reauthenticate', /^(credentials_|missing_|invalid_token|token_|ticket_|invalidated|auth_timeout|1008|44(01|08|19|30))/],
  ['retry', /^(invalid_secret|auth_unavailable|internal|rate_|draining|overloaded|auth_endpoint_failed)/],
  ['reconnect', /^(slow_consumer|moved|42|4508)/],
  ['stop', /^(logged_|blocked|too_many_|origin_|user_|forbidden|protocol_|mutation_gap|invalid_room|room_[cn])/],
  ['stop', /^(version_|replaced|payload_|auth_endpoint_|44|10(0[2379]|10))/],
];

const find = (code) => actions.find(([, codes]) => codes.test(code))?.[0];

/** @type {import('./internal.d.ts').ToVerdict} */
export const verdict = (number, reason, told = {}) => {
  const said = (reason ? told.code === reason : number >= 4000) ? told : {};
  const code = reason || said.code || `${number}`;
  return {
    ...said,
    code,
    action: find(code) ?? said.action ?? find(number) ?? 'retry',
    needsAuth: /^(logged_out|blocked|auth_endpoint_unauthorized|4440)$/.test(code),
    once: !/^(token_expired|auth_timeout|4408|4419)$/.test(code),
  };
};

/** @type {import('./internal.d.ts').ToFailure} */
export const failure = (code, message = code, more) =>
  Object.assign(Error(message), { code, action: find(code) ?? 'stop' }, more);
