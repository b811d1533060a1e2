import { isAdmin, isDelegated, subAdminGroupsOf } from '../accounts.ts';
import type { Platform } from '../platform.ts';
import type { Account } from '../state.ts';

/** Who makes a call and what they may administer. */
export interface Caller {
  readonly account: Account;
  readonly with: 'password' | 'app password';
  readonly admin: boolean;
  /** May administer people and groups without being an administrator (`occ admin-delegation`). */
  readonly usersDelegate: boolean;
  readonly foldersDelegate: boolean;
  readonly subAdminOf: readonly string[];
}

export const callerOf = (platform: Platform, account: Account, credential: Caller['with']): Caller => ({
  account,
  with: credential,
  admin: isAdmin(platform.state, account),
  usersDelegate: isDelegated(platform.state, account, 'users'),
  foldersDelegate: isDelegated(platform.state, account, 'groupfolders'),
  subAdminOf: subAdminGroupsOf(platform.state, account),
});

/** Administers people in general: an administrator, or somebody to whom that was delegated. */
export const administersUsers = (caller: Caller): boolean => caller.admin || caller.usersDelegate;

/** May see and change this account: delegates never reach an administrator's, sub-admins only their groups' members. */
export const mayManage = (platform: Platform, caller: Caller, target: Account): boolean => {
  if (caller.admin) return true;
  if (isAdmin(platform.state, target)) return false;
  if (caller.usersDelegate) return true;
  return caller.subAdminOf.some((gid) => platform.state.groups.get(gid)?.members.has(target.uid) ?? false);
};
