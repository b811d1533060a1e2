import type { Platform } from '../platform.ts';
import { roles, type Member } from '../state.ts';
import { badRequest, type Json, type JsonObject } from '../transport/answer.ts';
import type { Call } from '../transport/endpoint.ts';
import { emailOf, userOf } from '../users/people.ts';
import { preferenceOf } from './preferences.ts';

const displayNameOf = (platform: Platform, member: Member): string => {
  const own = member.email === null ? undefined : platform.state.addresses.get(member.email)?.displayName;
  return own === undefined || own === '' ? (userOf(platform, member)?.displayName ?? '') : own;
};

/** A member in Mailman's order of fields; what is unset is not there. @throws Refusal for a field that it does not know */
export const memberView = ({ platform, linkTo }: Call, member: Member, fields?: readonly string[]): JsonObject => {
  const email = emailOf(platform, member) ?? '';
  const user = userOf(platform, member);
  const all: Record<string, Json> = {
    address: linkTo(`addresses/${email}`),
    bounce_score: member.bounceScore,
    last_bounce_received: null,
    last_warning_sent: '0001-01-01T00:00:00',
    total_warnings_sent: 0,
    delivery_mode: preferenceOf(platform, member, 'deliveryMode') ?? 'regular',
    email,
    list_id: member.listId,
    subscription_mode: member.email === null ? 'as_user' : 'as_address',
    role: member.role,
    user: user === undefined ? null : linkTo(`users/${user.id}`),
    moderation_action: member.moderationAction,
    display_name: displayNameOf(platform, member),
    self_link: linkTo(`members/${member.id}`),
    member_id: member.id,
  };
  const wanted = fields ?? Object.keys(all);
  const unknown = wanted.find((field) => !(field in all));
  if (unknown !== undefined) {
    const allowed = Object.keys(all).join(', ');
    throw badRequest(`Unknown field "${unknown}" for Member resource. Allowed fields are: ${allowed}`);
  }
  return Object.fromEntries(
    wanted.flatMap((field) => {
      const value = all[field];
      return value === null || value === undefined ? [] : [[field, value]];
    }),
  );
};

export interface MemberFilter {
  readonly listId?: string | undefined;
  readonly role?: string | undefined;
  /** An address in lower case, `*` standing for anything. */
  readonly subscriber?: string | undefined;
}

const order = new Map<string, number>(roles.map((role, index) => [role, index]));

/** Members in Mailman's order: by list, address and role. */
export const membersOf = (platform: Platform, { listId, role, subscriber }: MemberFilter): readonly Member[] => {
  const pattern = subscriber?.includes('*')
    ? new RegExp(
        `^${subscriber
          .split('*')
          .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
          .join('.*')}$`,
      )
    : null;
  const rows = [...platform.state.members.values()].flatMap((member) => {
    if (listId !== undefined && member.listId !== listId) return [];
    if (role !== undefined && member.role !== role) return [];
    const email = emailOf(platform, member);
    // Somebody subscribed as a user without a preferred address is on no roster.
    if (email === null) return [];
    if (subscriber !== undefined && (pattern === null ? email !== subscriber : !pattern.test(email))) return [];
    return [{ member, email }];
  });
  const key = (row: (typeof rows)[number]): string =>
    `${row.member.listId}\n${row.email}\n${order.get(row.member.role) ?? 9}`;
  return rows.sort((a, b) => (key(a) < key(b) ? -1 : 1)).map(({ member }) => member);
};
