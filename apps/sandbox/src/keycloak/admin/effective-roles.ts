import type { GroupState, UserState } from '../state/realm-state.ts';
import { realmRole, type Realm } from '../state/realm.ts';

/** Ids of the roles that somebody holds: their own, the realm's defaults, those of their groups and of the groups above. */
export function userRoleIds(realm: Realm, user: UserState, groupIds: readonly string[] = user.groups): string[] {
  const fromGroups = groupIds.flatMap((id) => groupRoleIds(realm, realm.groups.get(id)));
  const defaults = realmRole(realm, `default-roles-${realm.name}`)?.id;
  return [...(defaults === undefined ? [] : [defaults]), ...user.realmRoles, ...user.clientRoles, ...fromGroups];
}

function groupRoleIds(realm: Realm, group: GroupState | undefined): string[] {
  if (group === undefined) return [];
  const parent = group.parentId === undefined ? undefined : realm.groups.get(group.parentId);
  return [...group.realmRoles, ...groupRoleIds(realm, parent)];
}
