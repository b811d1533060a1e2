import { ldapMembers } from '../federation/ldap-groups.ts';
import { type Call, flag, onlyQuery, pageOf, param, slice } from '../http/call.ts';
import { readBody } from '../http/json-body.ts';
import { created, NO_CONTENT, ok, plainError } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { GroupState, UserState } from '../state/realm-state.ts';
import { childrenOf, groupAtPath } from '../state/realm.ts';
import { requireRole } from './admin-access.ts';
import { recordChange } from './admin-event.ts';
import { ancestorChains, groupRepresentation } from './group-representation.ts';
import { createGroup, deleteGroup, GROUP_BODY, updateGroup } from './group-write.ts';
import { userRepresentation } from './user-representation.ts';
import { attributeQuery } from './user-search.ts';

/** The group of the path. @throws 404; Keycloak has one text here and another one under `users/{id}/groups/{group}` */
export function groupOf(call: Call, text: string): GroupState {
  const group = call.realm.groups.get(param(call, 'group'));
  if (group === undefined) throw plainError(404, text);
  return group;
}
const NOT_BY_ID = 'Could not find group by id';

export const groupRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: 'groups',
    async handle(call) {
      onlyQuery(call, ['first', 'max', 'briefRepresentation', 'search', 'exact', 'q']);
      const admin = await requireRole(call, 'query-groups', 'view-users');
      if (!admin.has('view-users')) return ok([]);
      const brief = flag(call, 'briefRepresentation', true);
      const page = pageOf(call, undefined);
      const hits = foundGroups(call);
      if (hits !== undefined) return ok(ancestorChains(call.realm, slice(hits, page), brief));
      const top = slice(childrenOf(call.realm, undefined), page);
      return ok(top.map((group) => groupRepresentation(call.realm, group, { brief, count: true, access: true })));
    },
  },
  {
    method: 'GET',
    pattern: 'groups/count',
    async handle(call) {
      onlyQuery(call, ['search', 'top']);
      await requireRole(call, 'query-groups', 'view-users');
      const hits = foundGroups(call);
      if (hits !== undefined) return ok({ count: hits.length });
      return ok({
        count: flag(call, 'top', false) ? childrenOf(call.realm, undefined).length : call.realm.groups.size,
      });
    },
  },
  {
    method: 'POST',
    pattern: 'groups',
    async handle(call) {
      const admin = await requireRole(call, 'manage-users');
      const group = createGroup(call, readBody(call.body, GROUP_BODY));
      recordChange(call, admin, { operation: 'CREATE', resource: 'GROUP', path: `groups/${group.id}` });
      return created(groupUrl(call, group));
    },
  },
  {
    method: 'GET',
    pattern: 'group-by-path/*path',
    async handle(call) {
      onlyQuery(call, []);
      await requireRole(call, 'view-users');
      const group = groupAtPath(call.realm, param(call, 'path'));
      if (group === undefined) throw plainError(404, 'Group path does not exist');
      return ok(groupRepresentation(call.realm, group, { brief: false, count: true, access: false }));
    },
  },
  {
    method: 'GET',
    pattern: 'groups/:group',
    async handle(call) {
      onlyQuery(call, []);
      await requireRole(call, 'view-users');
      return ok(groupRepresentation(call.realm, groupOf(call, NOT_BY_ID), { brief: false, count: true, access: true }));
    },
  },
  {
    method: 'PUT',
    pattern: 'groups/:group',
    async handle(call) {
      const admin = await requireRole(call, 'manage-users');
      const group = groupOf(call, NOT_BY_ID);
      updateGroup(call, group, readBody(call.body, GROUP_BODY));
      recordChange(call, admin, { operation: 'UPDATE', resource: 'GROUP', path: `groups/${group.id}` });
      return NO_CONTENT;
    },
  },
  {
    method: 'DELETE',
    pattern: 'groups/:group',
    async handle(call) {
      const admin = await requireRole(call, 'manage-users');
      const group = groupOf(call, NOT_BY_ID);
      deleteGroup(call, group);
      recordChange(call, admin, { operation: 'DELETE', resource: 'GROUP', path: `groups/${group.id}` });
      return NO_CONTENT;
    },
  },
  {
    method: 'GET',
    pattern: 'groups/:group/children',
    async handle(call) {
      onlyQuery(call, ['first', 'max', 'briefRepresentation']);
      await requireRole(call, 'view-users');
      const children = childrenOf(call.realm, groupOf(call, NOT_BY_ID).id);
      const brief = flag(call, 'briefRepresentation', false);
      const view = { brief, count: true, access: true };
      return ok(slice(children, pageOf(call, 10)).map((child) => groupRepresentation(call.realm, child, view)));
    },
  },
  {
    method: 'POST',
    pattern: 'groups/:group/children',
    async handle(call) {
      const admin = await requireRole(call, 'manage-users');
      const parent = groupOf(call, NOT_BY_ID);
      const child = createGroup(call, readBody(call.body, GROUP_BODY), parent.id);
      recordChange(call, admin, { operation: 'CREATE', resource: 'GROUP', path: `groups/${parent.id}/children` });
      return created(
        groupUrl(call, child),
        groupRepresentation(call.realm, child, { brief: false, count: false, access: true }),
      );
    },
  },
  {
    method: 'GET',
    pattern: 'groups/:group/members',
    async handle(call) {
      onlyQuery(call, ['first', 'max', 'briefRepresentation']);
      await requireRole(call, 'view-users');
      const group = groupOf(call, NOT_BY_ID);
      const brief = flag(call, 'briefRepresentation', false);
      const members = slice(await membersOf(call, group), pageOf(call, 100));
      return ok(members.map((user) => userRepresentation(user, { brief, access: 'none' })));
    },
  },
];

/** Milliseconds per member that an LDAP group in READ_ONLY mode costs, for each page (measured: 20 s for 2,000 in one call). */
const LDAP_MEMBER_MS = 10;

async function membersOf(call: Call, group: GroupState): Promise<UserState[]> {
  const fromLdap = new Set(await ldapMembers(call.world, call.realm, group));
  await call.world.takeTime(fromLdap.size * LDAP_MEMBER_MS);
  return call.realm.users.all().filter((user) => user.groups.includes(group.id) || fromLdap.has(user));
}

/** The groups that `search` or `q` finds, or undefined when neither is asked. */
function foundGroups(call: Call): GroupState[] | undefined {
  const search = call.query.get('search');
  const q = call.query.get('q');
  if (search === null && q === null) return undefined;
  const exact = flag(call, 'exact', false);
  const pairs = attributeQuery(q ?? '');
  return [...call.realm.groups.values()]
    .filter((group) => {
      const named =
        search === null || (exact ? group.name === search : group.name.toLowerCase().includes(search.toLowerCase()));
      return named && pairs.every(([key, value]) => group.attributes[key]?.includes(value) ?? false);
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function groupUrl(call: Call, group: GroupState): string {
  return `${call.world.url}/admin/realms/${call.realm.name}/groups/${group.id}`;
}
