// A TCP proxy that does to connections what networks do: resets at any byte, silence with the connection left open,
// delays, other segment borders, and a door that stays shut for a while after a cut.
import { connect, createServer } from 'node:net';

const between = (random, low, high) => low + random() * (high - low);

/** One direction of a connection: what comes in goes out in order, in pieces, late, until its fate is met. */
class Pipe {
  #queue = [];
  #passed = 0;
  #busy = false;

  constructor(from, to, link) {
    Object.assign(this, { from, to, link });
    from.on('data', (chunk) => this.#take(chunk));
  }

  #take(chunk) {
    if (this.link.silent) return;
    this.#queue.push(...this.#split(chunk));
    if (!this.#busy) this.#pump();
  }

  #split(chunk) {
    const { random, rough } = this.link;
    const pieces = [];
    for (let at = 0; at < chunk.length; ) {
      const size = rough ? Math.ceil(random() * chunk.length) : chunk.length;
      pieces.push(chunk.subarray(at, at + size));
      at += size;
    }
    return pieces;
  }

  async #pump() {
    this.#busy = true;
    while (this.#queue.length) {
      if (this.link.delays(this.#queue.length)) await this.link.pause();
      const piece = this.#queue.shift();
      if (piece) this.#pass(piece);
    }
    this.#busy = false;
  }

  #pass(piece) {
    const { link } = this;
    const left = link.budget(this) - this.#passed;
    this.#passed += piece.length;
    if (!this.to.destroyed && !link.silent) this.to.write(piece.subarray(0, Math.max(0, left)));
    if (left <= piece.length) link.meetFate();
  }

  drop() {
    this.#queue = [];
  }
}

/** A connection and what becomes of it, drawn when it is made. */
class Link {
  silent = false;

  constructor(proxy, client, server) {
    const { random } = proxy;
    Object.assign(this, { proxy, client, server, random, rough: !proxy.calmed && random() < 0.7 });
    this.delay = between(random, 0, random() < 0.2 ? 120 : 12);
    this.stalls = random() < 0.2;
    // In the middle of the handshake, of the entry, or at any later time.
    const reach = [400, 3_000, 40_000, 400_000][Math.floor(random() * 4)];
    this.limits = random() < 0.5 ? [reach * random(), Infinity] : [Infinity, reach * random()];
    this.up = new Pipe(client, server, this);
    this.down = new Pipe(server, client, this);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.end(false));
      socket.on('close', () => this.end(false));
    }
  }

  /** A queue that only grows would be a dead network and not a slow one. */
  delays(waiting) {
    return this.rough && !this.proxy.calmed && waiting < 30;
  }

  pause() {
    return new Promise((resolve) => setTimeout(resolve, this.random() * this.delay));
  }

  /** How many bytes go through in this direction before it happens. */
  budget(pipe) {
    return this.proxy.calmed ? Infinity : this.limits[pipe === this.up ? 0 : 1];
  }

  meetFate() {
    if (this.silent || this.proxy.calmed) return;
    if (this.stalls) this.stall();
    else this.end(true);
  }

  /** Half open: both ends believe in it. */
  stall() {
    this.silent = true;
    this.proxy.counts.stalls++;
  }

  end(cut) {
    if (this.ended || (this.silent && !cut && this.proxy.holds(this))) return;
    this.ended = true;
    this.up.drop();
    this.down.drop();
    this.proxy.links.delete(this);
    if (cut) this.proxy.cut();
    for (const socket of [this.client, this.server]) cut ? socket.resetAndDestroy() : socket.destroy();
  }
}

export class ChaosProxy {
  calmed = false;
  links = new Set();
  counts = { connects: 0, refused: 0, cuts: 0, stalls: 0 };
  #shutUntil = 0;

  constructor(target, random) {
    this.target = target;
    this.random = random;
    this.server = createServer((client) => this.#accept(client));
  }

  /** Resolves to the port. */
  listen() {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', () => resolve(this.server.address().port)));
  }

  #accept(client) {
    client.on('error', () => {});
    if (!this.calmed && Date.now() < this.#shutUntil) {
      this.counts.refused++;
      return client.resetAndDestroy();
    }
    this.counts.connects++;
    this.links.add(new Link(this, client, connect(this.target)));
  }

  cut() {
    this.counts.cuts++;
    if (this.random() < 0.2) this.#shutUntil = Date.now() + between(this.random, 0, 300);
  }

  /** A peer of a silent connection does not hear that the other has gone; at the end of the chaos both do. */
  holds(link) {
    const gone = link.client.destroyed ? link.server : link.client;
    return !this.calmed && !gone.destroyed;
  }

  /** Ends one connection, whatever it is doing. */
  cutAny() {
    const links = [...this.links];
    const link = links[Math.floor(this.random() * links.length)];
    if (link && this.random() < 0.15) link.stall();
    else link?.end(true);
  }

  /** From now on everything passes; silent connections stay silent, for the clients to find out. */
  calm() {
    this.calmed = true;
  }

  close() {
    this.calmed = true;
    for (const link of [...this.links]) link.end(true);
    return new Promise((resolve) => this.server.close(resolve));
  }
}
