import { ConnectorError, type Call } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import { z } from 'zod';
import { foldUid } from '../protection.ts';
import type { Owner } from '../owners.ts';
import type { Session } from '../session.ts';
import { davEntries, davXml, sendDav, xmlHeaders, xmlText, type DavEntry } from './dav.ts';
import { statusError, titled } from './request.ts';

/** What a community has in CalDAV or CardDAV: the two are alike but for names and addresses. */
export type CollectionKind = 'calendar' | 'addressbook';

export type Access = 'read' | 'read-write' | 'other';
export interface GroupShare {
  readonly group: NativeId;
  readonly access: Access;
  /** As Nextcloud keeps it: the same group in another encoding would become a second share (facts §5). */
  readonly href: string;
}
export interface Collection {
  readonly owner: string;
  readonly uri: string;
  readonly label: string;
  /** Changes with every change of what is in it. Null: not told. */
  readonly syncToken: string | null;
  /** With groups only: what it shares with people and circles is not ours to see to. */
  readonly shares: readonly GroupShare[];
  /** In the bin: not there any more, but its address stays taken and it still counts. */
  readonly isInBin: boolean;
}

const words = {
  calendar: { home: '/calendars', type: 'calendar', one: 'calendar' },
  addressbook: { home: '/addressbooks/users', type: 'addressbook', one: 'address book' },
} as const;

/** Below `/remote.php/dav`. */
export const collectionPath = (kind: CollectionKind, owner: string, uri?: string): string =>
  `${words[kind].home}/${encodeURIComponent(owner)}/${uri === undefined ? '' : `${encodeURIComponent(uri)}/`}`;

