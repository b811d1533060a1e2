import type { Call } from '@passerelle/connector-kit';
import type { Engine, EngineTarget } from '../setup.ts';

/** Targets whose mark this process has read: a store may have been replaced while nothing ran. */
const read = new WeakSet<EngineTarget>();

/**
 * The store's epoch is left on the target. A mark there that is ahead of the store's own means that this store was restored from a backup: what it
 * believes is old, so the target is only observed until a named person has looked. Answers whether the target may be written to.
 */
export async function checkMark(
  engine: Engine,
  target: EngineTarget,
  call: Call,
  purpose: 'read' | 'write' = 'write',
): Promise<boolean> {
  const { pool } = engine.store;
  const { mark } = target.target;
  if (mark === undefined) return true;
  const { rows } = await pool.query<{ id: string; epoch: number; marked_epoch: number }>(
    `select i.id, i.epoch, t.marked_epoch from instance i, target t where t.id = $1`,
    [target.id],
  );
  const row = rows[0];
  if (row === undefined) throw new Error('the store has no instance: it was never initialised');
  if (row.marked_epoch >= row.epoch && read.has(target)) return true;
  const [instance, epoch] = ((await mark.read(call)) ?? '').split(':');
  if (instance === row.id && Number(epoch) > row.epoch) {
    await pool.query(`update target set restored_from_backup = true where id = $1`, [target.id]);
    await pool.query(
      `insert into audit (actor, action, target, data) values ('engine', 'target.restored-from-backup', $1, $2)`,
      [target.id, JSON.stringify({ here: row.epoch, there: Number(epoch) })],
    );
    return false;
  }
  read.add(target);
  if (row.marked_epoch >= row.epoch && instance === row.id && Number(epoch) === row.epoch) return true;
  if (purpose === 'read') return true;
  await mark.write(`${row.id}:${row.epoch}`, call);
  await pool.query(`update target set marked_epoch = $2 where id = $1`, [target.id, row.epoch]);
  return true;
}

/** Moves the epoch on, at most once in ten minutes, when a plan is about to be applied. */
export async function advanceEpoch(engine: Engine): Promise<void> {
  await engine.store.pool.query(
    `update instance set epoch = epoch + 1, epoch_at = clock_timestamp() where epoch_at < clock_timestamp() - interval '10 minutes'`,
  );
}
