import { ConnectorError, foldName, type BatchOperation } from '@passerelle/connector-kit';
import type { AccountCreate, MembershipChange, NativeId } from '@passerelle/model';
import { makeCareGroup } from '../care-group.ts';
import { bodyOf, failure } from '../client/answers.ts';
import { syncUser } from '../client/connect.ts';
import { knownGroups } from '../client/groups.ts';
import { addMembers, removeMembers } from '../client/members.ts';
import { refused, refusalIn, titled } from '../client/request.ts';
import { findByEmail, findByExternalId, userSchema, type User } from '../client/users.ts';
import { groupRule } from '../naming-rules.ts';
import { protectedError, protectionOfUser } from '../protection.ts';
import { createInSteps } from './account-in-steps.ts';
import { groupRef } from './memberships.ts';
import { already, applied, type Result } from '@passerelle/connector-kit';
import type { Work } from './working.ts';

const request = titled('create account');
const rejected = (detail: string): ConnectorError =>
  new ConnectorError({ code: 'rejected', retry: 'never', scope: 'operation', request, detail });

/** Groups that the account is to be born in: our own hidden one first, then those of the memberships that ride along. */
interface Merged {
  readonly groups: ReadonlyMap<NativeId, string>;
  /** Each with the groups that must be seen on the new account for it to be done. */
  readonly operations: readonly { readonly operation: BatchOperation; readonly groups: readonly NativeId[] }[];
}

const mergedGroups = async (work: Work, change: AccountCreate): Promise<Merged> => {
  const { session, call } = work;
  const care = await makeCareGroup(session, call);
  const known = await knownGroups(session, call);
  const groups = new Map([[care.native, care.name]]);
  const operations: { operation: BatchOperation; groups: readonly NativeId[] }[] = [];
  const joins = ({ change: other }: BatchOperation): MembershipChange | null =>
    other.kind === 'membership' && other.verb === 'change' && other.person === change.person ? other : null;
  for (const operation of work.batch.operations) {
    const natives = joins(operation)?.add.map((group) => work.groups.get(group) ?? '');
    // A group without a known name cannot be named in the payload: it is joined afterwards.
    if (natives === undefined || natives.some((native) => known.get(native)?.automatic !== false)) continue;
    for (const native of natives) groups.set(native, known.get(native)?.name ?? '');
    operations.push({ operation, groups: natives });
  }
  return { groups, operations };
};

/** A username that says who it is and never holds the address. Discourse makes it unique (facts §2). */
const wantedUsername = (change: AccountCreate): string => {
  const { displayName, givenName, familyName } = change.profile;
  const name = displayName === '' ? `${givenName} ${familyName}` : displayName;
  return foldName(name, { ...groupRule, separator: '_', allowed: 'a-z0-9_' }).slice(0, groupRule.maxLength);
};

const settle = (work: Work, { operations }: Merged, user: User): void => {
  const held = new Set(user.groups?.map(({ id }) => String(id)));
  for (const { operation, groups } of operations) {
    const { change } = operation;
    const hasRemovals = change.kind === 'membership' && change.verb === 'change' && change.remove.length > 0;
    // Unknown names are ignored in silence there: only what shows on the account is done.
    if (!hasRemovals && groups.every((group) => held.has(group))) work.settled.set(operation.id, applied(operation));
  }
};

/**
 * Why `sync_sso` refuses: an address that somebody else's account has is a conflict for a person to settle, never taken over. The forum's words are in its
 * language, so the address is looked up.
 */
const refusal = async (work: Work, response: Parameters<typeof refused>[1], email: string): Promise<ConnectorError> => {
  const { session, call } = work;
  const [other] = response.status === 403 ? await findByEmail(session, call, email) : [];
  if (other === undefined) return refused(session, response, 'create account');
  const detail = `account ${other.id} (${other.username}) has this address already`;
  return new ConnectorError({
    code: 'taken',
    retry: 'never',
    scope: 'operation',
    request,
    status: response.status,
    detail,
  });
};

