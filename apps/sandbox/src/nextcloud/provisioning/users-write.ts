import { Router } from 'express';
import { findAccount, removeAccount } from '../accounts.ts';
import type { Platform } from '../platform.ts';
import { mayManage } from '../transport/caller.ts';
import { OcsRefusal } from '../transport/ocs-answer.ts';
import { ocsRoute, type OcsCall } from '../transport/ocs-route.ts';
import { userCreate } from './user-create.ts';
import { setUserField } from './user-fields.ts';

export const usersWrite = (platform: Platform): Router => {
  const router = Router();
  const switched =
    (enabled: boolean) =>
    ({ caller, path }: OcsCall): undefined => {
      const account = findAccount(platform.state, path('userId'));
      if (account === undefined || account === caller.account) throw new OcsRefusal(101);
      if (!mayManage(platform, caller, account)) throw new OcsRefusal(998);
      account.enabled = enabled;
    };

  router.post('/cloud/users', userCreate(platform));
  router.put(
    '/cloud/users/:userId',
    ocsRoute(platform, { rationed: 'editUser' }, ({ caller, values, path }) => {
      const account = findAccount(platform.state, path('userId'));
      if (account === undefined) throw new OcsRefusal(998);
      const bySelf = account === caller.account && !caller.admin;
      if (!bySelf && !mayManage(platform, caller, account)) throw new OcsRefusal(998);
      setUserField(platform, account, { key: values.text('key') ?? '', value: values.text('value') ?? '', bySelf });
    }),
  );
  router.put('/cloud/users/:userId/enable', ocsRoute(platform, { for: 'sub-admin' }, switched(true)));
  router.put('/cloud/users/:userId/disable', ocsRoute(platform, { for: 'sub-admin' }, switched(false)));
  router.delete(
    '/cloud/users/:userId',
    ocsRoute(platform, { for: 'sub-admin' }, ({ caller, path }) => {
      const account = findAccount(platform.state, path('userId'));
      if (account === undefined) throw new OcsRefusal(998);
      if (account === caller.account) throw new OcsRefusal(101);
      if (!mayManage(platform, caller, account)) throw new OcsRefusal(998);
      removeAccount(platform.state, account);
    }),
  );
  return router;
};
