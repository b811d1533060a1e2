import {
  ConnectorError,
  already,
  applied,
  superseded,
  type BatchOperation,
  type Result,
} from '@passerelle/connector-kit';
import type { GrantChange } from '@passerelle/model';
import type { Work } from '../../apply/working.ts';
import { changeShares, readCollection, type Collection } from '../../client/dav-collections.ts';
import type { CollectionRef } from '../../client/dav-objects.ts';
import { titled } from '../../client/request.ts';
import { openAddress } from './collection-native.ts';
import type { CollectionTool } from './collection-tool.ts';
import { accessIn, isInDirection, shareChanges, wantedShares, type WantedShare } from './share-changes.ts';

export const gone = (tool: CollectionTool): string =>
  `the ${tool.tool === 'calendar' ? 'calendar' : 'address book'} is not there any more`;

const notSeen = (request: string, { group }: WantedShare): ConnectorError =>
  new ConnectorError({
    code: 'unexpected-answer',
    retry: 'backoff',
    scope: 'operation',
    request,
    detail: `${group} has not what it was to have: is the group there?`,
  });

/**
 * Writes what differs in one call and believes only what is read back: an unknown group is passed over in silence there (facts §5). Foreign shares stay.
 * @returns whether anything had to be sent; null: it is gone
 */
export const writeShares = async (
  { session, call }: Work,
  ref: CollectionRef,
  seen: Pick<Collection, 'shares'>,
  wanted: readonly WantedShare[],
): Promise<boolean | null> => {
  const { kind, owner, uri } = ref;
  const shares = shareChanges(seen.shares, wanted);
  if (shares.length === 0) return false;
  if ((await changeShares(session, call, kind, { owner, uri, shares })) === 'missing') return null;
  const after = await readCollection(session, call, kind, owner, uri);
  if (after === null) return null;
  const wrong = wanted.find(({ group, access }) => accessIn(after.shares, group) !== access);
  if (wrong !== undefined) throw notSeen(titled('change grants'), wrong);
  return true;
};

export const applyShares = async (
  tool: CollectionTool,
  work: Work,
  operation: BatchOperation,
  change: GrantChange,
): Promise<Result> => {
  const request = titled('change grants');
  const native = work.spaces.get(change.space);
  const ref = native === undefined ? null : openAddress(work.session, tool.kind, native, request);
  const seen = ref === null ? null : await readCollection(work.session, work.call, tool.kind, ref.owner, ref.uri);
  if (ref === null || seen === null) return superseded(operation, gone(tool));
  const wanted = wantedShares(tool, work, change.grants, request);
  if (wanted === null) return superseded(operation, 'a group is not there any more');
  // Somebody else has changed it meanwhile: a lowering must not give, a raise must not take away.
  const fitting = wanted.filter(({ group, access }) =>
    isInDirection(change.direction, accessIn(seen.shares, group), access),
  );
  const changed = await writeShares(work, ref, seen, fitting);
  if (changed === null) return superseded(operation, gone(tool));
  if (fitting.length < wanted.length) return superseded(operation, 'the shares have changed since they were planned');
  return changed ? applied(operation) : already(operation);
};
