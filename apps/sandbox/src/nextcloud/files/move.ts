import type { Request } from 'express';
import { CREATE, DELETE, UPDATE } from '../groupfolders/folder-rights.ts';
import type { Platform } from '../platform.ts';
import type { Account } from '../state.ts';
import { DavRefusal, forbidden, notFound } from './dav-answer.ts';
import { ensureStorage, moveNodes, parentOf, removeAt } from './file-store.ts';
import { placeOf, seenNode } from './place.ts';

/** The path in the same person's files that the header `Destination` names. */
const destinationOf = (account: Account, req: Request): string => {
  const bad = (): DavRefusal =>
    new DavRefusal(400, 'Sabre\\DAV\\Exception\\BadRequest', 'The destination header was malformed');
  const given = req.get('destination');
  if (given === undefined) throw bad();
  let path: string;
  try {
    path = decodeURIComponent(new URL(given, 'http://nextcloud.invalid').pathname);
  } catch {
    throw bad();
  }
  const home = `/remote.php/dav/files/${account.uid}/`;
  if (!path.startsWith(home)) throw new DavRefusal(502, 'Sabre\\DAV\\Exception\\BadGateway');
  return path
    .slice(home.length)
    .split('/')
    .filter((part) => part !== '')
    .join('/');
};

/**
 * MOVE: within one storage it takes the right to update what is moved, across storages the right to delete it there; the right to create where it goes
 * always. A mount itself is only renamed by those who administer it.
 */
export const move = (platform: Platform, account: Account, path: string, req: Request): 201 | 204 => {
  const from = placeOf(platform, account, path);
  if (seenNode(platform, from) === undefined) throw notFound();
  const destination = destinationOf(account, req);
  const to = placeOf(platform, account, destination);
  if (from.atMountRoot || to.atMountRoot) throw forbidden();
  const parent = placeOf(platform, account, parentOf(destination));
  if (seenNode(platform, parent)?.kind !== 'folder')
    throw new DavRefusal(409, 'Sabre\\DAV\\Exception\\Conflict', 'The destination node is not found');
  const inside = to.storage === from.storage && `${to.path}/`.startsWith(`${from.path}/`);
  if (inside) throw forbidden();
  const isThere = seenNode(platform, to) !== undefined;
  if (isThere && req.get('overwrite')?.toUpperCase() === 'F') {
    const told = 'The destination node already exists, and the overwrite header is set to false';
    throw new DavRefusal(412, 'Sabre\\DAV\\Exception\\PreconditionFailed', told);
  }
  const leaves = from.storage === to.storage ? UPDATE : DELETE;
  const arrives = isThere ? UPDATE | DELETE : CREATE;
  if ((from.rights & leaves) === 0 || (to.rights & arrives) !== arrives) throw forbidden();
  ensureStorage(platform, to.storage);
  if (isThere) removeAt(platform.state, to.storage, to.path);
  moveNodes(platform.state, from, to);
  return isThere ? 204 : 201;
};
