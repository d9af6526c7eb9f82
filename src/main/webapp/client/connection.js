import { verdict } from './codes.js';
import { define } from './define.js';

export const createConnection = define('Connection', {
  status: 'connecting',
  joined: false,
  returning: false,
  turn: 0,
  pings: 0,
  ghosts: [],

  async connect(reason = 'connect', previousCode) {
    this.release();
    const turn = ++this.turn;
    try {
      const door = await this.tokens.door(this.host.query(), reason, previousCode);
      if (turn === this.turn) this.open(door);
    } catch (error) {
      const { code, message, loginUrl } = Object(error);
      // Without a code it is the WebSocket's.
      const judged = verdict(1002, typeof code === 'string' ? code : 'connect_failed');
      if (turn === this.turn) this.decide({ ...judged, message, loginUrl });
    }
  },

  send(messages) {
    if (this.socket?.readyState !== 1) return;
    for (const message of messages) this.log('out', message);
    this.socket.send(messages.map((message) => JSON.stringify(message)).join('\n'));
  },

  fail(code, reason = '') {
    const judged = verdict(code, reason, this.told);
    this.release(code === 1006);
    // An attempt given up here was handled late there and replaced its successor.
    if (judged.code === 'replaced' && this.ghosts.shift()) judged.action = 'retry';
    this.decide(judged);
  },

  close() {
    this.turn++;
    this.release();
    this.become('disconnected', { code: 'left', action: 'stop' });
  },

  open({ url, protocols, token }) {
    const socket = new this.settings.WebSocket(url, protocols);
    Object.assign(this, { socket, token });
    socket.onmessage = ({ data }) => socket === this.socket && this.receive(data);
    socket.onclose = ({ code, reason }) => socket === this.socket && this.fail(code, reason);
    socket.onerror = () => {}; // a close follows; `ws` throws without a listener
    this.heartbeat.start();
  },

  release(early = true) {
    const { socket } = this;
    const now = this.settings.clock.now();
    this.ghosts = this.ghosts.filter((at) => at > now - 60_000);
    if (early && socket && !this.joined) this.ghosts.push(now);
    this.socket = this.told = undefined;
    this.joined = false;
    this.heartbeat.stop();
    this.settings.clock.clearTimeout(this.timer);
    socket?.close(1000);
  },

  receive(data) {
    const { socket } = this;
    this.heartbeat.seen();
    /** @type {import('./internal.d.ts').Message[]} */
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
    const whole = this.host.frame(messages);
    if (socket === this.socket && this.joined && whole) this.become('connected');
  },

  heed(message) {
    const { type, code, within } = message;
    if (/^(unauthorized|error)$/.test(type)) {
      this.told = /** @type {any} */ (message);
      this.host.emit('error', message);
    }
    if (type === 'authenticated' && message.refreshIn) this.later(() => this.renew('refresh'), message.refreshIn * 1000);
    if (type === 'joined') {
      this.joined = this.returning = true;
      this.pacing.joined();
    }
    if (type === 'reauthenticate') {
      this.host.warn(code, within);
      this.later(() => this.renew(type, code), this.pacing.token());
    }
    if (type === 'hello' && this.token) this.send([{ type: 'authenticate', token: this.token }]);
    else if (type === 'hello') this.fail(4401, 'credentials_required');
    // A refused socket may stay open; a new one knows sooner.
    if (type === 'unauthorized' && !this.joined) this.fail(4401, code);
  },

  async renew(reason, previousCode) {
    const { socket } = this;
    if (!this.settings.authEndpoint) return;
    try {
      this.send([{ type: 'authenticate', token: await this.tokens.get(reason, previousCode) }]);
    } catch (error) {
      if (socket !== this.socket) return;
      const { code, action } = Object(error);
      this.host.warn(code);
      if (action === 'retry') this.later(() => this.renew(reason, previousCode), this.pacing.backOff());
    }
  },

  decide(verdict) {
    const retryInMs = this.pacing.next(verdict);
    if (retryInMs === undefined) {
      return this.become(verdict.needsAuth ? 'needs-auth' : 'disconnected', { ...verdict, action: 'stop' });
    }
    const reason = verdict.action === 'reauthenticate' ? verdict.action : 'reconnect';
    this.later(() => this.connect(reason, verdict.code), retryInMs);
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

  later(run, ms) {
    this.settings.clock.clearTimeout(this.timer);
    this.timer = this.settings.clock.setTimeout(run, ms);
  },

  log(direction, message) {
    this.host.emit('message', { direction, message: message.token ? { ...message, token: '***' } : message });
  },
});
