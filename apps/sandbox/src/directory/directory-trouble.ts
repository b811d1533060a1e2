import type { DirectoryEntry } from './directory-entry.ts';
import { hasObjectClass } from './directory-entry.ts';
import type { DirectoryTree } from './directory-tree.ts';

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

/** Leaves one person of ten of those found, the same ones in every search, and nothing but people out. */
export function tenthOfPeople(tree: DirectoryTree, found: readonly DirectoryEntry[]): DirectoryEntry[] {
  const people = tree.all().filter(isPerson);
  const kept = new Set(people.filter((_, at) => at % 10 === 0));
  return found.filter((entry) => !isPerson(entry) || kept.has(entry));
}

function isPerson(entry: DirectoryEntry): boolean {
  return hasObjectClass(entry, 'person') || hasObjectClass(entry, 'inetOrgPerson');
}
