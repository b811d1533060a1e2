import { ConnectorError } from '@passerelle/connector-kit';
import type { Pool } from 'pg';
import type { EngineTarget } from '../setup.ts';

export interface RationQuestion {
  readonly target: Pick<EngineTarget, 'id' | 'rations'>;
  readonly bucket: string;
  readonly forTaking: boolean;
  /** The engine's clock, epoch milliseconds. */
  readonly now: number;
}

/**
 * Spends one call of a bucket, for all workers together: a sliding window kept in PostgreSQL. A part of each ration is left to takings.
 * @throws ConnectorError `rationed`, with the instant when the oldest call leaves the window.
 */
export async function spendRation(pool: Pool, { target, bucket, forTaking, now }: RationQuestion): Promise<void> {
  const ration = target.rations.find((known) => known.bucket === bucket);
  if (!ration) return;
  const allowed = forTaking ? ration.calls : ration.calls - ration.reserved;
  const client = await pool.connect();
  let refusedFor: number | null = null;
  let broken = false;
  try {
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtextextended($1, 1))`, [`${target.id}/${bucket}`]);
    const window = await client.query<{ spent: number; wait: number | null }>(
      `with recent as (
         select at, row_number() over (order by at desc) as nth from ration_spent
          where target = $1 and bucket = $2 and at > clock_timestamp() - make_interval(secs => $3))
       select count(*)::int as spent, extract(epoch from max(at) filter (where nth >= $4) + make_interval(secs => $3) - clock_timestamp())::float8 as wait from recent`,
      [target.id, bucket, ration.seconds, Math.max(allowed, 1)],
    );
    const { spent = 0, wait = null } = window.rows[0] ?? {};
    if (spent >= allowed) {
      refusedFor = Math.max(0, wait ?? ration.seconds) * 1000;
    } else {
      await client.query(`insert into ration_spent (target, bucket, for_taking) values ($1, $2, $3)`, [
        target.id,
        bucket,
        forTaking,
      ]);
      await client.query(
        `delete from ration_spent where target = $1 and bucket = $2 and at < clock_timestamp() - make_interval(secs => $3)`,
        [target.id, bucket, ration.seconds * 2],
      );
    }
    await client.query('commit');
  } catch (error) {
    broken = true;
    throw error;
  } finally {
    client.release(broken);
  }
  if (refusedFor !== null) {
    throw new ConnectorError({
      code: 'rationed',
      // The database measured how long; the caller's clock says until when.
      retry: { at: Math.ceil(now + refusedFor) },
      scope: 'operation',
      request: `${target.id}: ${bucket}`,
      detail: `${ration.calls} per ${ration.seconds} s`,
    });
  }
}
