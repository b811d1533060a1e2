import { findAccount } from '../accounts.ts';
import type { Platform } from '../platform.ts';
import type { Account, Share } from '../state.ts';
import { nodeAt, usedBytes } from './file-store.ts';

/** A share as files_sharing shows it to somebody who looks at it. */
export const shareAnswer = (platform: Platform, share: Share, viewer: Account): object => {
  const { state } = platform;
  const node = nodeAt(state, share.storage, share.path);
  const mine = share.owner === viewer.uid;
  const ownerName = findAccount(state, share.owner)?.displayName ?? share.owner;
  const withName =
    share.type === 1
      ? state.groups.get(share.shareWith)?.displayName
      : findAccount(state, share.shareWith)?.displayName;
  const storage = [...state.files.keys()].indexOf(share.storage) + 1;
  return {
    id: String(share.id),
    share_type: share.type,
    uid_owner: share.owner,
    displayname_owner: ownerName,
    permissions: share.permissions,
    can_edit: mine,
    can_delete: mine,
    stime: share.created,
    parent: null,
    expiration: null,
    token: null,
    uid_file_owner: share.owner,
    note: share.note,
    label: '',
    displayname_file_owner: ownerName,
    path: mine ? `/${share.path}` : share.target,
    item_type: node?.kind ?? 'folder',
    item_permissions: mine ? 31 : share.permissions,
    'is-mount-root': !mine,
    'mount-type': mine ? '' : 'shared',
    mimetype: node?.kind === 'file' ? 'application/octet-stream' : 'httpd/unix-directory',
    has_preview: false,
    storage_id: mine ? `home::${share.owner}` : `shared::${share.target}`,
    storage,
    item_source: node?.id ?? 0,
    file_source: node?.id ?? 0,
    file_parent: nodeAt(state, share.storage, share.path.split('/').slice(0, -1).join('/'))?.id ?? 0,
    file_target: share.target,
    item_size: usedBytes(state, share.storage, share.path),
    item_mtime: node?.modified ?? 0,
    share_with: share.shareWith,
    share_with_displayname: withName ?? share.shareWith,
    mail_send: 0,
    hide_download: 0,
    attributes: null,
  };
};
