import type { Request, Response } from 'express';
import { managesAcl } from '../groupfolders/acl-rules.ts';
import type { Platform } from '../platform.ts';
import type { Account } from '../state.ts';
import { folderOfPlace, rulesIn } from './acl-properties.ts';
import { DavRefusal, notFound, sendMultiStatus } from './dav-answer.ts';
import { placeOf, seenNode } from './place.ts';

/**
 * PROPPATCH of `nc:acl-list`: replaces all rules of that node. Somebody who is not in the folder sees nothing there;
 * somebody who is, but does not manage its rules, gets the real server's fault instead of a refusal (facts §3).
 */
export const proppatch = (platform: Platform, account: Account, path: string, req: Request, res: Response): void => {
  const place = placeOf(platform, account, path);
  if (seenNode(platform, place) === undefined) throw notFound();
  const body: unknown = req.body;
  const rules = Buffer.isBuffer(body) ? rulesIn(body) : null;
  if (rules === null)
    throw new DavRefusal(501, 'Sabre\\DAV\\Exception\\NotImplemented', 'only nc:acl-list is served here');
  const folder = folderOfPlace(platform, place);
  if (folder?.acl !== true || !managesAcl(platform.state, folder, account.uid)) {
    throw new DavRefusal(500, 'Exception', 'invalid value of array containing object');
  }
  if (rules.length === 0) folder.rules.delete(place.path);
  else folder.rules.set(place.path, rules);
  platform.changed();
  // The answer shows an empty list whatever was stored: read it back.
  sendMultiStatus(res, [{ href: req.originalUrl, properties: { 'nc:acl-list': '' } }]);
};
