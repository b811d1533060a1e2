import {
  ConnectorError,
  isConnectorError,
  type Batch,
  type BatchOperation,
  type Call,
  type Outcome,
} from '@passerelle/connector-kit';
import { applyAccountCreate } from './apply/account-create.ts';
import { applyAccountAdopt, applyAccountSwitch, applyAccountUpdate } from './apply/account.ts';
import { applyGrantChange } from './apply/grant.ts';
import { applyGroupAdopt, applyGroupCreate, applyGroupUpdate } from './apply/group.ts';
import { applyMembershipChange, applyPutBack } from './apply/membership.ts';
import { applySpaceAdopt, applySpaceCreate, applySpaceUpdate } from './apply/space.ts';
import { failed, startWork, type Result, type Work } from './apply/working.ts';
import { stops, type Session } from './session.ts';

const applyOne = (work: Work, operation: BatchOperation): Promise<Result> => {
  const { change } = operation;
  switch (change.kind) {
    case 'account':
      switch (change.verb) {
        case 'create':
          return applyAccountCreate(work, operation, change);
        case 'update':
          return applyAccountUpdate(work, operation, change);
        case 'adopt':
          return applyAccountAdopt(work, operation, change);
        default:
          return applyAccountSwitch(work, operation, change);
      }
    case 'group':
      switch (change.verb) {
        case 'create':
          return applyGroupCreate(work, operation, change);
        case 'update':
          return applyGroupUpdate(work, operation, change);
        default:
          return applyGroupAdopt(work, operation, change);
      }
    case 'membership':
      return change.verb === 'change'
        ? applyMembershipChange(work, operation, change)
        : applyPutBack(work, operation, change);
    case 'space':
      switch (change.verb) {
        case 'create':
          return applySpaceCreate(work, operation, change);
        case 'update':
          return applySpaceUpdate(work, operation, change);
        default:
          return applySpaceAdopt(work, operation, change);
      }
    case 'grant':
      return applyGrantChange(work, operation, change);
  }
};

/** A mistake of ours must not take the worker down with it: it is told as what it is. */
const asError = (error: unknown, { change }: BatchOperation): ConnectorError =>
  isConnectorError(error)
    ? error
    : new ConnectorError({
        code: 'unexpected-answer',
        retry: 'never',
        scope: 'operation',
        request: `nextcloud: ${change.verb} ${change.kind}`,
        detail: `unforeseen: ${error instanceof Error ? error.message : 'unknown'}`,
        cause: error,
      });

/** The person whose account an operation needs. */
const personOf = ({ change }: BatchOperation): string | null => ('person' in change ? change.person : null);

/**
 * The changes of one batch, in their order. One that fails does not hold back the others, unless they need what it was to make or its
 * trouble is the whole target's.
 */
export const apply = async (session: Session, batch: Batch, call: Call): Promise<Outcome[]> => {
  const work = startWork(session, batch, call);
  const outcomes: Outcome[] = [];
  let stopped: ConnectorError | null = null;
  const settle = async (operation: BatchOperation): Promise<Outcome> => {
    const known = work.settled.get(operation.id);
    if (known !== undefined) return known;
    if (stopped !== null) return failed(operation, stopped);
    const person = personOf(operation);
    const root = person === null ? undefined : work.failedAccounts.get(person);
    if (root !== undefined) return { ...root, id: operation.id };
    try {
      return await applyOne(work, operation);
    } catch (error) {
      const told = asError(error, operation);
      if (stops(told)) stopped = told;
      return failed(operation, told);
    }
  };
  for (const operation of batch.operations) {
    const outcome = await settle(operation);
    outcomes.push(outcome);
    const { change } = operation;
    const makes = change.kind === 'account' && (change.verb === 'create' || change.verb === 'adopt');
    const isMade = outcome.result === 'applied' || outcome.result === 'already';
    if (makes && !isMade) work.failedAccounts.set(change.person, outcome);
  }
  return outcomes;
};
