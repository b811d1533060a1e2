import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import type { Schema } from './schema.ts';

/** One transaction: typed queries through `db`, everything else (COPY, cursors, other libraries) through `client`. Valid until it ends. */
export interface Tx {
  readonly db: Kysely<Schema>;
  readonly client: pg.PoolClient;
}

export interface TransactionOptions {
  /** Default `read committed`. A long reading that must be consistent takes `repeatable read`. */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  readonly readOnly?: boolean;
}

export async function runTransaction<T>(
  pool: pg.Pool,
  work: (tx: Tx) => Promise<T>,
  options?: TransactionOptions,
): Promise<T> {
  const client = await pool.connect();
  const outcome = await runOn(client, work, options);
  client.release(outcome.broken);
  if ('error' in outcome) throw outcome.error;
  return outcome.result;
}

/** How it ended; `broken`: why the connection cannot be used again. */
type Outcome<T> =
  { readonly result: T; readonly broken?: undefined } | { readonly error: unknown; readonly broken: Error | undefined };

/** The same on a connection that the caller holds, and goes on holding. */
export async function runOn<T>(
  client: pg.PoolClient,
  work: (tx: Tx) => Promise<T>,
  { isolation = 'read committed', readOnly = false }: TransactionOptions = {},
): Promise<Outcome<T>> {
  try {
    await client.query(`begin isolation level ${isolation}${readOnly ? ' read only' : ''}`);
    const result = await work({ db: kyselyOn(client), client });
    await client.query('commit');
    return { result };
  } catch (error) {
    return { error, broken: await rollback(client) };
  }
}

/** The reason why the connection cannot be used again, if any. */
async function rollback(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Kysely on one connection that is already inside a transaction: it never gives it back by itself. */
function kyselyOn(client: pg.PoolClient): Kysely<Schema> {
  const lent = { query: client.query.bind(client), release: () => undefined };
  const pool = { connect: async () => lent, end: async () => undefined, options: {} };
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}
