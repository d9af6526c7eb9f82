import { define } from './base.js';

const message = ({ id, name, args }) => ({ type: 'mutate', id, name, args });

export const size = (json) => new TextEncoder().encode(JSON.stringify(json)).length;

export const createOutbox = define('Outbox', {
  next: 1,

  add(mutation) {
    mutation.size = size({ ...message(mutation), id: Number.MAX_SAFE_INTEGER });
    if (mutation.size > this.limits.message) return 'payload_too_large';
    if (this.pending.length >= 1_000) return 'queue_full';
    this.pending.push(mutation);
    return undefined;
  },

  frames() {
    const frames = new Array();
    const open = this.pending.filter(({ result }) => !result);
    let bytes = Infinity;
    for (const mutation of open.slice(0, this.limits.unanswered)) {
      if (mutation.sent) continue;
      bytes += mutation.size + 1;
      if (bytes > this.limits.message) {
        bytes = mutation.size;
        frames.push([]);
      }
      mutation.sent = true;
      mutation.id ||= this.next++;
      frames[frames.length - 1].push(message(mutation));
    }
    return frames;
  },

  end(which, outcome, code) {
    for (const one of this.pending) if (which(one)) one.result ??= { outcome, code };
  },

  result({ id, outcome, version, code, detail, data }) {
    const mutation = id && this.pending.find((one) => one.id === id);
    if (mutation) mutation.result ??= { outcome, version, code, detail, data };
  },

  resume(last, outcomes) {
    outcomes.forEach((outcome) => this.result(outcome));
    const first = this.pending.find(({ id, result }) => id > last && !result);
    this.end(({ id }) => id && (id <= last || first?.id !== last + 1), 'unknown', 'outcome_unknown');
    this.end(({ id, size }) => !id && size > this.limits.message, 'rejected', 'payload_too_large');
    this.next = last + 1 + this.pending.filter(({ id, result }) => id && !result).length;
    for (const one of this.pending) one.sent = false;
  },

  expire(now) {
    const oldest = now - this.limits.clientRetention * 1000;
    const lost = this.pending.some(({ id, at }) => id && at < oldest);
    this.end(({ id, at }) => at < oldest || (lost && id), 'unknown', 'outcome_unknown');
    return lost;
  },

  drop() {
    const done = this.pending.filter(({ result }) => result);
    this.pending = this.pending.filter(({ result }) => !result);
    return done;
  },
});

export const createReplica = define('Replica', {
  get others() {
    return [...this.members.values()].filter(({ connection }) => connection !== this.self?.connection);
  },

  renew() {
    this.client = crypto.getRandomValues(new Uint32Array(5)).join('-');
  },

  receive(messages) {
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
      // What one user did is never sent in another's name.
      this.outbox.end(({ id }) => id, 'unknown', 'outcome_unknown');
      this.outbox.end(() => true, 'rejected', 'user_mismatch');
    }
    this.self = { ...this.self, user: message.user };
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
    this.members = new Map(members.map((one) => [one.connection, one]));
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
