import { Router } from 'express';
import { findAccount } from '../accounts.ts';
import type { Platform } from '../platform.ts';
import type { Account } from '../state.ts';
import { administersUsers, mayManage, type Caller } from '../transport/caller.ts';
import { OcsRefusal } from '../transport/ocs-answer.ts';
import { ocsRoute, type OcsCall } from '../transport/ocs-route.ts';
import { listedAccounts, paged } from './listing.ts';
import { userDetails } from './user-details.ts';

export const detailsMap = (platform: Platform, caller: Caller, accounts: readonly Account[]): object => ({
  users: Object.fromEntries(
    accounts.map((account) => [
      account.uid,
      // A delegate gets an administrator's id and nothing else.
      mayManage(platform, caller, account) ? userDetails(platform, caller, account) : { id: account.uid },
    ]),
  ),
});

/** A sub-admin is shown the members of their own groups only. */
const visible = (platform: Platform, caller: Caller, accounts: readonly Account[]): readonly Account[] =>
  administersUsers(caller) ? accounts : accounts.filter((account) => mayManage(platform, caller, account));

export const usersRead = (platform: Platform): Router => {
  const router = Router();
  const listed = ({ caller, values }: OcsCall): readonly Account[] =>
    visible(platform, caller, listedAccounts(platform.state, values));
  const filtered = ({ caller, values }: OcsCall, order: (all: readonly Account[]) => readonly Account[]) =>
    detailsMap(
      platform,
      caller,
      paged(order(visible(platform, caller, [...platform.state.accounts.values()])), values),
    );

  router.get(
    '/cloud/users',
    ocsRoute(platform, { for: 'sub-admin' }, (call) => ({ users: listed(call).map(({ uid }) => uid) })),
  );
  router.get(
    '/cloud/users/details',
    ocsRoute(platform, { for: 'sub-admin' }, (call) => detailsMap(platform, call.caller, listed(call))),
  );
  router.get(
    '/cloud/users/disabled',
    ocsRoute(platform, { for: 'sub-admin' }, (call) =>
      filtered(call, (all) => all.filter((account) => !account.enabled)),
    ),
  );
  router.get(
    '/cloud/users/recent',
    ocsRoute(platform, { for: 'sub-admin' }, (call) =>
      filtered(call, (all) => all.filter(({ lastLogin }) => lastLogin > 0).sort((a, b) => b.lastLogin - a.lastLogin)),
    ),
  );
  router.get(
    '/cloud/user',
    ocsRoute(platform, {}, ({ caller }) => userDetails(platform, caller, caller.account)),
  );
  router.get(
    '/cloud/users/:userId',
    ocsRoute(platform, {}, ({ caller, path }) => {
      const account = findAccount(platform.state, path('userId'));
      if (account === caller.account) return userDetails(platform, caller, account);
      // Somebody without any right over people is told the same about existing and missing ones.
      if (!administersUsers(caller) && caller.subAdminOf.length === 0) throw new OcsRefusal(998);
      if (account === undefined) throw new OcsRefusal(404, 'User does not exist');
      if (!mayManage(platform, caller, account)) throw new OcsRefusal(998);
      return userDetails(platform, caller, account);
    }),
  );
  return router;
};