/** An account of staff is never touched: what the call has given it is taken back. */
const refuseStaff = async (work: Work, user: User, merged: Merged): Promise<void> => {
  if (protectionOfUser(work.session, user) === null) return;
  for (const group of merged.groups.keys()) {
    await removeMembers(work.session, work.call, group, [String(user.id)]);
  }
  throw protectedError(request, user.username, 'staff, or named as protected');
};

/**
 * The account with all its groups in one call. `require_activation` keeps Discourse from handing over an account of the same address, and makes the
 * account asleep; the first login through DiscourseConnect wakes it (facts §2).
 */
const createBySync = async (
  work: Work,
  operation: BatchOperation,
  change: AccountCreate,
  secret: string,
): Promise<Result | 'connect-off'> => {
  const { session, call } = work;
  const email = change.profile.email ?? '';
  const merged = await mergedGroups(work, change);
  const payload = {
    external_id: change.person,
    email,
    name: change.profile.displayName,
    username: wantedUsername(change),
    locale: change.profile.language,
    add_groups: [...merged.groups.values()].join(','),
    require_activation: true,
  };
  const response = await syncUser(session, call, secret, payload);
  if (response.status === 404 && response.text.trim() === '') {
    session.connectOff.set(true);
    return 'connect-off';
  }
  if (response.status === 403 || (response.status === 422 && refusalIn(response).failed === undefined)) {
    throw await refusal(work, response, email);
  }
  if (response.status === 422) {
    const detail = `${refused(session, response, 'create account').detail}: is the secret the forum's discourse_connect_secret?`;
    throw new ConnectorError({ code: 'rejected', retry: 'never', scope: 'target', request, status: 422, detail });
  }
  if (response.status !== 200) throw failure(session, response, 'create account');
  const user = bodyOf(session, response, 'create account', userSchema);
  await refuseStaff(work, user, merged);
  if (session.config.accounts.activation === 'at-once' && user.active === false) {
    const awake = await syncUser(session, call, secret, { external_id: change.person, require_activation: false });
    if (awake.status !== 200) throw failure(session, awake, 'activate account');
    bodyOf(session, awake, 'activate account', userSchema);
  }
  settle(work, merged, user);
  return applied(operation, String(user.id), change.person);
};

/** After an attempt of ours the account may be there: the person's id on it says that it is theirs. */
const findAgain = async (work: Work, operation: BatchOperation, change: AccountCreate): Promise<Result | null> => {
  const { session, call } = work;
  const user = await findByExternalId(session, call, change.person);
  if (user === null) return null;
  const why = protectionOfUser(session, user);
  if (why !== null) throw protectedError(request, user.username, why);
  // The attempt may have died before the account came into our care.
  const care = await makeCareGroup(session, call);
  const native = String(user.id);
  if (user.groups?.some(({ id }) => String(id) === care.native) !== true) {
    await addMembers(session, call, groupRef(work, care.native), [native]);
  }
  return already(operation, native, change.person);
};

export const applyAccountCreate = async (
  work: Work,
  operation: BatchOperation,
  change: AccountCreate,
): Promise<Result> => {
  const { session } = work;
  const { email } = change.profile;
  if (change.mode !== 'create') throw rejected(`accounts are made by the mode create here, not ${change.mode}`);
  if (email === null || email.trim() === '') throw rejected('a forum account needs an address');
  const secret = session.config.connect?.secret;
  const make = async (): Promise<Result> => {
    const found = operation.attemptedBefore ? await findAgain(work, operation, change) : null;
    if (found !== null) return found;
    if (secret !== undefined && session.connectOff.peek() !== true) {
      const made = await createBySync(work, operation, change, secret);
      if (made !== 'connect-off') return made;
    }
    return createInSteps(work, operation, change);
  };
  const result = await make();
  if (result.result !== 'superseded' && result.native !== undefined) work.accounts.set(change.person, result.native);
  return result;
};
