import {
  ConnectorError,
  expectJson,
  isConnectorError,
  type Call,
  type ConnectorContext,
} from '@passerelle/connector-kit';
import type { KeycloakConfig } from '../config.ts';
import { errorOf } from './error-of.ts';
import { tokenSchema } from './schemas.ts';

export interface Token {
  readonly text: string;
  /** Epoch milliseconds: when 80 % of its life are over. */
  readonly renewAt: number;
}
export interface TokenSource {
  /** A token that still holds, asked for at most once at a time. @throws ConnectorError `unauthorized` when the client or its secret is refused */
  get(call: Call): Promise<Token>;
  /** This one was refused: the next `get` asks for another. */
  forget(token: Token): void;
}

/** Service accounts get no refresh token: a new one is asked for in time (facts/identity.md §3.1). */
export function tokenSource(
  config: KeycloakConfig,
  context: ConnectorContext,
  redact: (text: string) => string,
): TokenSource {
  const request = 'keycloak: log in';
  let token: Token | null = null;
  let asking: Promise<Token> | null = null;
  const ask = async (call: Call): Promise<Token> => {
    const response = await context.http.send(
      {
        name: request,
        method: 'POST',
        url: `${config.url}/realms/${encodeURIComponent(config.realm)}/protocol/openid-connect/token`,
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: config.credentials.clientId,
          client_secret: config.credentials.secret,
        }).toString(),
      },
      call,
    );
    const answer = { now: context.now(), redact };
    if (response.status !== 200) throw refusal(errorOf(response, request, answer));
    const { access_token, expires_in } = expectJson(response, request, tokenSchema, answer);
    return { text: access_token, renewAt: context.now() + expires_in * 800 };
  };
  return {
    async get(call) {
      for (;;) {
        if (token !== null && context.now() < token.renewAt) return token;
        if (asking === null) {
          asking = ask(call);
          try {
            token = await asking;
            return token;
          } finally {
            asking = null;
          }
        }
        try {
          return await asking;
        } catch (error) {
          // The one who asked was told to stop, or has no right to send; that says nothing about us.
          const theirs = isConnectorError(error) && (error.code === 'aborted' || error.code === 'rationed');
          if (!theirs || call.signal.aborted) throw error;
        }
      }
    },
    forget(refused) {
      if (token === refused) token = null;
    },
  };
}

/** 401 for a wrong secret, 400 for a client that is public or has no service account: the credential is no good either way. */
const refusal = (error: ConnectorError): ConnectorError =>
  error.status !== 400
    ? error
    : new ConnectorError({
        code: 'unauthorized',
        retry: 'never',
        scope: 'target',
        request: error.request,
        detail: error.detail,
        status: 400,
      });