/** As PHP's urldecode: a plus is a blank. Null: not decodable, so no group that we could name. */
const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
};
const groupPrefix = 'principal:principals/groups/';
/** One way of encoding, PHP's urlencode, so that one group never gets two shares. */
export const groupHref = (group: NativeId): string =>
  groupPrefix +
  encodeURIComponent(group).replace(/[!'()*~]|%20/g, (part) =>
    part === '%20' ? '+' : `%${part.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const userSchema = z.object({
  href: z.string(),
  access: z.union([z.literal(''), z.record(z.string(), z.unknown())]).optional(),
});
const propSchema = z.object({
  displayname: z.string().optional(),
  resourcetype: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  owner: z.looseObject({ href: z.string() }).optional(),
  invite: z.union([z.string(), z.object({ user: z.array(userSchema) })]).optional(),
  'sync-token': z.string().optional(),
  'deleted-at': z.string().optional(),
});

const accessOf = (access: z.infer<typeof userSchema>['access']): Access => {
  if (access === undefined || access === '') return 'other';
  if ('read-write' in access) return 'read-write';
  return 'read' in access ? 'read' : 'other';
};

const sharesIn = (invite: z.infer<typeof propSchema>['invite']): GroupShare[] =>
  (invite === undefined || typeof invite === 'string' ? [] : invite.user).flatMap(({ href, access }) => {
    const group = href.startsWith(groupPrefix) ? decoded(href.slice(groupPrefix.length)) : null;
    return group === null ? [] : [{ group, href, access: accessOf(access) }];
  });

const askedProperties =
  '<d:prop><d:displayname/><d:resourcetype/><d:owner/><d:sync-token/><oc:invite/><xc:deleted-at/></d:prop>';

const unexpected = (kind: CollectionKind, detail: string): ConnectorError =>
  new ConnectorError({
    code: 'unexpected-answer',
    retry: 'backoff',
    scope: 'operation',
    request: titled(`list ${words[kind].one}s`),
    detail,
  });

/** What apps and the server itself show there (Deck's boards, the list of all accounts) is nobody's to share, and counts for nothing. */
const isMadeUp = (uri: string): boolean => /^(?:app|z-app|z-server)-generated--/.test(uri);

/**
 * Null for what is none of the owner's own: the home itself, the inbox, what others share with this account.
 * @throws ConnectorError for what cannot be told apart: one of ours that is merely not understood must not look as if it were gone
 */
const collectionOf = (kind: CollectionKind, { user }: Owner, { name, found }: DavEntry): Collection | null => {
  if (found === null) return null;
  const parsed = propSchema.safeParse(found);
  if (!parsed.success) throw unexpected(kind, `the properties of ${name} are not as they are due`);
  const { displayname, resourcetype, owner, invite } = parsed.data;
  const isOne = typeof resourcetype === 'object' && words[kind].type in resourcetype;
  if (!isOne || isMadeUp(name)) return null;
  if (owner === undefined) throw unexpected(kind, `the owner of ${name} is not told`);
  const ownerName = decoded(owner.href.replace(/\/+$/, '').split('/').at(-1) ?? '');
  if (ownerName === null || foldUid(ownerName) !== foldUid(user)) return null;
  return {
    owner: user,
    uri: name,
    label: displayname ?? name,
    syncToken: parsed.data['sync-token'] ?? null,
    shares: sharesIn(invite),
    isInBin: (parsed.data['deleted-at'] ?? '') !== '',
  };
};

/** Every calendar (or address book) that an account owns, those in the bin included, with the groups that it is shared with: one call. */
export const readCollections = async (
  session: Session,
  call: Call,
  kind: CollectionKind,
  owner: Owner,
): Promise<readonly Collection[]> => {
  const name = `list ${words[kind].one}s`;
  const response = await sendDav(session, call, owner, {
    name,
    method: 'PROPFIND',
    path: collectionPath(kind, owner.user),
    headers: { ...xmlHeaders, depth: '1' },
    body: davXml('d:propfind', askedProperties),
  });
  if (response.status !== 207) throw statusError(session, response, name);
  return davEntries(response, name).flatMap((entry) => collectionOf(kind, owner, entry) ?? []);
};

/** Null when there is none, or it lies in the bin. */
export const readCollection = async (
  session: Session,
  call: Call,
  kind: CollectionKind,
  owner: Owner,
  uri: string,
): Promise<Collection | null> => {
  const name = `read ${words[kind].one}`;
  const response = await sendDav(session, call, owner, {
    name,
    method: 'PROPFIND',
    path: collectionPath(kind, owner.user, uri),
    headers: { ...xmlHeaders, depth: '0' },
    body: davXml('d:propfind', askedProperties),
  });
  if (response.status === 404) return null;
  if (response.status !== 207) throw statusError(session, response, name);
  const [entry] = davEntries(response, name);
  const collection = entry === undefined ? null : collectionOf(kind, owner, entry);
  return collection === null || collection.isInBin ? null : collection;
};

/** `taken`: that address is in use, be it in the bin (405); `full`: the account has as many as it may (403). */
export const makeCollection = async (
  session: Session,
  call: Call,
  kind: CollectionKind,
  made: { readonly owner: Owner; readonly uri: string; readonly label: string },
): Promise<'done' | 'taken' | 'full'> => {
  const name = `create ${words[kind].one}`;
  const label = `<d:displayname>${xmlText(made.label)}</d:displayname>`;
  const components = '<c:supported-calendar-component-set><c:comp name="VEVENT"/></c:supported-calendar-component-set>';
  const type = '<d:resourcetype><d:collection/><card:addressbook/></d:resourcetype>';
  const set = (inside: string): string => `<d:set><d:prop>${inside}</d:prop></d:set>`;
  const response = await sendDav(session, call, made.owner, {
    name,
    method: kind === 'calendar' ? 'MKCALENDAR' : 'MKCOL',
    path: collectionPath(kind, made.owner.user, made.uri),
    headers: xmlHeaders,
    body: kind === 'calendar' ? davXml('c:mkcalendar', set(label + components)) : davXml('d:mkcol', set(type + label)),
  });
  if (response.status === 405) return 'taken';
  if (response.status === 403) return 'full';
  if (response.status !== 201) throw statusError(session, response, name);
  return 'done';
};

/** Gives it another label; its address and its shares stay. Null result `missing`: it is gone. */
export const relabelCollection = async (
  session: Session,
  call: Call,
  kind: CollectionKind,
  change: { readonly owner: Owner; readonly uri: string; readonly label: string },
): Promise<'done' | 'missing'> => {
  const name = `rename ${words[kind].one}`;
  const response = await sendDav(session, call, change.owner, {
    name,
    method: 'PROPPATCH',
    path: collectionPath(kind, change.owner.user, change.uri),
    headers: xmlHeaders,
    body: davXml(
      'd:propertyupdate',
      `<d:set><d:prop><d:displayname>${xmlText(change.label)}</d:displayname></d:prop></d:set>`,
    ),
  });
  if (response.status === 404) return 'missing';
  if (response.status !== 207) throw statusError(session, response, name);
  if (davEntries(response, name).some(({ refused }) => refused.includes('displayname')))
    throw statusError(session, { ...response, status: 403 }, name);
  return 'done';
};

export interface ShareChange {
  readonly href: string;
  /** Null ends the share. */
  readonly access: Exclude<Access, 'other'> | null;
}

/** All changes of a collection's shares in one call. What it says of an unknown group is 200, and nothing is stored: read back (facts §5). */
export const changeShares = async (
  session: Session,
  call: Call,
  kind: CollectionKind,
  change: { readonly owner: Owner; readonly uri: string; readonly shares: readonly ShareChange[] },
): Promise<'done' | 'missing'> => {
  const name = `share ${words[kind].one}`;
  const inside = change.shares.map(({ href, access }) => {
    const who = `<d:href>${xmlText(href)}</d:href>`;
    if (access === null) return `<oc:remove>${who}</oc:remove>`;
    return `<oc:set>${who}${access === 'read-write' ? '<oc:read-write/>' : ''}</oc:set>`;
  });
  const response = await sendDav(session, call, change.owner, {
    name,
    method: 'POST',
    path: collectionPath(kind, change.owner.user, change.uri),
    headers: xmlHeaders,
    body: davXml('oc:share', inside.join('')),
  });
  if (response.status === 404) return 'missing';
  // The real answer is empty, and PHP calls that HTML.
  if (response.status !== 200 || response.text.trim() !== '') throw statusError(session, response, name);
  return 'done';
};
