import { z } from 'zod';
import { type Call, onlyQuery, pageOf, param, slice } from '../http/call.ts';
import { type BodyShape, parseJson, readBody } from '../http/json-body.ts';
import { created, errorMessage, forbidden, NO_CONTENT, ok, plainError } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { JsonObject, RoleState } from '../state/realm-state.ts';
import { realmRole, withComposites } from '../state/realm.ts';
import { requireRole } from './admin-access.ts';
import { recordChange } from './admin-event.ts';
import { userRoleIds } from './effective-roles.ts';
import { groupRepresentation } from './group-representation.ts';
import { groupOf } from './group-routes.ts';
import { userOf } from './user-routes.ts';

const ROLE_BODY = {
  name: 'RoleRepresentation',
  schema: z.strictObject({ name: z.string().min(1), description: z.string().optional() }),
  alsoKnown: ['id', 'composite', 'composites', 'clientRole', 'containerId', 'attributes', 'scopeParamRequired'],
} satisfies BodyShape<z.ZodObject>;

export function roleRepresentation(role: RoleState, whole = false): JsonObject {
  return {
    id: role.id,
    name: role.name,
    ...(role.description === undefined ? {} : { description: role.description }),
    composite: role.composites.length > 0,
    clientRole: role.clientRole,
    containerId: role.containerId,
    ...(whole ? { attributes: {} } : {}),
  };
}

/** The roles that a mapping's body names, which must exist in this container. @throws 404 */
function rolesIn(call: Call, containerId: string): RoleState[] {
  const body = z.array(z.looseObject({ id: z.string().optional(), name: z.string() })).safeParse(parseJson(call.body));
  if (!body.success) throw plainError(400, 'Invalid json representation for List.');
  return body.data.map(({ name }) => {
    const role = [...call.realm.roles.values()].find((each) => each.containerId === containerId && each.name === name);
    if (role === undefined) throw plainError(404, 'Role not found');
    return role;
  });
}

/** GET, POST and DELETE of the realm roles of a person or a group. */
function realmMappings(
  kind: 'users' | 'groups',
  holderOf: (call: Call) => Promise<{ realmRoles: readonly string[] }>,
): Route[] {
  const pattern = `${kind}/:${kind === 'users' ? 'user' : 'group'}/role-mappings/realm`;
  const write = (method: 'POST' | 'DELETE'): Route => ({
    method,
    pattern,
    async handle(call) {
      const admin = await requireRole(call, 'manage-users');
      const holder = await holderOf(call);
      const ids = rolesIn(call, call.realm.id).map((role) => role.id);
      const others = holder.realmRoles.filter((id) => !ids.includes(id));
      holder.realmRoles = method === 'POST' ? [...others, ...ids] : others;
      const operation = method === 'POST' ? 'CREATE' : 'DELETE';
      recordChange(call, admin, {
        operation,
        resource: 'REALM_ROLE_MAPPING',
        path: `${kind}/${call.params[kind.slice(0, -1)] ?? ''}/role-mappings/realm`,
      });
      return NO_CONTENT;
    },
  });
  return [
    {
      method: 'GET',
      pattern,
      async handle(call) {
        await requireRole(call, 'view-users');
        const { realmRoles } = await holderOf(call);
        return ok(realmRoles.flatMap((id) => call.realm.roles.get(id) ?? []).map((role) => roleRepresentation(role)));
      },
    },
    write('POST'),
    write('DELETE'),
  ];
}

