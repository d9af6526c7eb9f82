import { define } from './base.js';

export const createReplica = define('Replica', {
  get others() {
    return [...this.members.values()].filter(({ connection }) => connection !== this.self?.connection);
  },

  renew() {
    this.client = crypto.getRandomValues(new Uint32Array(5)).join('-');
  },

  receive(messages) {
    /** @type {[string, unknown][]} */
    const events = [];
    for (const message of messages) {
      const taken = this.take(message);
      if (typeof taken === 'string') return { events, fault: taken };
      if (taken) events.push(taken);
    }
    return { events, fault: '' };
  },

  take(message) {
    const { type } = message;
    if (type === 'authenticated') return this.identify(message);
    if (type === 'access') return this.access(message);
    if (type === 'joined') return this.join(message);
    if (type === 'presence') return this.presence(message);
    if (type === 'broadcast') return [type, message];
    if (type === 'result') return this.outbox.result(message);
    if (type === 'poke') return this.state.poke(message) ? undefined : 'version_lost';
    if (type !== 'state') return;
    if (message.epoch !== this.epoch) return 'version_lost';
    this.state.load(message, message.first);
  },

  identify(message) {
    if (this.self && this.self.user.id !== message.user.id) {
      // What one user did is never sent in the name of another.
      this.outbox.end(({ id }) => id, 'unknown', 'outcome_unknown');
      this.outbox.end(() => true, 'rejected', 'user_mismatch');
    }
    this.self = /** @type {any} */ ({ ...this.self, user: message.user });
    return this.access(message);
  },

  access({ access, permissions, code }) {
    const before = this.self?.access;
    const changed = before && (code || `${this.self?.permissions}` !== `${permissions}`);
    Object.assign(this.self ?? {}, { access, permissions });
    return changed ? ['access-changed', { access, permissions, code, before }] : undefined;
  },

  join({ type, connection, client, epoch, lastMutation = 0, outcomes = [], members = [], limits, reset, ...rest }) {
    this.outbox.limits = { ...this.outbox.limits, ...limits };
    const fresh = reset || (this.epoch && this.epoch !== epoch);
    if (fresh) this.outbox.end(() => true, 'rejected', 'room_reset');
    this.outbox.resume(lastMutation, outcomes);
    this.state.staged = undefined;
    this.state.load({ type, epoch, ...rest }, !!rest.state);
    this.epoch = epoch;
    Object.assign(this.self ?? {}, { connection, client });
    this.members = new Map(members.map((/** @type {any} */ one) => [one.connection, one]));
    // Ids are of an epoch: on with a new client, unless the server has made one up.
    if (fresh && client === this.client) return 'room_reset';
    this.client = client;
    return ['presence', { joined: this.others, updated: [], left: [] }];
  },

  presence({ joined = [], updated = [], left = [] }) {
    for (const one of [...joined, ...updated]) {
      this.members.set(one.connection, { ...this.members.get(one.connection), ...one });
    }
    for (const one of left) this.members.delete(one.connection ?? one);
    return ['presence', { joined, updated, left }];
  },

  can(right) {
    const named = /:/.test(right) ? right : `room:${right}`;
    const enough = [named, 'room:admin', /^mutate:/.test(named) ? 'room:write' : named];
    return enough.some((permission) => this.self?.permissions?.includes(permission));
  },
});
