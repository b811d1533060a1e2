import type pg from 'pg';
import type { Tx } from './transaction.ts';

/** Rows that travel at once. Fewer cost a round trip each; of these, two lie in memory for each query that is being read. */
const BATCH = 2_500;

let cursors = 0;

/** Whoever fetches ahead on a connection does so in turn, so that other queries of the transaction never find more than one before them. */
const turns = new WeakMap<pg.ClientBase, Promise<unknown>>();

function inTurn<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  const mine = (turns.get(client) ?? Promise.resolve()).then(work);
  // What failed is told to whoever waits for it; the next one goes on.
  const settled = mine.catch(() => undefined);
  turns.set(client, settled);
  return mine;
}

/**
 * The rows of a query, some thousands at a time, so that memory does not grow with them. While one batch is worked on the server is already at the next.
 * A cursor declared in SQL rather than a query stream: other queries may run in the same transaction between two batches.
 */
export async function* readBatches<T extends pg.QueryResultRow>(
  { client }: Pick<Tx, 'client'>,
  text: string,
  values: readonly unknown[] = [],
  batch = BATCH,
): AsyncGenerator<readonly T[], void, undefined> {
  const name = `read_rows_${(cursors = (cursors + 1) % 1_000_000)}`;
  const fetch = (): Promise<pg.QueryResult<T>> => {
    const fetched = inTurn(client, () => client.query<T>(`fetch ${batch} from ${name}`));
    // It may fail while nobody waits yet; whoever asks for the batch is told.
    fetched.catch(() => undefined);
    return fetched;
  };
  await inTurn(client, () => client.query(`declare ${name} no scroll cursor for ${text}`, [...values]));
  let ahead: Promise<pg.QueryResult<T>> | null = fetch();
  try {
    while (ahead !== null) {
      const { rows }: pg.QueryResult<T> = await ahead;
      ahead = rows.length < batch ? null : fetch();
      yield rows;
    }
  } finally {
    // A transaction that failed has closed it already; what failed is told by whoever noticed.
    await inTurn(client, () => client.query(`close ${name}`)).catch(() => undefined);
  }
}

/** The same, row by row. */
export async function* readRows<T extends pg.QueryResultRow>(
  tx: Pick<Tx, 'client'>,
  text: string,
  values: readonly unknown[] = [],
  batch = BATCH,
): AsyncGenerator<T, void, undefined> {
  for await (const rows of readBatches<T>(tx, text, values, batch)) {
    for (const row of rows) yield row;
  }
}
