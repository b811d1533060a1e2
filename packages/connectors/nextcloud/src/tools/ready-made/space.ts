import {
  already,
  applied,
  ConnectorError,
  foldName,
  superseded,
  type BatchOperation,
  type Result,
} from '@passerelle/connector-kit';
import type { SpaceAdopt, SpaceCreate, SpaceUpdate } from '@passerelle/model';
import type { Work } from '../../apply/working.ts';
import { titled } from '../../client/request.ts';
import { spaceRule } from '../../naming-rules.ts';
import { enterServiceGroup } from '../folders/service-group.ts';
import { shownName } from '../shown-name.ts';
import { changeCreators } from './creators.ts';
import { wantedGrants, writeGrants } from './grant.ts';
import { newSpace, openSpace } from './open-space.ts';
import type { OwnThing, ReadyMadeApp } from './ready-made-app.ts';
import { idsOf, nativeOf } from './ready-made-native.ts';
import { nameOf, readTitle, titleOf } from './titles.ts';

const gone = 'the space is not there any more';

export const appMissing = (app: ReadyMadeApp): ConnectorError =>
  new ConnectorError({
    code: 'unexpected-answer',
    retry: 'backoff',
    scope: 'operation',
    request: titled(`list ${app.tool}`),
    detail: `the app ${app.tool === 'polls' ? 'Polls' : 'Forms'} is not there`,
  });

const ownThings = async (app: ReadyMadeApp, { session, call }: Work): Promise<readonly OwnThing[]> => {
  const things = await app.list(session, call);
  if (things === 'no-app') throw appMissing(app);
  return things;
};

/** Where creation is restricted the service account must be among those who may, before it makes anything. */
const joinCreators = async (app: ReadyMadeApp, work: Work): Promise<void> => {
  const { session, call } = work;
  if (!(await app.creators.read(session, call)).restricted) return;
  const own = await enterServiceGroup(work);
  await changeCreators(app.creators, session, call, { add: [own], remove: [], restrict: false });
};

/** The title finds each again. One that was made and not filled or shared yet stays: the next attempt goes on with it. */
export const applySpaceCreate = async (
  app: ReadyMadeApp,
  work: Work,
  operation: BatchOperation,
  change: SpaceCreate,
): Promise<Result> => {
  const request = titled(`create ${app.tool}`);
  const language = change.language ?? 'en';
  const wanted = wantedGrants(app, work, change.grants, request);
  if (wanted === null) return superseded(operation, 'a group is not there any more');
  const things = await ownThings(app, work);
  const titles = app.endings.map((_, index) => titleOf(app, index, shownName(change), language));
  const found = titles.map((title) => things.find((thing) => thing.title === title)?.id ?? null);
  const known = titles.find((_, index) => found[index] !== null);
  if (known !== undefined && !operation.attemptedBefore) {
    const detail = `the service account has one called ${known}`;
    throw new ConnectorError({ code: 'taken', retry: 'never', scope: 'operation', request, detail });
  }
  if (found.includes(null)) await joinCreators(app, work);
  const ids: number[] = [];
  let isMade = false;
  for (const [index, title] of titles.entries()) {
    const isNew = found[index] === null;
    const id = found[index] ?? (await app.make(work, index, title));
    if ((await app.fill(work, { index, id, isNew }, language)) || isNew) isMade = true;
    ids.push(id);
  }
  const native = nativeOf(app.tool, ids);
  const isAllNew = found.every((id) => id === null);
  const space = isAllNew ? newSpace(ids) : await openSpace(app, work, native);
  if (space === null) return superseded(operation, gone);
  const isChanged = await writeGrants(app, work, space, { native, wanted, request });
  work.spaces.set(change.space, native);
  return isMade || isChanged ? applied(operation, native) : already(operation, native);
};

/** The label is the first part of each title; ids, answers and shares stay. */
export const applySpaceUpdate = async (
  app: ReadyMadeApp,
  work: Work,
  operation: BatchOperation,
  change: SpaceUpdate,
): Promise<Result> => {
  const native = work.spaces.get(change.space);
  const ids = native === undefined ? null : idsOf(app.tool, native);
  const things = ids === null ? [] : (await ownThings(app, work)).filter(({ id }) => ids.includes(id));
  if (things.length === 0) return superseded(operation, gone);
  const name = foldName(change.label, spaceRule);
  if (name === '') {
    const request = titled(`rename ${app.tool}`);
    const detail = 'the label leaves nothing for a title';
    throw new ConnectorError({ code: 'rejected', retry: 'never', scope: 'operation', request, detail });
  }
  let changed = false;
  for (const thing of things) {
    if (nameOf(app, thing) === name) continue;
    await app.retitle(work, thing.id, name + (readTitle(app, thing.title)?.ending ?? ''));
    changed = true;
  }
  return changed ? applied(operation) : already(operation);
};

export const applySpaceAdopt = async (
  app: ReadyMadeApp,
  work: Work,
  operation: BatchOperation,
  change: SpaceAdopt,
): Promise<Result> => {
  const space = await openSpace(app, work, change.native);
  if (space === null) return superseded(operation, gone);
  work.spaces.set(change.space, change.native);
  return applied(operation, change.native);
};
