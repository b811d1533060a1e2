import { createHash } from 'node:crypto';
import { characterCount } from './character-count.ts';
import type { Group, NextcloudState } from './state.ts';

/** Longest group id that is kept as it is given; a longer one is stored as its SHA-256 (facts §2). */
const LONGEST_GID = 64;

export const storedGid = (name: string): string =>
  characterCount(name) > LONGEST_GID ? createHash('sha256').update(name).digest('hex') : name;

export const addGroup = (state: NextcloudState, name: string, displayName = name): Group => {
  const group: Group = { gid: storedGid(name), displayName, members: new Set(), subAdmins: new Set() };
  state.groups.set(group.gid, group);
  return group;
};

/** Removes the group, its shares, and its place in every team folder. Calendar shares stay behind on the real server. */
export const removeGroup = (state: NextcloudState, gid: string): void => {
  state.groups.delete(gid);
  for (const folder of state.folders.values()) {
    folder.groups.delete(gid);
    folder.manage = folder.manage.filter(({ type, id }) => type !== 'group' || id !== gid);
  }
  for (const share of [...state.shares.values()]) {
    if (share.type === 1 && share.shareWith === gid) state.shares.delete(share.id);
  }
};
