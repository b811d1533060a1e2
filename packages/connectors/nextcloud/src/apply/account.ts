import { ConnectorError, type BatchOperation } from '@passerelle/connector-kit';
import type { AccountAdopt, AccountSwitch, AccountUpdate, NativeId, PersonId } from '@passerelle/model';
import { usesMode } from '../account-modes.ts';
import { titled } from '../client/request.ts';
import { readUser, switchUser } from '../client/users.ts';
import { adminGroup, foldUid, protectedError, protectionOf } from '../protection.ts';
import { provisionAccount } from './account-create.ts';
import { handOverPolls } from './hand-over-polls.ts';
import { differing, fieldsOf, writeFields, type Fields } from './account-fields.ts';
import { already, applied, superseded, type Result } from '@passerelle/connector-kit';
import type { Work } from './working.ts';

const gone = 'the account is not there any more';

const unlinked = (request: string, person: PersonId): ConnectorError =>
  new ConnectorError({
    code: 'not-found',
    retry: 'never',
    scope: 'operation',
    request,
    detail: `no account of ${person} is known`,
  });

/** The account of a person, checked not to be one that must never be touched. */
export const ownAccount = async (work: Work, person: PersonId, request: string): Promise<NativeId> => {
  const uid = work.accounts.get(person);
  if (uid === undefined) throw unlinked(request, person);
  const why = await protectionOf(work.session, work.call, uid);
  if (why !== null) throw protectedError(request, uid, why);
  return uid;
};

/** Only the fields that the plan showed. */
const shownFields = (work: Work, change: AccountUpdate): Fields => {
  const { displayname, email, language } = fieldsOf(change.profile, work.session.config, 'update');
  return {
    ...(change.fields.includes('displayName') && displayname !== undefined ? { displayname } : {}),
    ...(change.fields.includes('email') && email !== undefined ? { email } : {}),
    ...(change.fields.includes('language') && language !== undefined ? { language } : {}),
  };
};

/** Compared before an edit: edits are rationed. What Passerelle provisioned through user_oidc is brought up to date the same way, without a ration. */
export const applyAccountUpdate = async (
  work: Work,
  operation: BatchOperation,
  change: AccountUpdate,
): Promise<Result> => {
  const { session, call } = work;
  const uid = await ownAccount(work, change.person, titled('update user'));
  const user = await readUser(session, call, uid);
  if (user === null) return superseded(operation, gone);
  const wanted = shownFields(work, change);
  const { oidcProviderId } = session.config.accounts;
  const provisioned =
    usesMode(session.config, 'provision') && user.backend === 'user_oidc' && oidcProviderId !== undefined;
  if (
    provisioned &&
    foldUid(uid) === foldUid(change.person) &&
    wanted.displayname !== undefined &&
    user.displayname !== wanted.displayname
  ) {
    await provisionAccount(work, change, oidcProviderId);
    const after = await readUser(session, call, uid);
    if (after === null) return superseded(operation, gone);
    await writeFields(session, call, after, wanted);
    return applied(operation);
  }
  const unwritable =
    wanted.displayname !== undefined &&
    user.displayname !== wanted.displayname &&
    !differing(user, wanted).includes('displayname');
  const changed = await writeFields(session, call, user, wanted);
  if (unwritable) {
    const request = titled('update user');
    const detail = `the back end ${user.backend ?? 'of this account'} keeps its display names itself`;
    throw new ConnectorError({ code: 'rejected', retry: 'never', scope: 'operation', request, detail });
  }
  return changed ? applied(operation) : already(operation);
};

/** Disabling also ends every login there: Basic, app passwords and OpenID Connect are refused at once (facts §2). */
export const applyAccountSwitch = async (
  work: Work,
  operation: BatchOperation,
  change: AccountSwitch,
): Promise<Result> => {
  const uid = await ownAccount(work, change.person, titled(`${change.verb} user`));
  const done = await switchUser(work.session, work.call, uid, change.verb);
  if (done !== 'done') return superseded(operation, gone);
  if (change.verb === 'disable') await handOverPolls(work, uid);
  return applied(operation);
};

/** A person has confirmed that it is theirs: it is looked up and nothing is written. */
export const applyAccountAdopt = async (
  work: Work,
  operation: BatchOperation,
  change: AccountAdopt,
): Promise<Result> => {
  const user = await readUser(work.session, work.call, change.native);
  if (user === null) return superseded(operation, gone);
  const administrator = user.groups?.includes(adminGroup) === true;
  const why = administrator ? 'administrator' : await protectionOf(work.session, work.call, user.id);
  if (why !== null) throw protectedError(titled('adopt user'), user.id, why);
  work.accounts.set(change.person, user.id);
  return applied(operation, user.id);
};
