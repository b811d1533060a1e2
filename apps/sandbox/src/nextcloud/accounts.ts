import { removeCollectionsOf } from './dav/collection-state.ts';
import type { Account, Backend, NextcloudState } from './state.ts';

export const ADMIN_GROUP = 'admin';

/** The account with this id, compared without regard to case as both of Nextcloud's user backends do. */
export const findAccount = (state: NextcloudState, uid: string): Account | undefined =>
  state.accounts.get(uid.toLowerCase());

export const addAccount = (
  state: NextcloudState,
  given: Pick<Account, 'uid' | 'passwordHash'> & { readonly backend: Backend; readonly language: string },
): Account => {
  const account: Account = {
    ...given,
    enabled: true,
    displayName: given.uid,
    email: null,
    additionalMail: [],
    notifyEmail: null,
    quota: 'default',
    locale: '',
    timezone: '',
    manager: '',
    profile: {},
    appPasswordHashes: [],
    firstLogin: 0,
    lastLogin: 0,
  };
  state.accounts.set(given.uid.toLowerCase(), account);
  return account;
};

/** Removes the account with its memberships, files and the shares that it gave or got: real deletion takes them all. */
export const removeAccount = (state: NextcloudState, account: Account): void => {
  state.accounts.delete(account.uid.toLowerCase());
  for (const group of state.groups.values()) {
    group.members.delete(account.uid);
    group.subAdmins.delete(account.uid);
  }
  for (const folder of state.folders.values()) {
    folder.manage = folder.manage.filter(({ type, id }) => type !== 'user' || id !== account.uid);
  }
  state.files.delete(`home:${account.uid}`);
  state.polls.polls = state.polls.polls.filter(({ owner }) => owner !== account.uid);
  state.forms.forms = state.forms.forms.filter(({ owner }) => owner !== account.uid);
  removeCollectionsOf(state.collections, account.uid);
  for (const share of [...state.shares.values()]) {
    if (share.owner === account.uid || (share.type === 0 && share.shareWith === account.uid)) {
      state.shares.delete(share.id);
    }
    share.leftBy.delete(account.uid);
  }
};

/** Ids of the groups that the account is in. */
export const groupsOf = (state: NextcloudState, account: Account): string[] => {
  const ids: string[] = [];
  for (const group of state.groups.values()) if (group.members.has(account.uid)) ids.push(group.gid);
  return ids.sort();
};

export const subAdminGroupsOf = (state: NextcloudState, account: Account): string[] => {
  const ids: string[] = [];
  for (const group of state.groups.values()) if (group.subAdmins.has(account.uid)) ids.push(group.gid);
  return ids.sort();
};

export const isAdmin = (state: NextcloudState, account: Account): boolean =>
  state.groups.get(ADMIN_GROUP)?.members.has(account.uid) ?? false;

export const isDelegated = (state: NextcloudState, account: Account, part: 'users' | 'groupfolders'): boolean =>
  state.delegations[part].some((gid) => state.groups.get(gid)?.members.has(account.uid) ?? false);
