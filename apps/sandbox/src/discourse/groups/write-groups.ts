import type { Platform } from '../platform.ts';
import type { Group, User } from '../state.ts';
import {
  invalidAccess,
  json,
  missingParameter,
  notFound,
  Refusal,
  success,
  unprocessable,
  type Answer,
} from '../transport/answer.ts';
import { userOf, type Call, type Endpoint } from '../transport/endpoint.ts';
import type { Params } from '../transport/params.ts';
import { createdGroup, mayEditGroup } from './group-answer.ts';
import { touchedMembers } from './category-lists.ts';
import { applyGroupParams, checkGroupName } from './group-params.ts';
import { addMember, DEFAULT_GROUP_SETTINGS, humansIn, joinByDomain } from './membership.ts';

export const AUTOMATIC_GROUP = 'You cannot modify an automatic group';

const groupParams = (call: Call): Params => {
  const given = call.params.nested('group');
  if (given === undefined || given.names().length === 0) throw missingParameter('group');
  return given;
};

/** Names that don't exist are dropped in silence (facts §4). */
const named = (platform: Platform, given: Params, name: string): User[] =>
  given
    .list(name)
    .map((username) => platform.accounts.byUsername(username))
    .filter((user) => user !== undefined);

const letMatchingPeopleIn = (platform: Platform, group: Group): void => {
  if (group.emailDomains === null) return;
  for (const user of platform.state.users.values()) joinByDomain(platform, user);
};

const create = (call: Call): Answer => {
  const { platform } = call;
  const given = groupParams(call);
  const name = given.text('name');
  if (name === undefined) throw missingParameter('name');
  const settings = { ...DEFAULT_GROUP_SETTINGS };
  applyGroupParams(settings, given);
  checkGroupName(platform, name);
  const owners = named(platform, given, 'owner_usernames');
  if (settings.allowMembershipRequests && owners.length === 0) {
    throw unprocessable('You must have at least one owner to allow membership requests');
  }
  const group: Group = { ...settings, id: platform.state.nextIds.group++, name, automatic: false, members: new Map() };
  platform.state.groups.set(group.id, group);
  for (const owner of owners) addMember(platform, group, owner, true);
  for (const user of named(platform, given, 'usernames')) addMember(platform, group, user);
  letMatchingPeopleIn(platform, group);
  return json({ basic_group: createdGroup(platform, group, userOf(call)) });
};

export const groupById = (call: Call): Group => {
  const group = call.platform.state.groups.get(Number(call.path('id')));
  if (group === undefined) throw notFound();
  return group;
};

const update = (call: Call): Answer => {
  const { platform } = call;
  const group = groupById(call);
  if (!userOf(call).admin && !mayEditGroup(group, userOf(call))) throw invalidAccess();
  const given = groupParams(call);
  const changed: Group = { ...group };
  applyGroupParams(changed, given);
  const name = given.text('name') ?? group.name;
  // The name of an automatic group is not among what may be set; it is passed over.
  if (!group.automatic && name !== group.name) checkGroupName(platform, name, group);
  if (changed.allowMembershipRequests && ![...group.members.values()].some(({ owner }) => owner)) {
    throw unprocessable('You must have at least one owner to allow membership requests');
  }
  const members = humansIn(platform, group);
  const isOther = changed.defaultNotificationLevel !== group.defaultNotificationLevel;
  const touched = touchedMembers(group.categoryDefaults, given, members);
  const count = isOther ? members.length : new Set(touched.map(({ user }) => user.id)).size;
  // The boolean `false` of a JSON body is blank to Rails: not said at all.
  const said =
    call.params.all['update_existing_users'] === false ? undefined : call.params.flag('update_existing_users');
  if (count > 0 && said === undefined) {
    const errors = ['You supplied invalid parameters to the request: update_existing_users'];
    throw new Refusal(json({ user_count: count, errors }, 422));
  }
  if (said === true) {
    if (isOther) for (const each of group.members.values()) each.notificationLevel = changed.defaultNotificationLevel;
    for (const { user, category, level } of touched) {
      if (level === null) Reflect.deleteProperty(user.categoryLevels, category);
      else user.categoryLevels[category] = level;
    }
  }
  Object.assign(group, changed, { name: group.automatic ? group.name : name });
  letMatchingPeopleIn(platform, group);
  return success();
};

const destroy = (call: Call): Answer => {
  const { platform } = call;
  const group = groupById(call);
  if (group.automatic) throw unprocessable(AUTOMATIC_GROUP);
  platform.state.groups.delete(group.id);
  for (const user of platform.state.users.values()) if (user.primaryGroupId === group.id) user.primaryGroupId = null;
  // Rows of categories go with the group. A category whose last row went stays restricted: nobody but staff sees it.
  for (const category of platform.state.categories.values()) {
    category.permissions.delete(group.id);
    category.moderatingGroupIds = category.moderatingGroupIds.filter((id) => id !== group.id);
  }
  return success();
};

export const writeGroupEndpoints: readonly Endpoint[] = [
  { method: 'POST', pattern: '/admin/groups', action: 'admin/groups#create', for: 'admin', handle: create },
  { method: 'DELETE', pattern: '/admin/groups/:id', action: 'admin/groups#destroy', for: 'admin', handle: destroy },
  { method: 'PUT', pattern: '/groups/:id', action: 'groups#update', for: 'user', handle: update },
];
