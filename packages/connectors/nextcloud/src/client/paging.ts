import { ConnectorError } from '@passerelle/connector-kit';

/**
 * Every entry once, page after page until one is empty: with several user backends a page can hold more than `limit`, and a short one is not
 * the last (facts §2). A page that only repeats what was seen means that the platform does not page as we think: that is never "complete".
 */
export async function* everyPage<T>(
  request: string,
  limit: number,
  keyOf: (entry: T) => string,
  read: (limit: number, offset: number) => Promise<readonly T[]>,
): AsyncGenerator<T> {
  const seen = new Set<string>();
  for (let offset = 0; ; offset += limit) {
    const page = await read(limit, offset);
    if (page.length === 0) return;
    const fresh = page.filter((entry) => !seen.has(keyOf(entry)));
    if (fresh.length === 0) {
      const detail = `the page at ${offset} repeats what came before`;
      throw new ConnectorError({ code: 'unexpected-answer', retry: 'backoff', scope: 'operation', request, detail });
    }
    for (const entry of fresh) {
      // Once more: a page may name somebody twice.
      if (seen.has(keyOf(entry))) continue;
      seen.add(keyOf(entry));
      yield entry;
    }
  }
}
