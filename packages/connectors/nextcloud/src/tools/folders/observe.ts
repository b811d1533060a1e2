import { labelOfName, type Call, type ObservedEvent, type Reading, type Scope } from '@passerelle/connector-kit';
import type { NativeId, ObservedGrant, ObservedSpace } from '@passerelle/model';
import { appMissing } from '../../client/folders.ts';
import { titled } from '../../client/request.ts';
import { spaceRule } from '../../naming-rules.ts';
import type { Session } from '../../session.ts';
import { folderRefOf, isFolderTool, nativeOf, type FolderRef } from './folder-native.ts';
import type { FolderTool } from './folder-tool.ts';
import { detailOf } from './levels.ts';
import { likelyTool } from './likely-tool.ts';
import { nameInPlace } from './place.ts';
import { seenFolders, type SeenFolder } from './seen-folders.ts';
import { serviceGroupOf } from './service-group.ts';

const isSameRef = (a: FolderRef, b: FolderRef): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Team folders that are ours but not to be seen: the app is off, as after an upgrade. That is unknown, never gone. */
const refuseIfAppVanished = (owned: readonly FolderRef[], isTeam: boolean): void => {
  if (!isTeam && owned.some(({ kind }) => kind === 'team-folder')) throw appMissing(titled('list team folders'));
};

const spaceView = (tool: FolderTool, folder: SeenFolder, name: string): ObservedSpace => ({
  kind: 'space',
  native: nativeOf(tool.tool, folder.ref),
  tool: tool.tool,
  // A folder has a name and no label: one that only got a suffix because the name was taken keeps the label that it was made for.
  label: labelOfName(name, spaceRule),
  mark: null,
});

const grantViews = (tool: FolderTool, folder: SeenFolder, serviceGroup: NativeId): ObservedGrant[] =>
  folder.grants
    .filter(({ group }) => group !== serviceGroup)
    .map(({ group, permissions }) => ({
      kind: 'grant',
      space: nativeOf(tool.tool, folder.ref),
      group,
      level: tool.levels.levelOf(permissions),
      detail: detailOf(permissions) + (folder.hasRules ? ', with advanced permissions inside' : ''),
    }));

/** All folders in one call for all tools (two without team folders), with the grants of ours; foreign grants on ours included. */
export async function* observeFolders(
  tool: FolderTool,
  session: Session,
  scope: Scope,
  call: Call,
  reading: Reading,
): AsyncGenerator<ObservedEvent> {
  const refsOf = (isOurs: boolean): FolderRef[] =>
    scope.spaces.flatMap((space) => {
      if (!isFolderTool(space.tool) || (space.tool === tool.tool) !== isOurs) return [];
      return folderRefOf(space.tool, space.native) ?? [];
    });
  const natives = [...new Set(scope.spaces.filter((space) => space.tool === tool.tool).map(({ native }) => native))];
  const names = scope.extent === 'full' ? [] : scope.names.spaces.filter((asked) => asked.tool === tool.tool);
  if (scope.extent === 'targeted' && natives.length === 0 && names.length === 0) {
    yield* reading.container({ of: 'spaces', tool: tool.tool }, () => []);
    return;
  }
  const owned = refsOf(true);
  const others = refsOf(false);
  const result = await seenFolders(session, scope, call, reading);
  const folders = (): readonly SeenFolder[] => {
    if ('error' in result) throw result.error;
    refuseIfAppVanished(owned, result.value.isTeam);
    return result.value.folders;
  };
  const isOwned = ({ ref }: SeenFolder): boolean => owned.some((known) => isSameRef(known, ref));
  yield* reading.container({ of: 'spaces', tool: tool.tool }, function* () {
    const all = new Set(folders().map(({ name }) => name));
    for (const folder of folders()) {
      // Another tool's folder is none of this one's, and a stranger's may become any tool's.
      if (others.some((known) => isSameRef(known, folder.ref))) continue;
      const name = isOwned(folder) ? nameInPlace(folder.ref.kind, folder.name, all) : folder.name;
      const isAsked = scope.extent === 'full' || names.some((asked) => asked.name === name);
      if (isOwned(folder) || (isAsked && likelyTool(name) === tool.tool)) yield spaceView(tool, folder, name);
    }
  });
  for (const native of natives) {
    const ref = folderRefOf(tool.tool, native);
    yield* reading.container({ of: 'grants', space: native }, function* () {
      const folder = folders().find((seen) => ref !== null && isSameRef(seen.ref, ref));
      if (folder !== undefined) yield* grantViews(tool, folder, serviceGroupOf(session.config));
    });
  }
}
