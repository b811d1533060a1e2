import { DavRefusal } from '../files/dav-answer.ts';
import { collectionProperties, objectProperties, principalHref } from './collection-properties.ts';
import { seenBy, type SeenCollection } from './collections.ts';
import { hrefOf } from './home-address.ts';
import { collectionAt, notFound, type HomeCall } from './home.ts';
import type { DavItem } from './multistatus.ts';
import { clark } from './namespaces.ts';
import { childOf } from './xml-tree.ts';

/** What an answer tells when nothing is named: never the data itself, nor the shares. */
const usual = ['resourcetype', 'getetag', 'getlastmodified', 'displayname'].map((local) => clark('d', local));

/** Names of the properties that a request asks for. */
export const askedFor = (call: HomeCall): readonly string[] => {
  if (call.body.length === 0) return usual;
  const root = call.xml();
  if (root === null) throw new DavRefusal(400, 'Sabre\\DAV\\Exception\\BadRequest', 'The body is no XML');
  const prop = childOf(root, clark('d', 'prop'));
  return prop === undefined ? usual : prop.children.map(({ name }) => name);
};

export const item = (href: string, properties: ReadonlyMap<string, string>, asked: readonly string[]): DavItem => ({
  href,
  found: new Map([...properties].filter(([name]) => asked.includes(name))),
  missing: asked.filter((name) => !properties.has(name)),
});

const plain = (type: string, owner?: string): Map<string, string> =>
  new Map([
    [clark('d', 'resourcetype'), type],
    ...(owner === undefined ? [] : [[clark('d', 'owner'), principalHref(owner)] as const]),
  ]);

/** What lies in a home beside one's own and what is shared: of address books the one of all accounts. */
const otherNodes: Readonly<
  Record<HomeCall['kind'], readonly (readonly [name: string, type: string, owner?: string])[]>
> = {
  calendar: [
    ['inbox', '<d:collection/><cal:schedule-inbox/>'],
    ['outbox', '<d:collection/><cal:schedule-outbox/>'],
    ['trashbin', '<d:collection/><nc:trash-bin/>'],
  ],
  addressbook: [['z-server-generated--system', '<d:collection/><card:addressbook/>', 'system/system']],
};

const ofCollection = ({ platform, kind, path }: HomeCall, seen: SeenCollection, asked: readonly string[]): DavItem =>
  item(hrefOf(kind, path.uid, seen.name), collectionProperties(platform, seen), asked);

/** PROPFIND with depth 0 or 1. */
export const propfind = (call: HomeCall): DavItem[] => {
  const { platform, account, kind, path } = call;
  const asked = askedFor(call);
  const isDeep = call.header('depth') !== '0';
  if (path.collection === null) {
    const home = item(hrefOf(kind, path.uid), plain('<d:collection/>'), asked);
    if (!isDeep) return [home];
    return [
      home,
      ...seenBy(platform, account, kind).map((seen) => ofCollection(call, seen, asked)),
      ...otherNodes[kind].map(([name, type, owner]) => item(hrefOf(kind, path.uid, name), plain(type, owner), asked)),
    ];
  }
  const seen = collectionAt(call);
  const objects = [...seen.collection.objects];
  const tell = ([name, object]: (typeof objects)[number]): DavItem =>
    item(hrefOf(kind, path.uid, seen.name, name), objectProperties(kind, object), asked);
  if (path.object !== null) {
    const found = objects.find(([name]) => name === path.object);
    if (found === undefined) throw notFound('Calendar object');
    return [tell(found)];
  }
  return [ofCollection(call, seen, asked), ...(isDeep ? objects.map(tell) : [])];
};
