import type { Call, HttpResponse } from '@passerelle/connector-kit';
import type { NativeId, PersonId } from '@passerelle/model';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { anyJson, bodyOf, failure, readJson, readOrNull } from './answers.ts';
import { sendRequest } from './request.ts';

/** An account as administrators are told it; lists leave most of it out. */
export const userSchema = z.object({
  id: z.int(),
  username: z.string(),
  name: z.string().nullish(),
  email: z.string().nullish(),
  active: z.boolean().nullish(),
  staged: z.boolean().nullish(),
  admin: z.boolean().nullish(),
  moderator: z.boolean().nullish(),
  suspended_till: z.string().nullish(),
  groups: z.array(z.object({ id: z.int(), name: z.string().optional() })).nullish(),
  single_sign_on_record: z.object({ external_id: z.string().nullish() }).nullish(),
});
export type User = z.infer<typeof userSchema>;

export const isStaff = (user: User): boolean => user.admin === true || user.moderator === true;
export const isSuspended = (user: User, now: number): boolean =>
  typeof user.suspended_till === 'string' && Date.parse(user.suspended_till) > now;
export const externalIdOf = (user: User): string | null => user.single_sign_on_record?.external_id ?? null;

/** Null: there is no such account. No granular scope allows it: `users:show` is the public page's. */
export const readUser = (session: Session, call: Call, native: NativeId): Promise<User | null> =>
  readOrNull(
    session,
    call,
    { name: 'read user', method: 'GET', path: `/admin/users/${native}.json`, scope: null },
    userSchema,
  );

const publicSchema = z.object({ user: userSchema });
/** The account that bears this person's id. */
export const findByExternalId = async (session: Session, call: Call, person: PersonId): Promise<User | null> => {
  const path = `/u/by-external/${encodeURIComponent(person)}.json`;
  const request = { name: 'find user by external id', method: 'GET', path, scope: 'users:show' } as const;
  const answer = await readOrNull(session, call, request, publicSchema);
  return answer?.user ?? null;
};

export const findByUsername = async (session: Session, call: Call, username: string): Promise<NativeId | null> => {
  const path = `/u/${encodeURIComponent(username)}.json`;
  const request = { name: 'find user by username', method: 'GET', path, scope: 'users:show' } as const;
  const answer = await readOrNull(session, call, request, publicSchema);
  return answer === null ? null : String(answer.user.id);
};

export const findByEmail = async (session: Session, call: Call, email: string): Promise<User[]> => {
  const query = { email };
  const path = '/admin/users/list/all.json';
  const request = { name: 'find user by address', method: 'GET', path, query, scope: 'users:list' } as const;
  return readJson(session, call, request, z.array(userSchema));
};

/** Written to the forum's log of staff actions at each call (facts §3). */
export const readEmail = async (session: Session, call: Call, username: string): Promise<string | null> => {
  const path = `/u/${encodeURIComponent(username)}/emails.json`;
  const request = { name: "read user's address", method: 'GET', path, scope: 'users:check_emails' } as const;
  return (await readJson(session, call, request, z.object({ email: z.string().nullish() }))).email ?? null;
};

const listPage = 100;
/** Everybody on one of the administrators' lists. Ordered by creation, since pages of the default order shift (facts §3). */
export async function* listUsers(session: Session, call: Call, list: 'staff' | 'suspended'): AsyncGenerator<User> {
  const seen = new Set<number>();
  for (let page = 1; ; page += 1) {
    const query = { page, order: 'created', asc: 'true' };
    const path = `/admin/users/list/${list}.json`;
    const request = { name: `list ${list} users`, method: 'GET', path, query, scope: 'users:list' } as const;
    const users = await readJson(session, call, request, z.array(userSchema));
    const fresh = users.filter(({ id }) => !seen.has(id));
    for (const user of fresh) seen.add(user.id);
    yield* fresh;
    if (users.length < listPage || fresh.length === 0) return;
  }
}

/** Far enough to mean "until somebody lifts it": Discourse itself counts a suspension of a thousand years as for ever. */
const forEver = '3016-01-01';
const reason =
  'Accès fermé par Passerelle : la personne a quitté ses communautés ou son établissement. ' +
  'Access closed by Passerelle: the person has left their communities or institution.';

export const suspendUser = async (
  session: Session,
  call: Call,
  native: NativeId,
): Promise<'done' | 'already' | 'missing'> => {
  const name = 'suspend user';
  const path = `/admin/users/${native}/suspend.json`;
  const json = { suspend_until: forEver, reason };
  const response = await sendRequest(session, call, { name, method: 'PUT', path, json, scope: 'users:suspend' });
  if (response.status === 404) return 'missing';
  if (response.status !== 200 && response.status !== 409) throw failure(session, response, name);
  bodyOf(session, response, name, anyJson);
  return response.status === 409 ? 'already' : 'done';
};

const change = async (
  session: Session,
  call: Call,
  request: Parameters<typeof sendRequest>[2],
): Promise<'done' | 'missing'> => {
  const response = await sendRequest(session, call, request);
  if (response.status === 404) return 'missing';
  if (response.status !== 200) throw failure(session, response, request.name);
  bodyOf(session, response, request.name, anyJson);
  return 'done';
};

/** No granular scope allows it (facts §8). */
export const unsuspendUser = (session: Session, call: Call, native: NativeId): Promise<'done' | 'missing'> =>
  change(session, call, {
    name: 'unsuspend user',
    method: 'PUT',
    path: `/admin/users/${native}/unsuspend.json`,
    scope: null,
  });

export const logOutUser = (session: Session, call: Call, native: NativeId): Promise<'done' | 'missing'> =>
  change(session, call, {
    name: 'log user out',
    method: 'POST',
    path: `/admin/users/${native}/log_out.json`,
    scope: 'users:log_out',
  });

/** Binds an existing account to the person: their next login through DiscourseConnect finds it (facts §2). */
export const bindUser = (
  session: Session,
  call: Call,
  username: string,
  person: PersonId,
): Promise<'done' | 'missing'> =>
  change(session, call, {
    name: 'bind user to person',
    method: 'PUT',
    path: `/u/${encodeURIComponent(username)}.json`,
    json: { external_ids: { discourse_connect: person } },
    scope: 'users:update',
  });

export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly username: string;
  readonly password: string;
}
/** 200 even where it fails: the caller reads the body (facts §3). */
export const createUser = (session: Session, call: Call, user: NewUser): Promise<HttpResponse> =>
  sendRequest(session, call, {
    name: 'create user',
    method: 'POST',
    path: '/users.json',
    json: { ...user, active: true, approved: true },
    scope: 'users:create',
  });
