import { createHmac, timingSafeEqual, verify, type KeyObject } from 'node:crypto';
import { refusedAt, type Decision, type Refusal } from './decision.ts';
import type { ProsodySettings } from './prosody-settings.ts';

export type Claims = Readonly<Record<string, unknown>>;
export type Verified = { readonly claims: Claims } | Exclude<Decision, { readonly answer: 'joined' }>;

const no = (text: string): Refusal => refusedAt('connection', text);

/**
 * What the connection decides: signature and claims, in the order in which Jitsi's plugins look at them, since only the first trouble is told
 * (recorded on Prosody 0.12.3 with the plugins of August 2026). Pure.
 * @param now epoch milliseconds
 */
export function verifyToken(token: string, settings: ProsodySettings, now: number): Verified {
  const parts = token.split('.');
  if (parts.length !== 3 || parts.some((part) => part === '')) return no('Invalid token');
  const [header, body] = parts.slice(0, 2).map(decoded);
  if (header === null || header === undefined)
    return no(settings.key.with === 'jwks' ? 'bad token format' : 'Invalid header');
  const key = keyFor(header, settings);
  if ('answer' in key) return key;
  if (body === null || body === undefined) return no('Invalid body');
  if (header['typ'] !== 'JWT') return no('Invalid typ');
  if (header['alg'] !== key.alg) return no('Invalid or incorrect alg');
  if (!isSigned(parts, key)) return no('Invalid signature');
  return claimsTrouble(body, settings, Math.floor(now / 1000)) ?? { claims: body };
}

type Key = { readonly alg: 'HS256'; readonly secret: string } | { readonly alg: 'RS256'; readonly key: KeyObject };

function keyFor(header: Claims, { key }: ProsodySettings): Key | Exclude<Decision, { readonly answer: 'joined' }> {
  if (key.with === 'secret') return { alg: 'HS256', secret: key.secret };
  const kid = header['kid'];
  if (kid === undefined) return no("'kid' claim is missing");
  if (typeof header['alg'] !== 'string') return no("'alg' claim is missing");
  if (!header['alg'].startsWith('RS')) return no("'kid' claim only support with RS family");
  const known = typeof kid === 'string' ? key.keys.get(kid) : undefined;
  // It would ask asap_key_server now, which is not configured: a nil is joined to a text, and the plugin falls over.
  if (known === undefined) return { answer: 'crashed', why: 'unknown kid with cache_keys_url and no asap_key_server' };
  return { alg: 'RS256', key: known };
}

function isSigned(parts: readonly string[], key: Key): boolean {
  const [header = '', body = '', signature = ''] = parts;
  const data = Buffer.from(`${header}.${body}`);
  const given = Buffer.from(signature, 'base64url');
  if (key.alg === 'RS256') return verify('RSA-SHA256', data, key.key, given);
  const due = createHmac('sha256', key.secret).update(data).digest();
  return given.length === due.length && timingSafeEqual(given, due);
}

const accepts = (claim: unknown, accepted: readonly string[]): boolean =>
  accepted.some((value) => value === '*' || value === claim);

function claimsTrouble(claims: Claims, settings: ProsodySettings, now: number): Refusal | null {
  const { exp, nbf, iss, aud } = claims;
  if (isThere(exp) && typeof exp !== 'number') return no('exp must be number');
  if (isThere(nbf) && typeof nbf !== 'number') return no('nbf must be number');
  // No exp: good for ever.
  if (typeof exp === 'number' && now >= exp) return no(`Not acceptable by exp (${now - exp} sec since expired)`);
  if (typeof nbf === 'number' && now < nbf) return no('Not acceptable by nbf');
  if (!isThere(iss)) return no("'iss' claim is missing");
  if (!accepts(iss, settings.acceptedIssuers)) return no("invalid 'iss' claim");
  if (!isThere(aud)) return no("'aud' claim is missing");
  if (!accepts(aud, settings.acceptedAudiences)) return no("invalid 'aud' claim");
  // The plugin answers these two with one value too few: the condition is another one.
  if (!isThere(claims['room'])) return refusedAt('connection', 'room claim is missing', 'not-authorized');
  if (!isThere(claims['sub'])) return refusedAt('connection', 'sub claim is missing', 'not-authorized');
  return null;
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null;

export const asRecord = (value: unknown): Claims | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : null;

function decoded(part: string): Claims | null {
  try {
    return asRecord(JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
  } catch {
    return null;
  }
}
