import { z } from 'zod';

/** Where calendars and address books live: `/calendars/{uid}` and `/addressbooks/users/{uid}`. */
export type CollectionKind = 'calendar' | 'addressbook';

/** One share of a collection, as `oc_dav_shares` keeps it: by principal, in whatever encoding it came (facts §5). */
export interface CollectionShare {
  /** `principals/groups/icane-core`; the group need not exist any more. */
  readonly principal: string;
  readonly readOnly: boolean;
}

export interface CollectionObject {
  readonly uid: string;
  readonly data: string;
  /** Seconds since the epoch. */
  readonly modified: number;
}

/** A calendar or an address book of one account. */
export interface DavCollection {
  readonly id: number;
  readonly kind: CollectionKind;
  readonly owner: string;
  readonly uri: string;
  /** By their names in Clark notation: `{DAV:}displayname`. */
  readonly properties: Map<string, string>;
  shares: CollectionShare[];
  readonly objects: Map<string, CollectionObject>;
  /** Grows with every change of an object or of the collection's own properties. */
  syncToken: number;
  /** In the bin since (seconds); its address stays taken. Address books have no bin. */
  deletedAt: number | null;
  /** Members who took it off their own list. */
  readonly hiddenBy: Set<string>;
}

const collectionSchema = z.object({
  id: z.number(),
  kind: z.enum(['calendar', 'addressbook']),
  owner: z.string(),
  uri: z.string(),
  properties: z.array(z.tuple([z.string(), z.string()])),
  shares: z.array(z.object({ principal: z.string(), readOnly: z.boolean() })),
  objects: z.array(z.tuple([z.string(), z.object({ uid: z.string(), data: z.string(), modified: z.number() })])),
  syncToken: z.number(),
  deletedAt: z.number().nullable(),
  hiddenBy: z.array(z.string()),
});
/** State files of before there were calendars hold none. */
export const collectionsSchema = z.array(collectionSchema).default([]);

export const collectionsToData = (
  collections: ReadonlyMap<number, DavCollection>,
): z.infer<typeof collectionSchema>[] =>
  [...collections.values()].map((each) => ({
    ...each,
    properties: [...each.properties],
    objects: [...each.objects],
    hiddenBy: [...each.hiddenBy],
  }));

export const collectionsFromData = (data: z.infer<typeof collectionsSchema>): Map<number, DavCollection> =>
  new Map(
    data.map((each) => [
      each.id,
      {
        ...each,
        properties: new Map(each.properties),
        objects: new Map(each.objects),
        hiddenBy: new Set(each.hiddenBy),
      },
    ]),
  );

/** What goes with an account that is deleted: what it owned, and what was shared with it alone. */
export const removeCollectionsOf = (collections: Map<number, DavCollection>, uid: string): void => {
  for (const collection of [...collections.values()]) {
    if (collection.owner === uid) collections.delete(collection.id);
    collection.shares = collection.shares.filter(({ principal }) => principal !== `principals/users/${uid}`);
    collection.hiddenBy.delete(uid);
  }
};
