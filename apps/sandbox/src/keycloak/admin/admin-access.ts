import type { Call } from '../http/call.ts';
import { forbidden, unauthorized } from '../http/reply.ts';
import { clientByName, withComposites, type Realm } from '../state/realm.ts';
import { userRoleIds } from './effective-roles.ts';

/** Who calls the admin API, and what they may do in the realm of the path. */
export interface Admin {
  readonly userId: string;
  /** Realm in which they logged in, and the client (uuid) through which. */
  readonly realmId: string;
  readonly clientUuid: string;
  has(role: string): boolean;
}

/** A role that brings another one's rights with it inside the admin API, without being its composite. */
const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  'view-users': ['manage-users'],
  'query-users': ['manage-users'],
  'query-groups': ['manage-users'],
  'view-realm': ['manage-realm'],
  'view-events': ['manage-events'],
  'view-clients': ['manage-clients'],
  'create-client': ['manage-clients'],
};

/**
 * Reads the bearer token. Rights come from the token, as they were when it was issued, except through admin-cli, whose tokens are light
 * and are judged by the live roles.
 */
export async function adminOf(call: Call): Promise<Admin> {
  const token = /^bearer (.+)$/i.exec(call.headers.authorization ?? '')?.[1];
  const payload = token === undefined ? undefined : await call.world.keys.verify(token, call.world.now());
  const home = [...call.world.realms.values()].find(
    (realm) => payload?.iss === `${call.world.url}/realms/${realm.name}`,
  );
  const user = home?.users.get(payload?.sub ?? '');
  if (payload === undefined || home === undefined || user === undefined || payload['typ'] !== 'Bearer')
    throw unauthorized();
  const gone = typeof payload['sid'] === 'string' && !home.sessions.has(payload['sid']);
  if (!user.enabled || gone) throw unauthorized();
  const clientId = typeof payload['azp'] === 'string' ? payload['azp'] : '';
  if (home.name !== 'master' && home !== call.realm) throw forbidden();
  const live = clientId === 'admin-cli';
  const roles = live ? liveRoles(home, userRoleIds(home, user)) : tokenRoles(payload);
  const everything = home.name === 'master' && roles.has('admin');
  return {
    userId: user.id,
    realmId: home.id,
    clientUuid: clientByName(home, clientId)?.id ?? '',
    has: (role) =>
      everything ||
      roles.has('realm-admin') ||
      roles.has(role) ||
      (IMPLIED[role] ?? []).some((stronger) => roles.has(stronger)),
  };
}

/** @returns the admin when they hold one of the roles. @throws 401, 403 */
export async function requireRole(call: Call, ...roles: readonly string[]): Promise<Admin> {
  const admin = await adminOf(call);
  if (!roles.some((role) => admin.has(role))) throw forbidden();
  return admin;
}

function liveRoles(realm: Realm, ids: readonly string[]): Set<string> {
  return new Set(withComposites(realm, ids).map((role) => role.name));
}

function tokenRoles(payload: Readonly<Record<string, unknown>>): Set<string> {
  return new Set([
    ...rolesIn(payload['realm_access']),
    ...rolesIn(nested(payload['resource_access'], 'realm-management')),
  ]);
}

function nested(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function rolesIn(access: unknown): string[] {
  const roles = nested(access, 'roles');
  return Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [];
}
