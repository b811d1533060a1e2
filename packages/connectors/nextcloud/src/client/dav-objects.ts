import { ConnectorError, type Call, type HttpResponse } from '@passerelle/connector-kit';
import type { Owner } from '../owners.ts';
import type { Session } from '../session.ts';
import { collectionPath, type CollectionKind } from './dav-collections.ts';
import { davEntries, davXml, sendDav, xmlHeaders, xmlText } from './dav.ts';
import { statusError, titled } from './request.ts';

/** A calendar or an address book, by its address. */
export interface CollectionRef {
  readonly kind: CollectionKind;
  readonly owner: Owner;
  readonly uri: string;
}
/** One event or card as it lies there. */
export interface DavObject {
  readonly name: string;
  readonly etag: string;
  readonly data: string;
}

const words = {
  calendar: { one: 'event', many: 'events', type: 'text/calendar', report: 'c:calendar-multiget', data: 'c:calendar-data' },
  addressbook: { one: 'card', many: 'cards', type: 'text/vcard', report: 'card:addressbook-multiget', data: 'card:address-data' },
} as const; // prettier-ignore

const pathOf = ({ kind, owner, uri }: CollectionRef, name: string): string =>
  `${collectionPath(kind, owner.user, uri)}${encodeURIComponent(name)}`;

const textIn = (found: Readonly<Record<string, unknown>> | null, name: string): string | null => {
  const value = found?.[name];
  return typeof value === 'string' ? value : null;
};
const untold = (name: string, what: string): ConnectorError =>
  new ConnectorError({ code: 'unexpected-answer', retry: 'backoff', scope: 'operation', request: titled(name), detail: `no ${what} told` }); // prettier-ignore

/** Names of everything in a collection with their ETags: one call. Null: there is no such collection. */
export const readObjectNames = async (
  session: Session,
  call: Call,
  ref: CollectionRef,
): Promise<ReadonlyMap<string, string> | null> => {
  const name = `list ${words[ref.kind].many}`;
  const response = await sendDav(session, call, ref.owner, {
    name,
    method: 'PROPFIND',
    path: collectionPath(ref.kind, ref.owner.user, ref.uri),
    headers: { ...xmlHeaders, depth: '1' },
    body: davXml('d:propfind', '<d:prop><d:getetag/><d:resourcetype/></d:prop>'),
  });
  if (response.status === 404) return null;
  if (response.status !== 207) throw statusError(session, response, name);
  // The first is the collection itself.
  return new Map(
    davEntries(response, name)
      .slice(1)
      .map(({ name: object, found }) => {
        const etag = textIn(found, 'getetag');
        if (etag === null) throw untold(name, 'ETag');
        return [object, etag];
      }),
  );
};

/** So many objects are asked for in one call. */
const perCall = 100;

/** The objects of these names; those that are gone meanwhile are left out. */
export const readObjects = async (
  session: Session,
  call: Call,
  ref: CollectionRef,
  names: readonly string[],
): Promise<readonly DavObject[]> => {
  const { many, report, data } = words[ref.kind];
  const name = `read ${many}`;
  const objects: DavObject[] = [];
  const base = `${new URL(session.config.url).pathname.replace(/\/$/, '')}/remote.php/dav`;
  for (let from = 0; from < names.length; from += perCall) {
    const asked = names.slice(from, from + perCall);
    const hrefs = asked.map((each) => `<d:href>${xmlText(base + pathOf(ref, each))}</d:href>`);
    const response = await sendDav(session, call, ref.owner, {
      name,
      method: 'REPORT',
      path: collectionPath(ref.kind, ref.owner.user, ref.uri),
      headers: { ...xmlHeaders, depth: '1' },
      body: davXml(report, `<d:prop><d:getetag/><${data}/></d:prop>${hrefs.join('')}`),
    });
    if (response.status !== 207) throw statusError(session, response, name);
    for (const { name: object, found } of davEntries(response, name)) {
      if (found === null) continue;
      const [etag, text] = [textIn(found, 'getetag'), textIn(found, data.slice(data.indexOf(':') + 1))];
      if (etag === null || text === null) throw untold(name, 'content');
      objects.push({ name: object, etag, data: text });
    }
  }
  return objects;
};

/** Null when there is none. */
export const readObject = async (
  session: Session,
  call: Call,
  ref: CollectionRef,
  object: string,
): Promise<DavObject | null> => {
  const name = `read ${words[ref.kind].one}`;
  const response = await sendDav(session, call, ref.owner, { name, method: 'GET', path: pathOf(ref, object) });
  if (response.status === 404) return null;
  if (response.status !== 200) throw statusError(session, response, name);
  const etag = response.headers['etag'];
  if (etag === undefined) throw untold(name, 'ETag');
  return { name: object, etag, data: response.text };
};

/** On which state a write stands: nothing there, or exactly this version. */
export type Expected = 'nothing' | { readonly etag: string };
const condition = (expected: Expected): Record<string, string> =>
  expected === 'nothing' ? { 'if-none-match': '*' } : { 'if-match': expected.etag };

/** `changed`: it is not in the expected state (412); `missing`: no such collection; `refused`: something else there has the same UID (400). */
export const writeObject = async (
  session: Session,
  call: Call,
  ref: CollectionRef,
  object: { readonly name: string; readonly data: string; readonly expected: Expected },
): Promise<'done' | 'changed' | 'missing' | 'refused'> => {
  const { one, type } = words[ref.kind];
  const name = `write ${one}`;
  const response: HttpResponse = await sendDav(session, call, ref.owner, {
    name,
    method: 'PUT',
    path: pathOf(ref, object.name),
    headers: { 'content-type': `${type}; charset=utf-8`, ...condition(object.expected) },
    body: object.data,
  });
  if (response.status === 412) return 'changed';
  if (response.status === 404) return 'missing';
  if (response.status === 400) return 'refused';
  if (response.status !== 201 && response.status !== 204) throw statusError(session, response, name);
  return 'done';
};

export const removeObject = async (
  session: Session,
  call: Call,
  ref: CollectionRef,
  object: { readonly name: string; readonly etag: string },
): Promise<'done' | 'changed' | 'missing'> => {
  const name = `remove ${words[ref.kind].one}`;
  const response = await sendDav(session, call, ref.owner, {
    name,
    method: 'DELETE',
    path: pathOf(ref, object.name),
    headers: condition({ etag: object.etag }),
  });
  if (response.status === 412) return 'changed';
  if (response.status === 404) return 'missing';
  if (response.status !== 204) throw statusError(session, response, name);
  return 'done';
};
