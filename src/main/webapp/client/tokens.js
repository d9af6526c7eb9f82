import { define, failure } from './base.js';

/** A token in an answer: JWS compact (RFC 7515 section 3.1), JWE (RFC 7516 section 3.1), or JSON that holds one. */
const HOLDS_TOKEN = /^\s*({|[\w-]+\.[\w-]*\.[\w-]*(\.[\w-]*\.[\w-]*)?\s*$)/;

const parse = (text) => {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
};

const usable = (token) => {
  if (typeof token === 'string' && /^[^\s<>"{}]+$/.test(token)) return token;
  throw failure('auth_endpoint_malformed', 'no token in the answer');
};

const tokenIn = (text) => usable(parse(text).token ?? text.trim());

/** @type {import('./internal.d.ts').Read} */
const read = async (response, refused) => {
  const { ok, status, headers } = response;
  const text = await response.text();
  if (ok) return text;
  const wait = Number(headers.get('retry-after')) * 1000;
  const { code, detail = `HTTP ${status}`, loginUrl, retryAfterMs = wait || 0 } = parse(text);
  const told = /^40[13]$/.test(`${status}`) ? (refused ?? code ?? 'invalid_token') : refused ? '' : code;
  const kind = /^(5..|408|429)$/.test(`${status}`) ? 'auth_endpoint_failed' : told || 'auth_endpoint_malformed';
  throw failure(kind, detail, { loginUrl, retryAfterMs });
};

export const createTokens = define('Tokens', {
  get(reason, previousCode) {
    const fetch = () => this.inTime((signal) => this.fetch(signal, reason, previousCode));
    this.flight ??= this.settings.inTurn(fetch).finally(() => (this.flight = undefined));
    return this.flight;
  },

  async inTime(task) {
    const { clock } = this.settings;
    const abort = new AbortController();
    let timer;
    const late = new Promise((_, reject) => {
      timer = clock.setTimeout(() => reject(Error('no answer in 30 s')), 30_000);
    });
    try {
      return await Promise.race([task(abort.signal), late]);
    } catch (error) {
      const { code, message, action } = Object(error);
      throw action ? error : failure(/^auth_endpoint_/.test(code) ? code : 'auth_endpoint_failed', message);
    } finally {
      clock.clearTimeout(timer);
      abort.abort();
    }
  },

  async fetch(signal, reason, previousCode) {
    const { authEndpoint, base, fetch } = this.settings;
    const { room } = this;
    /** @type {any} */
    let answer = `${authEndpoint === true ? `${base}/api/v1/authorize` : authEndpoint}`;
    if (typeof authEndpoint !== 'function') answer += `${/\?/.test(answer) ? '&' : '?'}room=${encodeURIComponent(room)}`;
    else answer = await authEndpoint({ room, reason, previousCode });
    if (HOLDS_TOKEN.test(answer)) return tokenIn(answer);
    const { token, text, url = answer, options } = Object(answer);
    if (token) return usable(token);
    if (!/[/?]/.test(url)) throw failure('auth_endpoint_malformed', 'neither a token nor an URL');
    const response = text ? answer : await fetch(url, { cache: 'no-store', signal, ...options });
    return tokenIn(await read(response, 'auth_endpoint_unauthorized'));
  },

  async ticket(token) {
    const { base, fetch } = this.settings;
    const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
    const options = { method: 'POST', cache: /** @type {any} */ ('no-store'), headers, body: JSON.stringify({ room: this.room }) };
    const ask = async (signal) => read(await fetch(`${base}/api/v1/tickets`, { ...options, signal }), token ? undefined : 'auth_endpoint_unauthorized');
    return usable(parse(await this.inTime(ask)).ticket);
  },

  async proof(reason, previousCode) {
    return this.settings.authEndpoint ? { token: await this.get(reason, previousCode) } : { ticket: await this.ticket() };
  },

  async door(query, reason, previousCode) {
    const { authEndpoint, base, credential } = this.settings;
    const token = authEndpoint ? await this.get(reason, previousCode) : '';
    const way = this.way(token, credential);
    const ticket = way === 'ticket' && (await this.ticket(token));
    const url = new URL(`${base.replace(/^http/, 'ws')}/rooms/${this.room}`);
    for (const [name, value] of Object.entries({ ...query, ticket, token: way === 'query' && token })) {
      if (value) url.searchParams.set(name, value);
    }
    const protocols = ['latchkey.v1', ...(token && way === 'subprotocol' ? [`latchkey.token.${token}`] : [])];
    return { url: `${url}`, token, protocols };
  },

  way(token, credential) {
    if (credential && credential !== 'two-step') return credential;
    if (token.length > 1024) return 'ticket'; // containers refuse long headers
    return /^[!#$%&'*+.^`|~\w-]+$/.test(token) ? 'subprotocol' : 'message';
  },
});
