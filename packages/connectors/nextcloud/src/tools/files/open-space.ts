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
import { spaceRefOf, type SpaceRef } from './space-native.ts';
import type { Work } from '../../apply/working.ts';

/** One existing space, team folder or shared folder alike. */
export interface OpenSpace {
  readonly native: NativeId;
  readonly name: string;
  /** Permissions by group, as read last. */
  readonly permissions: ReadonlyMap<NativeId, number>;
  /** 0 takes the group out. */
  set(group: NativeId, permissions: number): Promise<void>;
  rename(name: string): Promise<'done' | 'taken'>;
  reread(): Promise<OpenSpace | null>;
}

export const teamFolderSpace = (work: Work, folder: TeamFolder): OpenSpace => {
  const { session, call } = work;
  const { id } = folder;
  return {
    native: String(id),
    name: folder.mountPoint,
    permissions: new Map(Object.entries(folder.groups)),
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
    reread: () => openTeamFolder(work, id),
  };
};

export const openTeamFolder = async (work: Work, id: number): Promise<OpenSpace | null> => {
  const folder = await readFolder(work.session, work.call, id);
  return folder === null ? null : teamFolderSpace(work, folder);
};

/** A folder of the service account; groups reach it through shares. */
export const openSharedFolder = async (work: Work, fileId: number): Promise<OpenSpace | null> => {
  const { session, call } = work;
  const folder = (await readOwnFolders(session, call)).find((own) => own.fileId === fileId);
  if (folder === undefined) return null;
  const path = `/${folder.name}`;
  const shares = await readShares(session, call, path);
  const shareOf = (group: NativeId) => shares.find((share) => share.group === group);
  return {
    native: `file:${fileId}`,
    name: folder.name,
    permissions: new Map(shares.map(({ group, permissions }) => [group, permissions])),
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
    reread: () => openSharedFolder(work, fileId),
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

const open = (work: Work, ref: SpaceRef): Promise<OpenSpace | null> =>
  ref.kind === 'team-folder' ? openTeamFolder(work, ref.id) : openSharedFolder(work, ref.fileId);

/** Null when there is no such space. */
export const openSpace = (work: Work, native: NativeId): Promise<OpenSpace | null> => {
  const ref = spaceRefOf(native);
  return ref === null ? Promise.resolve(null) : open(work, ref);
};
