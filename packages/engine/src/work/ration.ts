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
  const { rows } = await pool.query<{ wait: number | null }>(`select spend_ration($1, $2, $3, $4, $5) as wait`, [
    target.id,
    bucket,
    ration.seconds,
    allowed,
    forTaking,
  ]);
  const wait = rows[0]?.wait ?? null;
  if (wait !== null) {
    throw new ConnectorError({
      code: 'rationed',
      // The database measured how long; the caller's clock says until when.
      retry: { at: Math.ceil(now + wait * 1000) },
      scope: 'operation',
      request: `${target.id}: ${bucket}`,
      detail: `${ration.calls} per ${ration.seconds} s`,
    });
  }
}
