import {
  ConnectorError,
  groupGrant,
  runBatch,
  startWork,
  type Batch,
  type BatchOperation,
  type Call,
  type Outcome,
  type Result,
} from '@passerelle/connector-kit';
import { toolOfKey, type Change } from '@passerelle/model';
import { applyAccountCreate } from './apply/account-create.ts';
import { applyAccountAdopt, applyAccountSwitch, applyAccountUpdate } from './apply/account.ts';
import { applyGroupAdopt, applyGroupCreate, applyGroupUpdate } from './apply/group.ts';
import { applyMembershipChange, applyPutBack } from './apply/membership.ts';
import type { Work } from './apply/working.ts';
import { titled } from './client/request.ts';
import { stops, type Session } from './session.ts';
import { toolSpacesOf } from './tools/index.ts';

const noSuch = ({ verb, kind }: Change, detail: string): ConnectorError =>
  new ConnectorError({
    code: 'rejected',
    retry: 'never',
    scope: 'operation',
    request: titled(`${verb} ${kind}`),
    detail,
  });

const applyToEntry = async (
  work: Work,
  operation: BatchOperation,
  change: Extract<Change, { readonly kind: 'entry' }>,
): Promise<Result> => {
  const tool = toolOfKey(change.space);
  const entries = toolSpacesOf(tool)?.entries;
  if (entries === undefined) throw noSuch(change, `Nextcloud keeps no entries of ${tool}`);
  return change.verb === 'remove' ? entries.remove(work, operation, change) : entries.write(work, operation, change);
};

const applyToSpace = async (
  work: Work,
  operation: BatchOperation,
  change: Extract<Change, { readonly kind: 'space' | 'grant' }>,
): Promise<Result> => {
  const tool = toolOfKey(change.space);
  const spaces = toolSpacesOf(tool);
  if (spaces === undefined) throw noSuch(change, `Nextcloud has no ${tool}`);
  if (change.kind === 'grant') return spaces.grant(work, operation, groupGrant('nextcloud', change));
  switch (change.verb) {
    case 'create':
      return spaces.create(work, operation, change);
    case 'update':
      return spaces.update(work, operation, change);
    default:
      return spaces.adopt(work, operation, change);
  }
};

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
    case 'grant':
      return applyToSpace(work, operation, change);
    case 'entry':
      return applyToEntry(work, operation, change);
  }
};

/** The changes of one batch, in their order. */
export const apply = (session: Session, batch: Batch, call: Call): Promise<Outcome[]> => {
  const work = startWork(session, batch, call);
  return runBatch(work, (operation) => applyOne(work, operation), { platform: 'nextcloud', stops });
};
