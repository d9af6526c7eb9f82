// The REST API as the console calls it. A credential is held here and in headers, never in an URL.
const STORED = 'latchkey.console.authorization';

/** A refusal: `code` is of the protocol, or the console's own `unreachable`. */
export class Problem extends Error {
  constructor({ code = 'internal', detail, title, status, loginUrl }) {
    super(detail ?? title ?? code);
    Object.assign(this, { code, status, loginUrl, detail: detail ?? title ?? '' });
  }
}

const parse = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A path's query out of what is not empty. */
export function query(path, values) {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(given).toString();
  return text ? `${path}?${text}` : path;
}

export function createApi(base) {
  let authorization = sessionStorage.getItem(STORED) ?? undefined;

  async function request(method, path, body) {
    const headers = {
      Accept: 'application/json, text/plain;q=0.5, application/problem+json',
      ...(authorization && { Authorization: authorization }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    };
    try {
      const credentials = authorization ? 'omit' : 'same-origin';
      return await fetch(`${base}/api/v1/${path}`, { method, headers, credentials, cache: 'no-store', body });
    } catch {
      throw new Problem({ code: 'unreachable', detail: 'The server did not answer.' });
    }
  }

  /** @param also a status whose answer is no problem document, and no failure */
  async function call(method, path, json, also) {
    const response = await request(method, path, json === undefined ? undefined : JSON.stringify(json));
    const text = await response.text();
    if (!response.ok && response.status !== also) {
      throw new Problem({ detail: `HTTP ${response.status}`, ...parse(text), status: response.status });
    }
    return parse(text) ?? text;
  }

  return {
    base,
    get hasCredential() {
      return authorization !== undefined;
    },
    get hasKey() {
      return authorization?.startsWith('Bearer lk_') ?? false;
    },
    get: (path, also) => call('GET', path, undefined, also),
    post: (path, json) => call('POST', path, json),
    delete: (path) => call('DELETE', path),
    /** @param remember whether this tab keeps it over a reload */
    use(value, remember) {
      authorization = value;
      if (remember) sessionStorage.setItem(STORED, value);
      else sessionStorage.removeItem(STORED);
    },
    forget() {
      authorization = undefined;
      sessionStorage.removeItem(STORED);
    },
  };
}
