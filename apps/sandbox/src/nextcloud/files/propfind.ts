import type { Request, Response } from 'express';
import type { Platform } from '../platform.ts';
import type { Account, FileNode } from '../state.ts';
import { aclProperties } from './acl-properties.ts';
import { notFound, sendMultiStatus, xmlText, type DavEntry } from './dav-answer.ts';
import { childrenOf, nodeAt, usedBytes } from './file-store.ts';
import { isMountParent, mountsOf, permissionLetters, placeOf, seenNode } from './place.ts';

const hrefOf = (account: Account, path: string, folder: boolean): string => {
  const parts = ['', 'remote.php', 'dav', 'files', account.uid, ...path.split('/').filter((part) => part !== '')];
  return parts.map(encodeURIComponent).join('/') + (folder ? '/' : '');
};

const typeOf = (name: string): string =>
  ({ md: 'text/markdown', txt: 'text/plain', pdf: 'application/pdf' })[name.split('.').at(-1) ?? ''] ??
  'application/octet-stream';

const entryOf = (platform: Platform, account: Account, path: string): DavEntry => {
  const place = placeOf(platform, account, path);
  const node: FileNode | undefined = nodeAt(platform.state, place.storage, place.path);
  const folder = node?.kind !== 'file';
  const size = usedBytes(platform.state, place.storage, place.path);
  const permissions = permissionLetters(platform, place);
  return {
    href: hrefOf(account, path, folder),
    properties: {
      'd:getlastmodified': new Date((node?.modified ?? 0) * 1000).toUTCString(),
      'd:resourcetype': folder ? '<d:collection/>' : '',
      'd:getetag': `&quot;${node?.id ?? 0}-${node?.modified ?? 0}&quot;`,
      ...(folder ? {} : { 'd:getcontentlength': String(size), 'd:getcontenttype': typeOf(path) }),
      'd:displayname': xmlText(path.split('/').at(-1) ?? ''),
      'oc:fileid': String(node?.id ?? 0),
      'oc:permissions': permissions,
      'oc:size': String(size),
      'nc:mount-type': place.mount === 'home' ? '' : place.mount,
      ...aclProperties(platform, account, place),
    },
  };
};

/** Paths right below a path in a person's files: what lies there, and what hangs there. */
const pathsBelow = (platform: Platform, account: Account, path: string): string[] => {
  const place = placeOf(platform, account, path);
  const prefix = path === '' ? '' : `${path}/`;
  const names = new Set(
    childrenOf(platform.state, place.storage, place.path).map(([child]) => child.split('/').at(-1) ?? ''),
  );
  for (const { at } of mountsOf(platform, account)) {
    const name = at.startsWith(prefix) ? at.slice(prefix.length).split('/')[0] : undefined;
    if (name !== undefined && name !== '') names.add(name);
  }
  return [...names]
    .sort()
    .map((name) => prefix + name)
    .filter((each) => !placeOf(platform, account, each).hidden);
};

/** PROPFIND with depth 0 or 1; the real server refuses deeper ones on files. */
export const propfind = (platform: Platform, account: Account, path: string, req: Request, res: Response): void => {
  const place = placeOf(platform, account, path);
  const exists = seenNode(platform, place) !== undefined || isMountParent(platform, account, path);
  if (!exists) throw notFound();
  const deep = req.get('depth') !== '0';
  const paths = [path, ...(deep ? pathsBelow(platform, account, path) : [])];
  sendMultiStatus(
    res,
    paths.map((each) => entryOf(platform, account, each)),
  );
};
