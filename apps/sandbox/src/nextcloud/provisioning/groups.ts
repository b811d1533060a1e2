import { Router } from 'express';
import { ADMIN_GROUP } from '../accounts.ts';
import { addGroup, removeGroup, storedGid } from '../groups.ts';
import type { Platform } from '../platform.ts';
import type { Group } from '../state.ts';
import { administersUsers } from '../transport/caller.ts';
import { OcsRefusal } from '../transport/ocs-answer.ts';
import { ocsRoute, type OcsCall } from '../transport/ocs-route.ts';
import { listedMembers, paged } from './listing.ts';
import { detailsMap } from './users-read.ts';

const groupDetails = (platform: Platform, group: Group): object => {
  const disabled = [...group.members].filter(
    (uid) => platform.state.accounts.get(uid.toLowerCase())?.enabled === false,
  );
  return {
    id: group.gid,
    displayname: group.displayName,
    usercount: group.members.size,
    disabled: disabled.length,
    canAdd: true,
    canRemove: true,
  };
};

export const groups = (platform: Platform): Router => {
  const router = Router();
  const listed = ({ values, caller }: OcsCall): readonly Group[] => {
    const search = (values.text('search') ?? '').toLowerCase();
    const found = [...platform.state.groups.values()]
      .filter(
        ({ gid, displayName }) => gid.toLowerCase().includes(search) || displayName.toLowerCase().includes(search),
      )
      .filter(({ gid }) => administersUsers(caller) || caller.subAdminOf.includes(gid))
      .sort((a, b) => (a.gid < b.gid ? -1 : 1));
    return paged(found, values);
  };
  const members = ({ caller, path }: OcsCall): ReadonlySet<string> => {
    const group = platform.state.groups.get(path('groupId'));
    if (group === undefined) throw new OcsRefusal(404, 'The requested group could not be found');
    if (!administersUsers(caller) && !caller.subAdminOf.includes(group.gid)) throw new OcsRefusal(403);
    return group.members;
  };
  const memberIds = (call: OcsCall): object => ({
    users: listedMembers(platform.state, members(call), call.values).map(({ uid }) => uid),
  });

  router.get(
    '/cloud/groups',
    ocsRoute(platform, { for: 'sub-admin' }, (call) => ({ groups: listed(call).map(({ gid }) => gid) })),
  );
  router.get(
    '/cloud/groups/details',
    ocsRoute(platform, { for: 'sub-admin' }, (call) => ({
      groups: listed(call).map((group) => groupDetails(platform, group)),
    })),
  );
  router.post(
    '/cloud/groups',
    ocsRoute(platform, { for: 'users-admin' }, ({ values }) => {
      const gid = values.text('groupid') ?? '';
      if (gid === '') throw new OcsRefusal(101, 'Invalid group name');
      if (platform.state.groups.has(storedGid(gid))) throw new OcsRefusal(102, 'group exists');
      const displayName = values.text('displayname') ?? '';
      addGroup(platform.state, gid, displayName === '' ? gid : displayName);
    }),
  );
  router.put(
    '/cloud/groups/:groupId',
    ocsRoute(platform, { for: 'users-admin' }, ({ values, path }) => {
      const group = platform.state.groups.get(path('groupId'));
      // The real controller reads the key first, and an unknown one is a server error (facts §2).
      if (values.text('key') !== 'displayname') throw new OcsRefusal(999);
      if (group === undefined) throw new OcsRefusal(998, 'Group does not exist');
      group.displayName = values.text('value') ?? '';
    }),
  );
  router.delete(
    '/cloud/groups/:groupId',
    ocsRoute(platform, { for: 'users-admin' }, ({ path }) => {
      const group = platform.state.groups.get(path('groupId'));
      if (group === undefined) throw new OcsRefusal(101);
      if (group.gid === ADMIN_GROUP) throw new OcsRefusal(102);
      removeGroup(platform.state, group.gid);
    }),
  );
  router.get('/cloud/groups/:groupId', ocsRoute(platform, { for: 'sub-admin' }, memberIds));
  router.get('/cloud/groups/:groupId/users', ocsRoute(platform, { for: 'sub-admin' }, memberIds));
  router.get(
    '/cloud/groups/:groupId/users/details',
    ocsRoute(platform, { for: 'sub-admin' }, (call) =>
      detailsMap(platform, call.caller, listedMembers(platform.state, members(call), call.values)),
    ),
  );
  return router;
};
