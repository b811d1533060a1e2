import { ANONYMOUS, type Identity } from './directory-accounts.ts';
import type { DirectoryEntry, EntryAttribute } from './directory-entry.ts';
import { type DirectoryTrouble, tenthOfPeople } from './directory-trouble.ts';
import type { DirectoryTree, SearchScope } from './directory-tree.ts';
import { LdapFailure, RESULT } from './ldap-failure.ts';
import { matchesFilter, type SearchFilter } from './search-filter.ts';
import { checkPageSize, rowLimit, type SearchLimits } from './search-limits.ts';
import { readableValues, selectAttributes } from './search-result.ts';
import { inRanges, withoutRanges } from './value-ranges.ts';

export interface SearchQuestion {
  readonly base: string;
  readonly scope: SearchScope;
  readonly filter: SearchFilter;
  readonly attributes: readonly string[];
  readonly typesOnly: boolean;
  readonly sizeLimit: number;
  /** The paged results control (RFC 2696); an empty cookie begins, a size of 0 gives the search up. */
  readonly page?: { readonly size: number; readonly cookie: string } | undefined;
}

export interface SearchAnswer {
  readonly rows: readonly { readonly dn: string; readonly attributes: readonly EntryAttribute[] }[];
  readonly code: number;
  /** Cookie of the next page, empty after the last one; absent when no page was asked for. */
  readonly cookie?: string;
}

/** Where a paged search of one connection stands. */
export class PageCursors {
  #next = 1;
  readonly #open = new Map<string, readonly DirectoryEntry[]>();

  keep(rest: readonly DirectoryEntry[]): string {
    const cookie = String(this.#next++);
    this.#open.set(cookie, rest);
    return cookie;
  }

  /** @throws LdapFailure 2, as slapd does for a cookie that it does not know */
  take(cookie: string): readonly DirectoryEntry[] {
    const rest = this.#open.get(cookie);
    if (rest === undefined) throw new LdapFailure(RESULT.protocolError, 'paged results cookie is invalid or old');
    this.#open.delete(cookie);
    return rest;
  }
}

/** Answers one search, or one page of it. @throws LdapFailure with the code that OpenLDAP gives */
export function answerSearch(
  tree: DirectoryTree,
  question: SearchQuestion,
  who: { readonly identity: Identity; readonly limits: SearchLimits; readonly cursors: PageCursors },
  trouble: DirectoryTrouble,
): SearchAnswer {
  // `access … by * none`: for somebody without rights the tree does not exist, so 32 and not 50.
  if (who.identity.kind === ANONYMOUS.kind) throw new LdapFailure(RESULT.noSuchObject, '');
  const { page } = question;
  if (page !== undefined) checkPageSize(who.identity, who.limits, page.size);
  const found =
    page === undefined || page.cookie === '' ? find(tree, question, trouble) : who.cursors.take(page.cookie);
  const { valuesAtOnce } = who.limits;
  const attributesOf = (entry: DirectoryEntry): readonly EntryAttribute[] => {
    if (valuesAtOnce === undefined) return selectAttributes(tree, entry, question.attributes, question.typesOnly);
    const selected = selectAttributes(tree, entry, withoutRanges(question.attributes), question.typesOnly);
    return inRanges(selected, question.attributes, valuesAtOnce);
  };
  const row = (entry: DirectoryEntry): SearchAnswer['rows'][number] => ({
    dn: entry.dn,
    attributes: attributesOf(entry),
  });
  if (trouble.kind === 'time-limit') {
    return { rows: found.slice(0, Math.ceil(found.length / 2)).map(row), code: RESULT.timeLimitExceeded };
  }
  const limit = rowLimit(who.identity, who.limits, question.sizeLimit, page !== undefined);
  if (page === undefined) {
    const code = found.length > limit ? RESULT.sizeLimitExceeded : RESULT.success;
    return { rows: found.slice(0, limit).map(row), code };
  }
  if (page.size === 0) return { rows: [], code: RESULT.success, cookie: '' };
  const size = Math.min(page.size, limit);
  const rest = found.slice(size);
  const cookie = rest.length === 0 ? '' : who.cursors.keep(rest);
  const code = rest.length > 0 && size < page.size ? RESULT.sizeLimitExceeded : RESULT.success;
  return { rows: found.slice(0, size).map(row), code, cookie };
}

function find(tree: DirectoryTree, question: SearchQuestion, trouble: DirectoryTrouble): readonly DirectoryEntry[] {
  const read = (entry: DirectoryEntry, attribute: string): readonly string[] | undefined =>
    readableValues(tree, entry, attribute);
  const found: DirectoryEntry[] = [];
  for (const entry of tree.within(question.base, question.scope)) {
    if (matchesFilter(question.filter, entry, read)) found.push(entry);
  }
  return trouble.kind === 'tenth' ? tenthOfPeople(tree, found) : found;
}
