import { hostname } from 'node:os';
import { EventEmitter } from 'node:events';
import {
  Logger as JobLogger,
  parseCronItems,
  run,
  runMigrations,
  type Runner,
  type WorkerEvents,
} from 'graphile-worker';
import type { Engine } from '../setup.ts';
import { buryTheDead } from './dead-workers.ts';
import { tasksOf } from './tasks.ts';

export interface Worker {
  readonly id: string;
  /** Ends after the batches under way; what was not begun is left to others. */
  stop(): Promise<void>;
  /** Rejects when the worker can no longer work (its database is gone). */
  readonly done: Promise<void>;
}

export interface Schedules {
  /** Cron expressions in UTC; null: never by itself. */
  readonly observe: string | null;
  readonly boundaries: string;
  readonly sources: readonly { readonly source: string; readonly cron: string }[];
}
export const defaultSchedules: Schedules = { observe: '17 * * * *', boundaries: '*/5 * * * *', sources: [] };

/** Brings graphile-worker's own tables up to date; call it once before anything writes. */
export const prepareJobs = ({ store }: Pick<Engine, 'store'>): Promise<void> => {
  // A connection that breaks while it is lent out is told to whoever uses it; without a listener it would end the process.
  if (store.pool.listenerCount('connect') === 0)
    store.pool.on('connect', (client) => client.on('error', () => undefined));
  return runMigrations({ pgPool: store.pool });
};

/**
 * Targets that one worker serves at once: each holds a connection for its lock and needs others for its work, and the worker itself keeps two. What is
 * more is left to other workers, or until a target is done: with too many at once they would wait for each other's connections without end.
 */
const targetsAtOnce = (connections: number): number => Math.max(1, Math.floor((connections - 2) / 2));

/** Starts a worker: takes jobs, keeps its heart beating, and frees what dead workers left locked. */
export async function startWorker(engine: Engine, schedules: Schedules = defaultSchedules): Promise<Worker> {
  const { pool } = engine.store;
  const id = engine.uuid();
  const stopping = new AbortController();
  await pool.query(`insert into worker (id, host, pid) values ($1, $2, $3)`, [id, hostname(), process.pid]);
  // Held as long as the process lives: a dead worker is recognised by its lock being free, not only by its silence.
  const alive = await pool.connect();
  await alive.query(`select pg_advisory_lock(hashtextextended($1, 4))`, [id]);

  const events: WorkerEvents = new EventEmitter();
  const mine = new Set<string>();
  const remember = (name: string): void => {
    if (mine.has(name)) return;
    mine.add(name);
    pool
      .query(`update worker set job_workers = array_append(job_workers, $2) where id = $1`, [id, name])
      .catch(() => undefined);
  };
  events.on('worker:create', ({ worker }) => remember(worker.workerId));
  events.on('pool:create', ({ workerPool }) => remember(workerPool.id));

  const beat = setInterval(() => {
    pool
      .query(`update worker set heartbeat_at = clock_timestamp() where id = $1`, [id])
      .then(() => buryTheDead(engine))
      .catch((error: unknown) => engine.logger.warn({ error: String(error) }, 'the heart could not beat'));
  }, engine.settings.heartbeat);
  await buryTheDead(engine);

  const crontab = [
    { task: 'seal', match: '* * * * *', identifier: 'seal' },
    { task: 'replan', match: schedules.boundaries, identifier: 'boundaries' },
    ...(schedules.observe === null ? [] : [{ task: 'observe', match: schedules.observe, identifier: 'observe' }]),
    ...schedules.sources.map(({ source, cron }) => ({
      task: 'sync-source',
      match: cron,
      identifier: `source-${source}`,
      payload: { source },
    })),
  ].map((item) => ({ ...item, options: { queueName: item.task, backfillPeriod: 0, maxAttempts: 3 } }));

  const serving = { targets: new Set<string>(), most: targetsAtOnce(pool.options.max) };

  const runner: Runner = await run({
    pgPool: pool,
    // One lane per target, one for planning, one to spare.
    concurrency: engine.targets.size + 2,
    pollInterval: 1_000,
    noHandleSignals: true,
    noPreparedStatements: true,
    taskList: tasksOf(engine, id, { signal: stopping.signal, serving }),
    parsedCronItems: parseCronItems(crontab),
    events,
    // Jobs of targets in quarantine stay where they are, and so do all while this worker serves as many as it can.
    forbiddenFlags: async () => {
      if (serving.targets.size >= serving.most) return [...engine.targets.keys()].map((target) => `target:${target}`);
      const { rows } = await pool.query<{ id: string }>(
        `select id from target where quarantined_until > $1 or mode = 'paused'`,
        [new Date(engine.now())],
      );
      return rows.map((row) => `target:${row.id}`);
    },
    logger: new JobLogger((scope) => (level, text, meta) => {
      const error: unknown = meta['error'];
      const fields = {
        ...(scope.taskIdentifier === undefined ? {} : { task: scope.taskIdentifier }),
        ...(error instanceof Error ? { error: error.message } : {}),
      };
      if (level === 'error') engine.logger.error(fields, text);
      else if (level === 'warning') engine.logger.warn(fields, text);
      else engine.logger.debug(fields, text);
    }),
  });

  const done = runner.promise.finally(() => clearInterval(beat));
  return {
    id,
    done,
    async stop() {
      clearInterval(beat);
      stopping.abort();
      await runner.stop().catch(() => undefined);
      await pool.query(`update worker set ended_at = clock_timestamp() where id = $1`, [id]).catch(() => undefined);
      alive.release(true);
    },
  };
}
