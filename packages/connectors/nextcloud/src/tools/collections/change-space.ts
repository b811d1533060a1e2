import { already, applied, superseded, type BatchOperation, type Result } from '@passerelle/connector-kit';
import type { SpaceAdopt, SpaceUpdate } from '@passerelle/model';
import type { Work } from '../../apply/working.ts';
import { readCollection, relabelCollection } from '../../client/dav-collections.ts';
import { titled } from '../../client/request.ts';
import { nativeOf, openAddress } from './collection-native.ts';
import type { CollectionTool } from './collection-tool.ts';
import { gone } from './write-shares.ts';

/** Its label; the address stays, and so does what members called it for themselves. */
export const relabel = async (
  tool: CollectionTool,
  work: Work,
  operation: BatchOperation,
  { space, label }: SpaceUpdate,
): Promise<Result> => {
  const { session, call } = work;
  const native = work.spaces.get(space);
  const ref = native === undefined ? null : openAddress(session, tool.kind, native, titled('rename space'));
  const seen = ref === null ? null : await readCollection(session, call, tool.kind, ref.owner, ref.uri);
  if (ref === null || seen === null) return superseded(operation, gone(tool));
  if (seen.label === label) return already(operation);
  const { owner, uri } = ref;
  const result = await relabelCollection(session, call, tool.kind, { owner, uri, label });
  return result === 'done' ? applied(operation) : superseded(operation, gone(tool));
};

/** One that an account of the settings owns already. */
export const adopt = async (
  tool: CollectionTool,
  work: Work,
  operation: BatchOperation,
  change: SpaceAdopt,
): Promise<Result> => {
  const { session, call } = work;
  const ref = openAddress(session, tool.kind, change.native, titled('adopt space'));
  const seen = ref === null ? null : await readCollection(session, call, tool.kind, ref.owner, ref.uri);
  if (seen === null) return superseded(operation, gone(tool));
  const native = nativeOf(tool.kind, seen);
  work.spaces.set(change.space, native);
  return applied(operation, native);
};
