import { Router, type Request, type RequestHandler, type Response } from 'express';
import { findAccount } from '../accounts.ts';
import { DavRefusal, sendDavError } from '../files/dav-answer.ts';
import type { Platform } from '../platform.ts';
import { authenticate } from '../transport/authentication.ts';
import { etagOf } from './collection-properties.ts';
import type { CollectionKind } from './collection-state.ts';
import { deleteCollection, makeCollection, patchCollection } from './collection-writes.ts';
import { homePath } from './home-address.ts';
import { notFound, type HomeCall } from './home.ts';
import { creationGuard } from './limits.ts';
import { sendItems } from './multistatus.ts';
import { deleteObject, getObject, putObject } from './objects.ts';
import { propfind } from './propfind.ts';
import { report } from './reports.ts';
import { share } from './sharing.ts';
import { xmlTree } from './xml-tree.ts';

type Guard = ReturnType<typeof creationGuard>;

const answer = (call: HomeCall, res: Response, guard: Guard): void => {
  const { kind, path, method } = call;
  const isObject = path.object !== null;
  if (method === 'PROPFIND') {
    sendItems(res, propfind(call));
    return;
  }
  if (method === 'REPORT' && !isObject) {
    sendItems(res, report(call));
    return;
  }
  if (method === 'PROPPATCH' && !isObject) {
    sendItems(res, patchCollection(call));
    return;
  }
  if (method === 'POST' && !isObject) {
    share(call);
    // Nothing in it, and yet PHP calls it HTML.
    return void res.status(200).set('X-Sabre-Status', 'everything-went-well').type('html').end();
  }
  if (method === 'MKCALENDAR' || method === 'MKCOL') {
    makeCollection(call, (uid) => guard(call.platform, kind, uid));
    return void res.status(201).end();
  }
  if ((method === 'GET' || method === 'HEAD') && isObject) {
    const object = getObject(call);
    const type = kind === 'calendar' ? 'text/calendar' : 'text/vcard';
    return void res
      .status(200)
      .set('ETag', etagOf(object))
      .type(`${type}; charset=utf-8`)
      .send(Buffer.from(object.data));
  }
  if (method === 'PUT' && isObject) {
    const { status, etag } = putObject(call);
    return void res.status(status).set('ETag', etag).end();
  }
  if (method === 'DELETE' && path.collection !== null) {
    if (isObject) deleteObject(call);
    else deleteCollection(call);
    return void res.status(204).end();
  }
  throw new DavRefusal(501, 'Sabre\\DAV\\Exception\\NotImplemented', 'not served by this stand-in');
};

const callOf = (platform: Platform, kind: CollectionKind, req: Request, res: Response): HomeCall => {
  const who = authenticate(platform, req);
  if (who.kind === 'blocked') throw new DavRefusal(429, 'OCA\\DAV\\Connector\\Sabre\\Exception\\TooManyRequests');
  if (who.kind !== 'account') {
    res.set('WWW-Authenticate', 'Basic realm="Nextcloud", charset="UTF-8"');
    throw new DavRefusal(401, 'Sabre\\DAV\\Exception\\NotAuthenticated', 'Cannot authenticate over ajax calls');
  }
  const path = homePath(req.path);
  // Somebody else's home looks as if there were none, for administrators too (facts §5).
  if (findAccount(platform.state, path.uid) !== who.account) throw notFound(`Principal with name ${path.uid}`);
  const given: unknown = req.body;
  const body = Buffer.isBuffer(given) ? given : Buffer.alloc(0);
  return {
    platform,
    account: who.account,
    kind,
    path,
    method: req.method,
    header: (name) => req.get(name),
    body,
    xml: () => xmlTree(body),
  };
};

const home = (platform: Platform, kind: CollectionKind, guard: Guard): RequestHandler => {
  return (req, res) => {
    try {
      answer(callOf(platform, kind, req, res), res, guard);
    } catch (error) {
      if (!(error instanceof DavRefusal)) throw error;
      sendDavError(res, error);
    }
  };
};

/** `/remote.php/dav/calendars/{user}/…` and `/remote.php/dav/addressbooks/users/{user}/…`: what one account owns and what is shared with it. */
export const davHomes = (platform: Platform): Router => {
  const router = Router();
  const guard = creationGuard();
  router.use('/remote.php/dav/calendars', home(platform, 'calendar', guard));
  router.use('/remote.php/dav/addressbooks/users', home(platform, 'addressbook', guard));
  return router;
};
