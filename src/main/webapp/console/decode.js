// What a credential looks like, read here: nothing of it is sent, and nothing of it is verified.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));

function part(text) {
  if (!/^[\w-]+$/.test(text)) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes(text)));
  } catch {
    return undefined;
  }
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const seconds = (value) => (Number.isFinite(value) ? new Date(value * 1000) : undefined);

/** What stands out, for whoever asks why it was refused. */
function remarks(header, claims, now) {
  const found = [];
  const [issued, ends, begins] = [claims.iat, claims.exp, claims.nbf].map(seconds);
  const ago = (date) => Math.abs(Math.round((now - date) / 1000)).toLocaleString();
  if (header.typ !== 'latchkey-room+jwt') found.push(`typ is ${JSON.stringify(header.typ)}: not a room token of Latchkey's, but perhaps a trusted issuer's.`);
  if (header.alg === 'none') found.push('alg is none: never accepted.');
  if (!ends) found.push('No exp: refused.');
  else if (ends <= now) found.push(`Expired ${ago(ends)} s ago, by this computer's clock.`);
  if (!issued) found.push('No iat: refused.');
  else if (issued > now) found.push(`Issued in ${ago(issued)} s, by this computer's clock: somebody's clock is wrong.`);
  if (begins > now) found.push(`Good in ${ago(begins)} s only (nbf).`);
  if (Array.isArray(claims.grants) && claims.grants.length === 0) found.push('No grants: forbidden everywhere.');
  return found;
}

/** `{kind, header?, claims?, remarks}` */
export function decode(text, now = new Date()) {
  const token = text.trim();
  if (token.startsWith('lk_')) return { kind: 'an API key', remarks: ['It opens the REST API, not a room.'] };
  if (/^[\w-]{43}$/.test(token)) return { kind: 'a ticket', remarks: ['Random: only the server knows what it is good for.'] };
  const parts = token.split('.');
  const header = part(parts[0]);
  if (parts.length === 5 && isObject(header)) return { kind: 'an encrypted token (JWE)', header, remarks: ['Only the server can read its claims.'] };
  const claims = parts.length === 3 ? part(parts[1]) : undefined;
  if (!isObject(header) || !isObject(claims)) return { kind: 'no token', remarks: ['A token has three parts of base64url, with dots between: header, claims, signature.'] };
  return { kind: 'a signed token (JWS)', header, claims, remarks: remarks(header, claims, now) };
}
