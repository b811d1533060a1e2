import { ldapOnlyGroups } from '../federation/ldap-groups.ts';
import { type Call, flag, onlyQuery, pageOf, slice } from '../http/call.ts';
import { describedError, NO_CONTENT, ok } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { GroupState, JsonObject, UserState } from '../state/realm-state.ts';
import { groupPath } from '../state/realm.ts';
import { requireRole } from './admin-access.ts';
import { recordChange } from './admin-event.ts';
import { groupOf } from './group-routes.ts';
import { groupRepresentation } from './group-representation.ts';
import { userOf } from './user-routes.ts';

const NOT_FOUND = 'Group not found';
const READ_ONLY_MEMBERSHIP = 'Not possible to delete LDAP group mappings as mapper mode is READ_ONLY';

export const membershipRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'users/:user/groups',
    async handle(call) {
      onlyQuery(call, ['first', 'max', 'briefRepresentation']);
      await requireRole(call, 'view-users');
      const view = { brief: flag(call, 'briefRepresentation', true), count: false, access: false };
      const groups = await groupsOfUser(call, await userOf(call));
      return ok(slice(groups, pageOf(call, undefined)).map((group) => groupRepresentation(call.realm, group, view)));
    },
  },
  {
    method: 'GET',
    pattern: 'users/:user/groups/count',
    async handle(call) {
      onlyQuery(call, []);
      await requireRole(call, 'view-users');
      return ok({ count: (await groupsOfUser(call, await userOf(call))).length });
    },
  },
  {
    method: 'PUT',
    pattern: 'users/:user/groups/:group',
    async handle(call) {
      const admin = await requireRole(call, 'manage-users');
      const user = await userOf(call);
      const group = groupOf(call, NOT_FOUND);
      // Somebody who is in already stays in, and no event is written; a person from LDAP joins in the local database.
      if (!user.groups.includes(group.id)) {
        user.groups = [...user.groups, group.id];
        recordChange(call, admin, { operation: 'CREATE', ...membershipEvent(call, user, group) });
      }
      return NO_CONTENT;
    },
  },
  {
    method: 'DELETE',
    pattern: 'users/:user/groups/:group',
    async handle(call) {
      const admin = await requireRole(call, 'manage-users');
      const user = await userOf(call);
      const group = groupOf(call, NOT_FOUND);
      if (user.groups.includes(group.id)) {
        user.groups = user.groups.filter((id) => id !== group.id);
        recordChange(call, admin, { operation: 'DELETE', ...membershipEvent(call, user, group) });
      } else if ((await ldapOnlyGroups(call.world, call.realm, user)).includes(group.id)) {
        throw describedError(400, READ_ONLY_MEMBERSHIP, READ_ONLY_MEMBERSHIP);
      }
      return NO_CONTENT;
    },
  },
];

async function groupsOfUser(call: Call, user: UserState): Promise<GroupState[]> {
  const ids = [...user.groups, ...(await ldapOnlyGroups(call.world, call.realm, user))];
  const groups = ids.flatMap((id) => call.realm.groups.get(id) ?? []);
  return groups.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function membershipEvent(
  call: Call,
  user: UserState,
  group: GroupState,
): { resource: string; path: string; representation: JsonObject; details: Record<string, string> } {
  const { id, name, parentId, attributes } = group;
  const path = groupPath(call.realm, group);
  return {
    resource: 'GROUP_MEMBERSHIP',
    path: `users/${user.id}/groups/${group.id}`,
    representation: {
      id,
      name,
      path,
      ...(parentId === undefined ? {} : { parentId }),
      subGroups: [],
      attributes,
      realmRoles: [],
      clientRoles: {},
    },
    details: { ...(user.email === undefined ? {} : { email: user.email }), username: user.username },
  };
}
