import type { Call, ObservedEvent, Scope } from '@passerelle/connector-kit';
import { labelOfName } from '@passerelle/connector-kit';
import type { NativeId, ObservedGrant, ObservedSpace } from '@passerelle/model';
import { appMissing, readFolders } from '../../client/folders.ts';
import { readOwnFolders } from '../../client/own-folders.ts';
import { readShares } from '../../client/shares.ts';
import { detailOf, levelOf } from './levels.ts';
import { spaceRule } from '../../naming-rules.ts';
import type { Session } from '../../session.ts';
import { nativeOf, spaceRefOf } from './space-native.ts';
import { usesTeamFolders } from './team-folders.ts';
import type { Reading } from '@passerelle/connector-kit';

/** A space with whom it is open to, as either way of making one tells it. */
interface SeenSpace {
  readonly native: NativeId;
  readonly name: string;
  readonly grants: readonly { readonly group: NativeId; readonly permissions: number }[];
}

const teamFolders = async (session: Session, call: Call): Promise<SeenSpace[]> =>
  (await readFolders(session, call)).map(({ id, mountPoint, groups }) => ({
    native: nativeOf({ kind: 'team-folder', id }),
    name: mountPoint,
    grants: Object.entries(groups).map(([group, permissions]) => ({ group, permissions })),
  }));

const sharedFolders = async (session: Session, call: Call): Promise<SeenSpace[]> => {
  const folders = await readOwnFolders(session, call);
  const shares = await readShares(session, call);
  return folders.map(({ fileId, name }) => ({
    native: nativeOf({ kind: 'shared-folder', fileId }),
    name,
    grants: shares.filter((share) => share.fileId === fileId),
  }));
};

/** Team folders that are ours but not to be seen: the app is off, as after an upgrade. That is unknown, never gone. */
const refuseIfAppVanished = (owned: readonly NativeId[]): void => {
  if (owned.some((native) => spaceRefOf(native)?.kind === 'team-folder'))
    throw appMissing('nextcloud: list team folders');
};

const readSpaces = async (session: Session, call: Call, owned: readonly NativeId[]): Promise<SeenSpace[]> => {
  if (await usesTeamFolders(session, call)) return teamFolders(session, call);
  refuseIfAppVanished(owned);
  return sharedFolders(session, call);
};

const spaceView = ({ native, name }: SeenSpace): ObservedSpace => ({
  kind: 'space',
  native,
  tool: 'files',
  // A folder has a name and no label: one that only got a suffix because the name was taken keeps the label that it was made for.
  label: labelOfName(name, spaceRule),
  mark: null,
});
const grantViews = (space: SeenSpace | undefined): ObservedGrant[] =>
  (space?.grants ?? []).map(({ group, permissions }) => ({
    kind: 'grant',
    space: space?.native ?? '',
    group,
    level: levelOf(permissions),
    detail: detailOf(permissions),
  }));

/** All spaces in one call (two without team folders), with the grants of ours; foreign grants on ours included. */
export async function* observeSpaces(
  session: Session,
  scope: Scope,
  call: Call,
  reading: Reading,
): AsyncGenerator<ObservedEvent> {
  const owned = [...new Set(scope.spaces.filter(({ tool }) => tool === 'files').map(({ native }) => native))];
  const names = scope.extent === 'full' ? [] : scope.names.spaces.filter(({ tool }) => tool === 'files');
  if (scope.extent === 'targeted' && owned.length === 0 && names.length === 0) {
    yield* reading.container({ of: 'spaces', tool: 'files' }, () => []);
    return;
  }
  const result = await reading.step(() => readSpaces(session, call, owned));
  const seen = (): SeenSpace[] => {
    if ('error' in result) throw result.error;
    return result.value;
  };
  const wanted = ({ native, name }: SeenSpace): boolean =>
    scope.extent === 'full' || owned.includes(native) || names.some((asked) => asked.name === name);
  yield* reading.container({ of: 'spaces', tool: 'files' }, function* () {
    for (const space of seen().filter(wanted)) yield spaceView(space);
  });
  for (const space of owned) {
    yield* reading.container({ of: 'grants', space }, function* () {
      yield* grantViews(seen().find(({ native }) => native === space));
    });
  }
}
