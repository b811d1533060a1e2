import type { Engine } from '@passerelle/engine';

export interface Readiness {
  readonly ready: boolean;
  readonly database: 'ok' | 'unreachable';
  /** Workers of any process whose heart beats. */
  readonly workers: number;
}

const patience = 3_000;

/** Whether work can be done now: the database answers and at least one worker lives. */
export async function readiness(engine: Engine): Promise<Readiness> {
  const late = new AbortController();
  const timeout = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error('the database did not answer in time')), patience);
    late.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  try {
    const { rows } = await Promise.race([
      engine.store.pool.query<{ n: number }>(
        `select count(*)::int as n from worker where ended_at is null and heartbeat_at > clock_timestamp() - $1 * interval '1 millisecond'`,
        [engine.settings.workerTimeout],
      ),
      timeout,
    ]);
    const workers = rows[0]?.n ?? 0;
    return { ready: workers > 0, database: 'ok', workers };
  } catch (error) {
    engine.logger.warn({ error }, 'not ready: the database does not answer');
    return { ready: false, database: 'unreachable', workers: 0 };
  } finally {
    late.abort();
  }
}
