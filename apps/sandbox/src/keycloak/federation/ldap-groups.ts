import { dnKey } from '../../directory/distinguished-name.ts';
import { notCovered } from '../http/reply.ts';
import type { ComponentState, GroupState, UserState } from '../state/realm-state.ts';
import { childrenOf, groupAtPath, type Realm } from '../state/realm.ts';
import type { World } from '../world.ts';
import type { FederatedEntry, FederationQuestion } from './directory-port.ts';
import { configured, ldapComponents, mappersOf } from './ldap-component.ts';

export type GroupMapperMode = 'READ_ONLY' | 'IMPORT';
const GROUP_MAPPER = 'group-ldap-mapper';

export function groupMappers(realm: Realm): ComponentState[] {
  return ldapComponents(realm).flatMap((component) => mappersOf(realm, component, GROUP_MAPPER));
}

export function modeOf(mapper: ComponentState): string {
  return configured(mapper, 'mode', 'READ_ONLY');
}

export interface GroupSyncCounts {
  readonly added: number;
  readonly updated: number;
}

/** Makes and updates the realm's groups from the directory's, as the mapper's own sync does. Memberships are not touched by it. */
export async function syncGroups(world: World, realm: Realm, mapper: ComponentState): Promise<GroupSyncCounts> {
  if (configured(mapper, 'preserve.group.inheritance', 'false') === 'true')
    throw notCovered('groups within groups of the directory');
  const path = configured(mapper, 'groups.path', '/');
  const parentId = path === '/' ? undefined : groupAtPath(realm, path)?.id;
  if (path !== '/' && parentId === undefined) throw notCovered('a groups.path that does not exist');
  let added = 0;
  let updated = 0;
  for (const entry of await groupEntries(world, mapper)) {
    const name = entry.attributes[configured(mapper, 'group.name.ldap.attribute', 'cn').toLowerCase()]?.[0];
    if (name === undefined) continue;
    const existing = childrenOf(realm, parentId).find((group) => group.name === name);
    const group: GroupState = existing ?? { id: world.newId(), name, parentId, attributes: {}, realmRoles: [] };
    group.ldap = { mapperId: mapper.id, dn: entry.dn };
    group.attributes = { ...group.attributes, ...mappedAttributes(mapper, entry) };
    realm.groups.set(group.id, group);
    if (existing === undefined) added += 1;
    else updated += 1;
  }
  return { added, updated };
}

/** Ids of the realm's groups, made by a mapper of this mode, whose directory entry names the DN. */
export async function ldapGroupsHolding(
  world: World,
  realm: Realm,
  dn: string,
  mode: GroupMapperMode,
): Promise<string[]> {
  const ids: string[] = [];
  for (const mapper of groupMappers(realm).filter((each) => modeOf(each) === mode)) {
    for (const entry of await groupEntries(world, mapper, dn)) {
      const group = [...realm.groups.values()].find(
        (each) => each.ldap?.mapperId === mapper.id && dnKey(each.ldap.dn) === dnKey(entry.dn),
      );
      if (group !== undefined) ids.push(group.id);
    }
  }
  return ids;
}

/** Ids of the LDAP groups that somebody is in by the directory alone. */
export async function ldapOnlyGroups(world: World, realm: Realm, user: UserState): Promise<string[]> {
  const dn = user.attributes['LDAP_ENTRY_DN']?.[0];
  if (dn === undefined || groupMappers(realm).length === 0) return [];
  const ids = await ldapGroupsHolding(world, realm, dn, 'READ_ONLY');
  return ids.filter((id) => !user.groups.includes(id));
}

/** People whom the directory's group entry names and the realm knows; unknown DNs (placeholders) are skipped. */
export async function ldapMembers(world: World, realm: Realm, group: GroupState): Promise<UserState[]> {
  const { ldap } = group;
  const mapper = ldap === undefined ? undefined : realm.components.get(ldap.mapperId);
  if (ldap === undefined || mapper === undefined || modeOf(mapper) !== 'READ_ONLY') return [];
  const entry = (await groupEntries(world, mapper)).find((each) => dnKey(each.dn) === dnKey(ldap.dn));
  const members = entry?.attributes[configured(mapper, 'membership.ldap.attribute', 'member').toLowerCase()] ?? [];
  const wanted = new Set(members.map((dn) => dnKey(dn)));
  return realm.users.all().filter((user) => {
    const dn = user.attributes['LDAP_ENTRY_DN']?.[0];
    return dn !== undefined && wanted.has(dnKey(dn));
  });
}

async function groupEntries(
  world: World,
  mapper: ComponentState,
  memberDn?: string,
): Promise<readonly FederatedEntry[]> {
  const question: FederationQuestion = {
    base: configured(mapper, 'groups.dn'),
    scope: 'sub',
    objectClasses: [configured(mapper, 'group.object.classes', 'groupOfNames')],
  };
  const attribute = configured(mapper, 'membership.ldap.attribute', 'member');
  const equals = memberDn === undefined ? {} : { equals: { attribute, value: memberDn } };
  return (await world.directory?.search({ ...question, ...equals })) ?? [];
}

function mappedAttributes(mapper: ComponentState, entry: FederatedEntry): Record<string, readonly string[]> {
  const names = configured(mapper, 'mapped.group.attributes')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return Object.fromEntries(names.map((name) => [name, entry.attributes[name.toLowerCase()] ?? []]));
}
