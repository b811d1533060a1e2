import { ConnectorError } from '@passerelle/connector-kit';
import type { Entry } from 'ldapts';
import { refuseReferrals } from './referrals.ts';
import type { Search, Session } from './session.ts';

/**
 * Every entry of a search, in pages, and the certainty that these were all.
 * @param harmless referrals that lead to nothing that matters
 * @throws ConnectorError
 */
export async function* everyEntry(
  session: Session,
  search: Search,
  harmless: readonly RegExp[],
): AsyncGenerator<Entry> {
  let count = 0;
  let last = 0;
  for await (const page of session.pages(search)) {
    refuseReferrals(page, harmless, `${session.platform}: ${search.name}`);
    last = page.entries.length;
    count += last;
    yield* page.entries;
  }
  if (last === 0 && count > 0) await confirmTheEnd(session, search, count);
}

/**
 * ldapts takes a page without entries for the last one, but a server may send an empty page in the middle (Active Directory does, when a filter
 * matches little). So an empty last page is believed only when counting again, in pages of another size, gives the same number.
 * @throws ConnectorError
 */
export async function confirmTheEnd(session: Session, search: Search, entries: number): Promise<void> {
  let count = 0;
  let last = 0;
  const pageSize = search.pageSize > 7 ? search.pageSize - 7 : search.pageSize + 7;
  const ids = { ...search, name: `count again: ${search.name}`, attributes: ['1.1'], pageSize };
  for await (const page of session.pages(ids)) {
    last = page.entries.length;
    count += last;
  }
  if (count === entries && last > 0) return;
  throw new ConnectorError({
    code: 'unexpected-answer',
    retry: 'backoff',
    scope: 'target',
    request: `${session.platform}: ${search.name}`,
    detail: `the pages ended with an empty one after ${entries} entries, and counting again gave ${count}`,
  });
}
