import type { Engine } from '../setup.ts';

const attempts = 5;

const isSerializationFailure = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === '40001' || error.code === '40P01');

/**
 * One planner at a time over all processes. The lock is taken before the transaction begins: a consistent snapshot must not be older than the lock.
 * A plan that collides with operations being recorded is computed again.
 */
export async function onePlanner<T>(engine: Engine, work: () => Promise<T>): Promise<T> {
  const client = await engine.store.pool.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtextextended('planner', 5))`);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (!isSerializationFailure(error) || attempt >= attempts) throw error;
      }
    }
  } finally {
    await client.query(`select pg_advisory_unlock(hashtextextended('planner', 5))`).then(
      () => client.release(),
      (error: unknown) => client.release(error instanceof Error ? error : true),
    );
  }
}
