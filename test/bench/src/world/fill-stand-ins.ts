import type { DiscourseStandIn, Keycloak, NextcloudStandIn } from '@passerelle/sandbox';
import { realmName } from '../../../faults/src/world/realm.ts';
import { communityOf, coordinatorOf, membershipsOf, namesOf, personOf, uuidOf } from './made-world.ts';
import type { Contents, MadeGroup, MadeObject, MadeSpace } from './made-object.ts';
import { careGroup, cloud, forum, identity, rootGroup } from './settings.ts';

export interface FilledStandIns {
  readonly keycloak: Keycloak;
  readonly nextcloud: NextcloudStandIn;
  readonly discourse: DiscourseStandIn;
}

/** Numbers of people on the forum begin behind its own. */
export const firstForumUser = 1_000;
export const keycloakUser = (n: number): string => uuidOf(`keycloak user ${n}`);
export const forumUser = (n: number): string => String(firstForumUser + n);

/** Puts a whole world into stand-ins that run, past their APIs: everything as Passerelle itself would have made it, so that the next plan is empty. */
export function fillStandIns({ keycloak, nextcloud, discourse }: FilledStandIns, contents: Contents): void {
  const members = membersOf(contents);
  const on = (target: string): readonly MadeObject[] => contents.objects.filter((object) => object.target === target);
  fillKeycloak(keycloak, contents, on(identity).filter(isGroup), members);
  fillNextcloud(nextcloud, contents, on(cloud), members);
  fillDiscourse(discourse, contents, on(forum), members);
}

const isGroup = (object: MadeObject): object is MadeGroup => object.kind === 'group';
const isSpace = (object: MadeObject): object is MadeSpace => object.kind === 'space';

/** Numbers of the people in each group, by its key. */
type Members = ReadonlyMap<string, readonly number[]>;

function membersOf(contents: Contents): Members {
  const members = new Map<string, number[]>();
  const put = (key: string, n: number): void => {
    const list = members.get(key);
    if (list === undefined) members.set(key, [n]);
    else list.push(n);
  };
  for (let n = 1; n <= contents.people; n++)
    for (const { community, participation } of membershipsOf(n, contents))
      put(`${communityOf(community)}/participation:${participation}`, n);
  for (let c = 1; c <= contents.communities; c++) put(`${communityOf(c)}/role:coordinateur`, coordinatorOf(c));
  return members;
}

function fillKeycloak(keycloak: Keycloak, { people }: Contents, groups: readonly MadeGroup[], members: Members): void {
  const realm = keycloak.realms.get(realmName);
  if (realm === undefined) throw new Error('the realm was not prepared');
  const root = uuidOf('keycloak root');
  const put = (id: string, name: string, parentId: string | undefined, attributes: Record<string, string[]>): void =>
    void realm.groups.set(id, { id, name, parentId, attributes, realmRoles: [] });
  put(root, rootGroup, undefined, { passerelle_key: ['/'] });
  const groupsOf = new Map<number, string[]>();
  for (const { key, community, name, label, native } of groups) {
    const parent = uuidOf(`keycloak parent ${community}`);
    if (!realm.groups.has(parent)) put(parent, community, root, { passerelle_key: [community] });
    put(native, name, parent, { passerelle_key: [key], passerelle_label: [label] });
    for (const n of members.get(key) ?? []) groupsOf.set(n, [...(groupsOf.get(n) ?? [root]), native]);
  }
  for (let n = 1; n <= people; n++) {
    const { givenName, familyName, displayName, email } = namesOf(n);
    realm.users.put({
      id: keycloakUser(n),
      username: email,
      email,
      firstName: givenName,
      lastName: familyName,
      enabled: true,
      emailVerified: true,
      createdTimestamp: 1_700_000_000_000,
      attributes: { passerelle_id: [personOf(n)], displayName: [displayName], locale: ['fr'] },
      requiredActions: [],
      groups: groupsOf.get(n) ?? [root],
      realmRoles: [],
      clientRoles: [],
    });
  }
  keycloak.touched();
}

/** Permissions of the levels on each platform, as the connectors' levels.json have them: a difference shows at once, the plan is not empty then. */
const folderPermissions: Readonly<Record<string, number>> = { read: 1, write: 15, manage: 31 };
const categoryPermissions: Readonly<Record<string, 1 | 2 | 3>> = { read: 3, reply: 2, create: 1, moderate: 1 };

const permissionIn = <T>(table: Readonly<Record<string, T>>, level: string): T => {
  const permission = table[level];
  if (permission === undefined) throw new Error(`no permission is known for the level ${level}`);
  return permission;
};

