import {
  type ConnectorError,
  isConnectorError,
  type Batch,
  type BatchOperation,
  type Call,
  type Outcome,
} from '@passerelle/connector-kit';
import { createAccount } from './apply/account-create.ts';
import { adoptAccount, switchAccount, updateAccount } from './apply/account-change.ts';
import { adoptGroup, createGroup, updateGroup } from './apply/group.ts';
import { changeMemberships, putBack } from './apply/membership.ts';
import { failed, startWork, type Result, type Work } from './apply/working.ts';
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
      throw problem(`${change.verb} a ${change.kind}`, 'rejected', 'Keycloak holds no tools');
  }
}

/** A mistake of ours must not take the worker down with it: it is told as what it is. */
const asError = (error: unknown, { change }: BatchOperation): ConnectorError =>
  isConnectorError(error)
    ? error
    : problem(
        `${change.verb} ${change.kind}`,
        'unexpected-answer',
        `unforeseen: ${error instanceof Error ? error.message : 'unknown'}`,
        { cause: error },
      );

/**
 * The changes of one batch, in their order. One that fails holds back only those that need its account, unless its trouble is the whole target's.
 */
export async function apply(session: Session, batch: Batch, call: Call): Promise<readonly Outcome[]> {
  const work = startWork(session, batch, call);
  const outcomes: Outcome[] = [];
  const withoutAccount = new Map<string, ConnectorError>();
  let stopped: ConnectorError | null = null;
  for (const operation of batch.operations) {
    const { change } = operation;
    const person = 'person' in change ? change.person : null;
    const before = stopped ?? (person === null ? null : (withoutAccount.get(person) ?? null));
    if (before !== null) {
      outcomes.push(failed(operation, before));
      continue;
    }
    try {
      const result = await applyOne(work, operation);
      outcomes.push({ id: operation.id, ...result });
    } catch (thrown) {
      const error = asError(thrown, operation);
      if (stops(error)) stopped = error;
      if (change.kind === 'account' && (change.verb === 'create' || change.verb === 'adopt')) {
        withoutAccount.set(change.person, error);
      }
      outcomes.push(
        error.code === 'superseded'
          ? { id: operation.id, result: 'superseded', why: error.detail }
          : failed(operation, error),
      );
    }
  }
  return outcomes;
}
