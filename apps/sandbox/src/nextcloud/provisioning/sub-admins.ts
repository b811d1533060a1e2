import { Router } from 'express';
import { ADMIN_GROUP, findAccount, subAdminGroupsOf } from '../accounts.ts';
import type { Platform } from '../platform.ts';
import type { Account, Group } from '../state.ts';
import { OcsRefusal } from '../transport/ocs-answer.ts';
import { ocsRoute, type OcsCall } from '../transport/ocs-route.ts';

export const subAdmins = (platform: Platform): Router => {
  const router = Router();
  const account = ({ path }: OcsCall): Account => {
    const found = findAccount(platform.state, path('userId'));
    if (found === undefined) throw new OcsRefusal(101, 'User does not exist');
    return found;
  };
  const group = (gid: string, missing: number): Group => {
    const found = platform.state.groups.get(gid);
    if (found === undefined) throw new OcsRefusal(missing, 'Group does not exist');
    return found;
  };

  router.get(
    '/cloud/users/:userId/subadmins',
    ocsRoute(platform, { for: 'users-admin' }, (call) => subAdminGroupsOf(platform.state, account(call))),
  );
  router.post(
    '/cloud/users/:userId/subadmins',
    ocsRoute(platform, { for: 'users-admin' }, (call) => {
      const person = account(call);
      const chosen = group(call.values.text('groupid') ?? '', 102);
      if (chosen.gid === ADMIN_GROUP) throw new OcsRefusal(103, 'Cannot create sub-admins for admin group');
      chosen.subAdmins.add(person.uid);
    }),
  );
  router.delete(
    '/cloud/users/:userId/subadmins',
    ocsRoute(platform, { for: 'users-admin' }, (call) => {
      const person = account(call);
      const chosen = group(call.values.text('groupid') ?? '', 102);
      // Not idempotent: the second removal is refused (facts §2).
      if (!chosen.subAdmins.delete(person.uid)) throw new OcsRefusal(102, 'User is not a sub-admin of this group');
    }),
  );
  router.get(
    '/cloud/groups/:groupId/subadmins',
    ocsRoute(platform, { for: 'users-admin' }, (call) => [...group(call.path('groupId'), 101).subAdmins].sort()),
  );
  return router;
};
