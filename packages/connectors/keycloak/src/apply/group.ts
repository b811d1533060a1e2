import type { GroupAdopt, GroupCreate, GroupUpdate } from '@passerelle/model';
import { communityOfKey } from '@passerelle/model';
import type { BatchOperation } from '@passerelle/connector-kit';
import { problem } from '../client/error-of.ts';
import { groupAt, groupById, groupPath, keyOf } from '../client/groups.ts';
import { writeGroupAttributes } from '../client/group-attributes.ts';
import { KEY_ATTRIBUTE, LABEL_ATTRIBUTE } from '../config.ts';
import { forgetTree, parentGroup, retried } from './root-group.ts';
import { groupOf, type Result, type Work } from './working.ts';

/** Made below its community's group with our key on it, by which it is found again after a crash. */
export async function createGroup(work: Work, _: BatchOperation, change: GroupCreate): Promise<Result> {
  const { session, call } = work;
  const { api, config } = session;
  const community = communityOfKey(change.group);
  const parent = await parentGroup(work, community);
  const request = { name: 'make a group', method: 'POST', path: `${groupPath(parent)}/children` } as const;
  const attributes = { [KEY_ATTRIBUTE]: [change.group], [LABEL_ATTRIBUTE]: [change.label] };
  const response = await api.send({ ...request, body: { name: change.name, attributes } }, call);
  if (response.status === 404) forgetTree(work);
  if (response.status !== 201 && response.status !== 409) throw retried(work, response, request);
  const group = await groupAt(session, [config.rootGroup, community, change.name], call);
  if (group === null) {
    throw problem(request.name, 'unexpected-answer', 'the group is not there after it was made', { retry: 'backoff' });
  }
  if (keyOf(group) !== change.group) {
    throw problem(request.name, 'taken', `"${change.name}" is there and is not ours`, { status: response.status });
  }
  work.groups.set(change.group, group.id);
  return { result: response.status === 201 ? 'applied' : 'already', native: group.id, anchor: change.group };
}

/** The label only: the name is native and never changes. */
export async function updateGroup(work: Work, change: GroupUpdate): Promise<Result> {
  const group = await groupById(work.session, groupOf(work, change.group), work.call);
  if (group === null) return gone;
  if (group.attributes?.[LABEL_ATTRIBUTE]?.[0] === change.label) return { result: 'already' };
  await writeGroupAttributes(work.session, group, { [LABEL_ATTRIBUTE]: [change.label] }, work.call);
  return { result: 'applied' };
}

/** Takes over a group that a person confirmed: it gets our key and keeps everything else. */
export async function adoptGroup(work: Work, change: GroupAdopt): Promise<Result> {
  const group = await groupById(work.session, change.native, work.call);
  if (group === null) return gone;
  const key = keyOf(group);
  if (key !== null && key !== change.group) {
    throw problem('adopt a group', 'taken', `the group stands for ${key} already`);
  }
  if (key === null) await writeGroupAttributes(work.session, group, { [KEY_ATTRIBUTE]: [change.group] }, work.call);
  work.groups.set(change.group, group.id);
  return { result: key === null ? 'applied' : 'already', native: group.id, anchor: change.group };
}

const gone: Result = { result: 'superseded', why: 'the group is gone' };
