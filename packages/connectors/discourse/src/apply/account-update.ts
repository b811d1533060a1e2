import { ConnectorError, type BatchOperation } from '@passerelle/connector-kit';
import type { AccountUpdate } from '@passerelle/model';
import { bodyOf, failure } from '../client/answers.ts';
import { syncUser } from '../client/connect.ts';
import { titled } from '../client/request.ts';
import { externalIdOf, readEmail, readUser, userSchema } from '../client/users.ts';
import { protectedError, protectionOfUser } from '../protection.ts';
import { ownAccount } from './account-switch.ts';
import { already, applied, superseded, type Result } from '@passerelle/connector-kit';
import type { Work } from './working.ts';

const request = titled('update account');
const rejected = (detail: string, code: 'rejected' | 'taken' = 'rejected'): ConnectorError =>
  new ConnectorError({ code, retry: 'never', scope: 'operation', request, detail });

const sameName = (a: string | null | undefined, b: string): boolean =>
  (a ?? '').normalize('NFC') === b.normalize('NFC');
const sameAddress = (a: string | null | undefined, b: string): boolean => (a ?? '').toLowerCase() === b.toLowerCase();

/** Name and address follow where the forum lets DiscourseConnect overrule them; the account stays as active as it is. */
export const applyAccountUpdate = async (
  work: Work,
  operation: BatchOperation,
  change: AccountUpdate,
): Promise<Result> => {
  const { session, call } = work;
  const native = await ownAccount(work, change.person, request);
  const user = await readUser(session, call, native);
  if (user === null) return superseded(operation, 'the account is not there any more');
  const why = protectionOfUser(session, user);
  if (why !== null) throw protectedError(request, user.username, why);
  if (externalIdOf(user)?.toLowerCase() !== change.person) {
    throw rejected('the account is not bound to this person there: sync_sso would make a second one', 'taken');
  }
  const secret = session.config.connect?.secret;
  if (secret === undefined)
    throw rejected('profiles are only kept through DiscourseConnect, and its secret is not set');
  const { displayName } = change.profile;
  const email = change.profile.email?.trim() ?? '';
  const hasEmail = change.fields.includes('email');
  if (hasEmail && email === '') throw rejected('Discourse does not let an account be without an address');
  const name = change.fields.includes('displayName') && !sameName(user.name, displayName) ? displayName : null;
  const known = hasEmail ? (user.email ?? (await readEmail(session, call, user.username))) : null;
  const address = hasEmail && !sameAddress(known, email) ? email : null;
  if (name === null && address === null) return already(operation);
  const response = await syncUser(session, call, secret, {
    external_id: change.person,
    ...(name === null ? {} : { name }),
    ...(address === null ? {} : { email: address }),
    require_activation: user.active === false,
  });
  if (response.status !== 200) throw failure(session, response, 'update account');
  const after = bodyOf(session, response, 'update account', userSchema);
  // Without `auth_overrides_*` it answers 200 and changes nothing (facts §2).
  if (name !== null && !sameName(after.name, name)) throw rejected('the setting auth_overrides_name is off');
  const told = address === null ? null : (after.email ?? (await readEmail(session, call, after.username)));
  if (address !== null && !sameAddress(told, address)) throw rejected('the setting auth_overrides_email is off');
  return applied(operation);
};
