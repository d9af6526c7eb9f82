// A small server after section 4 of the protocol, for the client's tests and for looking at the demo.
import { runMutation } from './mutations.js';

const PERMISSIONS = {
  read: ['room:read', 'presence:write'],
  write: ['room:read', 'presence:write', 'room:write', 'broadcast:send'],
};

export class ModelRoom {
  epoch = 'e1';
  version = 0;
  state = new Map();
  /** For each version, what it wrote. */
  log = [];
  /** user/client to { last, outcomes }. */
  clients = new Map();
  connections = new Set();

  text(key) {
    return this.state.get(key);
  }

  /** Applies a mutation and gives its outcome. */
  apply(user, name, args) {
    if (user.access !== 'write') return { outcome: 'rejected', code: 'insufficient_permission' };
    let writes;
    try {
      writes = runMutation(this.state, name, args ?? {});
    } catch (error) {
      return { outcome: 'rejected', code: error.code ?? 'internal', detail: error.message };
    }
    for (const [key, value] of writes) {
      if (value === undefined) this.state.delete(key);
      else this.state.set(key, value);
    }
    this.version++;
    this.log.push(writes);
    return { outcome: 'applied', version: this.version };
  }

  /** The patch from one version to now, later writes to a key replacing earlier ones. */
  patchSince(version) {
    const merged = new Map();
    for (const writes of this.log.slice(version)) for (const [key, value] of writes) merged.set(key, value);
    return [...merged].map(([key, value]) =>
      value === undefined ? { op: 'del', key } : { op: 'put', key, value: JSON.parse(value) },
    );
  }

  values() {
    return Object.fromEntries([...this.state].map(([key, value]) => [key, JSON.parse(value)]));
  }
}

let connections = 0;

/** One socket's server side. `send(text)` and `close(code, reason)` are given by the transport. */
export class ModelConnection {
  id = `c${++connections}`;
  inbox = [];
  outbox = [];
  results = [];

  constructor(room, user, { client, since }, transport) {
    Object.assign(this, { room, user, client, transport });
    const record = room.clients.get(`${user.id}/${client}`) ?? { last: 0, outcomes: [] };
    room.clients.set(`${user.id}/${client}`, record);
    this.record = record;
    this.since = since;
  }

  member() {
    return { connection: this.id, user: { id: this.user.id, ...this.user.public }, presence: this.presence ?? null };
  }

  join({ pieces = false } = {}) {
    const { room, record } = this;
    const [epoch, version] = (this.since ?? '').split('.');
    const known = epoch === room.epoch && Number(version) <= room.version;
    room.connections.add(this);
    this.cursor = room.version;
    this.outbox.push({
      type: 'authenticated',
      user: this.member().user,
      access: this.user.access,
      permissions: PERMISSIONS[this.user.access],
      expiresIn: 600,
      refreshIn: 400,
    });
    const joined = {
      type: 'joined',
      connection: this.id,
      client: this.client,
      epoch: room.epoch,
      version: room.version,
      lastMutation: record.last,
      outcomes: record.outcomes.slice(-256),
      members: [...room.connections].map((one) => one.member()),
      heartbeat: 25,
      limits: { message: 65536, unanswered: 256, clientRetention: 604800 },
    };
    if (epoch && epoch !== room.epoch) joined.reset = true;
    if (known) joined.patch = room.patchSince(Number(version));
    else if (!pieces) joined.state = room.values();
    else Object.assign(joined, { state: {}, more: true });
    this.outbox.push(joined);
    if (joined.more) this.#pieces();
    this.#told('joined');
    this.flush();
  }

  #pieces() {
    const { epoch, version } = this.room;
    const entries = Object.entries(this.room.values());
    const half = entries.length >> 1;
    this.flush(); // a piece is a frame of its own, so that a connection may break between them
    this.outbox.push({ type: 'state', epoch, version, first: true, state: Object.fromEntries(entries.slice(0, half)), more: true });
    this.flush();
    this.outbox.push({ type: 'state', epoch, version, state: Object.fromEntries(entries.slice(half)) });
  }

  #told(what) {
    for (const other of this.room.connections) {
      if (other !== this) other.outbox.push({ type: 'presence', joined: [], updated: [], left: [], [what]: [this.member()] });
    }
  }

  /** A frame from the client is parsed whole before anything of it is applied. */
  receive(text) {
    let messages;
    try {
      messages = text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
    } catch {
      return this.close(4400, 'protocol_error');
    }
    const mutations = messages.filter(({ type }) => type === 'mutate').length;
    if (this.inbox.length + this.results.length + mutations > 256) return this.close(4429, 'rate_limited');
    this.inbox.push(...messages);
  }

  /** Handles what has come in. */
  work() {
    for (const message of this.inbox.splice(0)) if (!this.closed) this.#handle(message);
  }

  #handle(message) {
    if (message.type === 'ping') this.outbox.push({ type: 'pong', ref: message.ref });
    if (message.type === 'mutate') this.#mutate(message);
    if (message.type === 'presence') {
      this.presence = message.data;
      this.#told('updated');
    }
    if (message.type === 'broadcast') {
      const { event, data } = message;
      const from = { connection: this.id, user: this.member().user };
      for (const other of this.room.connections) if (other !== this) other.outbox.push({ type: 'broadcast', event, data, from });
    }
  }

  #mutate({ id, name, args }) {
    const { record, room } = this;
    if (id > record.last + 1) return this.close(4400, 'mutation_gap');
    if (id <= record.last) {
      const recorded = record.outcomes.find((one) => one.id === id);
      this.results.push(recorded ?? { id, outcome: 'rejected', code: 'outcome_unknown' });
      return;
    }
    const result = { id, ...room.apply(this.user, name, args) };
    record.last = id;
    record.outcomes.push(result);
    this.results.push(result);
  }

  /** One frame: a poke merged from all that came meanwhile, the results right behind it. */
  flush() {
    const { room } = this;
    const frame = [];
    if (this.cursor < room.version) {
      frame.push({ type: 'poke', from: this.cursor, to: room.version, patch: room.patchSince(this.cursor) });
      this.cursor = room.version;
    }
    for (const result of this.results.splice(0)) frame.push({ type: 'result', ...result });
    frame.push(...this.outbox.splice(0));
    if (frame.length && !this.closed) this.transport.send(frame.map((one) => JSON.stringify(one)).join('\n'));
  }

  close(code, reason) {
    if (this.closed) return;
    this.leave();
    this.transport.close(code, reason);
  }

  leave() {
    this.closed = true;
    if (this.room.connections.delete(this)) this.#told('left');
  }
}
