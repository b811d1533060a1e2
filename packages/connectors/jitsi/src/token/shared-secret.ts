/** Bytes below which HMAC-SHA256 is weaker than its hash (RFC 7518, 3.2). */
export const leastSecretBytes = 32;

/**
 * The secret that a Jitsi and Passerelle share (`app_secret`). A type of its own: it can only ever sign HS256, as an RSA key can only ever sign RS256,
 * so that no configuration and no token can make one pass for the other. The bytes are private: no log, no JSON shows them.
 */
export class SharedSecret {
  readonly alg = 'HS256';
  readonly #bytes: Uint8Array;
  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }
  /** @throws RangeError when the text is empty, or is a key and no secret: a public key as an HMAC secret is known to everybody */
  static of(text: string): SharedSecret {
    if (text === '') throw new RangeError('the shared secret is empty');
    if (looksLikeKey(text)) throw new RangeError('the shared secret is a PEM or JSON key');
    return new SharedSecret(new TextEncoder().encode(text));
  }
  get length(): number {
    return this.#bytes.length;
  }
  /** For the one place that signs. */
  bytes(): Uint8Array {
    return this.#bytes;
  }
}

const looksLikeKey = (text: string): boolean => text.includes('-----BEGIN ') || /^\s*[{[]/.test(text);
