import { createHash } from 'node:crypto';
import { ConnectorError, deriveName, type BatchOperation, type HttpResponse } from '@passerelle/connector-kit';
import type { AccountCreate, NativeId } from '@passerelle/model';
import { z } from 'zod';
import { makeCareGroup } from '../care-group.ts';
import { bodyOf, failure } from '../client/answers.ts';
import { addMembers } from '../client/members.ts';
import { titled } from '../client/request.ts';
import { bindUser, createUser, externalIdOf, findByEmail, isStaff, readUser, type User } from '../client/users.ts';
import { groupRule } from '../naming-rules.ts';
import { groupRef } from './memberships.ts';
import { already, applied, type Result } from '@passerelle/connector-kit';
import type { Work } from './working.ts';

const request = titled('create account in steps');
const madeSchema = z.object({
  success: z.boolean(),
  user_id: z.int().nullish(),
  message: z.string().nullish(),
  errors: z.record(z.string(), z.unknown()).nullish(),
});

/** Ends in a digest of the person's id: an account that was made and not yet bound is found again by it. */
const usernameOf = ({ person, profile }: AccountCreate): string => {
  const digest = createHash('sha256').update(person).digest('hex').slice(0, 6);
  const stem = deriveName(profile.displayName, { ...groupRule, maxLength: groupRule.maxLength - 7 }, () => false);
  return `${stem}-${digest}`;
};

const taken = (detail: string): ConnectorError =>
  new ConnectorError({ code: 'taken', retry: 'never', scope: 'operation', request, detail });

/** Whose the address is: an account that an attempt of ours made, or a conflict for a person to settle. */
const ownerOf = async (
  work: Work,
  operation: BatchOperation,
  change: AccountCreate,
  words: string,
): Promise<NativeId> => {
  const { session, call } = work;
  const [other] = await findByEmail(session, call, change.profile.email ?? '');
  const refused = (detail: string): ConnectorError =>
    new ConnectorError({ code: 'rejected', retry: 'never', scope: 'operation', request, detail });
  if (other === undefined) throw refused(words);
  const isOurs = operation.attemptedBefore && other.username.toLowerCase() === usernameOf(change) && !isStaff(other);
  if (!isOurs) throw taken(`account ${other.id} (${other.username}) has this address already`);
  return String(other.id);
};

const made = (
  work: Work,
  operation: BatchOperation,
  change: AccountCreate,
  response: HttpResponse,
): Promise<NativeId> => {
  const { session } = work;
  if (response.status !== 200) throw failure(session, response, 'create account in steps');
  // 200 even where nothing was made; and "success" without an account where the forum hides that an address is taken (facts §3).
  const answer = bodyOf(session, response, 'create account in steps', madeSchema);
  if (answer.success && answer.user_id !== null && answer.user_id !== undefined) {
    return Promise.resolve(String(answer.user_id));
  }
  return ownerOf(work, operation, change, session.redact(answer.message ?? 'the forum made no account').slice(0, 160));
};

const bound = async (work: Work, change: AccountCreate, native: NativeId): Promise<User> => {
  const { session, call } = work;
  const user = await readUser(session, call, native);
  if (user === null) throw taken('the new account is gone again');
  const external = externalIdOf(user);
  if (external !== null && external.toLowerCase() !== change.person)
    throw taken(`account ${native} is somebody else's`);
  if (external === null) await bindUser(session, call, user.username, change.person);
  return user;
};

/** Where DiscourseConnect is off, or its secret is not known here: made, bound to the person, taken into our care. */
export const createInSteps = async (work: Work, operation: BatchOperation, change: AccountCreate): Promise<Result> => {
  const { session, call } = work;
  const care = await makeCareGroup(session, call);
  const response = await createUser(session, call, {
    name: change.profile.displayName,
    email: change.profile.email ?? '',
    username: usernameOf(change),
    // Nobody will ever know it.
    password: `${Buffer.from(session.context.random(32)).toString('base64url')}aA1!`,
  });
  const native = await made(work, operation, change, response);
  await bound(work, change, native);
  const added = await addMembers(session, call, groupRef(work, care.native), [native]);
  const isOld = added.get(native) === 'already';
  return isOld ? already(operation, native, change.person) : applied(operation, native, change.person);
};
