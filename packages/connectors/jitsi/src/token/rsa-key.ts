import { createHash, createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** Bits below which jose and every guide refuse an RSA key (RFC 7518, 3.3). */
export const leastKeyBits = 2048;

/** The public half, as it stands in a JWKS. */
export interface PublicJwk {
  readonly kty: 'RSA';
  readonly n: string;
  readonly e: string;
  readonly kid: string;
  readonly alg: 'RS256';
  readonly use: 'sig';
}

export class UnusableKey extends Error {
  constructor(why: string) {
    super(`unusable key: ${why}`);
    this.name = 'UnusableKey';
  }
}

/** RFC 7638: the name of a key is the digest of its required members in their order, so that nobody has to invent or remember one. */
export const thumbprint = ({ e, n }: { readonly e: string; readonly n: string }): string =>
  createHash('sha256')
    .update(JSON.stringify({ e, kty: 'RSA', n }))
    .digest('base64url');

/** An RSA key of ours: signs RS256 and nothing else. The private half shows in no log and no JSON. */
export class RsaKey {
  readonly alg = 'RS256';
  readonly kid: string;
  readonly jwk: PublicJwk;
  readonly bits: number;
  readonly #key: KeyObject;
  private constructor(key: KeyObject, jwk: PublicJwk, bits: number) {
    this.#key = key;
    this.jwk = jwk;
    this.kid = jwk.kid;
    this.bits = bits;
  }

  /** @param source a private key as PEM (PKCS#8 or PKCS#1) or as JWK. @throws UnusableKey without a word of the key in its message */
  static of(source: string | JsonWebKey): RsaKey {
    const key = readPrivate(source);
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    if (key.asymmetricKeyType !== 'rsa') throw new UnusableKey('not an RSA key');
    if (bits < leastKeyBits) throw new UnusableKey(`${bits} bits; ${leastKeyBits} are the least`);
    return new RsaKey(key, publicOf(key), bits);
  }

  /** For the one place that signs. */
  key(): KeyObject {
    return this.#key;
  }
  /** The private key for the store, as PEM (PKCS#8): a secret. */
  export(): string {
    return this.#key.export({ format: 'pem', type: 'pkcs8' }).toString();
  }
}

function readPrivate(source: string | JsonWebKey): KeyObject {
  try {
    return createPrivateKey(typeof source === 'string' ? source : { key: source, format: 'jwk' });
  } catch {
    // OpenSSL's own words may quote what it was given.
    throw new UnusableKey('neither a PEM nor a JWK private key');
  }
}

function publicOf(key: KeyObject): PublicJwk {
  const { n, e } = createPublicKey(key).export({ format: 'jwk' });
  if (n === undefined || e === undefined) throw new UnusableKey('not an RSA key');
  return { kty: 'RSA', n, e, kid: thumbprint({ e, n }), alg: 'RS256', use: 'sig' };
}
