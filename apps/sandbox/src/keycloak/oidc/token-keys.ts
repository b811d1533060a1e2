import {
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
  calculateJwkThumbprint,
} from 'jose';

/** The signing key of the stand-in, one for all realms, and what is done with it. */
export interface TokenKeys {
  readonly privateJwk: JWK;
  readonly publicJwk: JWK;
  sign(payload: JWTPayload, type: string): Promise<string>;
  /** The payload of a token that was signed here and has not expired at `now` (ms); otherwise undefined. */
  verify(token: string, now: number): Promise<JWTPayload | undefined>;
}

/** Takes the key of an earlier run, so that its tokens and its JWKS stay good, or makes one. RS256 as the measured server. */
export async function tokenKeys(earlier?: JWK): Promise<TokenKeys> {
  const privateJwk = earlier ?? (await newPrivateJwk());
  const { kty, n, e, kid } = privateJwk;
  if (kty === undefined || n === undefined || e === undefined || kid === undefined)
    throw new Error('the stored key is incomplete');
  const publicJwk: JWK = { kid, kty, alg: 'RS256', use: 'sig', n, e };
  const privateKey = await importJWK(privateJwk, 'RS256');
  const publicKey = await importJWK(publicJwk, 'RS256');
  return {
    privateJwk,
    publicJwk,
    sign: (payload, type) => new SignJWT(payload).setProtectedHeader({ alg: 'RS256', typ: type, kid }).sign(privateKey),
    async verify(token, now) {
      try {
        return (await jwtVerify(token, publicKey, { algorithms: ['RS256'], currentDate: new Date(now) })).payload;
      } catch {
        return undefined;
      }
    },
  };
}

async function newPrivateJwk(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk) };
}
