import { failure } from './codes.js';
import { define } from './define.js';

/** JWS compact (RFC 7515 section 3.1) or JWE (RFC 7516 section 3.1); an URL has a slash. */
const TOKEN = /^[\w-]+\.[\w-]*\.[\w-]*(\.[\w-]*\.[\w-]*)?$/;

/** @type {(text: string) => any} */
const parse = (text) => {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
};

/** @type {(token: unknown) => string} */
const usable = (token) => {
  if (typeof token === 'string' && /^[^\s<>"{}]+$/.test(token)) return token;
  throw failure('auth_endpoint_malformed', 'no token in the answer');
};

/** @type {import('./internal.d.ts').Ask} */
const request = async ({ fetch, clock }, url, options, refused) => {
  let response, body;
  const abort = new AbortController();
  const timer = clock.setTimeout(() => abort.abort(), 30_000);
  try {
    response = await fetch(url, { cache: 'no-store', signal: abort.signal, ...options });
    body = await response.text();
  } catch (error) {
    throw failure('auth_endpoint_failed', `${error}`);
  } finally {
    clock.clearTimeout(timer);
  }
  const { ok, status } = response;
  if (ok) return body;
  const { code = 'invalid_token', detail = `HTTP ${status}`, loginUrl } = parse(body);
  if (/40[13]/.test(`${status}`)) throw failure(refused ?? code, detail, { loginUrl });
  throw failure(/5..|408|429/.test(`${status}`) ? 'auth_endpoint_failed' : 'auth_endpoint_malformed', detail);
};

/** @type {(token: string, credential?: string) => string} */
const place = (token, credential) => {
  if (credential && credential !== 'two-step') return credential;
  if (token.length > 1024) return 'ticket'; // containers refuse long headers
  return /^[!#$%&'*+.^`|~\w-]+$/.test(token) ? 'subprotocol' : 'message';
};

export const createTokens = define('Tokens', {
  get(reason, previousCode) {
    this.flight ??= this.fetch(reason, previousCode).finally(() => (this.flight = undefined));
    return this.flight;
  },

  async fetch(reason, previousCode) {
    const target = await this.target(reason, previousCode);
    if (TOKEN.test(target)) return target;
    const { token, url = target, options } = Object(target);
    if (token) return usable(token);
    if (!url) throw failure('auth_endpoint_malformed', 'neither a token nor an URL');
    const body = await request(this.settings, url, options, 'auth_endpoint_unauthorized');
    return usable(parse(body).token ?? body.trim());
  },

  async target(reason, previousCode) {
    const { authEndpoint, base } = this.settings;
    if (typeof authEndpoint === 'function') {
      try {
        return await authEndpoint({ room: this.room, reason, previousCode });
      } catch (error) {
        const { code = '', message } = Object(error);
        throw failure(/^auth_endpoint_/.test(code) ? code : 'auth_endpoint_failed', message);
      }
    }
    const url = authEndpoint === true ? `${base}/api/v1/authorize` : `${authEndpoint}`;
    return `${url}${/\?/.test(url) ? '&' : '?'}room=${encodeURIComponent(this.room)}`;
  },

  async ticket(token) {
    const body = JSON.stringify({ room: this.room });
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const url = `${this.settings.base}/api/v1/tickets`;
    return usable(parse(await request(this.settings, url, { method: 'POST', headers, body })).ticket);
  },

  async door(query, reason, previousCode) {
    const { authEndpoint, base, credential } = this.settings;
    const token = authEndpoint ? await this.get(reason, previousCode) : undefined;
    const how = token && place(token, credential);
    const ticket = how === 'ticket' ? await this.ticket(`${token}`) : undefined;
    const url = new URL(`${base.replace(/^http/, 'ws')}/rooms/${this.room}`);
    for (const [name, value] of Object.entries({ ...query, ticket, token: how === 'query' ? token : undefined })) {
      if (value) url.searchParams.set(name, value);
    }
    return { url: `${url}`, token, protocols: ['latchkey.v1', `latchkey.token.${token}`].slice(0, how === 'subprotocol' ? 2 : 1) };
  },
});
