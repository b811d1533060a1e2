import type { Platform } from '../platform.ts';
import type { Group, GroupSettings } from '../state.ts';
import { notCovered, unprocessable } from '../transport/answer.ts';
import type { Params } from '../transport/params.ts';
import { categoryLists, givenDefaults } from './category-lists.ts';
import { nameIsTaken, nameProblem } from '../users/username-rules.ts';

/** What a group has that is a number of a known set (facts §4). */
const LEVELS = {
  visibility_level: ['visibilityLevel', [0, 1, 2, 3, 4]],
  members_visibility_level: ['membersVisibilityLevel', [0, 1, 2, 3, 4]],
  mentionable_level: ['mentionableLevel', [0, 1, 2, 3, 4, 99]],
  messageable_level: ['messageableLevel', [0, 1, 2, 3, 4, 99]],
  default_notification_level: ['defaultNotificationLevel', [0, 1, 2, 3, 4]],
} as const;
const TEXTS = {
  full_name: 'fullName',
  title: 'title',
  bio_raw: 'bio',
  membership_request_template: 'membershipRequestTemplate',
  automatic_membership_email_domains: 'emailDomains',
} as const;
const FLAGS = {
  public_admission: 'publicAdmission',
  public_exit: 'publicExit',
  allow_membership_requests: 'allowMembershipRequests',
  primary_group: 'primaryGroup',
} as const;

/** Read elsewhere, or known to be without effect here. */
const OTHERS = ['name', 'usernames', 'owner_usernames', 'grant_trust_level', 'publish_read_state'];
const LISTS = categoryLists.map(({ name }) => name);
const KNOWN = new Set<string>([
  ...LISTS,
  ...Object.keys(LEVELS),
  ...Object.keys(TEXTS),
  ...Object.keys(FLAGS),
  ...OTHERS,
]);

/** Sets what the caller gave; refuses what this server cannot keep. */
export const applyGroupParams = (into: GroupSettings, given: Params): void => {
  const unknown = given.names().find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw notCovered(`the group setting ${unknown}`);
  into.categoryDefaults = givenDefaults(into.categoryDefaults, given);
  const problems: string[] = [];
  for (const [name, [key, allowed]] of Object.entries(LEVELS)) {
    const level = given.integer(name);
    if (level === undefined) continue;
    if (allowed.some((each) => each === level)) into[key] = level;
    else
      problems.push(
        `${name.replace(/^./, (letter) => letter.toUpperCase()).replaceAll('_', ' ')} is not included in the list`,
      );
  }
  for (const [name, key] of Object.entries(TEXTS)) {
    if (given.names().includes(name)) into[key] = given.text(name) ?? null;
  }
  for (const [name, key] of Object.entries(FLAGS)) into[key] = given.flag(name) ?? into[key];
  if (given.has('grant_trust_level')) into.grantTrustLevel = given.integer('grant_trust_level') ?? null;
  if (problems.length > 0) throw unprocessable(...problems);
};

/** Group names have the rules of usernames, and share their namespace. */
export const checkGroupName = (platform: Platform, name: string, group?: Group): void => {
  const problem = nameProblem(name, platform.settings.maxUsernameLength);
  if (problem !== null) throw unprocessable(`Name ${problem}`);
  if (nameIsTaken(platform, name, group === undefined ? {} : { groupId: group.id })) {
    throw unprocessable('Name has already been taken');
  }
};
