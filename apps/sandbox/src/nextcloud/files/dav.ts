import type { Request, RequestHandler, Response } from 'express';
import { findAccount } from '../accounts.ts';
import { CREATE, DELETE, READ, UPDATE } from '../groupfolders/folder-rights.ts';
import type { Platform } from '../platform.ts';
import type { Account } from '../state.ts';
import { authenticate } from '../transport/authentication.ts';
import { DavRefusal, forbidden, notFound, sendDavError } from './dav-answer.ts';
import { ensureStorage, makeFolder, parentOf, removeAt, usedBytes, writeFileAt } from './file-store.ts';
import { move } from './move.ts';
import { isMountParent, placeOf, seenNode, type Place } from './place.ts';
import { proppatch } from './proppatch.ts';
import { propfind } from './propfind.ts';

const METHODS = 'OPTIONS, GET, HEAD, PROPFIND, PROPPATCH, PUT, MKCOL, MOVE, DELETE';

const quotaOf = (platform: Platform, place: Place): number | null => {
  const [kind, id = ''] = place.storage.split(':');
  if (kind === 'folder') {
    const quota = platform.state.folders.get(Number(id))?.quota ?? -3;
    return quota < 0 ? null : quota;
  }
  const quota = findAccount(platform.state, place.storage.slice('home:'.length))?.quota;
  return typeof quota === 'number' ? quota : null;
};

const allow = (place: Place, bit: number): void => {
  if ((place.rights & bit) === 0) throw forbidden();
};

const checkParent = (platform: Platform, account: Account, path: string): void => {
  const parent = placeOf(platform, account, parentOf(path));
  if (seenNode(platform, parent)?.kind !== 'folder') {
    throw new DavRefusal(409, 'Sabre\\DAV\\Exception\\Conflict', 'Parent node does not exist');
  }
};

const get = (platform: Platform, account: Account, path: string, res: Response): void => {
  const place = placeOf(platform, account, path);
  const node = seenNode(platform, place);
  if (node === undefined) throw notFound();
  allow(place, READ);
  if (node.kind === 'folder') {
    throw new DavRefusal(501, 'Sabre\\DAV\\Exception\\NotImplemented', 'GET is only implemented for File objects');
  }
  res.status(200).type('application/octet-stream').send(node.content);
};

const put = (
  platform: Platform,
  account: Account,
  path: string,
  { content, onlyNew }: { readonly content: Buffer; readonly onlyNew: boolean },
): 201 | 204 => {
  const place = placeOf(platform, account, path);
  const node = seenNode(platform, place);
  if (node !== undefined && onlyNew) {
    const told = 'An If-None-Match header was specified, but the ETag matched (or * was specified).';
    throw new DavRefusal(412, 'Sabre\\DAV\\Exception\\PreconditionFailed', told);
  }
  if (node?.kind === 'folder') throw new DavRefusal(405, 'Sabre\\DAV\\Exception\\MethodNotAllowed');
  checkParent(platform, account, path);
  allow(place, node === undefined ? CREATE : UPDATE);
  const quota = quotaOf(platform, place);
  const after = usedBytes(platform.state, place.storage) - (node?.content.length ?? 0) + content.length;
  if (quota !== null && after > quota) throw new DavRefusal(507, 'Sabre\\DAV\\Exception\\InsufficientStorage');
  return writeFileAt(platform, place.storage, place.path, content) ? 201 : 204;
};

const mkcol = (platform: Platform, account: Account, path: string): 201 => {
  const place = placeOf(platform, account, path);
  if (seenNode(platform, place) !== undefined || isMountParent(platform, account, path)) {
    throw new DavRefusal(
      405,
      'Sabre\\DAV\\Exception\\MethodNotAllowed',
      'The resource you tried to create already exists',
    );
  }
  checkParent(platform, account, path);
  allow(place, CREATE);
  makeFolder(platform, place.storage, place.path);
  return 201;
};

const remove = (platform: Platform, account: Account, path: string): 204 => {
  const place = placeOf(platform, account, path);
  if (seenNode(platform, place) === undefined) throw notFound();
  if (place.atMountRoot) {
    // A received share is only taken off the member's own root; a home and a team folder cannot be deleted here.
    if (place.share === undefined) throw forbidden();
    place.share.leftBy.add(account.uid);
    return 204;
  }
  allow(place, DELETE);
  removeAt(platform.state, place.storage, place.path);
  return 204;
};

const answer = (platform: Platform, account: Account, path: string, req: Request, res: Response): void => {
  ensureStorage(platform, `home:${account.uid}`);
  const content: unknown = req.body;
  if (req.method === 'PROPFIND') {
    propfind(platform, account, path, req, res);
    return;
  }
  if (req.method === 'PROPPATCH') {
    proppatch(platform, account, path, req, res);
    return;
  }
  if (req.method === 'GET' || req.method === 'HEAD') {
    get(platform, account, path, res);
    return;
  }
  if (req.method === 'OPTIONS') return void res.set({ Allow: METHODS, DAV: '1, 3' }).status(200).end();
  const status =
    req.method === 'PUT'
      ? put(platform, account, path, {
          content: Buffer.isBuffer(content) ? content : Buffer.alloc(0),
          onlyNew: req.get('if-none-match') === '*',
        })
      : req.method === 'MKCOL'
        ? mkcol(platform, account, path)
        : req.method === 'DELETE'
          ? remove(platform, account, path)
          : req.method === 'MOVE'
            ? move(platform, account, path, req)
            : null;
  if (status === null)
    throw new DavRefusal(501, 'Sabre\\DAV\\Exception\\NotImplemented', 'not served by this stand-in');
  platform.changed();
  return void res.status(status).end();
};

const pathIn = (req: Request): string => {
  try {
    return decodeURIComponent(req.path)
      .split('/')
      .filter((part) => part !== '')
      .join('/');
  } catch {
    throw new DavRefusal(400, 'Sabre\\DAV\\Exception\\BadRequest');
  }
};

/** `/remote.php/dav/files/{user}/…`: a person's own files, as that person only. */
export const davFiles =
  (platform: Platform): RequestHandler =>
  (req, res) => {
    try {
      const who = authenticate(platform, req);
      if (who.kind === 'blocked') throw new DavRefusal(429, 'OCA\\DAV\\Connector\\Sabre\\Exception\\TooManyRequests');
      if (who.kind !== 'account') {
        res.set('WWW-Authenticate', 'Basic realm="Nextcloud", charset="UTF-8"');
        throw new DavRefusal(401, 'Sabre\\DAV\\Exception\\NotAuthenticated', 'Cannot authenticate over ajax calls');
      }
      const [uid = '', ...path] = pathIn(req).split('/');
      // Somebody else's files look as if there were none, for administrators too.
      if (findAccount(platform.state, uid) !== who.account) throw notFound();
      answer(platform, who.account, path.join('/'), req, res);
    } catch (error) {
      if (!(error instanceof DavRefusal)) throw error;
      sendDavError(res, error);
    }
  };
