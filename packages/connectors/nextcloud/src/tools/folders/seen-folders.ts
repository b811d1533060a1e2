import type { Call, ConnectorError, Reading, Scope } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import { readFolders } from '../../client/folders.ts';
import { readOwnFolders } from '../../client/own-folders.ts';
import { readShares } from '../../client/shares.ts';
import type { Session } from '../../session.ts';
import { folderRefOf, isFolderTool, type FolderRef } from './folder-native.ts';
import { usesTeamFolders } from './team-folders.ts';

/** A folder with whom it is open to, as either way of making one tells it. */
export interface SeenFolder {
  readonly ref: FolderRef;
  readonly name: string;
  readonly grants: readonly { readonly group: NativeId; readonly permissions: number }[];
  /** Somebody has switched advanced permissions on in it. */
  readonly hasRules: boolean;
}
export interface SeenFolders {
  readonly folders: readonly SeenFolder[];
  readonly isTeam: boolean;
}

const teamFolders = async (session: Session, call: Call): Promise<SeenFolder[]> =>
  (await readFolders(session, call)).map(({ id, mountPoint, groups, acl }) => ({
    ref: { kind: 'team-folder', id },
    name: mountPoint,
    grants: Object.entries(groups).map(([group, permissions]) => ({ group, permissions })),
    hasRules: acl,
  }));

const sharedFolders = async (session: Session, call: Call): Promise<SeenFolder[]> => {
  const folders = await readOwnFolders(session, call);
  const shares = await readShares(session, call);
  return folders.map(({ fileId, name }) => ({
    ref: { kind: 'shared-folder', fileId },
    name,
    grants: shares.filter((share) => share.fileId === fileId),
    hasRules: false,
  }));
};

type Result = Promise<{ readonly value: SeenFolders } | { readonly error: ConnectorError }>;
/** What a pass has read already: every tool with folders needs the same list. */
const passes = new WeakMap<Reading, Result>();

/** Made while the app was not there: they go on being shared folders when it has come. */
const hasSharedFolders = ({ spaces }: Scope): boolean =>
  spaces.some(({ tool, native }) => isFolderTool(tool) && folderRefOf(tool, native)?.kind === 'shared-folder');

export const seenFolders = (session: Session, scope: Scope, call: Call, reading: Reading): Result => {
  const known = passes.get(reading);
  if (known !== undefined) return known;
  const read = reading.step(async () => {
    const isTeam = await usesTeamFolders(session, call);
    const team = isTeam ? await teamFolders(session, call) : [];
    const shared = !isTeam || hasSharedFolders(scope) ? await sharedFolders(session, call) : [];
    return { isTeam, folders: [...team, ...shared] };
  });
  passes.set(reading, read);
  return read;
};
