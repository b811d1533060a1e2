import { runBatch, type Batch, type BatchOperation, type Call, type Outcome } from '@passerelle/connector-kit';
import { applyAccountAdopt } from './apply/account-adopt.ts';
import { applyAccountCreate } from './apply/account-create.ts';
import { applyAccountSwitch } from './apply/account-switch.ts';
import { applyAccountUpdate } from './apply/account-update.ts';
import { applyGrantPutBack, applyPersonGrant } from './apply/grant.ts';
import { applySpaceAdopt, applySpaceCreate, applySpaceUpdate } from './apply/space.ts';
import { openWork, type Work } from './apply/working.ts';
import { problem } from './client/request.ts';
import { stops, type Session } from './session.ts';

const foreign = (kind: string): Promise<Outcome> =>
  Promise.reject(problem(`change ${kind}`, `Mailman has no ${kind}: its grants go to people`));

const applyOne = (work: Work, operation: BatchOperation): Promise<Outcome> => {
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
      switch (change.verb) {
        case 'change-for':
          return applyPersonGrant(work, operation, change);
        case 'put-back':
          return applyGrantPutBack(work, operation, change);
        default:
          return foreign('grant to groups');
      }
    default:
      return foreign(change.kind);
  }
};

/** The changes of one batch, in their order; who was read once is known for the rest of it. */
export const apply = (session: Session, batch: Batch, call: Call): Promise<Outcome[]> => {
  const work = openWork(session, batch, call);
  return runBatch(work, (operation) => applyOne(work, operation), { platform: 'mailman', stops });
};
