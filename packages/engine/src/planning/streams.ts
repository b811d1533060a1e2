import type { PoolClient, QueryResultRow } from 'pg';

/** Rows of a query in its order, a thousand at a time, through a server-side cursor of the transaction: memory does not grow with the rows. */
export async function* cursor<Row extends QueryResultRow>(
  client: PoolClient,
  name: string,
  sql: string,
  params: unknown[],
): AsyncGenerator<Row> {
  await client.query(`declare ${name} no scroll cursor for ${sql}`, params);
  try {
    for (;;) {
      const { rows } = await client.query<Row>(`fetch 1000 from ${name}`);
      for (const row of rows) yield row;
      if (rows.length < 1000) return;
    }
  } finally {
    // A transaction that failed has closed it already; what failed is told by whoever noticed.
    await client.query(`close ${name}`).catch(() => undefined);
  }
}

/** Takes, from a stream that is ordered by community, all rows of one community at a time. Ask in ascending order. */
export class ByCommunity<Row extends { readonly community: string }> {
  readonly #rows: AsyncIterator<Row>;
  #held: Row | null = null;
  #ended = false;

  constructor(rows: AsyncIterable<Row>) {
    this.#rows = rows[Symbol.asyncIterator]();
  }

  async #peek(): Promise<Row | null> {
    if (this.#held !== null || this.#ended) return this.#held;
    const next = await this.#rows.next();
    if (next.done === true) this.#ended = true;
    else this.#held = next.value;
    return this.#held;
  }

  /** The community of the next row; null at the end. */
  async next(): Promise<string | null> {
    return (await this.#peek())?.community ?? null;
  }

  async take(community: string): Promise<Row[]> {
    const rows: Row[] = [];
    for (;;) {
      const row = await this.#peek();
      if (row?.community !== community) return rows;
      rows.push(row);
      this.#held = null;
    }
  }

  async close(): Promise<void> {
    await this.#rows.return?.();
  }
}
