import type { Call, ObservedEvent, Reading, Scope } from '@passerelle/connector-kit';
import type { NativeId, ObservedGrant } from '@passerelle/model';
import type { Collection } from '../../client/dav-collections.ts';
import { titled } from '../../client/request.ts';
import { foldUid } from '../../protection.ts';
import type { Session } from '../../session.ts';
import { addressOf, nativeOf, openAddress } from './collection-native.ts';
import type { CollectionTool } from './collection-tool.ts';
import { readEntries } from './read-entries.ts';
import { readHome } from './room.ts';
import { accessIn } from './share-changes.ts';

function* grantViews({ levels }: CollectionTool, space: NativeId, { shares }: Collection): Generator<ObservedGrant> {
  for (const group of new Set(shares.map((share) => share.group))) {
    const access = accessIn(shares, group);
    if (access !== null) yield { kind: 'grant', space, group, level: levels.levelOf(access), detail: access };
  }
}

/**
 * All calendars (or address books) of every owner, one call each, with the grants and the entries of ours; foreign grants on ours included. Of a targeted
 * reading only the owners that it concerns.
 */
export async function* observeCollections(
  tool: CollectionTool,
  session: Session,
  scope: Scope,
  call: Call,
  reading: Reading,
): AsyncGenerator<ObservedEvent> {
  const { kind } = tool;
  const owned = [...new Set(scope.spaces.filter((space) => space.tool === tool.tool).map(({ native }) => native))];
  const names = scope.extent === 'full' ? [] : scope.names.spaces.filter((asked) => asked.tool === tool.tool);
  const isAll = scope.extent === 'full' || names.length > 0;
  const ownerOf = (native: NativeId): string => foldUid(addressOf(kind, native)?.owner ?? '');
  const concerned = session.owners.filter(
    ({ user }) => isAll || owned.some((native) => ownerOf(native) === foldUid(user)),
  );
  const homes = new Map<string, Awaited<ReturnType<typeof reading.step<readonly Collection[]>>>>();
  for (const owner of concerned) {
    const read = async (): Promise<readonly Collection[]> => (await readHome(session, call, kind, owner)).collections;
    homes.set(foldUid(owner.user), await reading.step(read));
  }
  /** @throws ConnectorError why it is not known what this account has */
  const collectionsOf = (owner: string): readonly Collection[] => {
    const result = homes.get(owner);
    if (result === undefined) return [];
    if ('error' in result) throw result.error;
    return result.value.filter(({ isInBin }) => !isInBin);
  };
  const isWanted = ({ label, uri }: Collection, native: NativeId): boolean =>
    scope.extent === 'full' || owned.includes(native) || names.some(({ name }) => name === label || name === uri);
  yield* reading.container({ of: 'spaces', tool: tool.tool }, function* () {
    for (const native of owned) openAddress(session, kind, native, titled('list spaces'));
    for (const owner of homes.keys()) {
      for (const collection of collectionsOf(owner)) {
        const native = nativeOf(kind, collection);
        if (!isWanted(collection, native)) continue;
        yield { kind: 'space', native, tool: tool.tool, label: collection.label, mark: null };
      }
    }
  });
  for (const native of owned) {
    /** Null: it is gone. @throws ConnectorError when that is not known */
    const open = (): Collection | null => {
      openAddress(session, kind, native, titled('list grants'));
      return collectionsOf(ownerOf(native)).find((collection) => nativeOf(kind, collection) === native) ?? null;
    };
    yield* reading.container({ of: 'grants', space: native }, function* () {
      const collection = open();
      if (collection !== null) yield* grantViews(tool, native, collection);
    });
    yield* reading.container({ of: 'entries', space: native }, async function* () {
      const collection = open();
      const ref = openAddress(session, kind, native, titled('list entries'));
      if (collection === null || ref === null) return;
      yield* await readEntries(tool, session, call, { native, ref, syncToken: collection.syncToken });
    });
  }
}
