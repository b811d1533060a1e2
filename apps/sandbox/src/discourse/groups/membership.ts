import type { Platform } from '../platform.ts';
import type { DiscourseState, Group, GroupSettings, User } from '../state.ts';

export const EVERYONE = 0;
const ADMINS = 1;
const MODERATORS = 2;
export const STAFF = 3;
/** Ids of `trust_level_0` to `trust_level_4`. */
const FIRST_TRUST_LEVEL = 10;

export const DEFAULT_GROUP_SETTINGS: GroupSettings = {
  fullName: null,
  title: null,
  bio: null,
  visibilityLevel: 0,
  membersVisibilityLevel: 0,
  mentionableLevel: 0,
  messageableLevel: 0,
  defaultNotificationLevel: 3,
  publicAdmission: false,
  publicExit: false,
  allowMembershipRequests: false,
  membershipRequestTemplate: null,
  primaryGroup: false,
  grantTrustLevel: null,
  emailDomains: null,
  categoryDefaults: {},
};

/** The groups that every site has from the start. */
export const ensureAutomaticGroups = (state: DiscourseState): void => {
  const names: (readonly [number, string])[] = [
    [EVERYONE, 'everyone'],
    [ADMINS, 'admins'],
    [MODERATORS, 'moderators'],
    [STAFF, 'staff'],
    ...[0, 1, 2, 3, 4].map((level) => [FIRST_TRUST_LEVEL + level, `trust_level_${level}`] as const),
  ];
  for (const [id, name] of names) {
    if (!state.groups.has(id)) {
      state.groups.set(id, { ...DEFAULT_GROUP_SETTINGS, id, name, automatic: true, members: new Map() });
    }
  }
};

const isHuman = (user: User): boolean => user.id > 0;

const inAutomatic = (id: number, user: User): boolean => {
  if (id === EVERYONE) return true;
  if (id === ADMINS) return user.admin;
  if (id === MODERATORS) return user.moderator;
  if (id === STAFF) return user.admin || user.moderator;
  return user.trustLevel >= id - FIRST_TRUST_LEVEL;
};

export const isIn = (group: Group, user: User): boolean =>
  group.automatic ? inAutomatic(group.id, user) : group.members.has(user.id);

export const isOwner = (group: Group, user: User): boolean => group.members.get(user.id)?.owner === true;

/** The group's people without the two users that are programs. `everyone` has no rows of its own on a real server. */
export const humansIn = (platform: Platform, group: Group): User[] => {
  if (group.id === EVERYONE) return [];
  if (group.automatic) {
    return [...platform.state.users.values()].filter((user) => isHuman(user) && inAutomatic(group.id, user));
  }
  return [...group.members.keys()]
    .map((id) => platform.state.users.get(id))
    .filter((user) => user !== undefined)
    .filter(isHuman);
};

export const groupsOf = (platform: Platform, user: User): Group[] =>
  [...platform.state.groups.values()].filter((group) => group.id !== EVERYONE && isIn(group, user));

/** Group by its name, without regard to case as `/groups/{name}` finds it. */
export const groupByName = (platform: Platform, name: string): Group | undefined =>
  [...platform.state.groups.values()].find((group) => group.name.toLowerCase() === name.toLowerCase());

export const addMember = (platform: Platform, group: Group, user: User, owner = false): void => {
  const before = group.members.get(user.id);
  if (before !== undefined) {
    before.owner ||= owner;
    return;
  }
  group.members.set(user.id, { addedAt: platform.now(), owner, notificationLevel: group.defaultNotificationLevel });
  // Only where they have set nothing for themselves.
  for (const [category, level] of Object.entries(group.categoryDefaults)) user.categoryLevels[category] ??= level;
  if (group.primaryGroup) user.primaryGroupId = group.id;
  if (group.title !== null) user.title ??= group.title;
  if (group.grantTrustLevel !== null) user.trustLevel = Math.max(user.trustLevel, group.grantTrustLevel);
};

export const removeMember = (group: Group, user: User): boolean => {
  if (user.primaryGroupId === group.id) user.primaryGroupId = null;
  return group.members.delete(user.id);
};

const matchesDomain = (group: Group, user: User): boolean =>
  (group.emailDomains ?? '')
    .split('|')
    .some((domain) => domain !== '' && user.email.toLowerCase().endsWith(`@${domain.toLowerCase()}`));

/** People whose address is in a group's domains join it by themselves (facts §4). */
export const joinByDomain = (platform: Platform, user: User): void => {
  if (!user.active || user.staged) return;
  for (const group of platform.state.groups.values()) {
    if (!group.automatic && matchesDomain(group, user)) addMember(platform, group, user);
  }
};
