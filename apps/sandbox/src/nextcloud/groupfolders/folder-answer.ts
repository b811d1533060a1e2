import { usedBytes } from '../files/file-store.ts';
import type { Platform } from '../platform.ts';
import type { TeamFolder } from '../state.ts';

/** A team folder as the app shows it. `only` leaves out the groups that the caller may not see. */
export const folderAnswer = (platform: Platform, folder: TeamFolder, only?: ReadonlySet<string>): object => {
  const shown = [...folder.groups].filter(([gid]) => only === undefined || only.has(gid));
  const nameOf = (gid: string): string => platform.state.groups.get(gid)?.displayName ?? gid;
  return {
    id: folder.id,
    mount_point: folder.mountPoint,
    quota: folder.quota,
    acl: folder.acl,
    size: usedBytes(platform.state, `folder:${folder.id}`),
    groups: Object.fromEntries(shown),
    group_details: Object.fromEntries(
      shown.map(([gid, permissions]) => [gid, { displayName: nameOf(gid), permissions, type: 'group' }]),
    ),
    manage: folder.manage.map(({ type, id }) => ({
      type,
      id,
      displayname: (type === 'group' ? nameOf(id) : platform.state.accounts.get(id.toLowerCase())?.displayName) ?? id,
    })),
  };
};
