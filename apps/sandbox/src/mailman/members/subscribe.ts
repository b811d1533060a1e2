import { isBanned } from '../bans.ts';
import { isOn, textOf } from '../lists/list-config.ts';
import { findList } from '../lists/list-view.ts';
import type { Platform } from '../platform.ts';
import {
  deliveryModes,
  deliveryStatuses,
  roles,
  type Address,
  type MailingList,
  type Member,
  type Role,
  type User,
} from '../state.ts';
import { accepted, badRequest, conflict, created, type Answer } from '../transport/answer.ts';
import type { Call } from '../transport/endpoint.ts';
import { invalid, onlyParams } from '../transport/params.ts';
import { isAddress } from '../users/address-rules.ts';
import { addressFor, emailOf, findUser, userFor } from '../users/people.ts';

const known = [
  'list_id',
  'subscriber',
  'display_name',
  'delivery_mode',
  'delivery_status',
  'role',
  'pre_verified',
  'pre_confirmed',
  'pre_approved',
  'invitation',
  'send_welcome_message',
];
const isId = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);

/** How somebody is to be on a list: by an address, or as a user by whichever address they prefer. */
interface Subscriber {
  readonly user: User;
  readonly address: Address;
  readonly asUser: boolean;
}

export const addMember = (
  platform: Platform,
  list: MailingList,
  role: Role,
  who: { readonly email: string } | { readonly userId: string },
): Member => {
  const member: Member = {
    id: platform.newId(),
    listId: list.id,
    role,
    userId: 'userId' in who ? who.userId : null,
    email: 'email' in who ? who.email : null,
    moderationAction: role === 'owner' || role === 'moderator' ? 'accept' : null,
    preferences: {},
    bounceScore: 0,
  };
  platform.state.members.set(member.id, member);
  return member;
};

const isOnList = (platform: Platform, list: MailingList, role: Role, { user, address }: Subscriber): boolean =>
  [...platform.state.members.values()].some(
    (member) =>
      member.listId === list.id &&
      member.role === role &&
      (member.email === address.email || (member.userId === user.id && user.preferred === address.email)),
  );

const subscriberOf = ({ params, platform }: Call): Subscriber => {
  const given = params.text('subscriber') ?? '';
  const displayName = params.text('display_name') ?? '';
  if (isId(given)) {
    const user = findUser(platform, given);
    if (user === undefined) throw badRequest('No such user');
    const address = user.preferred === null ? undefined : platform.state.addresses.get(user.preferred);
    if (address === undefined) throw badRequest('User has no preferred address');
    return { user, address, asUser: true };
  }
  if (!isAddress(given)) throw invalid('subscriber', '');
  const address = addressFor(platform, given, displayName);
  return { user: userFor(platform, address, displayName), address, asUser: false };
};

const tellWelcome = (platform: Platform, list: MailingList, email: string): void => {
  platform.state.sent.push({
    kind: 'welcome',
    listId: list.id,
    from: `${list.name}-request@${list.mailHost}`,
    to: [email],
    subject: `Welcome to the "${textOf(list, 'display_name')}" mailing list`,
    text: '',
    at: platform.now(),
  });
};

/** Waits for somebody's yes: 202, and nobody is subscribed. */
const pend = (call: Call, list: MailingList, address: Address, tokenOwner: 'subscriber' | 'moderator'): Answer => {
  const { platform } = call;
  const token = `${platform.newId()}${platform.newId().slice(0, 8)}`;
  const { email, displayName } = address;
  platform.state.requests.push({ token, listId: list.id, email, displayName, when: platform.now(), tokenOwner });
  if (tokenOwner === 'subscriber') {
    const from = `${list.name}-confirm+${token}@${list.mailHost}`;
    const subject = 'Your confirmation is needed to join the mailing list.';
    platform.state.sent.push({
      kind: 'confirmation',
      listId: list.id,
      from,
      to: [email],
      subject,
      text: '',
      at: platform.now(),
    });
  }
  return accepted({ token, token_owner: tokenOwner });
};

/** Joins through Mailman's workflow: verified, confirmed, approved, each by a flag or by somebody's yes. */
const register = (call: Call, list: MailingList, subscriber: Subscriber): Answer => {
  const { params, platform } = call;
  const { address, user, asUser } = subscriber;
  if (isOnList(platform, list, 'member', subscriber)) throw conflict('Member already subscribed');
  if (isBanned(platform, list.id, address.email)) throw badRequest('Membership is banned');
  if (platform.state.requests.some((each) => each.listId === list.id && each.email === address.email)) {
    throw conflict('Subscription request already pending');
  }
  if (address.verifiedAt === null) {
    if (params.flag('pre_verified') !== true) return pend(call, list, address, 'subscriber');
    address.verifiedAt = platform.now();
  }
  const policy = textOf(list, 'subscription_policy');
  const needsConfirmation = policy === 'confirm' || policy === 'confirm_then_moderate';
  if (needsConfirmation && params.flag('pre_confirmed') !== true) return pend(call, list, address, 'subscriber');
  const needsApproval = policy === 'moderate' || policy === 'confirm_then_moderate';
  if (needsApproval && params.flag('pre_approved') !== true) return pend(call, list, address, 'moderator');
  const member = addMember(platform, list, 'member', asUser ? { userId: user.id } : { email: address.email });
  member.preferences.deliveryMode = params.oneOf('delivery_mode', deliveryModes);
  member.preferences.deliveryStatus = params.oneOf('delivery_status', deliveryStatuses);
  if (params.flag('send_welcome_message') ?? isOn(list, 'send_welcome_message')) {
    tellWelcome(platform, list, address.email);
  }
  return created(call.linkTo(`members/${member.id}`));
};

export function subscribe(call: Call): Answer {
  const { params, platform } = call;
  onlyParams(params, known, ['list_id', 'subscriber']);
  const role = params.oneOf('role', roles) ?? 'member';
  const given = params.text('subscriber') ?? '';
  if (!isId(given) && !isAddress(given)) throw invalid('subscriber', '');
  const list = findList(platform, params.text('list_id') ?? '');
  if (list === undefined) throw badRequest('No such list');
  const subscriber = subscriberOf(call);
  if (role === 'member') return register(call, list, subscriber);
  const { address } = subscriber;
  if (isBanned(platform, list.id, address.email)) throw badRequest('Membership is banned');
  const isThere = [...platform.state.members.values()].some(
    (member) => member.listId === list.id && member.role === role && emailOf(platform, member) === address.email,
  );
  if (isThere) throw badRequest(`${address.email} is already an ${role} of ${list.name}@${list.mailHost}`);
  const member = addMember(platform, list, role, { email: address.email });
  return created(call.linkTo(`members/${member.id}`));
}
