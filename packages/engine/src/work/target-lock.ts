import type { Notification, PoolClient } from 'pg';
import type { Engine, EngineTarget } from '../setup.ts';
import { targetNews } from './wake.ts';

/** The right to write to one target: one worker at a time, over all processes. It ends with the connection, so a dead worker's is free in seconds. */
export interface TargetLock {
  /** Checked before every call: whoever holds an older one is refused. */
  readonly fence: number;
  /** Aborted when the connection that holds the lock breaks. */
  readonly lost: AbortSignal;
  /** Whom to tell that something else has become ready on this target. */
  onNews(listener: () => void): void;
  release(): Promise<void>;
}

/** Null when another worker holds it. */
export async function lockTarget(engine: Engine, target: EngineTarget, worker: string): Promise<TargetLock | null> {
  const client: PoolClient = await engine.store.pool.connect();
  const lost = new AbortController();
  const onError = (error: Error): void => lost.abort(error);
  const listeners: (() => void)[] = [];
  const onNotification = ({ channel, payload }: Notification): void => {
    if (channel === targetNews && payload === target.id) for (const tell of listeners) tell();
  };
  try {
    const got = await client.query<{ got: boolean }>(`select pg_try_advisory_lock(hashtextextended($1, 3)) as got`, [
      target.id,
    ]);
    if (got.rows[0]?.got !== true) {
      client.release();
      return null;
    }
    const fence = await client.query<{ fence: number }>(
      `update target set fence = fence + 1, fence_worker = $2 where id = $1 returning fence`,
      [target.id, worker],
    );
    client.on('error', onError);
    client.on('notification', onNotification);
    await client.query(`listen ${targetNews}`);
    return {
      fence: fence.rows[0]?.fence ?? -1,
      lost: lost.signal,
      onNews: (listener) => void listeners.push(listener),
      async release() {
        client.off('error', onError);
        client.off('notification', onNotification);
        if (lost.signal.aborted) {
          client.release(true);
          return;
        }
        try {
          await client.query('unlisten *');
          await client.query(`select pg_advisory_unlock(hashtextextended($1, 3))`, [target.id]);
          client.release();
        } catch {
          // The connection is gone, and the lock with it.
          client.release(true);
        }
      },
    };
  } catch (error) {
    client.release(true);
    throw error;
  }
}
