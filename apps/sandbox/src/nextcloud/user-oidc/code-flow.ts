import { createHash, randomBytes } from 'node:crypto';
import { createLocalJWKSet, jwtVerify, type JWTPayload } from 'jose';
import type { OidcSettings } from '../options.ts';
import { discover, exchangedIdToken, providerKeys, ProviderFailure } from './provider-documents.ts';

/** A login under way: kept on the server, and bound to the browser by a cookie that holds its state. */
interface Flow {
  readonly nonce: string;
  readonly verifier: string;
  readonly redirectUri: string;
  readonly until: number;
}

const LIFETIME_SECONDS = 600;
const random = (): string => randomBytes(32).toString('base64url');

export interface CodeFlow {
  /** Where to send the browser, and the state that it must bring back. */
  start(settings: OidcSettings, redirectUri: string): Promise<{ readonly url: string; readonly state: string }>;
  /** Claims of the verified ID token; null when no such login is under way. Throws {@link ProviderFailure}. */
  finish(settings: OidcSettings, state: string, code: string): Promise<JWTPayload | null>;
}

/** The authorization code flow with PKCE (RFC 6749, RFC 7636, OpenID Connect Core 3.1), as user_oidc runs it. */
export const codeFlow = (fetching: typeof fetch, seconds: () => number): CodeFlow => {
  const flows = new Map<string, Flow>();
  return {
    start: async (settings, redirectUri) => {
      const discovery = await discover(fetching, settings.issuer);
      for (const [state, flow] of flows) if (flow.until < seconds()) flows.delete(state);
      const state = random();
      const flow: Flow = { nonce: random(), verifier: random(), redirectUri, until: seconds() + LIFETIME_SECONDS };
      flows.set(state, flow);
      const url = new URL(discovery.authorization_endpoint);
      const challenge = createHash('sha256').update(flow.verifier).digest('base64url');
      for (const [name, value] of Object.entries({
        client_id: settings.clientId,
        response_type: 'code',
        scope: 'openid email profile',
        redirect_uri: redirectUri,
        state,
        nonce: flow.nonce,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      })) {
        url.searchParams.set(name, value);
      }
      return { url: url.href, state };
    },
    finish: async (settings, state, code) => {
      const flow = flows.get(state);
      flows.delete(state);
      if (flow === undefined || flow.until < seconds()) return null;
      const discovery = await discover(fetching, settings.issuer);
      const form = new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: flow.redirectUri,
        client_id: settings.clientId,
        client_secret: settings.clientSecret,
        code_verifier: flow.verifier,
      });
      const idToken = await exchangedIdToken(fetching, discovery, form);
      const keys = createLocalJWKSet(await providerKeys(fetching, discovery));
      try {
        const { payload } = await jwtVerify(idToken, keys, {
          issuer: settings.issuer,
          audience: settings.clientId,
          currentDate: new Date(seconds() * 1000),
          clockTolerance: 10,
        });
        if (payload['nonce'] !== flow.nonce) throw new Error('the nonce is another one');
        return payload;
      } catch (cause) {
        throw new ProviderFailure('the ID token could not be verified', { cause });
      }
    },
  };
};
