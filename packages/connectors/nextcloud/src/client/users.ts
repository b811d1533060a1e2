import { expectShape, type Call } from '@passerelle/connector-kit';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { isMissing, isSuccess, ocs, ocsData, phpMap, refusal, type OcsAnswer } from './ocs.ts';
import { titled } from './request.ts';

/** An account as Nextcloud tells it. Of one that the caller may not see, only the id comes. */
const userSchema = z.object({
  id: z.string(),
  enabled: z.boolean().optional(),
  displayname: z.string().nullish(),
  email: z.string().nullish(),
  language: z.string().nullish(),
  groups: z.array(z.string()).optional(),
  backend: z.string().nullish(),
  backendCapabilities: z.object({ setDisplayName: z.boolean().optional() }).nullish(),
});
export type User = z.infer<typeof userSchema>;

const listSchema = z.object({ users: z.array(z.string()) });
const mapSchema = z.object({ users: phpMap(z.union([userSchema, z.array(z.unknown()).max(0)])) });

const path = (uid: string): string => `/cloud/users/${encodeURIComponent(uid)}`;

/** Null when there is no such account, or none that this service account may see. */
export const readUser = async (session: Session, call: Call, uid: string): Promise<User | null> => {
  const name = 'read user';
  const answer = await ocs(session, call, { name, method: 'GET', path: path(uid) });
  if (isMissing(answer)) return null;
  if (!isSuccess(answer)) throw refusal(session, answer, name);
  return expectShape(answer.data, answer.response, titled(name), userSchema);
};

/** One page of accounts with their groups: 0.5 s per 100 (facts §13). Somebody who vanished meanwhile comes as an empty entry and is left out. */
export const readUserDetails = async (session: Session, call: Call, limit: number, offset: number): Promise<User[]> => {
  const query = { limit, offset };
  const request = { name: 'list users with details', method: 'GET', path: '/cloud/users/details', query } as const;
  const { users } = await ocsData(session, call, request, mapSchema);
  return Object.entries(users).map(([id, user]) => (Array.isArray(user) ? { id } : user));
};

export const readUserIds = async (session: Session, call: Call, limit: number, offset: number): Promise<string[]> => {
  const query = { limit, offset };
  return (await ocsData(session, call, { name: 'list users', method: 'GET', path: '/cloud/users', query }, listSchema))
    .users;
};

export const readDisabledUsers = async (
  session: Session,
  call: Call,
  limit: number,
  offset: number,
): Promise<User[]> => {
  const query = { limit, offset };
  const request = { name: 'list disabled users', method: 'GET', path: '/cloud/users/disabled', query } as const;
  const { users } = await ocsData(session, call, request, mapSchema);
  return Object.entries(users).map(([id, user]) => (Array.isArray(user) ? { id } : user));
};

export interface NewUser {
  readonly userid: string;
  readonly password: string;
  readonly displayName: string;
  readonly email: string;
  readonly language?: string;
  readonly groups: readonly string[];
}
/** The caller judges the code: an account may exist after a refusal (facts §2). */
export const createUser = (session: Session, call: Call, user: NewUser): Promise<OcsAnswer> =>
  ocs(session, call, { name: 'create user', method: 'POST', path: '/cloud/users', json: user });

export type EditableField = 'displayname' | 'email' | 'language';

/** One field per call, and 50 calls in 10 minutes. */
export const editUser = async (
  session: Session,
  call: Call,
  uid: string,
  key: EditableField,
  value: string,
): Promise<void> => {
  const name = `edit user's ${key}`;
  const json = { key, value };
  const answer = await ocs(session, call, { name, method: 'PUT', path: path(uid), json, bucket: 'edits' });
  if (!isSuccess(answer)) throw refusal(session, answer, name);
};

/** Idempotent. Disabling ends logins and app passwords at once (facts §2). 101: no such account, or our own. */
export const switchUser = async (
  session: Session,
  call: Call,
  uid: string,
  verb: 'enable' | 'disable',
): Promise<'done' | 'missing'> => {
  const name = `${verb} user`;
  const answer = await ocs(session, call, { name, method: 'PUT', path: `${path(uid)}/${verb}` });
  if (isSuccess(answer)) return 'done';
  if (answer.code === 101 || isMissing(answer)) return 'missing';
  throw refusal(session, answer, name);
};