function fillNextcloud(
  nextcloud: NextcloudStandIn,
  { people }: Contents,
  objects: readonly MadeObject[],
  members: Members,
): void {
  const { accounts, groups, folders, nextIds } = nextcloud.state;
  // In the order in which it lists them: sorting what is sorted costs it nothing.
  const uids = Array.from({ length: people }, (_, index) => ({ n: index + 1, uid: personOf(index + 1) }));
  for (const { n, uid } of uids.sort((a, b) => (a.uid < b.uid ? -1 : 1))) {
    const { displayName, email } = namesOf(n);
    accounts.set(uid, {
      uid,
      backend: 'Database',
      enabled: true,
      displayName,
      email,
      additionalMail: [],
      notifyEmail: null,
      quota: 'default',
      language: 'fr',
      locale: '',
      timezone: '',
      manager: '',
      profile: {},
      passwordHash: null,
      appPasswordHashes: [],
      firstLogin: 0,
      lastLogin: 0,
    });
  }
  const gids = new Map<string, string>();
  for (const { key, native, label } of objects.filter(isGroup)) {
    gids.set(key, native);
    const uids = (members.get(key) ?? []).map((n): string => personOf(n));
    groups.set(native, { gid: native, displayName: label, members: new Set(uids), subAdmins: new Set() });
  }
  for (const { native, name, grants } of objects.filter(isSpace)) {
    const id = Number(native);
    folders.set(id, {
      id,
      mountPoint: name,
      quota: -3,
      acl: false,
      groups: new Map(
        grants.map(({ group, level }) => [gids.get(group) ?? '', permissionIn(folderPermissions, level)]),
      ),
      manage: [],
      rules: new Map(),
    });
    nextIds.folder = Math.max(nextIds.folder, id + 1);
  }
  nextcloud.changed();
}

function fillDiscourse(
  discourse: DiscourseStandIn,
  { people }: Contents,
  objects: readonly MadeObject[],
  members: Members,
): void {
  const { users, groups, categories, nextIds } = discourse.state;
  const [someUser] = users.values();
  const [someGroup] = groups.values();
  const [someCategory] = categories.values();
  if (someUser === undefined || someGroup === undefined || someCategory === undefined)
    throw new Error('a forum has accounts, groups and categories of its own from the start');
  for (let n = 1; n <= people; n++) {
    const { displayName, email } = namesOf(n);
    const id = Number(forumUser(n));
    users.set(id, {
      ...someUser,
      id,
      username: `zoe_${n}`,
      name: displayName,
      email,
      active: true,
      admin: false,
      moderator: false,
      trustLevel: 0,
      customFields: {},
      primaryGroupId: null,
      sso: { externalId: personOf(n), externalUsername: null, externalEmail: email, externalName: displayName },
      otherIds: {},
    });
  }
  nextIds.user = firstForumUser + people + 1;
  const membership = { addedAt: 0, owner: false, notificationLevel: 1 };
  const inGroup = (numbers: readonly number[]) => new Map(numbers.map((n) => [Number(forumUser(n)), membership]));
  const put = (id: number, name: string, fullName: string, key: string, numbers: readonly number[]): void => {
    const bio = `[passerelle:${key}]`;
    groups.set(id, { ...someGroup, id, name, fullName, bio, automatic: false, members: inGroup(numbers) });
    nextIds.group = Math.max(nextIds.group, id + 1);
  };
  const everybody = Array.from({ length: people }, (_, index) => index + 1);
  put(firstForumGroup, careGroup, 'Passerelle', '/', everybody);
  const numbers = new Map<string, number>();
  for (const { key, native, name, label } of objects.filter(isGroup)) {
    numbers.set(key, Number(native));
    put(Number(native), name, label, key, members.get(key) ?? []);
  }
  for (const { native, name, grants } of objects.filter(isSpace)) {
    const id = Number(native);
    const access = grants.map(({ group, level }) => ({ group: numbers.get(group) ?? 0, level }));
    categories.set(id, {
      ...someCategory,
      id,
      name,
      slug: `c-${id}`,
      readRestricted: true,
      permissions: new Map(access.map(({ group, level }) => [group, permissionIn(categoryPermissions, level)])),
      moderatingGroupIds: access.filter(({ level }) => level === 'moderate').map(({ group }) => group),
      customFields: {},
      topicId: null,
    });
    nextIds.category = Math.max(nextIds.category, id + 1);
  }
  discourse.changed();
}

/** Real sites number their own groups from 41 on; the first is the hidden one of the accounts in our care. */
export const firstForumGroup = 41;
