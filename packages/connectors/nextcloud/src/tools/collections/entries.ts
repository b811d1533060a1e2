import {
  ConnectorError,
  already,
  applied,
  superseded,
  type BatchOperation,
  type Result,
} from '@passerelle/connector-kit';
import type { EntryRemove, EntryWrite, SpaceKey } from '@passerelle/model';
import type { Work } from '../../apply/working.ts';
import { readObject, removeObject, writeObject, type CollectionRef, type Expected } from '../../client/dav-objects.ts';
import { titled } from '../../client/request.ts';
import type { ToolEntries } from '../tool-spaces.ts';
import { openAddress } from './collection-native.ts';
import type { CollectionTool } from './collection-tool.ts';
import { composeObject, entryOfName, objectName, seenObject } from './entry-object.ts';
import { gone } from './write-shares.ts';

const byHand = 'somebody has changed it by hand';
const meanwhile = 'it has changed since it was looked at';

const problem = (request: string, code: 'taken' | 'rejected', detail: string): ConnectorError =>
  new ConnectorError({ code, retry: 'never', scope: 'operation', request, detail });

const refOf = (tool: CollectionTool, work: Work, space: SpaceKey, request: string): CollectionRef | null => {
  const native = work.spaces.get(space);
  return native === undefined ? null : openAddress(work.session, tool.kind, native, request);
};

const composed = (
  tool: CollectionTool,
  work: Work,
  change: EntryWrite,
  request: string,
  present: string | null,
): string => {
  if (change.content.type !== tool.type)
    throw problem(request, 'rejected', `${tool.tool} holds no entry of the type ${change.content.type}`);
  if (entryOfName(objectName(tool, change.entry)) === null)
    throw problem(request, 'rejected', 'an entry is named by a-z, 0-9 and -, up to 64 characters');
  try {
    return composeObject(tool, change, work.session.context.now(), present);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw problem(request, 'rejected', error.message);
  }
};

/** What stands in the way of writing over what is there; null: nothing. */
const obstacle = (
  operation: BatchOperation,
  seen: ReturnType<typeof seenObject>,
  change: EntryWrite,
  native: string,
  request: string,
): Result | null => {
  if (seen.entry === null) throw problem(request, 'taken', `something of somebody else is called ${native} there`);
  if (seen.intact) return seen.digest === change.digest ? already(operation, native) : null;
  return change.evenIfChanged === true ? null : superseded(operation, byHand);
};

const write = async (
  tool: CollectionTool,
  work: Work,
  operation: BatchOperation,
  change: EntryWrite,
): Promise<Result> => {
  const { session, call } = work;
  const request = titled(`${change.verb} entry`);
  const ref = refOf(tool, work, change.space, request);
  if (ref === null) return superseded(operation, gone(tool));
  const data = composed(tool, work, change, request, null);
  const name = objectName(tool, change.entry);
  const put = async (expected: Expected, text: string): Promise<Result | 'changed'> => {
    const result = await writeObject(session, call, ref, { name, data: text, expected });
    if (result === 'done') return applied(operation, name);
    if (result === 'missing') return superseded(operation, gone(tool));
    if (result === 'refused') throw problem(request, 'taken', 'it is refused: another one there has the same UID');
    return result;
  };
  // A new one is one call: what is there already is told by the refusal.
  if (change.verb === 'create' && !operation.attemptedBefore) {
    const result = await put('nothing', data);
    if (result !== 'changed') return result;
  }
  const present = await readObject(session, call, ref, name);
  if (present === null && change.verb === 'update') return superseded(operation, 'the entry is not there any more');
  const stop =
    present === null ? null : obstacle(operation, seenObject(tool, name, present.data), change, name, request);
  if (stop !== null) return stop;
  const result =
    present === null
      ? await put('nothing', data)
      : await put({ etag: present.etag }, composed(tool, work, change, request, present.data));
  return result === 'changed' ? superseded(operation, meanwhile) : result;
};

const remove = async (
  tool: CollectionTool,
  work: Work,
  operation: BatchOperation,
  change: EntryRemove,
): Promise<Result> => {
  const { session, call } = work;
  const ref = refOf(tool, work, change.space, titled('remove entry'));
  if (ref === null) return superseded(operation, gone(tool));
  const present = await readObject(session, call, ref, change.native);
  if (present === null) return already(operation);
  const seen = seenObject(tool, change.native, present.data);
  if (seen.entry !== change.entry) return superseded(operation, 'what is there now is not this entry');
  if (!seen.intact && change.evenIfChanged !== true) return superseded(operation, byHand);
  const result = await removeObject(session, call, ref, present);
  if (result === 'changed') return superseded(operation, meanwhile);
  return result === 'done' ? applied(operation) : already(operation);
};

export const collectionEntries = (tool: CollectionTool): ToolEntries => ({
  type: tool.type,
  write: (work, operation, change) => write(tool, work, operation, change),
  remove: (work, operation, change) => remove(tool, work, operation, change),
});
