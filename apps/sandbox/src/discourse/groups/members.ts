import type { Group, User } from '../state.ts';
import {
  invalidAccess,
  invalidParameters,
  json,
  notCovered,
  notFound,
  success,
  unprocessable,
  type Answer,
} from '../transport/answer.ts';
import { userOf, type Call, type Endpoint } from '../transport/endpoint.ts';
import { avatarOf, time } from '../users/user-parts.ts';
import { mayEditGroup, maySeeGroup, maySeeMembers } from './group-answer.ts';
import { addMember, groupByName, humansIn, isOwner, removeMember } from './membership.ts';
import { AUTOMATIC_GROUP, groupById } from './write-groups.ts';

const MOST = 1000;
const DEFAULT_LIMIT = 50;

/** No address and no external id: whoever needs those asks elsewhere (facts §4). */
const memberAnswer = (group: Group, user: User): object => ({
  id: user.id,
  username: user.username,
  name: user.name,
  avatar_template: avatarOf(user),
  title: user.title,
  last_posted_at: null,
  last_seen_at: time(user.lastSeenAt),
  added_at: time(group.members.get(user.id)?.addedAt ?? user.createdAt),
  timezone: null,
});

const members = (call: Call): Answer => {
  const { params, platform, caller } = call;
  const group = groupByName(platform, call.path('name'));
  if (group === undefined || !maySeeGroup(group, caller.user)) throw notFound();
  if (!maySeeMembers(group, caller.user)) throw invalidAccess();
  if (params.has('requesters')) throw notCovered('requests for membership');
  const limit = params.integer('limit') ?? DEFAULT_LIMIT;
  const offset = params.integer('offset') ?? 0;
  if (limit < 0 || limit > MOST) throw invalidParameters('limit');
  if (offset < 0) throw invalidParameters('offset');
  const direction = params.text('asc') === 'true' ? 1 : -1;
  const order = params.text('order');
  const key = (user: User): number => {
    if (order === 'added_at') return group.members.get(user.id)?.addedAt ?? user.createdAt;
    return order === 'last_seen_at' ? (user.lastSeenAt ?? 0) : 0;
  };
  const everybody = humansIn(platform, group);
  const filter = params.list('filter').map((each) => each.toLowerCase());
  const users = everybody
    .filter((user) => filter.length === 0 || filter.some((each) => user.username.toLowerCase().includes(each)))
    .sort(
      (a, b) =>
        direction * (key(a) - key(b)) || direction * (a.username.toLowerCase() < b.username.toLowerCase() ? -1 : 1),
    );
  const owners = users.filter((user) => isOwner(group, user));
  // Owners come first among the members, and once more in full on every page.
  const ordered = [...owners, ...users.filter((user) => !isOwner(group, user))];
  return json({
    members: ordered.slice(offset, offset + limit).map((user) => memberAnswer(group, user)),
    owners: owners.map((user) => memberAnswer(group, user)),
    meta: { total: everybody.length, limit, offset },
  });
};

/** The people meant by exactly one of the selectors; those who don't exist are missing from it in silence. */
const selected = (call: Call): User[] => {
  const { params, platform } = call;
  const one = (name: string, many: string): readonly string[] =>
    params.has(many) ? params.list(many) : params.list(name);
  const usernames = one('username', 'usernames');
  const ids = one('user_id', 'user_ids');
  const emails = one('user_email', 'user_emails');
  const found =
    usernames.length > 0
      ? usernames.map((name) => platform.accounts.byUsername(name))
      : ids.length > 0
        ? ids.map((id) => platform.state.users.get(Number(id)))
        : emails.map((email) => platform.accounts.byEmail(email));
  return [...new Set(found)].filter((user) => user !== undefined);
};

const editable = (call: Call): Group => {
  const group = groupById(call);
  // Of an automatic group nobody may change the members; only for its owners there is a word of its own.
  if (!mayEditGroup(group, userOf(call))) throw invalidAccess();
  return group;
};

const NO_USERS = 'user_ids, usernames, user_emails or emails';

const add = (call: Call): Answer => {
  const { params, platform } = call;
  const group = editable(call);
  const users = selected(call);
  const addresses = params.list('emails');
  const strangers: string[] = [];
  for (const address of addresses) {
    const holder = platform.accounts.byEmail(address);
    if (holder === undefined) strangers.push(address);
    else users.push(holder);
  }
  if (strangers.length > 0) {
    if (platform.settings.enableDiscourseConnect) {
      throw unprocessable('You can invite only registered users when DiscourseConnect is enabled');
    }
    throw notCovered('invitations of strangers');
  }
  if (users.length === 0) throw invalidParameters(NO_USERS);
  // Those who were found are counted, not those who were named.
  if (users.length > MOST) throw unprocessable(`Maximum ${MOST} users can be added at once.`);
  const already = users.filter((user) => group.members.has(user.id));
  const newcomers = users.filter((user) => !group.members.has(user.id));
  if (newcomers.length === 0) {
    const names = already.map(({ username }) => username).sort();
    const be = names.length === 1 ? 'is already a member' : 'are already members';
    throw unprocessable(`'${names.join(', ')}' ${be} of this group.`);
  }
  for (const user of newcomers) addMember(platform, group, user);
  // Everybody who was found, those among them who were members before.
  return success({ usernames: users.map(({ username }) => username), emails: [] });
};

