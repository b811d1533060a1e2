import type { NextcloudState, TeamFolder } from '../state.ts';

/** Bits of a team folder's permissions, and of a share's. */
export const READ = 1;
export const UPDATE = 2;
export const CREATE = 4;
export const DELETE = 8;
export const SHARE = 16;

/**
 * What a person may do in a team folder: everything that any of their groups may, `null` when none of their groups is
 * assigned. Being an administrator gives nothing (facts §3). Assigned ids without a group are nobody.
 */
export const folderRights = (state: NextcloudState, folder: TeamFolder, uid: string): number | null => {
  let rights: number | null = null;
  for (const [gid, permissions] of folder.groups) {
    if (state.groups.get(gid)?.members.has(uid) === true) rights = (rights ?? 0) | permissions;
  }
  return rights;
};

/** The team folders that a person sees, by name. */
export const foldersOf = (state: NextcloudState, uid: string): { folder: TeamFolder; rights: number }[] => {
  const seen: { folder: TeamFolder; rights: number }[] = [];
  for (const folder of state.folders.values()) {
    const rights = folderRights(state, folder, uid);
    if (rights !== null) seen.push({ folder, rights });
  }
  return seen.sort((a, b) => (a.folder.mountPoint < b.folder.mountPoint ? -1 : 1));
};
