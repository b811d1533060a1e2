import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { columnTypes } from './pg-types.ts';
import type { Schema } from './schema.ts';
import { runTransaction, type TransactionOptions, type Tx } from './transaction.ts';

export interface StoreOptions {
  /** `postgresql://user@host:port/database`. */
  readonly url: string;
  /** Shown in pg_stat_activity: `passerelle-worker`. */
  readonly applicationName: string;
  /** At most so many connections (10). */
  readonly connections?: number;
  /** A statement that takes longer is ended by the server, in milliseconds. 0 (the default): never; observing a large platform is one long statement. */
  readonly statementTimeout?: number;
  /** A transaction that does nothing for so long is ended by the server, in milliseconds (10 minutes; 0: never). */
  readonly idleInTransactionTimeout?: number;
  /** Wakes the engine, within the transaction that wrote. Default: `pg_notify('passerelle_change', '')`. */
  readonly wake?: (tx: Tx) => Promise<void>;
  /** Told of connections that break while idle; the pool replaces them by itself. */
  readonly onError?: (error: Error) => void;
}

/** The database, opened. Everything else in this package takes a Store, or a Tx of one. */
export interface Store {
  readonly pool: pg.Pool;
  readonly db: Kysely<Schema>;
  /** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
  transaction<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  readonly wake: (tx: Tx) => Promise<void>;
  /** Allows at least so many connections from now on: how many are needed is known when the configuration has been read. */
  allowConnections(atLeast: number): void;
  close(): Promise<void>;
}

const notify = async (tx: Tx): Promise<void> => {
  await tx.client.query(`select pg_notify('passerelle_change', '')`);
};

/** Opens a pool of connections. Nothing is read or written yet: see `migrate`. */
export function openStore(options: StoreOptions): Store {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.connections ?? 10,
    types: columnTypes,
    // A peer that vanished is noticed in seconds: a worker's advisory lock must not outlive it.
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    connectionTimeoutMillis: 15_000,
    statement_timeout: options.statementTimeout ?? 0,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeout ?? 600_000,
    // The server's side of the same, and a fixed zone: nothing depends on how the server was set up.
    options: '-c TimeZone=UTC -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3',
  });
  pool.on('error', options.onError ?? (() => undefined));
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  return {
    pool,
    db,
    transaction: (work, settings) => runTransaction(pool, work, settings),
    wake: options.wake ?? notify,
    allowConnections(atLeast) {
      // The pool looks at this each time it is asked for a connection.
      pool.options.max = Math.max(pool.options.max, atLeast);
    },
    close: () => pool.end(),
  };
}
