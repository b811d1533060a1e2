import {
  runBatch,
  startWork,
  type Batch,
  type BatchOperation,
  type Call,
  type Outcome,
  type Result,
} from '@passerelle/connector-kit';
import { applyAccountCreate } from './apply/account-create.ts';
import { applyAccountAdopt, applyAccountSwitch, applyAccountUpdate } from './apply/account.ts';
import { applyGrantChange } from './apply/grant.ts';
import { applyGroupAdopt, applyGroupCreate, applyGroupUpdate } from './apply/group.ts';
import { applyMembershipChange, applyPutBack } from './apply/membership.ts';
import { applySpaceAdopt, applySpaceCreate, applySpaceUpdate } from './apply/space.ts';
import type { Work } from './apply/working.ts';
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

/** The changes of one batch, in their order. */
export const apply = (session: Session, batch: Batch, call: Call): Promise<Outcome[]> => {
  const work = startWork(session, batch, call);
  return runBatch(work, (operation) => applyOne(work, operation), { platform: 'nextcloud', stops });
};
