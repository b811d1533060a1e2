import { createHash } from 'node:crypto';
import { serviceAccountOf } from '../admin/client-routes.ts';
import { findUser } from '../federation/federated-lookup.ts';
import type { Call } from '../http/call.ts';
import { describedError, ok, type Reply } from '../http/reply.ts';
import type { ClientState } from '../state/realm-state.ts';
import { setting } from '../state/realm.ts';
import type { AuthorizationCodes } from './authorization-code.ts';
import { checkPassword } from './check-password.ts';
import { authenticateClient } from './client-authentication.ts';
import { beginSession, liveSession } from './session.ts';
import { issuerOf, issueTokens } from './token-issue.ts';

/** POST token: the four grants that the suite and the platforms use; every other one is refused as Keycloak refuses an unknown one. */
export async function tokenEndpoint(call: Call, codes: AuthorizationCodes): Promise<Reply> {
  const form = new URLSearchParams(call.body);
  if (!setting(call.realm, 'enabled')) throw describedError(403, 'access_denied', 'Realm not enabled');
  const client = authenticateClient(call, form);
  const reply = await byGrant(call, codes, client, form);
  return { ...reply, headers: { 'cache-control': 'no-store', pragma: 'no-cache' } };
}

function byGrant(call: Call, codes: AuthorizationCodes, client: ClientState, form: URLSearchParams): Promise<Reply> {
  const grant = form.get('grant_type');
  switch (grant) {
    case 'client_credentials':
      return clientCredentials(call, client);
    case 'password':
      return password(call, client, form);
    case 'refresh_token':
      return refresh(call, client, form);
    case 'authorization_code':
      return authorizationCode(call, codes, client, form);
    case null:
      throw describedError(400, 'invalid_request', 'Missing form parameter: grant_type');
    default:
      throw describedError(400, 'unsupported_grant_type', 'Unsupported grant_type');
  }
}

async function clientCredentials(call: Call, client: ClientState): Promise<Reply> {
  const user = serviceAccountOf(call, client);
  if (client.settings['serviceAccountsEnabled'] !== true || user === undefined) {
    throw describedError(401, 'unauthorized_client', 'Client not enabled to retrieve service account');
  }
  if (!user.enabled) throw describedError(401, 'unauthorized_client', 'User of the service account is disabled');
  return ok(await issueTokens(call.world, call.realm, { client, user, scope: '' }));
}

async function password(call: Call, client: ClientState, form: URLSearchParams): Promise<Reply> {
  const { world, realm } = call;
  if (client.settings['directAccessGrantsEnabled'] !== true) {
    throw describedError(400, 'unauthorized_client', 'Client not allowed for direct access grants');
  }
  const user = await checkPassword(world, realm, form.get('username') ?? '', form.get('password') ?? '');
  if (user === undefined) throw describedError(401, 'invalid_grant', 'Invalid user credentials');
  if (!user.enabled) throw describedError(400, 'invalid_grant', 'Account disabled');
  if (user.requiredActions.length > 0) throw describedError(400, 'invalid_grant', 'Account is not fully set up');
  const session = beginSession(world, realm, user, client);
  return ok(await issueTokens(world, realm, { client, user, session, scope: form.get('scope') ?? '' }));
}

async function refresh(call: Call, client: ClientState, form: URLSearchParams): Promise<Reply> {
  const { world, realm } = call;
  const payload = await world.keys.verify(form.get('refresh_token') ?? '', world.now());
  if (payload?.['typ'] !== 'Refresh' || payload.iss !== issuerOf(world, realm) || payload['azp'] !== client.clientId) {
    throw describedError(400, 'invalid_grant', 'Invalid refresh token');
  }
  const session = liveSession(world, realm, payload['sid']);
  if (session === undefined) throw describedError(400, 'invalid_grant', 'Session not active');
  const user = await findUser(world, realm, session.userId);
  if (user === undefined) throw describedError(400, 'invalid_grant', 'Invalid refresh token');
  if (!user.enabled) throw describedError(400, 'invalid_grant', 'User disabled');
  session.lastAccess = world.now();
  const scope = typeof payload['scope'] === 'string' ? payload['scope'] : '';
  return ok(await issueTokens(world, realm, { client, user, session, scope }));
}

async function authorizationCode(
  call: Call,
  codes: AuthorizationCodes,
  client: ClientState,
  form: URLSearchParams,
): Promise<Reply> {
  const { world, realm } = call;
  const code = codes.take(form.get('code') ?? '', world.now());
  if (code?.client !== client) throw describedError(400, 'invalid_grant', 'Code not valid');
  if (code.redirectUri !== form.get('redirect_uri'))
    throw describedError(400, 'invalid_grant', 'Incorrect redirect_uri');
  const verifier = form.get('code_verifier');
  if (code.challenge !== undefined) {
    if (verifier === null) throw describedError(400, 'invalid_grant', 'PKCE code verifier not specified');
    if (createHash('sha256').update(verifier).digest('base64url') !== code.challenge) {
      throw describedError(400, 'invalid_grant', 'PKCE verification failed: Code mismatch');
    }
  }
  const session = liveSession(world, realm, code.sessionId);
  const user = session === undefined ? undefined : await findUser(world, realm, session.userId);
  if (session === undefined || user === undefined) throw describedError(400, 'invalid_grant', 'Session not active');
  if (!user.enabled) throw describedError(400, 'invalid_grant', 'User disabled');
  session.clients = { ...session.clients, [client.id]: client.clientId };
  world.touch();
  return ok(await issueTokens(world, realm, { client, user, session, scope: code.scope, nonce: code.nonce }));
}
