import { ConnectorError, type BatchOperation } from '@passerelle/connector-kit';
import type { GroupAdopt, GroupCreate, GroupUpdate } from '@passerelle/model';
import { createGroup, readGroups, relabelGroup, type Group } from '../client/groups.ts';
import { isSuccess, refusal } from '../client/ocs.ts';
import { everyPage } from '../client/paging.ts';
import { titled } from '../client/request.ts';
import { isGroupId } from '../naming-rules.ts';
import { adminGroup, protectedError } from '../protection.ts';
import { already, applied, superseded, type Result } from '@passerelle/connector-kit';
import type { Work } from './working.ts';

const gone = 'the group is not there any more';

const lookUp = async (work: Work, gid: string): Promise<Group | null> => {
  const found = everyPage<Group>(
    'nextcloud: list groups',
    200,
    ({ id }) => id,
    (limit, offset) => readGroups(work.session, work.call, limit, offset, gid),
  );
  for await (const group of found) if (group.id === gid) return group;
  return null;
};
const refuseAdmin = (request: string, gid: string): void => {
  if (gid === adminGroup) throw protectedError(request, gid, 'the group of the administrators');
};

/** Found again by its id, which is its name. Without an attempt of ours a group of that name is somebody else's. */
export const applyGroupCreate = async (work: Work, operation: BatchOperation, change: GroupCreate): Promise<Result> => {
  const { session, call } = work;
  const request = titled('create group');
  refuseAdmin(request, change.name);
  if (!isGroupId(change.name)) {
    const detail = 'a group id has 1 to 64 ASCII characters here';
    throw new ConnectorError({ code: 'rejected', retry: 'never', scope: 'operation', request, detail });
  }
  const answer = await createGroup(session, call, change.name, change.label);
  if (isSuccess(answer)) {
    work.groups.set(change.group, change.name);
    return applied(operation, change.name);
  }
  if (answer.code !== 102) throw refusal(session, answer, 'create group');
  if (!operation.attemptedBefore) throw refusal(session, answer, 'create group', 'taken');
  const group = await lookUp(work, change.name);
  if (group === null) throw refusal(session, answer, 'create group', 'taken');
  work.groups.set(change.group, group.id);
  if (group.label === change.label) return already(operation, group.id);
  await relabelGroup(session, call, group.id, change.label);
  return applied(operation, group.id);
};

export const applyGroupUpdate = async (work: Work, operation: BatchOperation, change: GroupUpdate): Promise<Result> => {
  const gid = work.groups.get(change.group);
  if (gid === undefined) return superseded(operation, gone);
  refuseAdmin(titled('change group label'), gid);
  const done = await relabelGroup(work.session, work.call, gid, change.label);
  return done === 'done' ? applied(operation) : superseded(operation, gone);
};

export const applyGroupAdopt = async (work: Work, operation: BatchOperation, change: GroupAdopt): Promise<Result> => {
  refuseAdmin(titled('adopt group'), change.native);
  const group = await lookUp(work, change.native);
  if (group === null) return superseded(operation, gone);
  work.groups.set(change.group, group.id);
  return applied(operation, group.id);
};
