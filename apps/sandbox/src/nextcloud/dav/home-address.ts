import { DavRefusal } from '../files/dav-answer.ts';
import type { CollectionKind } from './collection-state.ts';

const homes: Readonly<Record<CollectionKind, string>> = {
  calendar: '/remote.php/dav/calendars',
  addressbook: '/remote.php/dav/addressbooks/users',
};

/** A place below an account's home: `{uid}`, `{uid}/{collection}`, `{uid}/{collection}/{object}`. */
export interface HomePath {
  readonly uid: string;
  readonly collection: string | null;
  readonly object: string | null;
}

export const homePath = (path: string): HomePath => {
  let parts: string[];
  try {
    parts = path
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
  } catch {
    throw new DavRefusal(400, 'Sabre\\DAV\\Exception\\BadRequest');
  }
  const [uid = '', collection = null, object = null, ...deeper] = parts;
  if (deeper.length > 0) throw new DavRefusal(404, 'Sabre\\DAV\\Exception\\NotFound');
  return { uid, collection, object };
};

/** As answers tell addresses: encoded, with a slash after everything that holds others. */
export const hrefOf = (kind: CollectionKind, uid: string, collection?: string, object?: string): string => {
  const parts = [uid, ...(collection === undefined ? [] : [collection])].map(encodeURIComponent);
  return `${homes[kind]}/${parts.join('/')}/${object === undefined ? '' : encodeURIComponent(object)}`;
};
