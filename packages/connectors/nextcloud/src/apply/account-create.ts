import { ConnectorError, isConnectorError, type BatchOperation } from '@passerelle/connector-kit';
import type { AccountCreate, MembershipChange, NativeId } from '@passerelle/model';
import { isSuccess, refusal, type OcsAnswer } from '../client/ocs.ts';
import { provisionUser } from '../client/oidc.ts';
import { titled } from '../client/request.ts';
import { createUser, readUser, type User } from '../client/users.ts';
import { isFederated } from '../observe/account-view.ts';
import { adminGroup, foldUid, protectedError, protectionOf } from '../protection.ts';
import { stops } from '../session.ts';
import { fieldsOf, writeFields } from './account-fields.ts';
import { unknownPassword } from './password.ts';
import { already, applied, superseded, type Result } from '@passerelle/connector-kit';
import type { Work } from './working.ts';

interface Merged {
  readonly operations: readonly BatchOperation[];
  readonly groups: readonly NativeId[];
}

/** The groups that the rest of the batch adds this person to: one call makes the account with all of them. */
const mergedGroups = (work: Work, change: AccountCreate): Merged => {
  const joins = (operation: BatchOperation): MembershipChange | null => {
    const { change: other } = operation;
    return other.kind === 'membership' && other.verb === 'change' && other.person === change.person ? other : null;
  };
  const mergeable = work.batch.operations.filter((operation) => {
    const adds = joins(operation)?.add;
    const natives = adds?.map((group) => work.groups.get(group));
    return natives?.every((native) => native !== undefined && native !== adminGroup) === true;
  });
  const groups = mergeable
    .flatMap((operation) => joins(operation)?.add ?? [])
    .flatMap((group) => work.groups.get(group) ?? []);
  return { operations: mergeable, groups: [...new Set(groups)] };
};

/** An account that is there: ours, since its id is the person's. Fields are compared before an edit. */
const converge = async (work: Work, operation: BatchOperation, change: AccountCreate, user: User): Promise<Result> => {
  const { session, call } = work;
  const why = user.groups?.includes(adminGroup) === true ? 'administrator' : await protectionOf(session, call, user.id);
  if (why !== null) throw protectedError(titled('create user'), user.id, why);
  const occasion = operation.attemptedBefore ? 'create' : 'update';
  const fields = isFederated(session.config, user.backend) ? {} : fieldsOf(change.profile, session.config, occasion);
  const changed = await writeFields(session, call, user, fields);
  return changed ? applied(operation, user.id) : already(operation, user.id);
};

const isHalfMade = (answer: OcsAnswer): boolean => answer.code === 101 || answer.code === 400;

/**
 * Mode `create`. Not atomic there: after a refusal or a server error the account may exist with some of its fields, so it is looked up
 * and brought up to date (facts §2). 102: it exists already; with the person's id for an id it can only be this person's.
 */
const createWithPassword = async (work: Work, operation: BatchOperation, change: AccountCreate): Promise<Result> => {
  const { session, call } = work;
  const { displayname, email, language } = fieldsOf(change.profile, session.config, 'create');
  const merged = mergedGroups(work, change);
  const user = {
    userid: change.person,
    password: unknownPassword(session.context.random),
    displayName: displayname ?? '',
    email: email ?? '',
    ...(language === undefined ? {} : { language }),
    groups: merged.groups,
  };
  const lookUp = async (otherwise: () => ConnectorError): Promise<Result> => {
    const found = await readUser(session, call, change.person);
    if (found === null) throw otherwise();
    if (foldUid(found.id) !== foldUid(change.person)) throw otherwise();
    return converge(work, operation, change, found);
  };
  let answer: OcsAnswer;
  try {
    answer = await createUser(session, call, user);
  } catch (error) {
    // Only a fault inside Nextcloud leaves a half-made account behind an answer; after broken connections nothing more is sent.
    if (!isConnectorError(error) || error.code !== 'server-error' || stops(error)) throw error;
    return lookUp(() => error);
  }
  if (isSuccess(answer)) {
    for (const each of merged.operations) work.settled.set(each.id, applied(each));
    return applied(operation, change.person);
  }
  if (answer.code === 104) return superseded(operation, 'a group that the account is to be in is not there any more');
  if (answer.code === 102) return lookUp(() => refusal(session, answer, 'create user', 'taken'));
  if (isHalfMade(answer)) return lookUp(() => refusal(session, answer, 'create user'));
  throw refusal(session, answer, 'create user');
};

