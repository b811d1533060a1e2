import type { Engine } from '../setup.ts';
import { jobSchema, wakeTarget } from './wake.ts';

/**
 * A worker is dead when its heart has stopped and its advisory lock is free (the lock ends with its connection). A killed worker leaves its jobs and named
 * queues locked, for hours by graphile-worker's own count: they are unlocked by force, and every target is looked at again.
 */
export async function buryTheDead(engine: Engine): Promise<void> {
  await engine.store.transaction(async ({ client }) => {
    const { rows } = await client.query<{ id: string; job_workers: string[] }>(
      `update worker set ended_at = clock_timestamp()
        where ended_at is null and heartbeat_at < clock_timestamp() - make_interval(secs => $1)
          and pg_try_advisory_xact_lock(hashtextextended(id::text, 4))
        returning id, job_workers`,
      [engine.settings.workerTimeout / 1000],
    );
    if (rows.length === 0) return;
    await client.query(`select ${jobSchema}.force_unlock_workers($1)`, [rows.flatMap((row) => row.job_workers)]);
    for (const target of engine.targets.keys()) await wakeTarget(client, target);
    engine.logger.warn({ workers: rows.map((row) => row.id) }, 'dead workers: what they held is free again');
  });
}
