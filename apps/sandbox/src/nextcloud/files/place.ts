import { groupsOf } from '../accounts.ts';
import { aclRights } from '../groupfolders/acl-rules.ts';
import { foldersOf, READ } from '../groupfolders/folder-rights.ts';
import type { Platform } from '../platform.ts';
import type { Account, FileNode, Share } from '../state.ts';
import { nodeAt } from './file-store.ts';

/** Where a path of a person's files really lies, and what the person may do there. */
export interface Place {
  readonly storage: string;
  /** Path inside the storage. */
  readonly path: string;
  readonly rights: number;
  /** The mount that it lies in; its own root when `atMountRoot`. */
  readonly mount: 'home' | 'group' | 'shared';
  readonly atMountRoot: boolean;
  /** Advanced permissions take reading away: for this person there is nothing here. */
  readonly hidden: boolean;
  readonly share?: Share;
}

interface Mount extends Omit<Place, 'atMountRoot' | 'hidden'> {
  /** Path in the person's files at which it hangs. */
  readonly at: string;
}

const withoutSlashes = (path: string): string => path.replace(/^\/+|\/+$/g, '');

/** Shares that the person has received and not left. */
export const sharesFor = (platform: Platform, account: Account): Share[] => {
  const groups = new Set(groupsOf(platform.state, account));
  return [...platform.state.shares.values()].filter(
    (share) =>
      share.owner !== account.uid &&
      !share.leftBy.has(account.uid) &&
      (share.type === 1 ? groups.has(share.shareWith) : share.shareWith === account.uid),
  );
};

/** Everything that hangs in a person's files besides the home itself: team folders first, then received shares. */
export const mountsOf = (platform: Platform, account: Account): Mount[] => {
  const folders: Mount[] = platform.apps.has('groupfolders')
    ? foldersOf(platform.state, account.uid).map(({ folder, rights }) => ({
        at: withoutSlashes(folder.mountPoint),
        storage: `folder:${folder.id}`,
        path: '',
        rights,
        mount: 'group',
      }))
    : [];
  const shares = new Map<string, Mount>();
  for (const share of platform.apps.has('files_sharing') ? sharesFor(platform, account) : []) {
    const at = withoutSlashes(share.target);
    const before = shares.get(at);
    // The same folder through several groups: the rights add up.
    const rights = share.permissions | (before?.storage === share.storage ? before.rights : 0);
    shares.set(at, { at, storage: share.storage, path: share.path, rights, mount: 'shared', share });
  }
  return [...folders, ...shares.values()].filter(({ at }) => at !== '');
};

const ALL = 31;

/** The place of a path (without slashes at its ends) in a person's files. The thing itself need not exist. */
export const placeOf = (platform: Platform, account: Account, path: string): Place => {
  const mounts = mountsOf(platform, account)
    .filter(({ at }) => path === at || path.startsWith(`${at}/`))
    .sort((a, b) => b.at.length - a.at.length);
  const mount = mounts[0];
  if (mount === undefined) {
    return {
      storage: `home:${account.uid}`,
      path,
      rights: ALL,
      mount: 'home',
      atMountRoot: path === '',
      hidden: false,
    };
  }
  const below = withoutSlashes(path.slice(mount.at.length));
  const inside = [mount.path, below].filter((part) => part !== '').join('/');
  const folder = mount.mount === 'group' ? platform.state.folders.get(Number(mount.storage.slice(7))) : undefined;
  const left = folder === undefined ? ALL : aclRights(platform.state, folder, account.uid, inside);
  return {
    ...mount,
    path: inside,
    rights: mount.rights & left,
    atMountRoot: below === '',
    hidden: (left & READ) === 0,
  };
};

/** What lies at a place, as far as the person can see it. */
export const seenNode = (platform: Platform, place: Place): FileNode | undefined =>
  place.hidden ? undefined : nodeAt(platform.state, place.storage, place.path);

/** Names of folders that exist only because a team folder is mounted below them (`a` of `a/b`). */
export const isMountParent = (platform: Platform, account: Account, path: string): boolean =>
  mountsOf(platform, account).some(({ at }) => at.startsWith(`${path}/`));

/** Letters of `oc:permissions`: S shared, M mounted, G read, R reshare, D delete, NV update, W file write, CK create. */
export const permissionLetters = (platform: Platform, place: Place): string => {
  const kind = nodeAt(platform.state, place.storage, place.path)?.kind ?? 'folder';
  const has = (bit: number): boolean => (place.rights & bit) !== 0;
  const mine = place.mount === 'home';
  return [
    place.mount === 'shared' ? 'S' : '',
    has(16) ? 'R' : '',
    !mine && place.atMountRoot ? 'M' : '',
    has(1) ? 'G' : '',
    has(8) ? 'D' : '',
    has(2) ? 'NV' : '',
    has(2) && kind === 'file' ? 'W' : '',
    has(4) && kind === 'folder' ? 'CK' : '',
  ].join('');
};
