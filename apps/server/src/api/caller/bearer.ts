import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import * as client from 'openid-client';
import { z } from 'zod';
import { LoginServiceDown } from '../../login/logged-in.ts';
import type { WebOptions } from '../../web/web-options.ts';
import { Problem } from '../problem/problem.ts';

export const defaultAudience = 'passerelle-api';

/** `typ`: Keycloak says what a token is; of what is no access token it says something else (`ID`, `Refresh`, `Logout`). */
const claims = z.object({ exp: z.number(), sub: z.string().min(1), typ: z.literal('Bearer').optional() });

/** Who an access token of the login service speaks for: the claim that names the person. */
export interface BearerReader {
  /** @throws Problem `token-refused`; LoginServiceDown when its keys cannot be had */
  read(token: string): Promise<string>;
}

/**
 * Tokens of the realm for machines: signed by it, for this API (audience), not expired, naming a person. Asymmetric algorithms only: with another one
 * a public key could be used as a shared secret (RFC 8725 §2.1).
 */
export function bearerReader({ login, api = {} }: WebOptions): BearerReader {
  const audience = api.audience ?? defaultAudience;
  let keys: Promise<JWTVerifyGetKey> | undefined;
  const keySet = async (): Promise<JWTVerifyGetKey> => {
    const issuer = new URL(login.issuer);
    const isLoopback = issuer.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(issuer.hostname);
    // On the loopback only (the sandbox) without encryption: the deprecation is there to make one look twice.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    const execute = isLoopback ? [client.allowInsecureRequests] : [];
    const config = await client.discovery(issuer, login.clientId, login.clientSecret, undefined, {
      execute,
      timeout: 10,
    });
    const address = config.serverMetadata().jwks_uri;
    if (address === undefined) throw new Error('the login service publishes no keys');
    return createRemoteJWKSet(new URL(address));
  };
  return {
    async read(token) {
      keys ??= keySet();
      let found: JWTVerifyGetKey;
      try {
        found = await keys;
      } catch (error) {
        keys = undefined;
        throw new LoginServiceDown(error);
      }
      try {
        const { payload } = await jwtVerify(token, found, {
          issuer: login.issuer,
          audience,
          algorithms: ['RS256', 'PS256', 'ES256'],
          clockTolerance: 10,
        });
        claims.parse(payload);
        return z.string().min(1).parse(payload[login.claim]);
      } catch (error) {
        // Its keys could not be fetched, or their answer was no answer: nothing is known about the token.
        if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError || error instanceof z.ZodError))
          throw new LoginServiceDown(error);
        throw new Problem('token-refused');
      }
    },
  };
}
