// A WebSocket of which the test is the server.

export function socketClass() {
  return class ScriptedSocket {
    static all = [];

    readyState = 0;
    sent = [];
    closed;

    constructor(url, protocols) {
      this.url = new URL(url);
      this.protocols = protocols;
      ScriptedSocket.all.push(this);
    }

    static get last() {
      return ScriptedSocket.all.at(-1);
    }

    send(text) {
      this.sent.push(text);
    }

    close(code) {
      this.readyState = 3;
      this.closed = code;
    }

    // the server's side

    /** The frames sent since the last call, each as its messages. */
    frames() {
      return this.sent.splice(0).map((text) => text.split('\n').map((line) => JSON.parse(line)));
    }

    /** One frame with these messages. */
    say(...messages) {
      this.readyState = 1;
      this.onmessage({ data: messages.map((message) => JSON.stringify(message)).join('\n') });
    }

    end(code, reason = '') {
      this.readyState = 3;
      this.onclose({ code, reason });
    }
  };
}
