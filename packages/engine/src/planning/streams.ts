import type { PoolClient, QueryResultRow } from 'pg';
import { readBatches } from '@passerelle/store';

/** Rows of a query in its order, a batch at a time, through a server-side cursor of the transaction: memory does not grow with the rows. */
export const cursor = <Row extends QueryResultRow>(
  client: PoolClient,
  sql: string,
  params: readonly unknown[],
  batch?: number,
): AsyncGenerator<readonly Row[]> => readBatches<Row>({ client }, sql, params, batch);

/** Takes, from batches of rows that are ordered by community, all rows of one community at a time. Ask in ascending order. */
export class ByCommunity<Row extends { readonly community: string }> {
  readonly #batches: AsyncIterator<readonly Row[]>;
  #rows: readonly Row[] = [];
  #at = 0;
  #ended = false;

  constructor(batches: AsyncIterable<readonly Row[]>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** Whether there is a row at the place. */
  async #fill(): Promise<boolean> {
    while (this.#at >= this.#rows.length && !this.#ended) {
      const next = await this.#batches.next();
      this.#at = 0;
      if (next.done === true) {
        this.#ended = true;
        this.#rows = [];
      } else this.#rows = next.value;
    }
    return !this.#ended;
  }

  /** The community of the next row; null at the end. */
  async next(): Promise<string | null> {
    return (await this.#fill()) ? (this.#rows[this.#at]?.community ?? null) : null;
  }

  async take(community: string): Promise<readonly Row[]> {
    const taken: Row[] = [];
    while ((await this.next()) === community) {
      const from = this.#at;
      while (this.#rows[this.#at]?.community === community) this.#at += 1;
      taken.push(...this.#rows.slice(from, this.#at));
    }
    return taken;
  }

  async close(): Promise<void> {
    await this.#batches.return?.();
  }
}
