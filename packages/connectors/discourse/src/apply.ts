import {
  ConnectorError,
  failed,
  groupGrant,
  runBatch,
  startWork,
  unforeseen,
  type Batch,
  type BatchOperation,
  type Call,
  type Outcome,
} from '@passerelle/connector-kit';
import { applyAccountAdopt } from './apply/account-adopt.ts';
import { applyAccountCreate } from './apply/account-create.ts';
import { applyAccountSwitch } from './apply/account-switch.ts';
import { applyAccountUpdate } from './apply/account-update.ts';
import { applyGrantChange } from './apply/grant.ts';
import { applyGroupAdopt, applyGroupCreate, applyGroupUpdate } from './apply/group.ts';
import { isMembershipChange, settleMemberships } from './apply/memberships.ts';
import { applyPutBack } from './apply/put-back.ts';
import { applySpaceAdopt, applySpaceCreate, applySpaceUpdate } from './apply/space.ts';
import type { Work } from './apply/working.ts';
import { stops, type Session } from './session.ts';

/** The operations from here on that change memberships and nothing else: they go out together, a group at a time. */
const runFrom = (work: Work, index: number): readonly BatchOperation[] => {
  const rest = work.batch.operations.slice(index);
  const end = rest.findIndex((operation) => !isMembershipChange(operation));
  return (end === -1 ? rest : rest.slice(0, end)).filter(({ id }) => !work.settled.has(id));
};

const applyOne = async (work: Work, operation: BatchOperation, index: number): Promise<Outcome> => {
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
    case 'membership': {
      if (change.verb === 'put-back') return applyPutBack(work, operation, change);
      await settleMemberships(work, runFrom(work, index));
      return (
        work.settled.get(operation.id) ?? failed(operation, unforeseen('discourse', operation, new Error('no outcome')))
      );
    }
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
      return applyGrantChange(work, operation, groupGrant('discourse', change));
    case 'entry':
      throw new ConnectorError({
        code: 'rejected',
        retry: 'never',
        scope: 'operation',
        request: `discourse: ${change.verb} entry`,
        detail: 'a forum holds no entries',
      });
  }
};

/** The changes of one batch, in their order; memberships that follow each other go out together. */
export const apply = (session: Session, batch: Batch, call: Call): Promise<Outcome[]> => {
  const work = startWork(session, batch, call);
  return runBatch(work, (operation, index) => applyOne(work, operation, index), { platform: 'discourse', stops });
};
