import type { DirectoryEntry } from './directory-entry.ts';
import { hasObjectClass } from './directory-entry.ts';

/**
 * What can be wrong with a directory, for tests and for training. One trouble at a time:
 * - `tenth`: a filter or an ACL hides nine people of ten, and the answer still ends with "success" (the story of product.md, no. 7);
 * - `break-off`: the connection is cut after this many entries of a search, in the middle of the page;
 * - `slow`: every search waits this long before its first row;
 * - `refuse`: new connections are cut at once, and so are those that are open;
 * - `time-limit`: a search ends with code 3 after half of the rows that it would have given.
 */
export type DirectoryTrouble =
  | { readonly kind: 'none' }
  | { readonly kind: 'tenth' }
  | { readonly kind: 'break-off'; readonly afterEntries: number }
  | { readonly kind: 'slow'; readonly milliseconds: number }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'time-limit' };

/** Drops nine of ten people, always the same ones within one list, and nothing else. */
export function onlyATenthOfPeople(entries: readonly DirectoryEntry[]): DirectoryEntry[] {
  let people = 0;
  return entries.filter((entry) =>
    !hasObjectClass(entry, 'person') && !hasObjectClass(entry, 'inetOrgPerson') ? true : people++ % 10 === 0,
  );
}
