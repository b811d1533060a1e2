import { createHmac, sign, type KeyObject } from 'node:crypto';
import recorded from './jwt-cases.json' with { type: 'json' };

/** What the recorded cases are made with: a key of ours, the same secret on both sides. */
export interface CaseKeys {
  readonly secret: string;
  readonly privateKey: KeyObject;
  readonly kid: string;
}
/** One recorded case, ready to be tried on whatever decides as a Prosody does. */
export interface RecordedCase {
  readonly name: string;
  /** The server's words at the recording. */
  readonly answer: string;
  readonly token: string | null;
  readonly roomExists: boolean;
  readonly signing: 'secret' | 'jwks';
}

export const recordedConfig = recorded.config;
export const recordedRoom = 'sante';
export const recordedDomain = recorded.base_claims.sub;

type Claims = Record<string, unknown>;
interface Making {
  readonly claims?: (claims: Claims, user: Claims, now: number) => void;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: 'wrong-secret' | 'rsa';
  readonly kid?: string;
  readonly text?: string | null;
  readonly roomExists?: false;
  readonly signing?: 'jwks';
}
const set = (name: string, value: unknown): Making => ({ claims: (claims) => void (claims[name] = value) });
const without = (name: string): Making => ({ claims: (claims) => void Reflect.deleteProperty(claims, name) });
const user = (values: Readonly<Claims>): Making => ({ claims: (_, told) => void Object.assign(told, values) });

/** How each recorded token was made; the recording says it in words. */
const making: Readonly<Record<string, Making>> = {
  'valid owner': {},
  'affiliation member': user({ affiliation: 'member' }),
  'moderator true': user({ affiliation: undefined, moderator: true }),
  "moderator 'true'": user({ affiliation: undefined, moderator: 'true' }),
  'affiliation member AND moderator true': user({ affiliation: 'member', moderator: true }),
  'affiliation admin': user({ affiliation: 'admin' }),
  'no context': without('context'),
  'no token': { text: null },
  'wrong room': set('room', 'autre'),
  'room in upper case ASCII': set('room', 'SANTE'),
  'room with upper-case accent': set('room', 'SANTÉ'),
  "room '*'": set('room', '*'),
  'room Lua pattern with context.room.regex=true': {
    claims: (claims) => void Object.assign(claims, { room: '^sante.*', context: { room: { regex: true } } }),
  },
  'room does not exist yet': { roomExists: false },
  expired: { claims: (claims, _, now) => void (claims['exp'] = now - 5) },
  'exp as string': set('exp', '123'),
  'no exp': without('exp'),
  'nbf in the future': { claims: (claims, _, now) => void (claims['nbf'] = now + 60) },
  'wrong iss': set('iss', 'somebody-else'),
  'no iss': without('iss'),
  'wrong aud': set('aud', 'another'),
  'aud as array': set('aud', ['jitsi']),
  'no aud': without('aud'),
  'no room': without('room'),
  'no sub': without('sub'),
  'wrong sub': set('sub', 'elsewhere.example.org'),
  "sub '*'": set('sub', '*'),
  'sub upper case': set('sub', recordedDomain.toUpperCase()),
  'bad signature': { key: 'wrong-secret' },
  'header alg none or HS512 when HS256 expected': { header: { alg: 'none' } },
  'header without typ JWT': { header: { typ: undefined } },
  garbage: { text: 'garbage' },
  'RS256 by cache_keys_url JWKS': { key: 'rsa', signing: 'jwks' },
  'RS256 with unknown kid': { key: 'rsa', signing: 'jwks', kid: 'unknown' },
  'HS256 token when JWKS configured': { signing: 'jwks' },
};

/** Every recorded case with its token. @param now epoch milliseconds @throws Error for a case that nobody has said how to make */
export const recordedCases = (keys: CaseKeys, now: number): readonly RecordedCase[] =>
  recorded.cases.map(({ case: name, answer }) => {
    const how = making[name];
    if (how === undefined) throw new Error(`the recorded case "${name}" has no token yet`);
    const { text, roomExists = true, signing = 'secret' } = how;
    return { name, answer, token: text === undefined ? tokenOf(how, keys, now) : text, roomExists, signing };
  });

function tokenOf({ claims: change, header, key, kid }: Making, keys: CaseKeys, now: number): string {
  const seconds = Math.floor(now / 1000);
  const told: Claims = { ...recorded.base_claims.context.user };
  const { context } = recorded.base_claims;
  const claims: Claims = {
    ...recorded.base_claims,
    iat: seconds,
    nbf: seconds - 10,
    exp: seconds + 300,
    context: { ...context, user: told },
  };
  change?.(claims, told, seconds);
  const isRsa = key === 'rsa';
  const head = { alg: isRsa ? 'RS256' : 'HS256', typ: 'JWT', ...(isRsa ? { kid: kid ?? keys.kid } : {}), ...header };
  const data = [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const secret = key === 'wrong-secret' ? `${keys.secret}!` : keys.secret;
  const signature = isRsa
    ? sign('RSA-SHA256', Buffer.from(data), keys.privateKey)
    : createHmac('sha256', secret).update(data).digest();
  return `${data}.${signature.toString('base64url')}`;
}
