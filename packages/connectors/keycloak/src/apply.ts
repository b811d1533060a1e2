import {
  runBatch,
  startWork,
  type Batch,
  type BatchOperation,
  type Call,
  type Outcome,
} from '@passerelle/connector-kit';
import { createAccount } from './apply/account-create.ts';
import { adoptAccount, switchAccount, updateAccount } from './apply/account-change.ts';
import { adoptGroup, createGroup, updateGroup } from './apply/group.ts';
import { changeMemberships, putBack } from './apply/membership.ts';
import type { Result, Work } from './apply/working.ts';
import { problem, stops } from './client/error-of.ts';
import type { Session } from './session.ts';

async function applyOne(work: Work, operation: BatchOperation): Promise<Result> {
  const { change } = operation;
  switch (change.kind) {
    case 'account':
      if (change.verb === 'create') return createAccount(work, operation, change);
      if (change.verb === 'update') return updateAccount(work, change);
      if (change.verb === 'adopt') return adoptAccount(work, change);
      return switchAccount(work, change);
    case 'group':
      if (change.verb === 'create') return createGroup(work, operation, change);
      return change.verb === 'update' ? updateGroup(work, change) : adoptGroup(work, change);
    case 'membership':
      return change.verb === 'change' ? changeMemberships(work, change) : putBack(work, change);
    case 'space':
    case 'grant':
    case 'entry':
      throw problem(`${change.verb} a ${change.kind}`, 'rejected', 'Keycloak holds no tools');
  }
}

/** The changes of one batch, in their order. */
export const apply = (session: Session, batch: Batch, call: Call): Promise<Outcome[]> => {
  const work = startWork(session, batch, call);
  const one = async (operation: BatchOperation): Promise<Outcome> => ({
    id: operation.id,
    ...(await applyOne(work, operation)),
  });
  return runBatch(work, one, { platform: 'keycloak', stops });
};
