import { z } from 'zod';
import type { KeyRing, RingKey } from './key-ring.ts';
import { firstRing } from './key-ring.ts';
import { RsaKey, thumbprint, UnusableKey } from './rsa-key.ts';

const publicJwk = z.object({ kty: z.literal('RSA'), n: z.string().min(1), e: z.string().min(1) });
const schema = z.strictObject({
  keys: z
    .array(
      z.union([
        z.strictObject({ signsFrom: z.number(), private: z.string() }),
        z.strictObject({ signsFrom: z.number(), public: publicJwk }),
      ]),
    )
    .min(1),
});
const jwkSchema = z.looseObject({ kty: z.literal('RSA'), d: z.string() });

/**
 * Reads what an administrator or the store gives: one private key as PEM or JWK, or a ring that {@link writeRing} wrote.
 * @throws UnusableKey without a word of the key in its message
 */
export function readRing(text: string): KeyRing {
  if (text.trimStart().startsWith('-----BEGIN ')) return firstRing(RsaKey.of(text));
  const value = json(text);
  const jwk = jwkSchema.safeParse(value);
  if (jwk.success) return firstRing(RsaKey.of(jwk.data));
  const ring = schema.safeParse(value);
  if (!ring.success) throw new UnusableKey('neither a PEM key, nor a JWK, nor a key ring');
  const keys = ring.data.keys.map((entry): RingKey => {
    if ('private' in entry) return { signsFrom: entry.signsFrom, key: RsaKey.of(entry.private) };
    const { kty, n, e } = entry.public;
    return { signsFrom: entry.signsFrom, retired: { kty, n, e, kid: thumbprint({ e, n }), alg: 'RS256', use: 'sig' } };
  });
  return { keys: keys.toSorted((a, b) => a.signsFrom - b.signsFrom) };
}

/** The ring as one text, to be kept as a secret. */
export const writeRing = ({ keys }: KeyRing): string =>
  JSON.stringify({
    keys: keys.map((entry) =>
      'key' in entry
        ? { signsFrom: entry.signsFrom, private: entry.key.export() }
        : { signsFrom: entry.signsFrom, public: { kty: 'RSA', n: entry.retired.n, e: entry.retired.e } },
    ),
  });

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
