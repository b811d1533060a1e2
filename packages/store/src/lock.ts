import type { Tx } from './transaction.ts';

/** Waits until no other transaction holds this lock; held until this one ends. Take several in one order: persons before addresses, slugs in order. */
export async function lock(tx: Pick<Tx, 'client'>, name: string): Promise<void> {
  await tx.client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
}
