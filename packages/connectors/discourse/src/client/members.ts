import { ConnectorError, type Call } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { bodyOf, failure, readOrNull } from './answers.ts';
import { sendRequest, titled } from './request.ts';
import { readRights } from './rights.ts';
import { readUser } from './users.ts';

/** Largest page of members, and most people in one change (facts §4). */
const most = 1000;
/** Characters of ids that fit into an address whatever proxy stands before the forum. */
const longestQuery = 6000;
/** Up to so many people are looked up one by one when an answer leaves doubts; beyond, the group's pages are read. */
const lookedUpSingly = 3;

const memberSchema = z.object({ id: z.int(), username: z.string(), name: z.string().nullish() });
export type Member = z.infer<typeof memberSchema>;
const pageSchema = z.object({ members: z.array(memberSchema), meta: z.object({ total: z.int() }) });

/** All members of a group. Null, once: there is no such group. Fewer than the platform counts is no answer to rely on. */
export async function* readMembers(session: Session, call: Call, name: string): AsyncGenerator<Member | null> {
  const seen = new Set<number>();
  for (let offset = 0; ; offset += most) {
    const query = { limit: most, offset, order: 'added_at', asc: 'true' };
    const path = `/groups/${encodeURIComponent(name)}/members.json`;
    const request = { name: 'list members', method: 'GET', path, query, scope: 'groups:manage_groups' } as const;
    const page = await readOrNull(session, call, request, pageSchema);
    if (page === null) {
      yield null;
      return;
    }
    for (const member of page.members) {
      if (seen.has(member.id)) continue;
      seen.add(member.id);
      yield member;
    }
    if (seen.size >= page.meta.total) return;
    if (page.members.length < most) {
      throw new ConnectorError({
        code: 'unexpected-answer',
        retry: 'backoff',
        scope: 'operation',
        request: titled('list members'),
        detail: `${seen.size} of ${page.meta.total} members came`,
      });
    }
  }
}

export type AddResult = 'added' | 'already' | 'no-group' | 'no-account';
const addedSchema = z.object({ usernames: z.array(z.string()).nullish() });
export interface GroupRef {
  readonly native: NativeId;
  /** The name is needed to read members back. */
  name(): Promise<string | null>;
}

/** Who of these is in the group and who is no account at all. */
async function readBack(
  session: Session,
  call: Call,
  group: GroupRef,
  accounts: readonly NativeId[],
): Promise<ReadonlyMap<NativeId, AddResult | 'outside'>> {
  const found = new Map<NativeId, AddResult | 'outside'>();
  // With a granular key only the group's pages may be read.
  if (accounts.length <= lookedUpSingly && (await readRights(session, call)).size === 0) {
    for (const native of accounts) {
      const user = await readUser(session, call, native);
      const isIn = user?.groups?.some(({ id }) => String(id) === group.native) === true;
      found.set(native, user === null ? 'no-account' : isIn ? 'already' : 'outside');
    }
    return found;
  }
  const name = await group.name();
  for (const native of accounts) found.set(native, name === null ? 'no-group' : 'no-account');
  if (name === null) return found;
  for await (const member of readMembers(session, call, name)) {
    if (member !== null && found.has(String(member.id))) found.set(String(member.id), 'already');
  }
  return found;
}

/**
 * Adds up to a thousand people in one call. 200 names whoever was found, members already among them; 422 is "all of them are members", in words of the
 * forum's language, or a refusal: which of the two is read back.
 */
export async function addMembers(
  session: Session,
  call: Call,
  group: GroupRef,
  accounts: readonly NativeId[],
): Promise<ReadonlyMap<NativeId, AddResult>> {
  const name = 'add members';
  const path = `/groups/${group.native}/members.json`;
  const json = { user_ids: accounts.join(','), notify_users: false };
  const response = await sendRequest(session, call, { name, method: 'PUT', path, json, scope: 'groups:manage_groups' });
  const all = (result: AddResult): ReadonlyMap<NativeId, AddResult> => new Map(accounts.map((each) => [each, result]));
  if (response.status === 404) return all('no-group');
  if (response.status === 400) return all('no-account');
  if (response.status !== 200 && response.status !== 422) throw failure(session, response, name);
  if (response.status === 200) {
    const { usernames } = bodyOf(session, response, name, addedSchema);
    if ((usernames?.length ?? 0) >= accounts.length) return all('added');
  }
  const found = await readBack(session, call, group, accounts);
  if (response.status === 422 && [...found.values()].includes('outside')) throw failure(session, response, name);
  const results = [...found].map(([native, seen]): [NativeId, AddResult] => {
    if (seen === 'outside') throw notShown(native);
    return [native, seen === 'already' && response.status === 200 ? 'added' : seen];
  });
  return new Map(results);
}

const notShown = (native: NativeId): ConnectorError =>
  new ConnectorError({
    code: 'unexpected-answer',
    retry: 'backoff',
    scope: 'operation',
    request: titled('add members'),
    detail: `account ${native} is not in the group after it was added`,
  });

/** Whoever is no member, or no account any more, is simply skipped there. */
export async function removeMembers(
  session: Session,
  call: Call,
  group: NativeId,
  accounts: readonly NativeId[],
): Promise<'done' | 'no-group'> {
  const name = 'remove members';
  const path = `/groups/${group}/members.json`;
  // In the address, since some proxies drop the body of a DELETE (facts §4).
  const query = { user_ids: accounts.join(',') };
  const scope = 'groups:manage_groups';
  const response = await sendRequest(session, call, { name, method: 'DELETE', path, query, scope });
  if (response.status === 404) return 'no-group';
  // 400: not one of them is an account any more (facts §4).
  if (response.status !== 200 && response.status !== 400) throw failure(session, response, name);
  bodyOf(session, response, name, z.unknown());
  return 'done';
}

/** Parts of a list of people that fit into one call. */
export function* parts(accounts: readonly NativeId[], way: 'add' | 'remove'): Generator<readonly NativeId[]> {
  let part: NativeId[] = [];
  let length = 0;
  for (const account of accounts) {
    const isFull = part.length === most || (way === 'remove' && length + account.length + 1 > longestQuery);
    if (isFull) {
      yield part;
      part = [];
      length = 0;
    }
    part.push(account);
    length += account.length + 1;
  }
  if (part.length > 0) yield part;
}
