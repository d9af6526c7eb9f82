// Rooms with a shared map on socket.io, as its documentation would have them written. See ../README.md.
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import jwt from "jsonwebtoken";
import { Server } from "socket.io";

const secret = randomBytes(32);
const rooms = new Map();

const http = createServer((request, response) => {
  const url = new URL(request.url, "http://localhost");
  if (url.pathname === "/api/v1/authorize") {
    const grants = { [url.searchParams.get("room")]: "write" };
    response.end(jwt.sign({ sub: "ann", grants }, secret, { algorithm: "HS256", expiresIn: "1h" }));
  } else {
    response.writeHead(404).end();
  }
});

const io = new Server(http, { transports: ["websocket"], serveClient: false, perMessageDeflate: false });

io.use((socket, next) => {
  const { token, room } = socket.handshake.auth;
  try {
    const claims = jwt.verify(token, secret, { algorithms: ["HS256"] });
    if (!Object.hasOwn(claims.grants, room)) {
      return next(new Error("forbidden"));
    }
    socket.data = { claims, room };
    next();
  } catch {
    next(new Error("unauthorized"));
  }
});

io.on("connection", (socket) => {
  const name = socket.data.room;
  const room = enter(name);
  socket.join(name);
  socket.emit("joined", { version: room.version, state: Object.fromEntries(room.state) });
  socket.on("set", (mutation) => {
    if (!mayWrite(socket.data) || typeof mutation?.key !== "string") {
      socket.emit("refused", mutation);
      return;
    }
    const { key, value } = mutation;
    room.state.set(key, value);
    io.to(name).emit("set", { version: ++room.version, key, value });
  });
  socket.on("disconnect", () => leave(name, room));
});

function mayWrite({ claims, room }) {
  return claims.grants[room] === "write" && claims.exp * 1000 > Date.now();
}

function enter(name) {
  let room = rooms.get(name);
  if (!room) {
    room = { version: 0, state: new Map(), members: 0 };
    rooms.set(name, room);
  }
  room.members++;
  return room;
}

function leave(name, room) {
  if (--room.members === 0) {
    rooms.delete(name);
  }
}

http.listen(0, "127.0.0.1", () => console.log(http.address().port));
