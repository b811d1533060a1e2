import { ConnectorError, type BatchOperation } from '@passerelle/connector-kit';
import type { GroupAdopt, GroupCreate, GroupUpdate, NativeId } from '@passerelle/model';
import {
  createdGroup,
  createGroup,
  emptyLists,
  freshGroups,
  isNumber,
  readGroup,
  rememberGroup,
  updateGroup,
  knownGroups,
  type Group,
} from '../client/groups.ts';
import { failure } from '../client/answers.ts';
import { refused, titled } from '../client/request.ts';
import { bioOf } from '../group-bio.ts';
import { groupSettings } from '../group-settings.ts';
import { isGroupName } from '../naming-rules.ts';
import { protectedError } from '../protection.ts';
import { already, applied, superseded, type Result } from '@passerelle/connector-kit';
import type { Work } from './working.ts';

const gone = 'the group is not there any more';
/** Longest `full_name`; a longer label would be refused with the whole group. */
const longestLabel = 100;
const shown = (label: string): string => {
  let kept = '';
  for (const character of label.normalize('NFC').trim()) {
    if (kept.length + character.length > longestLabel) break;
    kept += character;
  }
  return kept;
};

const keep = (work: Work, key: string, group: Group): void => {
  work.groups.set(key, group.native);
  rememberGroup(work.session, group);
};

/** Made with our key in the text about it, by which it is found again after a crash. Names are shared with users: either may have it already. */
export const applyGroupCreate = async (work: Work, operation: BatchOperation, change: GroupCreate): Promise<Result> => {
  const { session, call } = work;
  if (!isGroupName(change.name)) {
    const detail = 'a group name has 3 to 60 letters, digits and single separators here';
    const request = titled('create group');
    throw new ConnectorError({ code: 'rejected', retry: 'never', scope: 'operation', request, detail });
  }
  const label = shown(change.label);
  const bio = bioOf(change.group);
  const response = await createGroup(session, call, {
    ...groupSettings,
    name: change.name,
    full_name: label,
    bio_raw: bio,
  });
  if (response.status === 200) {
    const made = { ...createdGroup(session, response), key: change.group, bio };
    keep(work, change.group, made);
    session.lists.set(made.native, emptyLists);
    return applied(operation, made.native, change.group);
  }
  if (response.status !== 422) throw failure(session, response, 'create group');
  const found = await readGroup(session, call, change.name);
  // Not a group's: a user bears the name, or the forum takes shorter names than it is used to.
  if (found === null) throw refused(session, response, 'create group', 'taken');
  if (found.key !== change.group) throw refused(session, response, 'create group', 'taken');
  keep(work, change.group, found);
  if (found.label !== label) {
    await updateGroup(session, call, found.native, { name: found.name, full_name: label });
    return applied(operation, found.native, change.group);
  }
  return already(operation, found.native, change.group);
};

const nameOf = async (work: Work, native: NativeId): Promise<Group | null> => {
  const { session, call } = work;
  return (await knownGroups(session, call)).get(native) ?? (await freshGroups(session, call)).get(native) ?? null;
};

/** The label only: the name is native, and stays as it is there, also where staff have changed it. */
export const applyGroupUpdate = async (work: Work, operation: BatchOperation, change: GroupUpdate): Promise<Result> => {
  const native = work.groups.get(change.group);
  const group = native === undefined || !isNumber(native) ? null : await nameOf(work, native);
  if (group === null) return superseded(operation, gone);
  const label = shown(change.label);
  const done = await updateGroup(work.session, work.call, group.native, { name: group.name, full_name: label });
  if (done === 'missing') return superseded(operation, gone);
  rememberGroup(work.session, { ...group, label });
  return applied(operation);
};

/** Takes over a group that a person confirmed: it gets our key and keeps everything else. */
export const applyGroupAdopt = async (work: Work, operation: BatchOperation, change: GroupAdopt): Promise<Result> => {
  const { session, call } = work;
  const request = titled('adopt group');
  const group = isNumber(change.native) ? ((await freshGroups(session, call)).get(change.native) ?? null) : null;
  if (group === null) return superseded(operation, gone);
  if (group.automatic) throw protectedError(request, group.name, "one of the forum's own groups");
  if (group.key !== null && group.key !== change.group) {
    const detail = `the group stands for ${group.key} already`;
    throw new ConnectorError({ code: 'taken', retry: 'never', scope: 'operation', request, detail });
  }
  if (group.key === null) {
    const bio = `${group.bio ?? ''}\n\n${bioOf(change.group)}`.trim();
    await updateGroup(session, call, group.native, { name: group.name, bio_raw: bio });
    keep(work, change.group, { ...group, bio, key: change.group });
    return applied(operation, group.native, change.group);
  }
  keep(work, change.group, group);
  return already(operation, group.native, change.group);
};
