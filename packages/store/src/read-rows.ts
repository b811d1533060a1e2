import type pg from 'pg';
import type { Tx } from './transaction.ts';

let cursors = 0;

/**
 * The rows of a query, a batch at a time, so that memory does not grow with them. A cursor declared in SQL rather than a query stream:
 * other queries may run in the same transaction between two batches.
 */
export async function* readRows<T extends pg.QueryResultRow>(
  { client }: Tx,
  text: string,
  values: readonly unknown[] = [],
  batch = 1_000,
): AsyncGenerator<T, void, undefined> {
  const name = `read_rows_${(cursors = (cursors + 1) % 1_000_000)}`;
  await client.query(`declare ${name} no scroll cursor for ${text}`, [...values]);
  let broken = false;
  try {
    for (;;) {
      const { rows } = await client.query<T>(`fetch ${batch} from ${name}`);
      yield* rows;
      if (rows.length < batch) return;
    }
  } catch (error) {
    // In a transaction that failed, closing would only hide why.
    broken = true;
    throw error;
  } finally {
    if (!broken) await client.query(`close ${name}`);
  }
}
