import { createHash } from 'node:crypto';
import { userRoleIds } from '../admin/effective-roles.ts';
import { ldapOnlyGroups } from '../federation/ldap-groups.ts';
import type { ClientState, Json, JsonObject, RoleState, SessionState, UserState } from '../state/realm-state.ts';
import { withComposites, type Realm } from '../state/realm.ts';
import type { World } from '../world.ts';
import { mappedClaims } from './protocol-mapper.ts';

export interface Grant {
  readonly client: ClientState;
  readonly user: UserState;
  /** Absent for a service account: no session, and so no refresh token. */
  readonly session?: SessionState;
  readonly scope: string;
  readonly nonce?: string | undefined;
}

export function issuerOf(world: World, realm: Realm): string {
  return `${world.url}/realms/${realm.name}`;
}

/** The token endpoint's answer for a grant. Only with the scope `openid` is there an ID token. */
export async function issueTokens(world: World, realm: Realm, grant: Grant): Promise<JsonObject> {
  const { client, user, session } = grant;
  const now = Math.floor(world.now() / 1000);
  const lifespan = Number(realm.settings['accessTokenLifespan'] ?? 300);
  const common = {
    iss: issuerOf(world, realm),
    iat: now,
    sub: user.id,
    azp: client.clientId,
    ...(session === undefined ? {} : { sid: session.id }),
  };
  const scope = grantedScope(grant.scope);
  const access = await world.keys.sign(
    {
      ...common,
      ...(await accessClaims(world, realm, grant)),
      exp: now + lifespan,
      jti: world.newId(),
      typ: 'Bearer',
      scope,
    },
    'JWT',
  );
  const answer: Record<string, Json> = { access_token: access, expires_in: lifespan, refresh_expires_in: 0 };
  if (session !== undefined) {
    const refreshLifespan = Number(realm.settings['ssoSessionIdleTimeout'] ?? 1800);
    const refreshClaims = {
      ...common,
      exp: now + refreshLifespan,
      jti: world.newId(),
      aud: common.iss,
      typ: 'Refresh',
      scope,
    };
    answer['refresh_expires_in'] = refreshLifespan;
    answer['refresh_token'] = await world.keys.sign(refreshClaims, 'JWT');
  }
  answer['token_type'] = 'Bearer';
  if (session !== undefined && scope.split(' ').includes('openid')) {
    const half = createHash('sha256').update(access).digest().subarray(0, 16).toString('base64url');
    const idClaims = {
      ...common,
      ...profileClaims(user),
      ...(await mappedClaims(world, realm, client, user, 'id')),
      exp: now + lifespan,
      jti: world.newId(),
      aud: client.clientId,
      typ: 'ID',
      at_hash: half,
      acr: '1',
      auth_time: Math.floor(session.start / 1000),
      ...(grant.nonce === undefined ? {} : { nonce: grant.nonce }),
    };
    answer['id_token'] = await world.keys.sign(idClaims, 'JWT');
  }
  return { ...answer, 'not-before-policy': 0, ...(session === undefined ? {} : { session_state: session.id }), scope };
}

export function profileClaims(user: UserState): JsonObject {
  const name = [user.firstName, user.lastName].filter((part) => part !== undefined).join(' ');
  const claims: Record<string, Json | undefined> = {
    email_verified: user.emailVerified,
    name: name === '' ? undefined : name,
    preferred_username: user.username,
    given_name: user.firstName,
    locale: user.attributes['locale']?.[0],
    family_name: user.lastName,
    email: user.email,
  };
  return Object.fromEntries(Object.entries(claims).filter((claim): claim is [string, Json] => claim[1] !== undefined));
}

/** Tokens of admin-cli are light: they hold no roles, and the admin API looks the live ones up. */
async function accessClaims(world: World, realm: Realm, grant: Grant): Promise<JsonObject> {
  const { client, user, session } = grant;
  if (client.clientId === 'admin-cli') return {};
  const groupIds = [...user.groups, ...(await ldapOnlyGroups(world, realm, user))];
  const roles = withComposites(realm, userRoleIds(realm, user, groupIds));
  return {
    aud: 'account',
    acr: '1',
    'allowed-origins': client.settings['webOrigins'] ?? [],
    realm_access: { roles: roles.filter((role) => !role.clientRole).map((role) => role.name) },
    resource_access: clientRoles(realm, roles),
    ...(session === undefined
      ? { client_id: client.clientId, clientHost: '127.0.0.1', clientAddress: '127.0.0.1' }
      : {}),
    ...profileClaims(user),
    ...(await mappedClaims(world, realm, client, user, 'access')),
  };
}

function clientRoles(realm: Realm, roles: readonly RoleState[]): JsonObject {
  const byClient: Record<string, { roles: string[] }> = {};
  for (const role of roles.filter((each) => each.clientRole)) {
    const name = realm.clients.get(role.containerId)?.clientId ?? '';
    (byClient[name] ??= { roles: [] }).roles.push(role.name);
  }
  return byClient;
}

/** `email` and `profile` are default scopes of every client. */
function grantedScope(asked: string): string {
  const wanted = asked.split(' ').filter((scope) => scope === 'openid');
  return [...new Set([...wanted, 'email', 'profile'])].join(' ');
}
