import { Router } from 'express';
import { ADMIN_GROUP, findAccount, groupsOf } from '../accounts.ts';
import type { Platform } from '../platform.ts';
import type { Account, Group } from '../state.ts';
import { administersUsers, mayManage, type Caller } from '../transport/caller.ts';
import { OcsRefusal } from '../transport/ocs-answer.ts';
import { ocsRoute, type OcsCall } from '../transport/ocs-route.ts';

export const memberships = (platform: Platform): Router => {
  const router = Router();
  /** Both ends of a membership, with the refusals that adding and removing have in common. */
  const ends = ({ caller, values, path }: OcsCall, privilege: number): { account: Account; group: Group } => {
    const gid = values.text('groupid') ?? '';
    if (gid === '') throw new OcsRefusal(101);
    const group = platform.state.groups.get(gid);
    if (group === undefined) throw new OcsRefusal(102);
    const account = findAccount(platform.state, path('userId'));
    if (account === undefined) throw new OcsRefusal(103);
    if (group.gid === ADMIN_GROUP && !caller.admin) throw new OcsRefusal(privilege);
    if (!administersUsers(caller) && !caller.subAdminOf.includes(gid)) throw new OcsRefusal(privilege);
    // Administrators are out of a delegate's sight (facts §2).
    if (caller.usersDelegate && !mayManage(platform, caller, account)) throw new OcsRefusal(998);
    return { account, group };
  };
  const checkRemoval = (caller: Caller, account: Account, group: Group): void => {
    if (account === caller.account && group.gid === ADMIN_GROUP) {
      throw new OcsRefusal(105, 'Cannot remove yourself from the admin group');
    }
    if (administersUsers(caller)) return;
    if (account === caller.account)
      throw new OcsRefusal(105, 'Cannot remove yourself from this group as you are a sub-admin');
    const shared = groupsOf(platform.state, account).filter((gid) => caller.subAdminOf.includes(gid));
    if (shared.length <= 1)
      throw new OcsRefusal(105, 'Not viable to remove user from the last group you are sub-admin of');
  };

  router.get(
    '/cloud/users/:userId/groups',
    ocsRoute(platform, {}, ({ caller, path }) => {
      const account = findAccount(platform.state, path('userId'));
      if (account === undefined) throw new OcsRefusal(998);
      if (account !== caller.account && !mayManage(platform, caller, account)) throw new OcsRefusal(998);
      const all = groupsOf(platform.state, account);
      const whole = account === caller.account || administersUsers(caller);
      return { groups: whole ? all : all.filter((gid) => caller.subAdminOf.includes(gid)) };
    }),
  );
  router.post(
    '/cloud/users/:userId/groups',
    ocsRoute(platform, { for: 'sub-admin' }, (call) => {
      const { account, group } = ends(call, 104);
      group.members.add(account.uid);
    }),
  );
  router.delete(
    '/cloud/users/:userId/groups',
    ocsRoute(platform, { for: 'sub-admin' }, (call) => {
      const { account, group } = ends(call, 104);
      checkRemoval(call.caller, account, group);
      group.members.delete(account.uid);
    }),
  );
  return router;
};
