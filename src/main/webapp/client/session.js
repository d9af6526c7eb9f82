import { define, failure } from './base.js';
import { size } from './replica.js';

const INVALIDATED = /^(token_revoked|invalidated|logged_out|blocked|44[34]0)$/;

const guarded = (run) => {
  try {
    run();
  } catch (error) {
    (globalThis.reportError ?? console.error)(error);
  }
};

export const createSession = define('Session', {
  over: '',
  scheduled: false,

  on(name, listener) {
    const set = this.events.get(name) ?? new Set();
    this.events.set(name, set.add(listener));
    return () => void set.delete(listener);
  },

  emit(name, payload) {
    for (const listener of [...(this.events.get(name) ?? [])]) guarded(() => listener(payload));
  },

  watch(...scope) {
    const watcher = { listener: scope.pop(), scope: `${scope}` };
    this.watchers.add(watcher);
    return () => void this.watchers.delete(watcher);
  },

  tell(changes) {
    for (const { scope, listener } of [...this.watchers]) {
      const prefix = /(^|\/)$/.test(scope);
      const own = [...changes].filter(([key]) => (prefix ? key.startsWith(scope) : key === scope));
      if (own.length) guarded(() => listener(new Map(own)));
    }
  },

  mutate(name, args = {}) {
    return new Promise((settle) => {
      const { outbox, state } = this.replica;
      const mutation = { name, args, at: this.clock.now(), size: 0, id: 0, sent: false, settle };
      let code;
      try {
        mutation.args = JSON.parse(JSON.stringify(args));
        code = this.over || outbox.add(mutation);
      } catch {
        code = 'invalid_arguments';
      }
      if (code) return settle({ outcome: 'rejected', code });
      this.schedule();
      this.tell(state.push(mutation));
    });
  },

  setPresence(data) {
    this.presence = data;
    if (this.replica.self) this.replica.self.presence = data;
    this.extras = this.extras.filter(({ type }) => type !== 'presence'); // a tick's last counts
    this.post({ type: 'presence', data });
  },

  post(message) {
    if (!this.connection.joined) return false;
    const fits = size(message) <= this.replica.outbox.limits.message;
    if (fits) this.extras.push(message);
    else this.emit('error', failure('payload_too_large'));
    this.schedule();
    return fits;
  },

  leave() {
    this.flush();
    this.connection.close();
  },

  reconnect() {
    const { connection, over, replica } = this;
    if (over === 'left' || connection.joined) return;
    if (over) replica.renew();
    if (over || connection.status === 'needs-auth') this.await();
    this.over = '';
    connection.wait();
    connection.connect();
  },

  await() {
    this.ready = new Promise((resolve, reject) => {
      this.arrived = (error) => (error ? reject(error) : resolve());
    });
    this.ready.catch(() => {});
  },

  query() {
    const { outbox, state } = this.replica;
    if (outbox.expire(this.clock.now())) this.replica.renew();
    this.step([]);
    return { client: this.replica.client, since: state.since };
  },

  frame(messages) {
    const { events, fault } = this.replica.receive(messages);
    const reset = fault === 'room_reset';
    if (reset) this.replica.renew();
    this.step(events);
    if (fault) this.connection.fail(reset ? 4200 : 1006, fault);
    if (messages.some(({ type }) => type === 'joined') && this.presence) this.setPresence(this.presence);
    this.flush();
    return !this.replica.state.staged;
  },

  step(events) {
    const { state, outbox } = this.replica;
    if (!state.staged) {
      const done = outbox.drop();
      this.tell(state.rebase(outbox.pending));
      for (const { settle, result } of done) settle(result);
    }
    for (const [name, payload] of events) this.emit(name, payload);
  },

  schedule() {
    if (!this.scheduled) queueMicrotask(() => this.flush());
    this.scheduled = true;
  },

  flush() {
    this.scheduled = false;
    if (!this.connection.joined || this.connection.silent) return;
    for (const frame of this.replica.outbox.frames()) this.connection.send(frame);
    for (const message of this.extras.splice(0)) this.connection.send([message]);
  },

  warn(code, within) {
    this.emit(INVALIDATED.test(code) ? 'invalidated' : 'session-expiring', { code, within });
  },

  changed(change) {
    const { status, reason = '', action, message, loginUrl } = change;
    if (status === 'connected') this.arrived();
    if (status === 'disconnected') this.end(reason);
    if (INVALIDATED.test(reason)) this.warn(reason);
    this.emit('status', change);
    if (action === 'stop') this.arrived(failure(reason, message, { action, loginUrl }));
  },

  end(code) {
    const { outbox, state } = this.replica;
    this.over = code;
    this.extras = [];
    state.staged = undefined;
    outbox.end(({ id }) => id, 'unknown', 'outcome_unknown');
    outbox.end(() => true, 'rejected', code);
    this.step([]);
  },
});
