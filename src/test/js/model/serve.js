// The model server over HTTP and WebSocket, for looking at the demo without a Java server:
//   node model/serve.js [port] [context]
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { ModelConnection, ModelRoom } from './server.js';

const WEBAPP = fileURLToPath(new URL('../../../main/webapp/', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const USERS = { ann: { id: 'ann', access: 'write', public: { name: 'Ann' } }, bob: { id: 'bob', access: 'read', public: { name: 'Bob' } } };

/** Starts it; resolves to the HTTP server. */
export function serve(port = 0, context = '') {
  const rooms = new Map();
  const http = createServer((request, response) => answer(request, response, context));
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'latchkey.v1' });
  http.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (ws) => attach(ws, request, rooms, context)),
  );
  return new Promise((resolve) => http.listen(port, '127.0.0.1', () => resolve(http)));
}

function attach(ws, request, rooms, context) {
  const url = new URL(request.url, 'http://localhost');
  const id = decodeURIComponent(url.pathname.slice(`${context}/rooms/`.length));
  const token = ws.protocol && request.headers['sec-websocket-protocol'].split('latchkey.token.')[1];
  const user = USERS[Buffer.from(token.split('.')[1], 'base64url').toString()];
  if (!rooms.has(id)) rooms.set(id, new ModelRoom());
  const room = rooms.get(id);
  const query = { client: url.searchParams.get('client'), since: url.searchParams.get('since') };
  const connection = new ModelConnection(room, user, query, {
    send: (text) => ws.send(text),
    close: (code, reason) => ws.close(code, reason),
  });
  const all = () => [...room.connections].forEach((one) => one.flush());
  ws.on('message', (data) => {
    connection.receive(String(data));
    // late enough for an eye, and for a test, to see what is shown before the answer
    setTimeout(() => (connection.work(), all()), 150);
  });
  ws.on('close', () => (connection.leave(), all()));
  connection.join();
  all();
}

async function answer(request, response, context) {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (pathname === `${context}/api/v1/authorize`) return authorize(request, response);
  const path = normalize(pathname.slice(context.length)).replace(/\/$/, '/index.html');
  try {
    const body = await readFile(join(WEBAPP, path));
    response.setHeader('Content-Type', TYPES[extname(path)] ?? 'application/octet-stream');
    response.setHeader('Content-Security-Policy', "default-src 'self'");
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}

function authorize(request, response) {
  const [name, password] = Buffer.from((request.headers.authorization ?? '').slice(6), 'base64').toString().split(':');
  if (!USERS[name] || password !== name) return response.writeHead(401).end();
  const encode = (text) => Buffer.from(text).toString('base64url');
  response.setHeader('Content-Type', 'text/plain');
  response.end(`${encode('{"typ":"latchkey-room+jwt"}')}.${encode(name)}.${encode('signature')}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const http = await serve(Number(process.argv[2] ?? 8090), process.argv[3] ?? '');
  console.log(`http://127.0.0.1:${http.address().port}${process.argv[3] ?? ''}/`);
}
