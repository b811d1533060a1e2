import { Router } from 'express';
import { groupsOf } from '../accounts.ts';
import { ensureStorage } from '../files/file-store.ts';
import type { Platform } from '../platform.ts';
import type { TeamFolder } from '../state.ts';
import { folderAnswer } from './folder-answer.ts';
import { folderRights } from './folder-rights.ts';
import { administersFolders, FolderBreakdown, FolderRefusal, folderRoute, type FolderCall } from './folder-route.ts';

const BASE = '/index.php/apps/groupfolders/folders';

export const folderOf = (platform: Platform, { path }: FolderCall): TeamFolder => {
  const folder = platform.state.folders.get(Number(path('id')));
  if (folder === undefined) throw new FolderRefusal(404, 'Groupfolder not found');
  return folder;
};

/** A blank name makes a folder called `/`, as it does on the real server. */
const mountPointOf = (given: string | undefined): string => {
  if (given === undefined) throw new FolderBreakdown();
  const trimmed = given.trim().replace(/^\/+|\/+$/g, '');
  return trimmed === '' ? '/' : trimmed;
};

const checkFree = (platform: Platform, mountPoint: string, except?: TeamFolder): void => {
  for (const folder of platform.state.folders.values()) {
    if (folder !== except && folder.mountPoint === mountPoint)
      throw new FolderRefusal(400, 'Mount point already exists');
  }
};

export const folders = (platform: Platform): Router => {
  const router = Router();
  const { state } = platform;
  const visibleGroups = (call: FolderCall): ReadonlySet<string> | undefined =>
    administersFolders(call.caller) ? undefined : new Set(groupsOf(state, call.caller.account));
  const isVisible = (call: FolderCall, folder: TeamFolder): boolean =>
    administersFolders(call.caller) || folderRights(state, folder, call.caller.account.uid) !== null;
  const renamed = (field: 'mountpoint' | 'mountPoint') => (call: FolderCall) => {
    const folder = folderOf(platform, call);
    const mountPoint = mountPointOf(call.values.text(field));
    checkFree(platform, mountPoint, folder);
    folder.mountPoint = mountPoint;
    return { success: true, folder: folderAnswer(platform, folder) };
  };

  router.get(
    BASE,
    folderRoute(platform, 'account', (call) =>
      Object.fromEntries(
        [...state.folders.values()]
          .filter((folder) => isVisible(call, folder))
          .map((folder) => [String(folder.id), folderAnswer(platform, folder, visibleGroups(call))]),
      ),
    ),
  );
  router.post(
    BASE,
    folderRoute(platform, 'admin', ({ values }) => {
      const mountPoint = mountPointOf(values.text('mountpoint'));
      checkFree(platform, mountPoint);
      const id = state.nextIds.folder++;
      const folder: TeamFolder = {
        id,
        mountPoint,
        quota: -3,
        acl: false,
        groups: new Map(),
        manage: [],
        rules: new Map(),
      };
      state.folders.set(id, folder);
      ensureStorage(platform, `folder:${id}`);
      return folderAnswer(platform, folder);
    }),
  );
  router.get(
    `${BASE}/:id`,
    folderRoute(platform, 'account', (call) => {
      const folder = folderOf(platform, call);
      if (!isVisible(call, folder)) throw new FolderRefusal(404, 'Groupfolder not found');
      return folderAnswer(platform, folder, visibleGroups(call));
    }),
  );
  router.put(`${BASE}/:id`, folderRoute(platform, 'admin', renamed('mountPoint')));
  router.post(`${BASE}/:id/mountpoint`, folderRoute(platform, 'admin', renamed('mountpoint')));
  router.delete(
    `${BASE}/:id`,
    folderRoute(platform, 'admin', (call) => {
      const folder = folderOf(platform, call);
      // The contents go with it, without a trash.
      state.folders.delete(folder.id);
      state.files.delete(`folder:${folder.id}`);
      for (const share of [...state.shares.values()]) {
        if (share.storage === `folder:${folder.id}`) state.shares.delete(share.id);
      }
      return { success: true };
    }),
  );
  return router;
};
