import type { Call, HttpResponse } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import { z } from 'zod';
import { actions, type Action } from '../levels.ts';
import type { Session } from '../session.ts';
import { readAll } from './pages.ts';
import { bodyOf, encoded, isAbsent, readOrNull, refused, sendRequest, write } from './request.ts';

export const roles = ['member', 'owner', 'moderator', 'nonmember'] as const;
export type Role = (typeof roles)[number];

/** One row of a list: somebody in one role. Whoever moderates and receives has two. */
export interface MemberRow {
  readonly id: string;
  readonly list: NativeId;
  readonly role: Role;
  readonly email: string;
  /** Null: an address that belongs to no user. */
  readonly user: NativeId | null;
  /** Null: as the list says for whoever nothing is said of. */
  readonly action: Action | null;
  /** By whatever address the user prefers, or by this one. */
  readonly asUser: boolean;
  readonly displayName: string;
  /** Mails came back. Whether delivery was stopped for it stands in the row's preferences. */
  readonly hasBounced: boolean;
}

const fields = [
  'member_id',
  'list_id',
  'role',
  'email',
  'user',
  'moderation_action',
  'subscription_mode',
  'display_name',
  'bounce_score',
  'total_warnings_sent',
];
const asked = fields.map((field) => ['fields', field] as const);

/** `http://…/3.1/users/<id>`: the last part. */
const lastPart = (url: string): string => url.slice(url.lastIndexOf('/') + 1);

const rowSchema = z
  .object({
    member_id: z.string(),
    list_id: z.string(),
    role: z.enum(roles),
    email: z.string(),
    user: z.string().nullish(),
    moderation_action: z.enum(actions).nullish(),
    subscription_mode: z.enum(['as_user', 'as_address']),
    display_name: z.string().nullish(),
    bounce_score: z.number().nullish(),
    total_warnings_sent: z.number().nullish(),
  })
  .transform((row): MemberRow => ({
    id: row.member_id,
    list: row.list_id,
    role: row.role,
    email: row.email,
    user: typeof row.user === 'string' ? lastPart(row.user) : null,
    action: row.moderation_action ?? null,
    asUser: row.subscription_mode === 'as_user',
    displayName: row.display_name ?? '',
    hasBounced: (row.bounce_score ?? 0) > 0 || (row.total_warnings_sent ?? 0) > 0,
  }));

/** Everybody of one role on a list. Null: the list is not there. */
export const readRoster = (
  session: Session,
  call: Call,
  list: NativeId,
  role: Role,
): Promise<readonly MemberRow[] | null> =>
  readAll(
    session,
    call,
    { name: `read roster of ${role}s`, method: 'GET', path: `/lists/${encoded(list)}/roster/${role}`, query: asked },
    rowSchema,
  );

/** Everybody of one role on all lists of the server: moderators of five hundred lists in a few calls. */
export const readEverywhere = async (session: Session, call: Call, role: Role): Promise<readonly MemberRow[]> => {
  const query = [['role', role] as const, ...asked];
  return (
    (await readAll(session, call, { name: `find ${role}s`, method: 'GET', path: '/members/find', query }, rowSchema)) ??
    []
  );
};

/** The rows of one address, on every list and in every role. */
export const readMemberships = async (session: Session, call: Call, email: string): Promise<readonly MemberRow[]> => {
  const request = {
    name: 'read memberships',
    method: 'GET',
    path: `/addresses/${encoded(email)}/memberships`,
  } as const;
  const response = await readOrNull(session, call, request, z.object({ entries: z.array(rowSchema).optional() }));
  return response?.entries ?? [];
};
export const readMember = (session: Session, call: Call, id: string): Promise<MemberRow | null> =>
  readOrNull(session, call, { name: 'read member', method: 'GET', path: `/members/${encoded(id)}` }, rowSchema);

/** The caller judges: 201; 202 waits for somebody's yes; 409 and 400 with Mailman's words. */
export const addMember = (
  session: Session,
  call: Call,
  member: Readonly<Record<string, string | boolean>>,
): Promise<HttpResponse> =>
  sendRequest(session, call, { name: 'subscribe', method: 'POST', path: '/members', json: member });

export const setAction = (session: Session, call: Call, id: string, action: Action): Promise<'done' | 'absent'> =>
  write(session, call, {
    name: 'set moderation of member',
    method: 'PATCH',
    path: `/members/${encoded(id)}`,
    json: { moderation_action: action },
  });
/** Only for a row of one address; the address must be verified, and of the same user. */
export const moveMember = (session: Session, call: Call, id: string, email: string): Promise<'done' | 'absent'> =>
  write(session, call, {
    name: 'move member to address',
    method: 'PATCH',
    path: `/members/${encoded(id)}`,
    json: { address: email },
  });

/** Ends one row. With the two yeses, since the list may ask for them of whoever leaves. */
export const endMember = (session: Session, call: Call, id: string): Promise<'done' | 'absent'> =>
  write(session, call, {
    name: 'end membership',
    method: 'DELETE',
    path: `/members/${encoded(id)}`,
    query: [
      ['pre_confirmed', 'true'],
      ['pre_approved', 'true'],
    ],
  });

/** Ends memberships of a list, many at once; never sends a mail, whatever the list's settings (tried on 3.3.8). */
export const unsubscribe = async (
  session: Session,
  call: Call,
  list: NativeId,
  emails: readonly string[],
): Promise<'done' | 'absent'> => {
  const name = 'unsubscribe';
  const path = `/lists/${encoded(list)}/roster/member`;
  const response = await sendRequest(session, call, { name, method: 'DELETE', path, json: { emails } });
  if (isAbsent(session, response, name)) return 'absent';
  if (response.status !== 200) throw refused(session, response, name);
  bodyOf(session, response, name, z.record(z.string(), z.union([z.boolean(), z.string()])));
  return 'done';
};

/** Why this row gets no mails; null where it does, or by its user's or address's own wish. */
export const readDelivery = async (session: Session, call: Call, id: string): Promise<string | null> => {
  const request = { name: 'read delivery', method: 'GET', path: `/members/${encoded(id)}/preferences` } as const;
  const found = await readOrNull(session, call, request, z.object({ delivery_status: z.string().nullish() }));
  return found?.delivery_status ?? null;
};
export const resumeDelivery = (session: Session, call: Call, id: string): Promise<'done' | 'absent'> =>
  write(session, call, {
    name: 'resume delivery',
    method: 'PATCH',
    path: `/members/${encoded(id)}/preferences`,
    json: { delivery_status: 'enabled' },
  });
