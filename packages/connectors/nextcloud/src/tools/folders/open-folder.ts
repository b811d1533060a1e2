import { ConnectorError } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import {
  assignGroup,
  readFolder,
  renameFolder,
  setPermissions,
  unassignGroup,
  type TeamFolder,
} from '../../client/folders.ts';
import { moveOwnFolder, readOwnFolders } from '../../client/own-folders.ts';
import { titled } from '../../client/request.ts';
import { createShare, editShare, readShares, removeShare } from '../../client/shares.ts';
import { folderRefOf, nativeOf, type FolderRef } from './folder-native.ts';
import type { FolderTool } from './folder-tool.ts';
import type { Work } from '../../apply/working.ts';

/** The folder that a space is, team folder or shared folder alike. */
export interface OpenFolder {
  readonly native: NativeId;
  readonly ref: FolderRef;
  /** Mount point, with the parent's in front where it is nested; or the name among the service account's own folders. */
  readonly name: string;
  /** Permissions by group, as read last. */
  readonly permissions: ReadonlyMap<NativeId, number>;
  /** Bytes; -3 is unlimited. Null where the folder has none of its own. */
  readonly quota: number | null;
  /** 0 takes the group out. */
  set(group: NativeId, permissions: number): Promise<void>;
  rename(name: string): Promise<'done' | 'taken'>;
  reread(): Promise<OpenFolder | null>;
}

export const openedTeamFolder = (tool: FolderTool, work: Work, folder: TeamFolder): OpenFolder => {
  const { session, call } = work;
  const { id } = folder;
  return {
    native: nativeOf(tool.tool, { kind: 'team-folder', id }),
    ref: { kind: 'team-folder', id },
    name: folder.mountPoint,
    permissions: new Map(Object.entries(folder.groups)),
    quota: folder.quota,
    async set(group, permissions) {
      if (permissions === 0) {
        await unassignGroup(session, call, id, group);
        return;
      }
      // Refused when it is assigned already, which is what is wanted. A new assignment holds 31 until the next call: nothing there can do both at once.
      if (folder.groups[group] === undefined) await assignGroup(session, call, id, group);
      await setPermissions(session, call, id, group, permissions);
    },
    async rename(name) {
      return (await renameFolder(session, call, id, name)) === 'done' ? 'done' : 'taken';
    },
    reread: () => openTeamFolder(tool, work, id),
  };
};

export const openTeamFolder = async (tool: FolderTool, work: Work, id: number): Promise<OpenFolder | null> => {
  const folder = await readFolder(work.session, work.call, id);
  return folder === null ? null : openedTeamFolder(tool, work, folder);
};

/** A folder of the service account; groups reach it through shares. */
export const openSharedFolder = async (tool: FolderTool, work: Work, fileId: number): Promise<OpenFolder | null> => {
  const { session, call } = work;
  const folder = (await readOwnFolders(session, call)).find((own) => own.fileId === fileId);
  if (folder === undefined) return null;
  const path = `/${folder.name}`;
  const shares = await readShares(session, call, path);
  const shareOf = (group: NativeId) => shares.find((share) => share.group === group);
  return {
    native: nativeOf(tool.tool, { kind: 'shared-folder', fileId }),
    ref: { kind: 'shared-folder', fileId },
    name: folder.name,
    permissions: new Map(shares.map(({ group, permissions }) => [group, permissions])),
    quota: null,
    async set(group, permissions) {
      const share = shareOf(group);
      if (permissions === 0) {
        if (share !== undefined) await removeShare(session, call, share.id);
      } else if (share === undefined) {
        const made = await createShare(session, call, { path, group, permissions });
        if (made === null) throw unshareable(group);
        if (made.permissions !== permissions) await editShare(session, call, made.id, permissions);
      } else await editShare(session, call, share.id, permissions);
    },
    rename: (name) => moveOwnFolder(session, call, folder.name, name),
    reread: () => openSharedFolder(tool, work, fileId),
  };
};

const unshareable = (group: NativeId): ConnectorError =>
  new ConnectorError({
    code: 'not-found',
    retry: 'never',
    scope: 'operation',
    request: titled('share folder'),
    detail: `the group ${group} or the folder is not there`,
  });

/** Null when there is no such space. */
export const openFolder = (tool: FolderTool, work: Work, native: NativeId): Promise<OpenFolder | null> => {
  const ref = folderRefOf(tool.tool, native);
  if (ref === null) return Promise.resolve(null);
  return ref.kind === 'team-folder' ? openTeamFolder(tool, work, ref.id) : openSharedFolder(tool, work, ref.fileId);
};
