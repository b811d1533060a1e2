import { Router } from 'express';
import { findAccount } from '../accounts.ts';
import type { Platform } from '../platform.ts';
import type { AclManager, TeamFolder } from '../state.ts';
import type { CallValues } from '../transport/call-values.ts';
import { folderAnswer } from './folder-answer.ts';
import { FolderRefusal, folderRoute, type FolderCall } from './folder-route.ts';
import { folderOf } from './folders.ts';

const BASE = '/index.php/apps/groupfolders/folders/:id';
const ALL = 31;

/** A mapping to somebody who doesn't exist is ignored in silence. */
const managerOf = (platform: Platform, values: CallValues): AclManager | null => {
  const [type, id] = [values.text('mappingType'), values.text('mappingId') ?? ''];
  if (type === 'group') return platform.state.groups.has(id) ? { type, id } : null;
  const account = type === 'user' ? findAccount(platform.state, id) : undefined;
  return account === undefined ? null : { type: 'user', id: account.uid };
};

/** Groups, permissions, quota and advanced permissions of a team folder. */
export const folderSettings = (platform: Platform): Router => {
  const router = Router();
  const changing = (change: (folder: TeamFolder, call: FolderCall) => void) =>
    folderRoute(platform, 'admin', (call) => {
      const folder = folderOf(platform, call);
      change(folder, call);
      return { success: true, folder: folderAnswer(platform, folder) };
    });

  router.post(
    `${BASE}/groups`,
    changing((folder, { values }) => {
      const gid = values.text('group') ?? '';
      if (folder.groups.has(gid)) throw new FolderRefusal(400, 'Group already assigned');
      // Nobody asks whether there is such a group (facts §3).
      folder.groups.set(gid, ALL);
    }),
  );
  router.delete(
    `${BASE}/groups/:group`,
    changing((folder, { path }) => void folder.groups.delete(path('group'))),
  );
  router.post(
    `${BASE}/groups/:group`,
    changing((folder, { path, values }) => {
      // Neither the number nor the assignment is checked: 99 is stored, an unassigned group is left alone.
      if (folder.groups.has(path('group'))) folder.groups.set(path('group'), values.integer('permissions') ?? 0);
    }),
  );
  router.post(
    `${BASE}/quota`,
    changing((folder, { values }) => {
      folder.quota = values.integer('quota') ?? 0;
    }),
  );
  router.post(
    `${BASE}/acl`,
    changing((folder, { values }) => {
      folder.acl = values.flag('acl');
    }),
  );
  router.post(
    `${BASE}/manageACL`,
    changing((folder, { values }) => {
      const manager = managerOf(platform, values);
      if (manager === null) return;
      folder.manage = folder.manage.filter(({ type, id }) => type !== manager.type || id !== manager.id);
      if (values.flag('manageAcl')) folder.manage.push(manager);
    }),
  );
  return router;
};
