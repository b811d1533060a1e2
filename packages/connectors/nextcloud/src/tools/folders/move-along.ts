import type { Work } from '../../apply/working.ts';
import { readFolders, renameFolder } from '../../client/folders.ts';
import { moveOwnFolder, readOwnFolders } from '../../client/own-folders.ts';
import type { FolderRef } from './folder-native.ts';
import { movedAlong } from './place.ts';

/**
 * What hangs in a folder goes where the folder goes, as in every tree of folders. What an interruption leaves behind shows its whole name as a label that is not
 * its own, and the next plan sets it right.
 */
export const moveAlong = async (work: Work, kind: FolderRef['kind'], from: string, to: string): Promise<void> => {
  const { session, call } = work;
  if (kind === 'team-folder') {
    for (const { id, mountPoint } of await readFolders(session, call)) {
      const moved = movedAlong(kind, mountPoint, from, to);
      if (moved !== null) await renameFolder(session, call, id, moved);
    }
    return;
  }
  for (const { name } of await readOwnFolders(session, call)) {
    const moved = movedAlong(kind, name, from, to);
    if (moved !== null) await moveOwnFolder(session, call, name, moved);
  }
};
