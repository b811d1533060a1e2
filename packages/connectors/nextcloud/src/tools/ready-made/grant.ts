import {
  already,
  applied,
  ConnectorError,
  superseded,
  type BatchOperation,
  type Result,
} from '@passerelle/connector-kit';
import { compareLevels, type Grant, type GrantChange, type Level, type NativeId } from '@passerelle/model';
import type { Work } from '../../apply/working.ts';
import { titled } from '../../client/request.ts';
import { adminGroup, protectedError } from '../../protection.ts';
import { serviceGroupOf } from '../folders/service-group.ts';
import { changeCreators } from './creators.ts';
import { isRestrictionConfirmed } from './judge-level.ts';
import { openSpace, type OpenSpace } from './open-space.ts';
import type { ReadyMadeApp } from './ready-made-app.ts';

export interface WantedGrant {
  readonly group: NativeId;
  readonly level: Level;
}

/** Our grants in the platform's ids. Null: a group that must get something is not there. */
export const wantedGrants = (
  app: ReadyMadeApp,
  work: Work,
  grants: readonly Grant[],
  request: string,
): WantedGrant[] | null => {
  const wanted: WantedGrant[] = [];
  for (const { group, level } of grants) {
    if (level !== 'none' && level !== app.join && level !== 'create') {
      const detail = `no level of ${app.tool}: ${level}`;
      throw new ConnectorError({ code: 'rejected', retry: 'never', scope: 'operation', request, detail });
    }
    const native = work.groups.get(group);
    if (native === adminGroup) throw protectedError(request, native, 'the group of the administrators');
    if (native !== undefined) wanted.push({ group: native, level });
    else if (level !== 'none') return null;
  }
  return wanted;
};

const heldIn = ({ grants }: OpenSpace, group: NativeId): Level | 'other' =>
  grants.find((grant) => grant.group === group)?.level ?? 'none';
export const needsChange = (space: OpenSpace, wanted: readonly WantedGrant[]): WantedGrant[] =>
  wanted.filter(({ group, level }) => heldIn(space, group) !== level);

/** Taking begins with the list, giving ends with it: nobody is ever on it who has nothing here. */
export const writeGrants = async (
  app: ReadyMadeApp,
  work: Work,
  space: OpenSpace,
  {
    native,
    wanted,
    request,
  }: { readonly native: NativeId; readonly wanted: readonly WantedGrant[]; readonly request: string },
): Promise<boolean> => {
  const { session, call } = work;
  const changes = needsChange(space, wanted);
  if (changes.length === 0) return false;
  const groupsAt = (isCreator: boolean): NativeId[] =>
    changes.filter(({ level }) => (level === 'create') === isCreator).map(({ group }) => group);
  const [add, remove] = [groupsAt(true), groupsAt(false)];
  if (remove.length > 0) await changeCreators(app.creators, session, call, { add: [], remove, restrict: false });
  for (const { group, level } of changes) {
    const gives = level === 'none' ? 'none' : level === 'create' && app.creatorsSeeResults ? 'results' : 'join';
    for (const [index, id] of space.ids.entries()) {
      const known = space.shares[index]?.find((share) => share.group === group);
      await app.setShare(work, { id, group, known }, gives);
    }
  }
  if (add.length > 0) {
    // The service account makes the next ones: it must stay among those who may.
    const own = serviceGroupOf(session.config);
    const restrict = isRestrictionConfirmed(session, app.tool);
    await changeCreators(app.creators, session, call, { add: [...add, own], remove: [], restrict });
  }
  const after = await openSpace(app, work, native);
  const [wrong] = after === null ? changes : needsChange(after, changes);
  if (wrong === undefined) return true;
  const seen = after === null ? 'nothing' : heldIn(after, wrong.group);
  const detail = `${wrong.group} was to have ${wrong.level} and has ${seen}`;
  throw new ConnectorError({ code: 'unexpected-answer', retry: 'backoff', scope: 'operation', request, detail });
};

/** True when going from one level to another only gives, or only takes. What is no level was shown as such in the plan: it decides. */
const isInDirection = (
  app: ReadyMadeApp,
  direction: 'raise' | 'lower',
  before: Level | 'other',
  after: Level,
): boolean => before === 'other' || compareLevels(app.tool, after, before) * (direction === 'raise' ? 1 : -1) >= 0;

export const applyGrantChange = async (
  app: ReadyMadeApp,
  work: Work,
  operation: BatchOperation,
  change: GrantChange,
): Promise<Result> => {
  const request = titled(`change grants of ${app.tool}`);
  const native = work.spaces.get(change.space);
  const space = native === undefined ? null : await openSpace(app, work, native);
  if (native === undefined || space === null) return superseded(operation, 'the space is not there any more');
  const wanted = wantedGrants(app, work, change.grants, request);
  if (wanted === null) return superseded(operation, 'a group is not there any more');
  // Somebody else has changed it meanwhile: a lowering must not give, a raise must not take away.
  const fitting = wanted.filter(({ group, level }) =>
    isInDirection(app, change.direction, heldIn(space, group), level),
  );
  const changed = await writeGrants(app, work, space, { native, wanted: fitting, request });
  if (fitting.length < wanted.length)
    return superseded(operation, 'the permissions have changed since they were planned');
  return changed ? applied(operation) : already(operation);
};
