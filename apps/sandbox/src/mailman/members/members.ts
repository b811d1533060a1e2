import { textOf } from '../lists/list-config.ts';
import { findList, listOf } from '../lists/list-view.ts';
import { actions, deliveryModes, deliveryStatuses, roles, type Member, type Role } from '../state.ts';
import { accepted, badRequest, noContent, noSuchPath, notFound, okay, type Answer } from '../transport/answer.ts';
import type { Call, Endpoint } from '../transport/endpoint.ts';
import { pageOf } from '../transport/pages.ts';
import { onlyParams } from '../transport/params.ts';
import { userOf } from '../users/people.ts';
import { endMembership } from './leave.ts';
import { memberView, membersOf, type MemberFilter } from './member-view.ts';
import { preferenceEndpoints, preferenceOf } from './preferences.ts';
import { subscribe } from './subscribe.ts';

const memberIn = (call: Call): Member => {
  const member = call.platform.state.members.get(call.path('member'));
  if (member === undefined) throw notFound();
  return member;
};
const roleIn = (call: Call): Role => {
  const role = roles.find((each) => each === call.path('role'));
  if (role === undefined) throw noSuchPath();
  return role;
};
/** By list, role and address, as `/lists/:list/:role/:email` names a member. */
const namedMember = (call: Call): Member => {
  const list = findList(call.platform, call.path('list'));
  if (list === undefined) throw noSuchPath();
  const filter: MemberFilter = { listId: list.id, role: roleIn(call), subscriber: call.path('email').toLowerCase() };
  const [member] = membersOf(call.platform, filter);
  if (member === undefined) throw noSuchPath();
  return member;
};

const page = (call: Call, members: readonly Member[]): Answer => {
  const fields = call.params.texts('fields');
  return pageOf(call.params, members, (member) => memberView(call, member, fields.length === 0 ? undefined : fields));
};

function remove(call: Call, member: Member): Answer {
  const { platform, params } = call;
  const list = platform.state.lists.get(member.listId);
  if (member.role === 'member' && list !== undefined) {
    onlyParams(params, ['pre_confirmed', 'pre_approved']);
    const policy = textOf(list, 'unsubscription_policy');
    const isConfirmed = params.flag('pre_confirmed') ?? true;
    const needsApproval = policy === 'moderate' || policy === 'confirm_then_moderate';
    const needsConfirmation = policy === 'confirm' || policy === 'confirm_then_moderate';
    if (needsConfirmation && !isConfirmed) return accepted({ token: platform.newId(), token_owner: 'subscriber' });
    if (needsApproval && params.flag('pre_approved') !== true) {
      return accepted({ token: platform.newId(), token_owner: 'moderator' });
    }
  }
  endMembership(platform, member, 'usual');
  return noContent;
}

function change(call: Call): Answer {
  const member = memberIn(call);
  const { params, platform } = call;
  onlyParams(params, ['address', 'delivery_mode', 'moderation_action']);
  const action = params.text('moderation_action') === '' ? null : params.oneOf('moderation_action', actions);
  const mode = params.oneOf('delivery_mode', deliveryModes);
  const wanted = params.text('address');
  if (wanted !== undefined) {
    const address = platform.state.addresses.get(wanted.toLowerCase());
    if (address === undefined) throw badRequest('Address not registered');
    if (member.email === null) throw badRequest('Membership is via preferred address');
    if (address.verifiedAt === null) throw badRequest('Unverified address');
    if (address.userId === null || address.userId !== userOf(platform, member)?.id) {
      throw badRequest('Address is not controlled by user');
    }
    member.email = address.email;
  }
  if (mode !== undefined) member.preferences.deliveryMode = mode;
  if (action !== undefined) member.moderationAction = action;
  return noContent;
}

function find(call: Call): Answer {
  const { params, platform } = call;
  const known = ['list_id', 'subscriber', 'role', 'moderation_action', 'delivery_mode', 'delivery_status'];
  onlyParams(params, [...known, 'page', 'count', 'fields']);
  const role = params.oneOf('role', roles);
  const status = params.oneOf('delivery_status', deliveryStatuses);
  const filter = { listId: params.text('list_id'), role, subscriber: params.text('subscriber')?.toLowerCase() };
  const isAsked = known.some((name) => params.has(name));
  const members = isAsked ? membersOf(platform, filter) : [];
  const shown =
    status === undefined
      ? members
      : members.filter((member) => (preferenceOf(platform, member, 'deliveryStatus') ?? 'enabled') === status);
  return page(call, shown);
}

/** Many at once: each address with whether it was there. Nobody is told, whatever the list's settings. */
function removeMany(call: Call): Answer {
  const { platform, params } = call;
  const { id } = listOf(call);
  if (roleIn(call) !== 'member') throw noSuchPath();
  onlyParams(params, ['emails'], ['emails']);
  const result: Record<string, boolean> = {};
  for (const email of new Set(params.texts('emails'))) {
    const found = membersOf(platform, { listId: id, role: 'member', subscriber: email });
    for (const member of found) endMembership(platform, member, 'in-silence');
    result[email] = found.length > 0;
  }
  return okay(result);
}

export const memberEndpoints: readonly Endpoint[] = [
  { method: 'POST', pattern: '/members', handle: subscribe },
  { method: 'GET', pattern: '/members', handle: (call) => page(call, membersOf(call.platform, {})) },
  { method: 'GET', pattern: '/members/find', handle: find },
  { method: 'POST', pattern: '/members/find', handle: find },
  { method: 'GET', pattern: '/members/:member', handle: (call) => okay(memberView(call, memberIn(call))) },
  { method: 'PATCH', pattern: '/members/:member', handle: change },
  { method: 'DELETE', pattern: '/members/:member', handle: (call) => remove(call, memberIn(call)) },
  ...preferenceEndpoints('/members/:member/preferences', (call) => {
    const { preferences, id } = memberIn(call);
    return { preferences, path: `members/${id}` };
  }),
  {
    method: 'GET',
    pattern: '/lists/:list/roster/:role',
    handle: (call) => page(call, membersOf(call.platform, { listId: listOf(call).id, role: roleIn(call) })),
  },
  { method: 'DELETE', pattern: '/lists/:list/roster/:role', handle: removeMany },
  {
    method: 'GET',
    pattern: '/lists/:list/:role/:email',
    handle: (call) => okay(memberView(call, namedMember(call))),
  },
  { method: 'DELETE', pattern: '/lists/:list/:role/:email', handle: (call) => remove(call, namedMember(call)) },
];
