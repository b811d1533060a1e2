import { ConnectorError, type BatchOperation } from '@passerelle/connector-kit';
import type { AccountSwitch, NativeId, PersonId } from '@passerelle/model';
import { titled } from '../client/request.ts';
import { logOutUser, suspendUser, unsuspendUser } from '../client/users.ts';
import { refuseProtected } from '../protection.ts';
import { applied, superseded, type Result } from '@passerelle/connector-kit';
import type { Work } from './working.ts';

/** The account of a person, checked not to be one that must never be touched. */
export const ownAccount = async (work: Work, person: PersonId, request: string): Promise<NativeId> => {
  const native = work.accounts.get(person);
  if (native === undefined) {
    const detail = `no account of ${person} is known`;
    throw new ConnectorError({ code: 'not-found', retry: 'never', scope: 'operation', request, detail });
  }
  await refuseProtected(work.session, work.call, native, request);
  return native;
};

/**
 * Suspended, not deactivated: a deactivated account wakes at the next login (facts §2). Then logged out, also where it was suspended already: an attempt
 * may have died between the two.
 */
export const applyAccountSwitch = async (
  work: Work,
  operation: BatchOperation,
  change: AccountSwitch,
): Promise<Result> => {
  const { session, call } = work;
  const native = await ownAccount(work, change.person, titled(`${change.verb} account`));
  const gone = superseded(operation, 'the account is not there any more');
  if (change.verb === 'enable')
    return (await unsuspendUser(session, call, native)) === 'missing' ? gone : applied(operation);
  if ((await suspendUser(session, call, native)) === 'missing') return gone;
  return (await logOutUser(session, call, native)) === 'missing' ? gone : applied(operation);
};
