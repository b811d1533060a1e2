import {
  failed,
  isConnectorError,
  runBatch,
  startWork,
  type Batch,
  type BatchOperation,
  type Call,
  type Outcome,
} from '@passerelle/connector-kit';
import { adoptAccount, switchAccount, updateAccount } from './apply/account-change.ts';
import { createAccount } from './apply/account-create.ts';
import { adoptGroup, createGroup, updateGroup } from './apply/group.ts';
import { isMembershipChange, settleMemberships } from './apply/memberships.ts';
import { putBack } from './apply/put-back.ts';
import { accountOf, type Work } from './apply/working.ts';
import { PLATFORM, problem, stops, type Ldap, type Session } from './session.ts';

/** The operations from here on that change memberships and nothing else: they go out together, a group at a time. */
const runFrom = (work: Work, index: number): readonly BatchOperation[] => {
  const rest = work.batch.operations.slice(index);
  const end = rest.findIndex((operation) => !isMembershipChange(operation));
  return (end === -1 ? rest : rest.slice(0, end)).filter(({ id }) => !work.settled.has(id));
};

async function applyOne(work: Work, operation: BatchOperation, index: number): Promise<Outcome> {
  const { change } = operation;
  switch (change.kind) {
    case 'account':
      if (change.verb === 'create') return createAccount(work, operation, change);
      if (change.verb === 'update') return updateAccount(work, operation, change);
      if (change.verb === 'adopt') return adoptAccount(work, operation, change);
      return switchAccount(work, operation, change);
    case 'group':
      if (change.verb === 'create') return createGroup(work, operation, change);
      return change.verb === 'update' ? updateGroup(work, operation, change) : adoptGroup(work, operation, change);
    case 'membership': {
      if (change.verb === 'put-back') return putBack(work, operation, change);
      accountOf(work, change.person);
      await settleMemberships(work, runFrom(work, index));
      const settled = work.settled.get(operation.id);
      if (settled === undefined) throw new Error('no outcome');
      return settled;
    }
    case 'space':
    case 'grant':
    case 'entry':
      throw problem(`${change.verb} a ${change.kind}`, 'rejected', 'a directory holds no tools');
  }
}

/** The changes of one batch, on one connection. */
export async function apply(session: Session, batch: Batch, call: Call): Promise<readonly Outcome[]> {
  let ldap: Ldap;
  try {
    ldap = await session.connections.open(call);
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    return batch.operations.map((operation) => failed(operation, error));
  }
  try {
    const work = startWork({ session, ldap }, batch, call);
    return await runBatch(work, (operation, index) => applyOne(work, operation, index), { platform: PLATFORM, stops });
  } finally {
    await ldap.close();
  }
}
