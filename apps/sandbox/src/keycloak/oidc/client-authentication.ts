import type { Call } from '../http/call.ts';
import { describedError } from '../http/reply.ts';
import type { ClientState } from '../state/realm-state.ts';
import { clientByName } from '../state/realm.ts';

const WRONG = 'Invalid client or Invalid client credentials';

/** The client that calls the token endpoint: `client_secret_basic` or `client_secret_post`; a public one says only its name. */
export function authenticateClient(call: Call, form: URLSearchParams): ClientState {
  const basic = /^basic (.+)$/i.exec(call.headers.authorization ?? '')?.[1];
  const [basicId, basicSecret] = basic === undefined ? [] : credentialsIn(basic);
  const clientId = basicId ?? form.get('client_id') ?? '';
  const client = clientByName(call.realm, clientId);
  if (client === undefined || client.settings['enabled'] === false || client.settings['bearerOnly'] === true) {
    throw describedError(401, 'invalid_client', WRONG);
  }
  const secret = basicSecret ?? form.get('client_secret') ?? undefined;
  if (client.settings['publicClient'] !== true && (secret === undefined || secret !== client.secret)) {
    throw describedError(401, 'unauthorized_client', WRONG);
  }
  return client;
}

function credentialsIn(basic: string): [string, string] {
  const text = Buffer.from(basic, 'base64').toString('utf8');
  const at = text.indexOf(':');
  // RFC 6749, 2.3.1: both are form-encoded before they are joined.
  return [decoded(text.slice(0, at)), decoded(text.slice(at + 1))];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
