import { define, failure } from './base.js';

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

const tokenIn = (text) => usable(parse(text).token ?? text?.trim?.());

const read = async (response, own) => {
  const { ok, status, headers } = response;
  const text = await response.text();
  if (ok) return text;
  const wait = Number(headers.get('retry-after')) * 1000 || 0;
  const { code, detail = `HTTP ${status}`, loginUrl, retryAfterMs = wait } = parse(text);
  const kind = { 401: 'unauthorized', 403: 'unauthorized', 408: 'failed', 429: 'failed' }[status];
  const general = `auth_endpoint_${status >= 500 ? 'failed' : (kind ?? 'malformed')}`;
  throw failure((own && !/failed/.test(general) && code) || general, detail, { loginUrl, retryAfterMs });
};

const place = (token, credential) => {
  if (credential && credential !== 'two-step') return credential;
  if (token.length > 1024) return 'ticket'; // containers refuse long headers
  return /^[!#$%&'*+.^`|~\w-]+$/.test(token) ? 'subprotocol' : 'message';
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
    const path = authEndpoint === true ? `${base}/api/v1/authorize` : `${authEndpoint}`;
    const location = `${path}${/\?/.test(path) ? '&' : '?'}room=${encodeURIComponent(room)}`;
    const answer = typeof authEndpoint === 'function' ? await authEndpoint({ room, reason, previousCode }) : location;
    const { token, text, url = answer, options } = Object(answer);
    if (token) return usable(token);
    // An URL has a slash or a query, a token neither; JSON begins with a brace.
    if (!text && !/^[^{]*[/?]/.test(url)) return tokenIn(answer);
    return tokenIn(await read(text ? answer : await fetch(url, { cache: 'no-store', signal, ...options })));
  },

  async ticket(token) {
    const { base, fetch } = this.settings;
    const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
    const options = { method: 'POST', headers, body: JSON.stringify({ room: this.room }) };
    const ask = async (signal) => read(await fetch(`${base}/api/v1/tickets`, { ...options, signal }), token);
    return usable(parse(await this.inTime(ask)).ticket);
  },

  async proof(reason, previousCode) {
    return this.settings.authEndpoint ? { token: await this.get(reason, previousCode) } : { ticket: await this.ticket() };
  },

  async door(query, reason, previousCode) {
    const { authEndpoint, base, credential } = this.settings;
    const token = authEndpoint ? await this.get(reason, previousCode) : '';
    const way = place(token, credential);
    const ticket = way === 'ticket' && (await this.ticket(token));
    const url = new URL(`${base.replace(/^http/, 'ws')}/rooms/${this.room}`);
    for (const [name, value] of Object.entries({ ...query, ticket, token: way === 'query' && token })) {
      if (value) url.searchParams.set(name, value);
    }
    const protocols = ['latchkey.v1', ...(token && way === 'subprotocol' ? [`latchkey.token.${token}`] : [])];
    return { url: `${url}`, token, protocols };
  },
});
