// What a client is told, taken down apart from the client's own code, and held against what the protocol promises.
const text = (state) => JSON.stringify([...state].sort(([a], [b]) => (a < b ? -1 : 1)));

export class Witness {
  state = new Map();
  version = 0;
  ended = 0;
  told = new Map();
  #staged;
  #answered = 0;

  /** @param log versions to state texts, shared by all witnesses; @param wrong where complaints go */
  constructor(name, log, wrong) {
    Object.assign(this, { name, log, wrong });
  }

  get staged() {
    return this.#staged !== undefined;
  }

  complain(what, message) {
    this.wrong.push(`${this.name}: ${what}: ${JSON.stringify(message).slice(0, 400)}`);
  }

  heed(message) {
    if (message.type === 'joined') this.#join(message);
    if (message.type === 'state') this.#piece(message);
    if (message.type === 'poke') this.#poke(message);
    if (message.type === 'result') this.#result(message);
    if (!this.staged) this.ended = this.#answered;
  }

  #join(message) {
    const { epoch, version, state, patch = [], more, outcomes, lastMutation } = message;
    if (this.epoch !== undefined && epoch !== this.epoch) this.complain('another epoch', message);
    if (version < this.version) this.complain('back in time', message);
    this.epoch = epoch;
    this.#staged = state ? new Map() : new Map(this.state);
    this.#fill(state);
    this.#write(this.#staged, patch);
    for (const outcome of outcomes) this.#remember(outcome);
    this.#answered = Math.max(this.#answered, lastMutation);
    if (!more) this.#whole(version);
  }

  #piece(message) {
    if (message.epoch !== this.epoch) this.complain('a piece of another epoch', message);
    if (message.version < this.version) this.complain('a piece of the past', message);
    if (message.first) this.#staged = new Map();
    if (!this.#staged) return this.complain('a piece of nothing', message);
    this.#fill(message.state);
    if (!message.more) this.#whole(message.version);
  }

  #fill(state = {}) {
    for (const [key, value] of Object.entries(state)) {
      if (this.#staged.has(key)) this.complain('a key in two pieces', { key });
      this.#staged.set(key, value);
    }
  }

  #whole(version) {
    this.state = this.#staged;
    this.#staged = undefined;
    this.#at(version);
  }

  #poke(message) {
    const { from, to, patch } = message;
    if (this.staged) this.complain('a poke into a half state', message);
    if (from !== this.version || to <= from) this.complain(`not behind version ${this.version}`, message);
    this.#write(this.state, patch);
    this.#at(to);
  }

  #write(state, patch) {
    for (const { op, key, value } of patch) op === 'put' ? state.set(key, value) : state.delete(key);
  }

  /** Everybody who has been at a version saw the same state there. */
  #at(version) {
    this.version = version;
    const now = text(this.state);
    const known = this.log.get(version) ?? now;
    this.log.set(version, known);
    if (known !== now) this.complain(`version ${version} is not as others saw it`, { known, now });
  }

  #result(message) {
    const { id, version = 0 } = message;
    if (!this.staged && version > this.version) this.complain(`a result of the future at ${this.version}`, message);
    if (id > this.#answered + 1) this.complain(`a result too early, behind ${this.#answered}`, message);
    this.#remember(message);
    this.#answered = Math.max(this.#answered, id);
  }

  /** However often an outcome is told, it is the same one. */
  #remember({ id, outcome, version, code }) {
    const said = JSON.stringify([outcome, version, code]);
    const before = this.told.get(id) ?? said;
    this.told.set(id, before);
    if (before !== said) this.complain(`mutation ${id} was ${before}`, said);
  }
}
