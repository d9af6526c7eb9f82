// A small server after sections 3 and 4 of the protocol, over real HTTP and WebSocket, that looks at credentials closely.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { ModelConnection, ModelRoom } from '../model/server.js';

const json = (value) => JSON.stringify(value);
const bearer = ({ headers }) => headers.authorization?.match(/^Bearer (.+)$/)?.[1];
const cookie = ({ headers }) => headers.cookie === 'JSESSIONID=ann';

export class Peer {
  #tokens = new Set();
  /** Ticket to the token it was bought with. */
  #tickets = new Map();
  #users = new Map();
  #count = 0;
  connections = [];
  /** What a socket showed at the door, newest last. */
  doors = [];
  requests = [];
  room = new ModelRoom();
  needsFirstMessage = false;
  lifetime = { expiresIn: 600, refreshIn: 400 };

  async start() {
    this.http = createServer((request, response) => this.#answer(request, response));
    const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'latchkey.v1' });
    this.http.on('upgrade', (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (ws) => this.#enter(ws, request)),
    );
    await new Promise((resolve) => this.http.listen(0, '127.0.0.1', resolve));
    this.base = `http://127.0.0.1:${this.http.address().port}`;
    return this;
  }

  stop() {
    for (const { ws } of this.connections) ws.terminate();
    this.http.closeAllConnections();
    return new Promise((resolve) => this.http.close(resolve));
  }

  token(padding = 0) {
    const token = `h.${++this.#count}${'p'.repeat(padding)}.s`;
    this.#tokens.add(token);
    return token;
  }

  /** All tokens until now are worth nothing any more. */
  invalidate() {
    this.#tokens.clear();
  }

  #answer(request, response) {
    const { pathname } = new URL(request.url, this.base);
    this.requests.push(`${request.method} ${pathname}`);
    const say = (status, body, headers = {}) => response.writeHead(status, headers).end(typeof body === 'string' ? body : json(body));
    const rights = { tokenType: 'Bearer', expiresIn: 600, expiresAt: '2030-01-01T00:00:00Z', resources: [{ id: 'r', object: 'room' }] };
    if (pathname === '/api/v1/provision') return this.#provision(request, (body) => say(201, { ...rights, ...body }));
    if (pathname === '/login/text') return say(200, `${this.token()}\n`);
    if (pathname === '/login/authorize') return say(200, { ...rights, token: this.token(), user: { id: 'ann' } });
    if (pathname === '/login/provision') return say(201, { user: 'ann', ...rights, token: this.token() });
    if (pathname === '/login/busy') return say(503, '', { 'Retry-After': '7' });
    if (pathname !== '/api/v1/tickets') return say(404, { code: 'not_found' });
    if (!this.#tokens.has(bearer(request)) && !cookie(request)) return say(401, { code: 'credentials_required', loginUrl: '/login' });
    const ticket = `t${++this.#count}`.padEnd(43, 'x');
    this.#tickets.set(ticket, bearer(request));
    say(201, { ticket, room: 'a:b', expiresAt: '2030-01-01T00:00:00Z', uses: 1 });
  }

  async #provision(request, answer) {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { user, resources } = JSON.parse(body);
    const token = this.token();
    this.#users.set(token, { id: user, access: resources[0].permission });
    answer({ user, token });
  }

  #enter(ws, request) {
    const query = new URL(request.url, this.base).searchParams;
    const offered = request.headers['sec-websocket-protocol']?.match(/latchkey\.token\.([^,\s]+)/)?.[1];
    const [ticket, token] = [query.get('ticket'), query.get('token')];
    this.doors.push({ ticket: !!ticket, query: !!token, subprotocol: !!offered });
    const ids = { client: query.get('client'), since: query.get('since') };
    const transport = { send: (text) => ws.send(text), close: (code, reason) => ws.close(code, reason) };
    const connection = Object.assign(new ModelConnection(this.room, this.#user(token ?? offered ?? this.#tickets.get(ticket)), ids, transport), { ws });
    this.connections.push(connection);
    ws.on('message', (data) => this.#heed(connection, String(data)));
    ws.on('close', () => connection.leave());
    const known = this.#tickets.delete(ticket) || this.#tokens.has(token ?? offered);
    if ((ticket || token || offered) && !known) return this.#refuse(connection);
    if (this.needsFirstMessage) return this.#say(ws, { type: 'hello', protocol: 'latchkey.v1', timeout: 15 });
    if (!known && !cookie(request)) return this.#say(ws, { type: 'hello', protocol: 'latchkey.v1', timeout: 15 });
    this.#join(connection);
  }

  #heed(connection, text) {
    const { type, token, ticket } = JSON.parse(text.split('\n')[0]);
    if (type === 'authenticate') {
      connection.shown = [...(connection.shown ?? []), token ? 'token' : 'ticket'];
      if (!this.#tokens.has(token) && !this.#tickets.delete(ticket)) return this.#refuse(connection);
      connection.user = this.#user(token);
      return connection.joined ? this.#say(connection.ws, this.#rights()) : this.#join(connection);
    }
    connection.receive(text);
    connection.work();
    for (const one of this.room.connections) one.flush();
  }

  #join(connection) {
    connection.joined = true;
    connection.join();
    if (!this.#users.size) this.#say(connection.ws, this.#rights());
  }

  #user(token) {
    return this.#users.get(token) ?? { id: 'ann', access: 'write' };
  }

  #rights() {
    const permissions = ['room:read', 'presence:write', 'room:write', 'broadcast:send'];
    return { type: 'authenticated', user: { id: 'ann' }, access: 'write', permissions, ...this.lifetime };
  }

  #refuse({ ws }) {
    const code = 'token_revoked';
    this.#say(ws, { type: 'unauthorized', code, message: '', action: 'reauthenticate', data: { message: '', code, type: 'UnauthorizedError' } });
    ws.close(4430, code);
  }

  #say(ws, message) {
    ws.send(json(message));
  }
}
