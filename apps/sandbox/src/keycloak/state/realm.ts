import type {
  AdminEventState,
  ClientState,
  ComponentState,
  GroupState,
  JsonObject,
  RoleState,
  SessionState,
} from './realm-state.ts';
import type { UserTable } from './user-table.ts';

/** One realm, with its tables by id. */
export interface Realm {
  readonly id: string;
  readonly name: string;
  settings: JsonObject;
  /** Body of users/profile. */
  profile: JsonObject;
  readonly users: UserTable;
  readonly groups: Map<string, GroupState>;
  readonly roles: Map<string, RoleState>;
  readonly clients: Map<string, ClientState>;
  readonly components: Map<string, ComponentState>;
  readonly sessions: Map<string, SessionState>;
  readonly adminEvents: AdminEventState[];
}

export function setting(realm: Realm, name: string): boolean {
  return realm.settings[name] === true;
}

export function clientByName(realm: Realm, clientId: string): ClientState | undefined {
  return [...realm.clients.values()].find((client) => client.clientId === clientId);
}

export function realmRole(realm: Realm, name: string): RoleState | undefined {
  return [...realm.roles.values()].find((role) => !role.clientRole && role.name === name);
}

export function childrenOf(realm: Realm, parentId: string | undefined): GroupState[] {
  return [...realm.groups.values()]
    .filter((group) => group.parentId === parentId)
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

export function groupPath(realm: Realm, group: GroupState): string {
  const parent = group.parentId === undefined ? undefined : realm.groups.get(group.parentId);
  return `${parent === undefined ? '' : groupPath(realm, parent)}/${group.name}`;
}

/** The group at a path, its parts split at every slash: a name with a slash in it is not reachable (measured on 26.7.4). */
export function groupAtPath(realm: Realm, path: string): GroupState | undefined {
  let found: GroupState | undefined;
  for (const name of path.split('/').filter((part) => part !== '')) {
    const parentId = found?.id;
    if (found === undefined && name === '') return undefined;
    found = childrenOf(realm, parentId).find((group) => group.name === name);
    if (found === undefined) return undefined;
  }
  return found;
}

/** These roles and everything that they bring with them. */
export function withComposites(realm: Realm, ids: Iterable<string>): RoleState[] {
  const found = new Map<string, RoleState>();
  const visit = (id: string): void => {
    const role = realm.roles.get(id);
    if (role === undefined || found.has(id)) return;
    found.set(id, role);
    role.composites.forEach(visit);
  };
  for (const id of ids) visit(id);
  return [...found.values()];
}
