import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { z } from 'zod';
import type { WebOptions } from '../web/web-options.ts';

/** What the login service vouches for. */
export interface Login {
  readonly subject: string;
  readonly sid: string | null;
  /** The claim that names the person; null: the account has none. */
  readonly person: string | null;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly idToken: string;
  readonly refreshToken: string | null;
}
export interface Begun {
  readonly url: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}
/** A log-out that the login service tells us of. */
export interface ToldLogOut {
  readonly id: string;
  readonly sid: string | null;
  readonly subject: string | null;
  readonly expiresAt: Date;
}

/** The OpenID Connect provider (Keycloak): authorization code with PKCE, state and nonce. */
export interface LoginService {
  readonly issuer: string;
  begin(): Promise<Begun>;
  /** @throws when the answer is not one to this login */
  finish(address: URL, begun: Pick<Begun, 'state' | 'nonce' | 'verifier'>): Promise<Login>;
  /** Asks whether the login still holds. Null: it does not. @throws when the service cannot be asked */
  refresh(refreshToken: string, idToken: string): Promise<Login | null>;
  /** Where the browser is sent to be logged out there too; null: the service has no such page. */
  logOutUrl(idToken: string): Promise<string | null>;
  /** @throws when the token is not a log-out that this service signed for us */
  readLogOut(token: string): Promise<ToldLogOut>;
}

export const callbackPath = '/login/callback';

const logOutClaims = z.object({
  jti: z.string().min(1),
  exp: z.number().optional(),
  iat: z.number(),
  sid: z.string().optional(),
  sub: z.string().optional(),
  nonce: z.undefined().optional(),
  events: z.object({ 'http://schemas.openid.net/event/backchannel-logout': z.looseObject({}) }),
});
/** Seconds for which a log-out token without an end is believed. */
const logOutLifetime = 300;

/** Nothing is asked before the first login: a login service that is down does not keep the server from starting. */
export function loginService({ publicUrl, login }: WebOptions): LoginService {
  const issuer = new URL(login.issuer);
  let discovered: Promise<client.Configuration> | undefined;
  const configuration = async (): Promise<client.Configuration> => {
    // On the loopback only (the sandbox) without encryption: the deprecation is there to make one look twice.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    const execute = isLoopback(issuer) ? [client.allowInsecureRequests] : [];
    discovered ??= client.discovery(issuer, login.clientId, login.clientSecret, undefined, { execute, timeout: 10 });
    try {
      return await discovered;
    } catch (error) {
      discovered = undefined;
      throw error;
    }
  };
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  const loginOf = (
    tokens: client.TokenEndpointResponse & client.TokenEndpointResponseHelpers,
    before?: string,
  ): Login => {
    const claims = tokens.claims();
    const idToken = tokens.id_token ?? before;
    if (claims === undefined || idToken === undefined) throw new Error('the login service sent no ID token');
    const person = claims[login.claim];
    return {
      subject: claims.sub,
      sid: typeof claims['sid'] === 'string' ? claims['sid'] : null,
      person: typeof person === 'string' ? person : null,
      email: typeof claims['email'] === 'string' ? claims['email'] : null,
      emailVerified: claims['email_verified'] === true,
      idToken,
      refreshToken: tokens.refresh_token ?? null,
    };
  };
  return {
    issuer: login.issuer,
    async begin() {
      const config = await configuration();
      const verifier = client.randomPKCECodeVerifier();
      const [state, nonce] = [client.randomState(), client.randomNonce()];
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: `${publicUrl}${callbackPath}`,
        scope: 'openid email profile',
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      });
      return { url: url.href, state, nonce, verifier };
    },
    async finish(address, { state, nonce, verifier }) {
      const tokens = await client.authorizationCodeGrant(await configuration(), address, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      return loginOf(tokens);
    },
    async refresh(refreshToken, idToken) {
      try {
        return loginOf(await client.refreshTokenGrant(await configuration(), refreshToken), idToken);
      } catch (error) {
        if (error instanceof client.ResponseBodyError && error.error === 'invalid_grant') return null;
        throw error;
      }
    },
    async logOutUrl(idToken) {
      const config = await configuration();
      if (config.serverMetadata().end_session_endpoint === undefined) return null;
      const params = { id_token_hint: idToken, post_logout_redirect_uri: `${publicUrl}/` };
      return client.buildEndSessionUrl(config, params).href;
    },
    async readLogOut(token) {
      const { jwks_uri: address } = (await configuration()).serverMetadata();
      if (address === undefined) throw new Error('the login service publishes no keys');
      keys ??= createRemoteJWKSet(new URL(address));
      const { payload } = await jwtVerify(token, keys, {
        issuer: login.issuer,
        audience: login.clientId,
        algorithms: ['RS256', 'PS256', 'ES256'],
        clockTolerance: 10,
      });
      const { jti, exp, iat, sid, sub } = logOutClaims.parse(payload);
      const until = exp ?? iat + logOutLifetime;
      if (until * 1000 < Date.now()) throw new Error('the log-out token has expired');
      if (sid === undefined && sub === undefined) throw new Error('the log-out token names no session and nobody');
      return { id: jti, sid: sid ?? null, subject: sub ?? null, expiresAt: new Date(until * 1000) };
    },
  };
}

const isLoopback = ({ hostname, protocol }: URL): boolean =>
  protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
