import type { TargetId } from '@passerelle/model';
import type { Engine } from '../setup.ts';
import { wakeTarget } from '../work/wake.ts';

/** Pauses a target, lets it only be observed, or lets it go on. False: no such target. */
export async function setTargetMode(
  engine: Engine,
  target: TargetId,
  mode: 'active' | 'observe-only' | 'paused',
  actor: string,
): Promise<boolean> {
  return engine.store.transaction(async ({ client }) => {
    const { rowCount } = await client.query(`update target set mode = $2 where id = $1`, [target, mode]);
    if (rowCount !== 1) return false;
    await client.query(`insert into audit (actor, action, target, data) values ($1, 'target.mode', $2, $3)`, [
      actor,
      target,
      JSON.stringify({ mode }),
    ]);
    if (mode === 'active') await wakeTarget(client, target);
    return true;
  });
}

/** The same for everything at once: `paused` stops all writing and reading, `observe-only` only the writing. */
export async function setModeOfAll(
  engine: Engine,
  mode: 'active' | 'observe-only' | 'paused',
  actor: string,
): Promise<void> {
  await engine.store.transaction(async ({ client }) => {
    await client.query(
      `update instance set settings = settings || jsonb_build_object('paused', $1::boolean, 'observeOnly', $2::boolean)`,
      [mode === 'paused', mode === 'observe-only'],
    );
    await client.query(`insert into audit (actor, action, data) values ($1, 'instance.mode', $2)`, [
      actor,
      JSON.stringify({ mode }),
    ]);
    if (mode === 'active') for (const target of engine.targets.keys()) await wakeTarget(client, target);
  });
}

/** A person says that a platform in quarantine may be tried again now: also with the same credential. */
export async function releaseTarget(engine: Engine, target: TargetId, actor: string): Promise<boolean> {
  return engine.store.transaction(async ({ client }) => {
    const { rowCount } = await client.query(
      `update target set quarantined_until = null, quarantine_reason = null, quarantine_count = 0, credential_refused = null where id = $1`,
      [target],
    );
    if (rowCount !== 1) return false;
    await client.query(`insert into audit (actor, action, target) values ($1, 'target.released', $2)`, [actor, target]);
    await client.query(`update operation set not_before = null where target = $1 and state = 'planned'`, [target]);
    await wakeTarget(client, target);
    return true;
  });
}

/** A named person has looked at what a restored backup would do: the target may be written to again, and gets the new epoch. */
export async function acceptRestore(engine: Engine, target: TargetId, actor: string): Promise<boolean> {
  return engine.store.transaction(async ({ client }) => {
    const { rowCount } = await client.query(
      `update target set restored_from_backup = false, marked_epoch = 0 where id = $1 and restored_from_backup`,
      [target],
    );
    if (rowCount !== 1) return false;
    // Ahead of every mark that the lost time can have left.
    await client.query(
      `update instance set epoch = greatest(epoch, extract(epoch from clock_timestamp())::bigint), epoch_at = clock_timestamp()`,
    );
    await client.query(`insert into audit (actor, action, target) values ($1, 'target.restore-accepted', $2)`, [
      actor,
      target,
    ]);
    await wakeTarget(client, target);
    return true;
  });
}
