import { Router } from 'express';
import { findAccount, groupsOf } from '../accounts.ts';
import { folderRights, SHARE } from '../groupfolders/folder-rights.ts';
import type { Platform } from '../platform.ts';
import type { Account, Share } from '../state.ts';
import { OcsRefusal } from '../transport/ocs-answer.ts';
import { ocsRoute, type OcsCall } from '../transport/ocs-route.ts';
import { nameOf, nodeAt } from './file-store.ts';
import { placeOf, seenNode, sharesFor, type Place } from './place.ts';
import { shareAnswer } from './share-answer.ts';

const BASE = '/apps/files_sharing/api/v1/shares';
const ALL = 31;

const sharedPlace = (platform: Platform, account: Account, path: string): Place => {
  const place = placeOf(platform, account, path.replace(/^\/+|\/+$/g, ''));
  if (seenNode(platform, place) === undefined || place.path === '') {
    throw new OcsRefusal(404, 'Wrong path, file/folder does not exist');
  }
  if ((place.rights & SHARE) === 0) throw new OcsRefusal(404, 'Could not share this file or folder');
  return place;
};

/** Whom it is shared with; the real server says 404 for a group or a person that it doesn't know. */
const recipient = (platform: Platform, { values }: OcsCall): Pick<Share, 'type' | 'shareWith'> => {
  const type = values.integer('shareType');
  const name = values.text('shareWith') ?? '';
  if (type === 1) {
    if (!platform.state.groups.has(name)) throw new OcsRefusal(404, 'Please specify a valid group');
    return { type, shareWith: name };
  }
  if (type === 0) {
    const account = findAccount(platform.state, name);
    if (account === undefined) throw new OcsRefusal(404, 'Please specify a valid account to share with');
    return { type, shareWith: account.uid };
  }
  if ([3, 4, 7].includes(type ?? -1)) throw new OcsRefusal(501, `this stand-in does not serve shares of type ${type}`);
  throw new OcsRefusal(400, 'Unknown share type');
};

/** What the owner may do with what they share: everything at home, in a team folder what their groups may. */
const rightsOfOwner = (platform: Platform, share: Share): number => {
  const folder = share.storage.startsWith('folder:')
    ? platform.state.folders.get(Number(share.storage.slice(7)))
    : undefined;
  return folder === undefined ? ALL : (folderRights(platform.state, folder, share.owner) ?? 0);
};

const checkedPermissions = (given: number | undefined, rights: number, kind: string): number => {
  const wanted = given ?? ALL;
  if (wanted < 1 || wanted > ALL) throw new OcsRefusal(403, 'Invalid permissions');
  if (given !== undefined && (wanted & ~rights) !== 0) throw new OcsRefusal(403, 'Cannot increase permissions');
  // A file cannot hold or lose anything inside; reading always comes with a share.
  return (wanted & rights & (kind === 'file' ? ~(4 | 8) : ALL)) | 1;
};

/** `/X`, or `/X (2)` when another share of the same owner's storage holds that name already. */
const targetFor = (platform: Platform, place: Place): string => {
  const taken = new Set(
    [...platform.state.shares.values()]
      .filter((share) => share.storage !== place.storage || share.path !== place.path)
      .map(({ target }) => target),
  );
  const name = `/${nameOf(place.path)}`;
  let target = name;
  for (let number = 2; taken.has(target); number++) target = `${name} (${number})`;
  return target;
};

export const shares = (platform: Platform): Router => {
  const router = Router();
  const { state } = platform;
  const received = (share: Share, account: Account): boolean => sharesFor(platform, account).includes(share);
  const visibleShare = ({ caller, path }: OcsCall): Share => {
    const share = state.shares.get(Number(path('id')));
    const known = share !== undefined && (share.owner === caller.account.uid || received(share, caller.account));
    if (!known) throw new OcsRefusal(404, 'Wrong share ID, share does not exist');
    return share;
  };

  router.post(
    BASE,
    ocsRoute(platform, { app: 'files_sharing', rationed: 'createShare' }, (call) => {
      const { caller, values } = call;
      const place = sharedPlace(platform, caller.account, values.text('path') ?? '');
      const to = recipient(platform, call);
      const kind = nodeAt(state, place.storage, place.path)?.kind ?? 'folder';
      const permissions = checkedPermissions(values.integer('permissions'), place.rights, kind);
      const same = [...state.shares.values()].find(
        (share) =>
          share.storage === place.storage &&
          share.path === place.path &&
          share.type === to.type &&
          share.shareWith === to.shareWith,
      );
      // Repeating gives the share that is there, with the permissions that it has.
      if (same !== undefined) return shareAnswer(platform, same, caller.account);
      const share: Share = {
        ...to,
        id: state.nextIds.share++,
        owner: caller.account.uid,
        storage: place.storage,
        path: place.path,
        target: targetFor(platform, place),
        permissions,
        created: platform.seconds(),
        note: values.text('note') ?? '',
        leftBy: new Set(),
      };
      state.shares.set(share.id, share);
      return shareAnswer(platform, share, caller.account);
    }),
  );
  router.get(
    BASE,
    ocsRoute(platform, { app: 'files_sharing' }, ({ caller, values }) => {
      const { account } = caller;
      const answers = (list: Share[]): object[] => list.map((share) => shareAnswer(platform, share, account));
      if (values.flag('shared_with_me')) return answers(sharesFor(platform, account));
      const path = values.text('path') ?? '';
      const all = [...state.shares.values()];
      const own = all.filter((share) => share.owner === account.uid);
      if (path === '') return answers(own);
      const place = sharedPlace(platform, account, path);
      const listed = values.flag('reshares') ? all : own;
      return answers(listed.filter((share) => share.storage === place.storage && share.path === place.path));
    }),
  );
  router.get(
    `${BASE}/:id`,
    ocsRoute(platform, { app: 'files_sharing' }, (call) => [
      shareAnswer(platform, visibleShare(call), call.caller.account),
    ]),
  );
  router.put(
    `${BASE}/:id`,
    ocsRoute(platform, { app: 'files_sharing' }, (call) => {
      const share = visibleShare(call);
      const { account } = call.caller;
      if (share.owner !== account.uid) throw new OcsRefusal(403, 'You are not allowed to edit incoming shares');
      if (!call.values.has('permissions') && !call.values.has('note'))
        throw new OcsRefusal(400, 'Wrong or no update parameter given');
      const kind = nodeAt(state, share.storage, share.path)?.kind ?? 'folder';
      if (call.values.has('permissions')) {
        share.permissions = checkedPermissions(
          call.values.integer('permissions'),
          rightsOfOwner(platform, share),
          kind,
        );
      }
      share.note = call.values.text('note') ?? share.note;
      return shareAnswer(platform, share, account);
    }),
  );
  router.delete(
    `${BASE}/:id`,
    ocsRoute(platform, { app: 'files_sharing' }, (call) => {
      const share = visibleShare(call);
      const { account } = call.caller;
      // A member only takes it off their own root; the owner's share stays (facts §4).
      if (share.owner === account.uid) state.shares.delete(share.id);
      else if (share.type === 1 && groupsOf(state, account).includes(share.shareWith)) share.leftBy.add(account.uid);
      else state.shares.delete(share.id);
    }),
  );
  return router;
};