/** Mode `provision`: no password to hash and no mail; the call brings an account of the same id up to date by itself. */
const provision = async (work: Work, operation: BatchOperation, change: AccountCreate): Promise<Result> => {
  const { session, call } = work;
  const providerId = session.config.accounts.oidcProviderId;
  const request = titled('provision user');
  const rejected = (detail: string): ConnectorError =>
    new ConnectorError({ code: 'rejected', retry: 'never', scope: 'target', request, detail });
  if (providerId === undefined) throw rejected('accounts.oidcProviderId is not set');
  if (operation.attemptedBefore) {
    const found = await readUser(session, call, change.person);
    if (found?.backend === 'user_oidc') {
      const { displayname, email } = fieldsOf(change.profile, session.config, 'create');
      const sameName = found.displayname === displayname;
      if (sameName && (found.email ?? '').toLowerCase() === (email ?? '').toLowerCase())
        return already(operation, found.id);
    } else if (found !== null) return converge(work, operation, change, found);
  }
  const uid = await provisionAccount(work, change, providerId);
  // A hash in place of the id: `--unique-uid` is on, or there is no such provider. Every further account would be as useless.
  if (foldUid(uid) !== foldUid(change.person)) {
    throw rejected(`the account became ${uid}: provider ${providerId} is missing or its unique-uid is on`);
  }
  return applied(operation, uid);
};

/** @returns the id of the account there */
export const provisionAccount = (
  work: Work,
  change: Pick<AccountCreate, 'person' | 'profile'>,
  providerId: number,
): Promise<string> => {
  const { displayname, email } = fieldsOf(change.profile, work.session.config, 'create');
  const mail = email === undefined || email === '' ? {} : { email };
  return provisionUser(work.session, work.call, {
    providerId,
    userId: change.person,
    displayName: displayname ?? '',
    ...mail,
  });
};

/** Mode `await`: the identity side makes the account. A login alone is believed only of an account that the identity side made. */
const lookForAwaited = async (work: Work, operation: BatchOperation, change: AccountCreate): Promise<Result> => {
  const { session, call } = work;
  const request = titled('look for awaited user');
  const link = async (user: User): Promise<Result> => {
    const why =
      user.groups?.includes(adminGroup) === true ? 'administrator' : await protectionOf(session, call, user.id);
    if (why !== null) throw protectedError(request, user.id, why);
    return operation.attemptedBefore ? already(operation, user.id) : applied(operation, user.id);
  };
  for (const id of new Set([change.person, ...(change.hint === null ? [] : [change.hint.anchor])])) {
    const user = await readUser(session, call, id);
    if (user !== null) return link(user);
  }
  const login = change.hint?.login ?? null;
  const byLogin = login === null ? null : await readUser(session, call, login);
  if (byLogin !== null && isFederated(session.config, byLogin.backend)) return link(byLogin);
  throw new ConnectorError({ code: 'awaiting', retry: 'backoff', scope: 'operation', request });
};

export const applyAccountCreate = async (
  work: Work,
  operation: BatchOperation,
  change: AccountCreate,
): Promise<Result> => {
  const by = { create: createWithPassword, provision, await: lookForAwaited }[change.mode];
  const result = await by(work, operation, change);
  if (result.result !== 'superseded' && result.native !== undefined) work.accounts.set(change.person, result.native);
  return result;
};
