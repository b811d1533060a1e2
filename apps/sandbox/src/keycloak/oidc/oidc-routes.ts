import { findUser } from '../federation/federated-lookup.ts';
import type { Call } from '../http/call.ts';
import { describedError, ok, Refusal, type Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import { actionTokenRoutes } from './action-token.ts';
import { AuthorizationCodes } from './authorization-code.ts';
import { authorizationRoutes } from './authorization.ts';
import { authenticateClient } from './client-authentication.ts';
import { discovery } from './discovery.ts';
import { logoutRoutes } from './logout.ts';
import { mappedClaims } from './protocol-mapper.ts';
import { liveSession } from './session.ts';
import { tokenEndpoint } from './token-endpoint.ts';
import { issuerOf, profileClaims } from './token-issue.ts';
import { clientByName } from '../state/realm.ts';

/** Everything below `/realms/{realm}/`. */
export function oidcRoutes(): Route[] {
  const codes = new AuthorizationCodes();
  return [
    { method: 'GET', pattern: '', handle: realmInfo },
    {
      method: 'GET',
      pattern: '.well-known/openid-configuration',
      handle: (call) => ok(discovery(issuerOf(call.world, call.realm))),
    },
    {
      method: 'GET',
      pattern: 'protocol/openid-connect/certs',
      handle: ({ world }) => ok({ keys: [Object.fromEntries(Object.entries(world.keys.publicJwk))] }),
    },
    { method: 'POST', pattern: 'protocol/openid-connect/token', handle: (call) => tokenEndpoint(call, codes) },
    { method: 'POST', pattern: 'protocol/openid-connect/token/introspect', handle: introspect },
    { method: 'GET', pattern: 'protocol/openid-connect/userinfo', handle: userinfo },
    { method: 'POST', pattern: 'protocol/openid-connect/userinfo', handle: userinfo },
    ...authorizationRoutes(codes),
    ...actionTokenRoutes,
    ...logoutRoutes,
  ];
}

function realmInfo(call: Call): Reply {
  const issuer = issuerOf(call.world, call.realm);
  return ok({
    realm: call.realm.name,
    'token-service': `${issuer}/protocol/openid-connect`,
    'account-service': `${issuer}/account`,
    'tokens-not-before': 0,
  });
}

async function userinfo(call: Call): Promise<Reply> {
  const { world, realm } = call;
  const token =
    /^bearer (.+)$/i.exec(call.headers.authorization ?? '')?.[1] ?? new URLSearchParams(call.body).get('access_token');
  const payload = token === null ? undefined : await world.keys.verify(token, world.now());
  const session = liveSession(world, realm, payload?.['sid']);
  const user = session === undefined ? undefined : await findUser(world, realm, session.userId);
  const client = clientByName(realm, String(payload?.['azp']));
  if (payload?.['typ'] !== 'Bearer' || user?.enabled !== true || client === undefined) throw invalidToken();
  if (!String(payload['scope']).split(' ').includes('openid'))
    throw describedError(403, 'insufficient_scope', 'Missing openid scope');
  return ok({ sub: user.id, ...profileClaims(user), ...(await mappedClaims(world, realm, client, user, 'userinfo')) });
}

function invalidToken(): Refusal {
  const body = { error: 'invalid_token', error_description: 'Token verification failed' };
  const challenge = 'Bearer realm="sandbox", error="invalid_token", error_description="Token verification failed"';
  return new Refusal({ status: 401, headers: { 'www-authenticate': challenge }, body });
}

async function introspect(call: Call): Promise<Reply> {
  const { world, realm } = call;
  const form = new URLSearchParams(call.body);
  authenticateClient(call, form);
  const payload = await world.keys.verify(form.get('token') ?? '', world.now());
  const session = payload?.['sid'] === undefined ? undefined : liveSession(world, realm, payload['sid']);
  const user = realm.users.get(payload?.sub ?? '');
  const ended = payload?.['sid'] !== undefined && session === undefined;
  if (payload === undefined || payload.iss !== issuerOf(world, realm) || ended || user?.enabled !== true)
    return ok({ active: false });
  const { sub, exp, iat } = payload;
  return ok({
    active: true,
    sub: sub ?? '',
    exp: exp ?? 0,
    iat: iat ?? 0,
    username: user.username,
    client_id: String(payload['azp']),
    token_type: 'Bearer',
  });
}
