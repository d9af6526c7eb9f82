// What all files share; internal.d.ts describes the kinds of objects.

/** @type {import('./internal.d.ts').Define} */
export const define = (_, methods) => (fields) => Object.assign(Object.create(methods), fields);

// By code and, for other closes, by close code.
const actions = {
  reauthenticate: /^(credentials_|missing_|invalid_token|token_|ticket_|invalidated|auth_timeout|1008|44(01|08|19|30))/,
  retry: /^(invalid_secret|auth_unavailable|internal|rate_|draining|overloaded|auth_endpoint_failed)/,
  reconnect: /^(slow_consumer|moved|42|4508)/,
  stop: /^(logged_|blocked|too_|origin_|user_|forbidden|protocol_|mutation_|invalid_r|room_[cn]|version_u|replaced|payload_|auth_|44|10(0[2379]|10))/,
};

const find = (code) => Object.keys(actions).find((action) => actions[action].test(code));

export const verdict = (number, reason, told = {}) => {
  const said = (reason ? told.code === reason : number >= 4000) ? told : {};
  const code = reason || said.code || `${number}`;
  return {
    ...said,
    code,
    action: find(code) ?? said.action ?? find(number) ?? 'retry',
    needsAuth: /^(logged_out|blocked|auth_endpoint_unauthorized|4440)$/.test(code),
    once: !/expired|timeout|4408|4419/.test(code),
  };
};

export const failure = (code, message = code, more) =>
  Object.assign(Error(message), { code, action: find(code) ?? 'stop' }, more);

/** Timers do not run while a device sleeps: the wall clock decides, looked at now and then. */
export const createAlarm = define('Alarm', {
  due: 0,

  set(ms, run) {
    Object.assign(this, { run, due: this.clock.now() + ms });
    this.arm();
  },

  arm() {
    this.clock.clearTimeout(this.timer);
    this.timer = this.clock.setTimeout(() => this.check(), Math.min(this.due - this.clock.now(), 15_000));
  },

  check() {
    const { run, due, clock } = this;
    if (!run) return;
    if (clock.now() < due) return this.arm();
    this.stop();
    run(clock.now() - due);
  },

  stop() {
    this.run = undefined;
    this.clock.clearTimeout(this.timer);
  },
});

export const createPacing = define('Pacing', {
  failures: 0,
  refused: false,
  fresh: true,
  since: NaN,

  next({ action, once, retryAfterMs = 0 }) {
    const now = this.clock.now();
    const token = action === 'reauthenticate' && once;
    if (action === 'stop' || (token && this.refused)) return undefined;
    this.refused ||= token;
    if (now - this.since >= 10_000) Object.assign(this, { failures: 0, fresh: true });
    if (!this.fresh || action === 'retry') return Math.max(retryAfterMs, this.backOff());
    this.fresh = false;
    this.since &&= now; // not joined, NaN stays
    return retryAfterMs;
  },

  backOff() {
    return this.clock.random() * Math.min(30_000, 500 * 2 ** this.failures++);
  },
});
