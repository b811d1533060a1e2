import { createHash } from 'node:crypto';
import { findAccount } from '../accounts.ts';
import { xmlText } from '../files/dav-answer.ts';
import type { Platform } from '../platform.ts';
import type { CollectionKind, CollectionObject, DavCollection } from './collection-state.ts';
import type { SeenCollection } from './collections.ts';
import { clark } from './namespaces.ts';

export const displayName = clark('d', 'displayname');
const types: Readonly<Record<CollectionKind, string>> = {
  calendar: '<d:collection/><cal:calendar/>',
  addressbook: '<d:collection/><card:addressbook/>',
};

/** Who it is shared with, as the owner sees it. A group that is gone has no common name; its row stays (facts §5). */
const invite = (platform: Platform, { shares }: DavCollection): string =>
  shares
    .map(({ principal, readOnly }) => {
      const [, kind, id = ''] = principal.split('/');
      const name =
        kind === 'groups' ? platform.state.groups.get(id)?.displayName : findAccount(platform.state, id)?.displayName;
      return (
        `<oc:user><d:href>principal:${xmlText(principal)}</d:href>` +
        `${name === undefined ? '' : `<oc:common-name>${xmlText(name)}</oc:common-name>`}<oc:invite-accepted/>` +
        `<oc:access>${readOnly ? '<oc:read/>' : '<oc:read-write/>'}</oc:access></oc:user>`
      );
    })
    .join('');

/** `users/svc` as the address of a principal. */
export const principalHref = (principal: string): string =>
  `<d:href>/remote.php/dav/principals/${principal.split('/').map(encodeURIComponent).join('/')}/</d:href>`;

const privileges = (isWritable: boolean): string =>
  ['read', ...(isWritable ? ['write', 'write-content', 'bind', 'unbind'] : []), 'write-properties']
    .map((name) => `<d:privilege><d:${name}/></d:privilege>`)
    .join('');

/** Properties of a calendar or an address book, as one account sees them. */
export const collectionProperties = (
  platform: Platform,
  { collection, isOwn, mayWrite }: SeenCollection,
): Map<string, string> => {
  const owner = findAccount(platform.state, collection.owner)?.displayName ?? collection.owner;
  const told = new Map([...collection.properties].map(([name, value]) => [name, xmlText(value)]));
  const label = collection.properties.get(displayName) ?? '';
  told.set(displayName, xmlText(isOwn ? label : `${label} (${owner})`));
  told.set(clark('d', 'resourcetype'), types[collection.kind]);
  told.set(clark('d', 'sync-token'), `http://sabre.io/ns/sync/${collection.syncToken}`);
  told.set(clark('cs', 'getctag'), `http://sabre.io/ns/sync/${collection.syncToken}`);
  told.set(clark('d', 'owner'), principalHref(`users/${collection.owner}`));
  // Own address books do not tell it there; everything tells its owner as RFC 3744 has it.
  if (!isOwn || collection.kind === 'calendar')
    told.set(clark('oc', 'owner-principal'), `principals/users/${xmlText(collection.owner)}`);
  told.set(clark('oc', 'invite'), isOwn ? invite(platform, collection) : '');
  told.set(clark('d', 'current-user-privilege-set'), privileges(mayWrite));
  if (!isOwn) told.set(clark('oc', 'read-only'), mayWrite ? '' : '1');
  if (collection.deletedAt !== null)
    told.set(clark('nc', 'deleted-at'), new Date(collection.deletedAt * 1000).toISOString());
  if (collection.kind === 'calendar')
    told.set(clark('cal', 'supported-calendar-component-set'), '<cal:comp name="VEVENT"/><cal:comp name="VTODO"/>');
  return told;
};

export const etagOf = ({ data }: CollectionObject): string => `"${createHash('md5').update(data).digest('hex')}"`;

/** An event or a card inside XML: its line ends are `&#13;` and a line feed, as sabre's writer puts them. */
const dataText = (data: string): string => xmlText(data).replaceAll('\r', '&#13;');

/** Properties of one event or card. */
export const objectProperties = (kind: CollectionKind, object: CollectionObject): Map<string, string> =>
  new Map([
    [clark('d', 'getetag'), xmlText(etagOf(object))],
    [clark('d', 'resourcetype'), ''],
    [
      clark('d', 'getcontenttype'),
      kind === 'calendar' ? 'text/calendar; charset=utf-8; component=vevent' : 'text/vcard; charset=utf-8',
    ],
    [clark('d', 'getcontentlength'), String(Buffer.byteLength(object.data))],
    [clark('d', 'getlastmodified'), new Date(object.modified * 1000).toUTCString()],
    kind === 'calendar'
      ? [clark('cal', 'calendar-data'), dataText(object.data)]
      : [clark('card', 'address-data'), dataText(object.data)],
  ]);
