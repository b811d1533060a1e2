import { DavRefusal } from '../files/dav-answer.ts';
import type { Platform } from '../platform.ts';
import type { Account } from '../state.ts';
import type { CollectionKind } from './collection-state.ts';
import { seenNamed, type SeenCollection } from './collections.ts';
import type { HomePath } from './home-address.ts';
import type { XmlElement } from './xml-tree.ts';

/** A request for one place in an account's home, by that account. */
export interface HomeCall {
  readonly platform: Platform;
  readonly account: Account;
  readonly kind: CollectionKind;
  readonly path: HomePath;
  readonly method: string;
  readonly header: (name: string) => string | undefined;
  readonly body: Buffer;
  /** The body as XML; null when it is none. */
  readonly xml: () => XmlElement | null;
}

export const notFound = (what: string): DavRefusal =>
  new DavRefusal(404, 'Sabre\\DAV\\Exception\\NotFound', `${what} could not be found`);

/** @throws DavRefusal 404 when this account sees no such collection */
export const collectionAt = ({ platform, account, kind, path }: HomeCall): SeenCollection => {
  const seen = path.collection === null ? undefined : seenNamed(platform, account, kind, path.collection);
  if (seen === undefined) throw notFound(`Node with name '${path.collection ?? ''}'`);
  return seen;
};

/** What a member may not write in looks to them as if it were not there: 404, never 403 (facts §5). */
export const writableAt = (call: HomeCall): SeenCollection => {
  const seen = collectionAt(call);
  if (!seen.mayWrite)
    throw notFound(`${call.kind === 'calendar' ? 'Calendar' : 'Addressbook'} with name '${seen.name}'`);
  return seen;
};