const remove = (call: Call): Answer => {
  const group = editable(call);
  const users = selected(call);
  if (users.length === 0) throw invalidParameters(NO_USERS);
  const removed = users.filter((user) => removeMember(group, user));
  const skipped = users.filter((user) => !removed.includes(user));
  return success({
    usernames: removed.map(({ username }) => username),
    skipped_usernames: skipped.map(({ username }) => username),
  });
};

const addOwners = (call: Call): Answer => {
  if (groupById(call).automatic) throw unprocessable(AUTOMATIC_GROUP);
  const group = editable(call);
  const users = selected(call);
  if (users.length === 0) throw invalidParameters('usernames');
  for (const user of users) addMember(call.platform, group, user, true);
  return success({ usernames: users.map(({ username }) => username) });
};

const removeOwner = (call: Call): Answer => {
  if (groupById(call).automatic) throw unprocessable(AUTOMATIC_GROUP);
  const group = editable(call);
  const names = call.params.nested('group')?.list('usernames') ?? [];
  const users = [
    ...names.map((name) => call.platform.accounts.byUsername(name)),
    ...call.params.list('user_id').map((id) => call.platform.state.users.get(Number(id))),
  ].filter((user) => user !== undefined);
  if (users.length === 0) throw notFound();
  for (const user of users) {
    const membership = group.members.get(user.id);
    if (membership !== undefined) membership.owner = false;
  }
  return success();
};

const LEVELS = new Set([0, 1, 2, 3, 4]);

const notifications = (call: Call): Answer => {
  const { params, platform, caller } = call;
  const group = groupByName(platform, call.path('name'));
  if (group === undefined || !maySeeGroup(group, caller.user)) throw notFound();
  const level = params.integer('notification_level');
  if (level === undefined || !LEVELS.has(level)) throw invalidParameters('notification_level');
  const own = userOf(call);
  const id = own.admin || own.moderator ? (params.integer('user_id') ?? own.id) : own.id;
  const membership = group.members.get(id);
  if (membership === undefined) throw invalidParameters('user_id');
  membership.notificationLevel = level;
  return success();
};

/** The groups of one user, from the administrators' page of that user: answered with nothing. */
const addToGroup = (call: Call): Answer => {
  const { platform, params } = call;
  const user = platform.state.users.get(Number(call.path('user_id')));
  const group = platform.state.groups.get(params.integer('group_id') ?? Number.NaN);
  if (user === undefined || group === undefined) throw notFound();
  if (group.automatic) throw unprocessable(AUTOMATIC_GROUP);
  addMember(platform, group, user);
  return { status: 200 };
};
const removeFromGroup = (call: Call): Answer => {
  const { platform } = call;
  const user = platform.state.users.get(Number(call.path('user_id')));
  const group = platform.state.groups.get(Number(call.path('group_id')));
  if (user === undefined || group === undefined) throw notFound();
  if (group.automatic) throw unprocessable(AUTOMATIC_GROUP);
  removeMember(group, user);
  return { status: 200 };
};

export const memberEndpoints: readonly Endpoint[] = [
  { method: 'GET', pattern: '/groups/:name/members', action: 'groups#members', handle: members },
  { method: 'PUT', pattern: '/groups/:id/members', action: 'groups#add_members', for: 'user', handle: add },
  { method: 'DELETE', pattern: '/groups/:id/members', action: 'groups#remove_member', for: 'user', handle: remove },
  { method: 'PUT', pattern: '/groups/:id/owners', action: 'groups#add_owners', for: 'user', handle: addOwners },
  {
    method: 'DELETE',
    pattern: '/admin/groups/:id/owners',
    action: 'admin/groups#remove_owner',
    for: 'admin',
    handle: removeOwner,
  },
  {
    method: 'POST',
    pattern: '/groups/:name/notifications',
    action: 'groups#set_notifications',
    for: 'user',
    handle: notifications,
  },
  {
    method: 'POST',
    pattern: '/admin/users/:user_id/groups',
    action: 'admin/users#add_group',
    for: 'admin',
    handle: addToGroup,
  },
  {
    method: 'DELETE',
    pattern: '/admin/users/:user_id/groups/:group_id',
    action: 'admin/users#remove_group',
    for: 'admin',
    handle: removeFromGroup,
  },
];
