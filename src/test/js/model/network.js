// Client and model server in one process, with a network between them that a random schedule drives.
import { ModelConnection } from './server.js';

/** A WebSocket class whose sockets lead to `room`; `links` holds every one that is not down. */
export function networkOf(room, user, links, random) {
  return class ModelSocket {
    readyState = 0;
    /** What is on its way, in order: no message overtakes another (TCP). */
    up = [];
    down = [];

    constructor(url) {
      const query = new URL(url).searchParams;
      this.query = { client: query.get('client'), since: query.get('since') };
      this.user = user;
      links.add(this);
    }

    send(text) {
      this.up.push(text);
    }

    close() {
      this.readyState = 3;
      this.cut();
    }

    /** The upgrade reaches the server. */
    open() {
      this.readyState = 1;
      const transport = {
        send: (text) => this.down.push({ text }),
        close: (code, reason) => this.down.push({ code, reason }),
      };
      this.server = new ModelConnection(room, user, this.query, transport);
      this.server.join({ pieces: random() < 0.3 });
    }

    deliverUp() {
      if (this.up.length) this.server.receive(this.up.shift());
    }

    deliverDown() {
      const { text, code, reason } = this.down.shift() ?? {};
      if (text) this.onmessage({ data: text });
      else if (code) this.#ended(code, reason);
    }

    /** The connection is lost, with everything on its way. */
    lose() {
      this.cut();
      this.#ended(1006, '');
    }

    cut() {
      this.server?.leave();
      links.delete(this);
    }

    #ended(code, reason) {
      this.cut();
      this.readyState = 3;
      this.onclose({ code, reason });
    }
  };
}
