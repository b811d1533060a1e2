import { ConnectorError, type BatchOperation } from '@passerelle/connector-kit';
import type { AccountAdopt } from '@passerelle/model';
import { makeCareGroup } from '../care-group.ts';
import { isNumber } from '../client/groups.ts';
import { addMembers } from '../client/members.ts';
import { titled } from '../client/request.ts';
import { bindUser, externalIdOf, readUser } from '../client/users.ts';
import { protectedError, protectionOfUser } from '../protection.ts';
import { groupRef } from './memberships.ts';
import { applied, superseded, type Result } from '@passerelle/connector-kit';
import type { Work } from './working.ts';

/** Binds an account that a person confirmed to be this person's. Never one of staff, never one that is bound to somebody else. */
export const applyAccountAdopt = async (
  work: Work,
  operation: BatchOperation,
  change: AccountAdopt,
): Promise<Result> => {
  const { session, call } = work;
  const request = titled('adopt account');
  const user = isNumber(change.native) ? await readUser(session, call, change.native) : null;
  if (user === null) return superseded(operation, 'the account is not there any more');
  const why = protectionOfUser(session, user);
  if (why !== null) throw protectedError(request, user.username, why);
  const bound = externalIdOf(user);
  if (bound !== null && bound.toLowerCase() !== change.person) {
    const detail = `account ${user.id} (${user.username}) is bound to another id`;
    throw new ConnectorError({ code: 'taken', retry: 'never', scope: 'operation', request, detail });
  }
  if (bound === null) await bindUser(session, call, user.username, change.person);
  const care = await makeCareGroup(session, call);
  await addMembers(session, call, groupRef(work, care.native), [change.native]);
  work.accounts.set(change.person, change.native);
  return applied(operation, change.native, change.person);
};
