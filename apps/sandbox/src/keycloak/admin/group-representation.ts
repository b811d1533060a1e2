import type { GroupState, Json, JsonObject } from '../state/realm-state.ts';
import { childrenOf, groupPath, type Realm } from '../state/realm.ts';

const ACCESS: JsonObject = { view: true, viewMembers: true, manageMembers: true, manage: true, manageMembership: true };

export interface GroupView {
  readonly brief: boolean;
  /** Number of children; what a person's own groups and a new child are shown without. */
  readonly count: boolean;
  readonly access: boolean;
  readonly subGroups?: readonly JsonObject[];
}

/** A GroupRepresentation in the order of fields in which 26.7.4 writes it. */
export function groupRepresentation(realm: Realm, group: GroupState, view: GroupView): JsonObject {
  const roles = group.realmRoles.map((id) => realm.roles.get(id)?.name ?? '');
  const fields: Record<string, Json | undefined> = {
    id: group.id,
    name: group.name,
    description: group.description,
    path: groupPath(realm, group),
    parentId: group.parentId,
    subGroupCount: view.count ? childrenOf(realm, group.id).length : undefined,
    subGroups: view.subGroups ?? [],
    attributes: view.brief ? undefined : group.attributes,
    realmRoles: view.brief ? undefined : roles,
    clientRoles: view.brief ? undefined : {},
    access: view.access ? ACCESS : undefined,
  };
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, Json] => field[1] !== undefined));
}

/** The groups found, each below its ancestors, as a search answers: a hit is nested in `subGroups`, however deep it lies. */
export function ancestorChains(realm: Realm, hits: readonly GroupState[], brief: boolean): JsonObject[] {
  const shown = new Set<string>();
  for (const hit of hits) {
    for (let at: GroupState | undefined = hit; at !== undefined; at = realm.groups.get(at.parentId ?? ''))
      shown.add(at.id);
  }
  const show = (group: GroupState): JsonObject => {
    const subGroups = childrenOf(realm, group.id)
      .filter((child) => shown.has(child.id))
      .map(show);
    return groupRepresentation(realm, group, { brief, count: true, access: true, subGroups });
  };
  return childrenOf(realm, undefined)
    .filter((group) => shown.has(group.id))
    .map(show);
}
