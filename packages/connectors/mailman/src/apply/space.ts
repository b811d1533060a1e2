import { already, applied, superseded, type BatchOperation, type Result } from '@passerelle/connector-kit';
import type { NativeId, SpaceAdopt, SpaceCreate, SpaceUpdate } from '@passerelle/model';
import { createList, patchConfig, readInfo, readLabels, readList } from '../client/lists.ts';
import { addMember } from '../client/members.ts';
import { problem, refused, wordsOf } from '../client/request.ts';
import { keyIn, listInfo } from '../list-info.ts';
import { listSettings, oneLine, subjectPrefix } from '../list-settings.ts';
import { isListName, listName } from '../naming-rules.ts';
import type { Work } from './working.ts';

const name = 'create list';
const gone = 'the list is not there any more';

/** The institution's own people who keep every list. */
const addOwners = async ({ session, call }: Work, list: NativeId): Promise<void> => {
  for (const subscriber of session.config.owners) {
    const response = await addMember(session, call, { list_id: list, subscriber, role: 'owner' });
    if (response.status !== 201 && !wordsOf(response).includes('is already an')) {
      throw refused(session, response, 'add owner of list');
    }
  }
};

/**
 * What stands there under this name after an attempt of ours. Our key is written together with the settings: with it the list is done; a list without any
 * text and without members is what a worker leaves that died in between.
 */
const foundAgain = async (
  { session, call }: Work,
  native: NativeId,
  change: SpaceCreate,
): Promise<'done' | 'begun' | 'theirs'> => {
  const list = await readList(session, call, native);
  const info = await readInfo(session, call, native);
  const key = keyIn(info);
  if (key === change.space) return 'done';
  return key === null && (info ?? '') === '' && list?.members === 0 ? 'begun' : 'theirs';
};

/** A list that nobody can write to or see yet, then its settings: nobody is on it before both are there. */
export const applySpaceCreate = async (work: Work, operation: BatchOperation, change: SpaceCreate): Promise<Result> => {
  const { session, call } = work;
  const { config } = session;
  const local = listName(change.name);
  if (!isListName(local)) throw problem(name, 'the name must be of a to z, 0 to 9 and hyphens');
  if (change.grants.length > 0) throw problem(name, 'grants go to people on this platform, not to groups');
  if (local === config.careList) throw problem(name, `${local} is our own hidden list`, 'taken');
  const native = `${local}.${config.domain}`;
  const response = await createList(session, call, `${local}@${config.domain}`);
  if (response.status !== 201) {
    const words = wordsOf(response);
    if (words.startsWith('Domain does not exist')) throw problem(name, `Mailman has no domain ${config.domain}`);
    if (words !== 'Mailing list exists') throw refused(session, response, name);
    const found = operation.attemptedBefore ? await foundAgain(work, native, change) : 'theirs';
    if (found === 'theirs') throw problem(name, `a list ${local}@${config.domain} exists`, 'taken');
    if (found === 'done') {
      await addOwners(work, native);
      work.spaces.set(change.space, native);
      return already(operation, native);
    }
  }
  const settings = { ...listSettings(config, change.label, change.language ?? 'fr'), info: listInfo(change.space) };
  if ((await patchConfig(session, call, native, settings)) === 'absent') return superseded(operation, gone);
  await addOwners(work, native);
  work.spaces.set(change.space, native);
  return applied(operation, native);
};

/** The label, and with it what stands before each subject; the address stays. */
export const applySpaceUpdate = async (work: Work, operation: BatchOperation, change: SpaceUpdate): Promise<Result> => {
  const { session, call } = work;
  const native = work.spaces.get(change.space);
  const labels = native === undefined ? null : await readLabels(session, call, native);
  if (native === undefined || labels === null) return superseded(operation, gone);
  const label = oneLine(change.label);
  if (labels.display_name === label) return already(operation);
  // A prefix that somebody chose for the list stays.
  const isOurs = labels.subject_prefix === subjectPrefix(labels.display_name);
  const settings = {
    display_name: label,
    description: label,
    ...(isOurs ? { subject_prefix: subjectPrefix(label) } : {}),
  };
  const result = await patchConfig(session, call, native, settings);
  return result === 'absent' ? superseded(operation, gone) : applied(operation);
};

/** A list that was there before keeps its settings and its text; our key is put behind it. */
export const applySpaceAdopt = async (work: Work, operation: BatchOperation, change: SpaceAdopt): Promise<Result> => {
  const { session, call } = work;
  const list = await readList(session, call, change.native);
  if (list === null) return superseded(operation, gone);
  const info = (await readInfo(session, call, change.native)) ?? '';
  const key = keyIn(info);
  if (key !== null && key !== change.space) {
    throw problem('adopt list', `${change.native} is the list of ${key}`, 'taken');
  }
  if (key === null) {
    const text = [info.trim(), listInfo(change.space)].filter((part) => part !== '').join('\n\n');
    await patchConfig(session, call, change.native, { info: text });
  }
  work.spaces.set(change.space, change.native);
  return applied(operation, change.native);
};
