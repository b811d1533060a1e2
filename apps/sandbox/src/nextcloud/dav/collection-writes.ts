import { DavRefusal } from '../files/dav-answer.ts';
import type { CollectionKind } from './collection-state.ts';
import { addCollection, ownCollections } from './collections.ts';
import { collectionAt, type HomeCall } from './home.ts';
import { hrefOf } from './home-address.ts';
import type { DavItem } from './multistatus.ts';
import { clark, namespaces } from './namespaces.ts';
import { childOf, type XmlElement } from './xml-tree.ts';

const reserved: Readonly<Record<CollectionKind, readonly string[]>> = {
  calendar: ['contact_birthdays', 'trashbin', 'inbox', 'outbox', 'notifications'],
  addressbook: ['z-server-generated--system'],
};
const bad = (message: string): DavRefusal => new DavRefusal(400, 'Sabre\\DAV\\Exception\\BadRequest', message);

/** Text properties in a request's `d:set`. */
const settingsIn = (root: XmlElement | null): Map<string, string> => {
  const set = new Map<string, string>();
  for (const each of root?.children.filter(({ name }) => name === clark('d', 'set')) ?? [])
    for (const property of childOf(each, clark('d', 'prop'))?.children ?? []) set.set(property.name, property.text);
  return set;
};
const kept = (name: string): boolean =>
  name.startsWith(`{${namespaces.d}}displayname`) ||
  name.startsWith(`{${namespaces.x}}`) ||
  name.endsWith('-description');

/** MKCALENDAR for a calendar, MKCOL with a body for an address book. */
export const makeCollection = (call: HomeCall, guard: (uid: string) => void): void => {
  const { platform, account, kind, path, method } = call;
  const uri = path.collection ?? '';
  if (path.object !== null || uri === '') throw new DavRefusal(405, 'Sabre\\DAV\\Exception\\MethodNotAllowed');
  const root = call.body.length === 0 ? null : call.xml();
  if (call.body.length > 0 && root === null) throw bad('The body is no XML');
  if (kind === 'addressbook') {
    const type = root?.children
      .flatMap((set) => childOf(set, clark('d', 'prop'))?.children ?? [])
      .find(({ name }) => name === clark('d', 'resourcetype'));
    const isBook = method === 'MKCOL' && childOf(type, clark('card', 'addressbook')) !== undefined;
    if (!isBook)
      throw new DavRefusal(
        403,
        'Sabre\\DAV\\Exception\\InvalidResourceType',
        'Unknown resourceType for this collection',
      );
  }
  if (reserved[kind].includes(uri) || ownCollections(platform, account.uid, kind).some((own) => own.uri === uri))
    throw new DavRefusal(
      405,
      'Sabre\\DAV\\Exception\\MethodNotAllowed',
      'The resource you tried to create already exists',
    );
  guard(account.uid);
  const properties = new Map([...settingsIn(root)].filter(([name]) => kept(name)));
  addCollection(platform, { kind, owner: account.uid, uri, properties });
};

/** PROPPATCH: of one's own it changes the collection; of a shared calendar only what this member sees, which this stand-in leaves as it is. */
export const patchCollection = (call: HomeCall): DavItem[] => {
  const { platform, kind, path } = call;
  const seen = collectionAt(call);
  const root = call.xml();
  if (root?.name !== clark('d', 'propertyupdate')) throw bad('The body is no propertyupdate');
  if (!seen.isOwn && kind === 'addressbook') throw new DavRefusal(403, 'Sabre\\DAV\\Exception\\Forbidden');
  const set = settingsIn(root);
  if (seen.isOwn) {
    for (const [name, value] of set) if (kept(name)) seen.collection.properties.set(name, value);
    seen.collection.syncToken += 1;
    platform.changed();
  }
  const found = new Map([...set].map(([name]): [string, string] => [name, '']));
  return [{ href: hrefOf(kind, path.uid, seen.name), found, missing: [] }];
};

/** DELETE: a member only takes it off their own list; of one's own a calendar goes to the bin, where its address stays taken (facts §5). */
export const deleteCollection = (call: HomeCall): void => {
  const { platform, account } = call;
  const { collection, isOwn } = collectionAt(call);
  if (!isOwn) collection.hiddenBy.add(account.uid);
  else if (collection.kind === 'calendar' && call.header('x-nc-caldav-no-trashbin') !== '1')
    collection.deletedAt ??= platform.seconds();
  else platform.state.collections.delete(collection.id);
  platform.changed();
};
