import { randomBytes } from 'node:crypto';
import type { Store } from '../database.ts';
import { newId } from '../ids.ts';
import type { Tx } from '../transaction.ts';

export interface Instance {
  readonly id: string;
  readonly epoch: number;
  readonly epochAt: Date;
}

/** Makes this database an instance of its own, with its id and the secret of its seals; does nothing when it is one already. */
export async function initInstance(store: Store): Promise<Instance> {
  await store.pool.query('insert into instance (id, seal_key) values ($1, $2) on conflict do nothing', [
    newId(),
    randomBytes(32),
  ]);
  return readInstance(store);
}

export async function readInstance(store: Pick<Store, 'db'>): Promise<Instance> {
  const { id, epoch, epoch_at } = await store.db
    .selectFrom('instance')
    .select(['id', 'epoch', 'epoch_at'])
    .executeTakeFirstOrThrow();
  return { id, epoch, epochAt: epoch_at };
}

/** Moves the epoch on with the work done and returns the new one, to be marked on the targets. */
export async function advanceEpoch(tx: Tx): Promise<number> {
  const { rows } = await tx.client.query<{ epoch: number }>(
    'update instance set epoch = epoch + 1, epoch_at = clock_timestamp() returning epoch',
  );
  const epoch = rows[0]?.epoch;
  if (epoch === undefined) throw new Error('no instance yet: initInstance first');
  return epoch;
}