export const roleRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'roles',
    async handle(call) {
      onlyQuery(call, ['first', 'max', 'search', 'briefRepresentation']);
      await requireRole(call, 'view-realm');
      const search = call.query.get('search') ?? '';
      const roles = [...call.realm.roles.values()].filter((role) => !role.clientRole && role.name.includes(search));
      return ok(
        slice(
          roles.sort((a, b) => (a.name < b.name ? -1 : 1)),
          pageOf(call, undefined),
        ).map((role) => roleRepresentation(role)),
      );
    },
  },
  {
    method: 'POST',
    pattern: 'roles',
    async handle(call) {
      const admin = await requireRole(call, 'manage-realm');
      const body = readBody(call.body, ROLE_BODY);
      if (realmRole(call.realm, body.name) !== undefined)
        throw errorMessage(409, `Role with name ${body.name} already exists`);
      const role = { id: call.world.newId(), ...body, clientRole: false, containerId: call.realm.id, composites: [] };
      call.realm.roles.set(role.id, role);
      recordChange(call, admin, { operation: 'CREATE', resource: 'REALM_ROLE', path: `roles/${body.name}` });
      return created(`${call.world.url}/admin/realms/${call.realm.name}/roles/${encodeURIComponent(body.name)}`);
    },
  },
  {
    method: 'GET',
    pattern: 'roles/:role',
    async handle(call) {
      await requireRole(call, 'view-realm');
      return ok(roleRepresentation(roleOf(call), true));
    },
  },
  {
    method: 'DELETE',
    pattern: 'roles/:role',
    async handle(call) {
      const admin = await requireRole(call, 'manage-realm');
      const role = roleOf(call);
      call.realm.roles.delete(role.id);
      const without = (holder: { realmRoles: readonly string[] }): unknown =>
        (holder.realmRoles = holder.realmRoles.filter((id) => id !== role.id));
      call.realm.users.all().forEach(without);
      [...call.realm.groups.values()].forEach(without);
      recordChange(call, admin, { operation: 'DELETE', resource: 'REALM_ROLE', path: `roles/${role.name}` });
      return NO_CONTENT;
    },
  },
  {
    method: 'GET',
    pattern: 'roles/:role/groups',
    async handle(call) {
      onlyQuery(call, ['first', 'max']);
      await requireRole(call, 'view-realm');
      const role = roleOf(call);
      const groups = [...call.realm.groups.values()].filter((group) => group.realmRoles.includes(role.id));
      const view = { brief: true, count: false, access: false };
      return ok(slice(groups, pageOf(call, 100)).map((group) => groupRepresentation(call.realm, group, view)));
    },
  },
  ...realmMappings('users', (call) => userOf(call)),
  ...realmMappings('groups', (call) => Promise.resolve(groupOf(call, 'Could not find group by id'))),
  {
    method: 'GET',
    pattern: 'groups/:group/role-mappings',
    async handle(call) {
      await requireRole(call, 'view-users');
      const roles = groupOf(call, 'Could not find group by id').realmRoles.flatMap(
        (id) => call.realm.roles.get(id) ?? [],
      );
      return ok(roles.length === 0 ? {} : { realmMappings: roles.map((role) => roleRepresentation(role)) });
    },
  },
  {
    method: 'GET',
    pattern: 'users/:user/role-mappings',
    async handle(call) {
      await requireRole(call, 'view-users');
      const user = await userOf(call);
      const realmMappings = user.realmRoles.flatMap((id) => call.realm.roles.get(id) ?? []);
      return ok({
        ...(realmMappings.length === 0 ? {} : { realmMappings: realmMappings.map((role) => roleRepresentation(role)) }),
        ...clientMappings(call, user.clientRoles),
      });
    },
  },
  {
    method: 'GET',
    pattern: 'users/:user/role-mappings/realm/composite',
    async handle(call) {
      await requireRole(call, 'view-users');
      const all = withComposites(call.realm, userRoleIds(call.realm, await userOf(call)));
      return ok(all.filter((role) => !role.clientRole).map((role) => roleRepresentation(role)));
    },
  },
  {
    method: 'GET',
    pattern: 'users/:user/role-mappings/clients/:client',
    async handle(call) {
      await requireRole(call, 'view-users');
      const user = await userOf(call);
      const roles = user.clientRoles.flatMap((id) => call.realm.roles.get(id) ?? []);
      return ok(
        roles.filter((role) => role.containerId === param(call, 'client')).map((role) => roleRepresentation(role)),
      );
    },
  },
  ...(['POST', 'DELETE'] as const).map((method): Route => ({
    method,
    pattern: 'users/:user/role-mappings/clients/:client',
    async handle(call) {
      const admin = await requireRole(call, 'manage-users');
      const user = await userOf(call);
      const roles = rolesIn(call, param(call, 'client'));
      // Nobody can hand on a right of the admin API that they do not have themselves.
      if (!roles.every((role) => admin.has(role.name))) throw forbidden();
      const ids = roles.map((role) => role.id);
      const others = user.clientRoles.filter((id) => !ids.includes(id));
      user.clientRoles = method === 'POST' ? [...others, ...ids] : others;
      const operation = method === 'POST' ? 'CREATE' : 'DELETE';
      recordChange(call, admin, {
        operation,
        resource: 'CLIENT_ROLE_MAPPING',
        path: `users/${user.id}/role-mappings/clients/${param(call, 'client')}`,
      });
      return NO_CONTENT;
    },
  })),
];

/** The client roles by clientId, as MappingsRepresentation has them; nothing when there is none. Its shape is from Keycloak's source. */
function clientMappings(call: Call, ids: readonly string[]): JsonObject {
  const byClient: Record<string, { id: string; client: string; mappings: JsonObject[] }> = {};
  for (const role of ids.flatMap((id) => call.realm.roles.get(id) ?? [])) {
    const client = call.realm.clients.get(role.containerId)?.clientId ?? '';
    (byClient[client] ??= { id: role.containerId, client, mappings: [] }).mappings.push(roleRepresentation(role));
  }
  return Object.keys(byClient).length === 0 ? {} : { clientMappings: byClient };
}

function roleOf(call: Call): RoleState {
  const role = realmRole(call.realm, param(call, 'role'));
  if (role === undefined) throw plainError(404, 'Could not find role');
  return role;
}
