import { define, verdict } from './base.js';

export const createConnection = define('Connection', {
  status: 'connecting',
  joined: false,
  returning: false,
  silent: false,
  turn: 0,
  quiet: 0,
  pings: 0,
  ghosts: [],

  async connect(reason = 'connect', previousCode) {
    this.release();
    this.pacing.since = NaN;
    const turn = ++this.turn;
    try {
      const door = await this.tokens.door(this.host.query(), reason, previousCode);
      if (turn === this.turn) this.open(door);
    } catch (error) {
      const { code, message } = Object(error);
      const judged = verdict(1002, typeof code === 'string' ? code : 'connect_failed', error);
      if (turn === this.turn) this.decide({ ...judged, message });
    }
  },

  open({ url, protocols, token }) {
    const socket = new this.settings.WebSocket(url, protocols);
    Object.assign(this, { socket, token });
    socket.onmessage = ({ data }) => socket === this.socket && this.receive(data);
    socket.onclose = ({ code, reason }) => socket === this.socket && this.fail(code, reason);
    socket.onerror = () => {}; // a close follows
    this.seen();
    this.beat.arm();
  },

  release(early = true) {
    const { socket } = this;
    const now = this.clock.now();
    this.ghosts = this.ghosts.filter((at) => at > now - 60_000);
    if (early && socket && !this.joined) this.ghosts.push(now);
    this.socket = this.told = undefined;
    this.joined = this.silent = false;
    this.quiet = 0;
    this.beat.stop();
    this.alarm.stop();
    socket?.close(1000);
  },

  close() {
    this.turn++;
    this.release();
    this.become('disconnected', { code: 'left', action: 'stop' });
  },

  fail(code, reason = '') {
    const judged = verdict(code, reason, this.told);
    this.release(code === 1006);
    // An attempt given up here was handled late there and replaced its successor.
    if (judged.code === 'replaced' && this.ghosts.shift()) judged.action = 'retry';
    this.decide(judged);
  },

  send(messages) {
    if (this.socket?.readyState !== 1) return;
    for (const message of messages) this.log('out', message);
    this.socket.send(messages.map((message) => JSON.stringify(message)).join('\n'));
  },

  seen() {
    const due = Math.max(this.clock.now(), this.quiet) + 25_000;
    Object.assign(this.beat, { due, run: () => this.ping() });
  },

  ping() {
    this.beat.set(5_000, () => this.fail(1006));
    if (this.joined) this.send([{ type: 'ping', ref: ++this.pings }]);
  },

  receive(data) {
    const { socket } = this;
    this.seen();
    if (this.clock.now() >= this.alarm.due) this.alarm.check(); // in a hidden tab, frames are more punctual than timers
    let messages;
    try {
      messages = JSON.parse(`[${data.trim().replace(/\s*\n\s*/g, ',')}]`).map(Object);
    } catch {
      return this.fail(1006, 'bad_frame');
    }
    for (const message of messages) {
      this.log('in', message);
      this.heed(message);
    }
    if (socket !== this.socket) return;
    let whole;
    try {
      whole = this.host.frame(messages);
    } catch {
      return this.fail(1006, 'bad_frame');
    }
    if (socket === this.socket && this.joined && whole) this.become('connected');
  },

  heed(message) {
    const { type } = message;
    if (/^(unauthorized|error)$/.test(type)) {
      this.told = message;
      this.host.emit('error', message);
    }
    if (type === 'hello' && this.token) this.send([{ type: 'authenticate', token: this.token }]);
    else if (type === 'hello') this.fail(4401, 'credentials_required');
    if (type === 'authenticated') this.authenticated(message);
    if (type === 'joined') {
      this.joined = this.returning = true;
      this.pacing.since = this.clock.now();
    }
    if (type === 'reauthenticate') this.reauthenticate(message);
    if (type === 'unauthorized') this.unauthorized(message);
  },

  authenticated({ expiresIn, refreshIn }) {
    this.silent = this.pacing.refused = false;
    this.ends = this.clock.now() + expiresIn * 1000;
    if (refreshIn) this.alarm.set(refreshIn * 1000, (late) => this.refresh(late));
  },

  refresh(late) {
    if (late < 5_000) return void this.renew('refresh');
    const { now, random } = this.clock;
    this.alarm.set(Math.max(0, this.ends - now()) * 0.8 * random(), () => this.renew('refresh'));
  },

  reauthenticate({ code, within = 0, retryAfterMs }) {
    this.silent = code !== 'token_expired';
    if (this.silent) this.quiet = this.clock.now() + within * 1000;
    this.seen();
    this.again({ code, action: 'reauthenticate', once: false, needsAuth: false, retryAfterMs }, within);
    this.pacing.refused ||= this.silent;
  },

  unauthorized(message) {
    if (this.joined) this.again(verdict(4401, message.code, message));
    else this.fail(4401, message.code);
  },

  async renew(reason, previousCode) {
    const { socket } = this;
    try {
      const proof = await this.tokens.proof(reason, previousCode);
      if (socket === this.socket) this.send([{ type: 'authenticate', ...proof }]);
    } catch (error) {
      if (socket === this.socket) this.again(error);
    }
  },

  again(verdict, within) {
    const ms = this.pacing.next(verdict);
    this.host.warn(verdict.code, within);
    if (ms !== undefined) this.alarm.set(ms, () => this.renew('reauthenticate', verdict.code));
  },

  decide(verdict) {
    const retryInMs = this.pacing.next(verdict);
    if (retryInMs === undefined) {
      return this.become(verdict.needsAuth ? 'needs-auth' : 'disconnected', { ...verdict, action: 'stop' });
    }
    const reason = verdict.action === 'reauthenticate' ? verdict.action : 'reconnect';
    this.alarm.set(retryInMs, () => this.connect(reason, verdict.code));
    this.wait({ ...verdict, retryInMs });
  },

  wait(why) {
    this.become(this.returning ? 'reconnecting' : 'connecting', why);
  },

  become(status, { code: reason, action, message, retryInMs, loginUrl } = {}) {
    if (status === 'connected' && this.status === status) return;
    this.status = status;
    this.host.changed({ status, reason, action, message, retryInMs, loginUrl });
  },

  wake() {
    this.beat.check();
    this.alarm.check();
  },

  log(direction, message) {
    const { type } = message;
    this.host.emit('message', { direction, message: type === 'authenticate' ? { type, token: '***' } : message });
  },
});
