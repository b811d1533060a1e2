import { groupsOf } from '../accounts.ts';
import type { Platform } from '../platform.ts';
import type { Account } from '../state.ts';
import type { CollectionKind, DavCollection } from './collection-state.ts';
import { clark } from './namespaces.ts';

/** A collection as one account sees it. */
export interface SeenCollection {
  readonly collection: DavCollection;
  /** Its address in the viewer's home: somebody else's ends in `_shared_by_{owner}`. */
  readonly name: string;
  readonly isOwn: boolean;
  readonly mayWrite: boolean;
}

/** What every account has from its first visit on. */
const personal: Readonly<Record<CollectionKind, readonly [uri: string, label: string]>> = {
  calendar: ['personal', 'Personal'],
  addressbook: ['contacts', 'Contacts'],
};

const displayName = clark('d', 'displayname');

export const addCollection = (
  platform: Platform,
  given: Pick<DavCollection, 'kind' | 'owner' | 'uri' | 'properties'>,
): DavCollection => {
  const { state } = platform;
  const id = state.nextIds.collection++;
  const made: DavCollection = {
    ...given,
    id,
    shares: [],
    objects: new Map(),
    syncToken: 1,
    deletedAt: null,
    hiddenBy: new Set(),
  };
  state.collections.set(id, made);
  platform.changed();
  return made;
};

export const ownCollections = (platform: Platform, uid: string, kind: CollectionKind): DavCollection[] =>
  [...platform.state.collections.values()].filter((each) => each.kind === kind && each.owner === uid);

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
};

/** The highest of what a member's shares give: null when there is none. */
const shareOf = (platform: Platform, account: Account, { shares }: DavCollection): 'read' | 'write' | null => {
  const principals = new Set([
    `principals/users/${account.uid}`,
    ...groupsOf(platform.state, account).map((gid) => `principals/groups/${gid}`),
  ]);
  const mine = shares.filter(({ principal }) => principals.has(decoded(principal)));
  if (mine.length === 0) return null;
  return mine.some(({ readOnly }) => !readOnly) ? 'write' : 'read';
};

/** Everything in an account's home: its own, those in the bin included, and what is shared with it. */
export const seenBy = (platform: Platform, account: Account, kind: CollectionKind): SeenCollection[] => {
  const [uri, label] = personal[kind];
  if (!ownCollections(platform, account.uid, kind).some((own) => own.uri === uri)) {
    addCollection(platform, { kind, owner: account.uid, uri, properties: new Map([[displayName, label]]) });
  }
  return [...platform.state.collections.values()].flatMap((collection): SeenCollection[] => {
    if (collection.kind !== kind) return [];
    if (collection.owner === account.uid) return [{ collection, name: collection.uri, isOwn: true, mayWrite: true }];
    const share = shareOf(platform, account, collection);
    if (share === null || collection.deletedAt !== null || collection.hiddenBy.has(account.uid)) return [];
    const name = `${collection.uri}_shared_by_${collection.owner}`;
    return [{ collection, name, isOwn: false, mayWrite: share === 'write' }];
  });
};

export const seenNamed = (
  platform: Platform,
  account: Account,
  kind: CollectionKind,
  name: string,
): SeenCollection | undefined => seenBy(platform, account, kind).find((seen) => seen.name === name);
