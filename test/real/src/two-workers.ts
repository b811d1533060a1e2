import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { PASSERELLE } from './main-job-command.ts';
import type { Institution } from './main-job-institution.ts';
import { freePort } from './servers/loopback-port.ts';
import { runServer } from './servers/server-process.ts';

const START_TIMEOUT_MS = 120_000;

export interface WorkerProcess {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** `passerelle serve`: a worker as it runs in production, in its own process. It ends with the tests, however they end. */
export async function startWorkerProcess({ config, env }: Institution): Promise<WorkerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'passerelle-worker-'));
  const port = await freePort();
  const server = runServer({
    name: 'passerelle serve',
    command: process.execPath,
    args: [PASSERELLE, 'serve', '--port', String(port), '--config', config, '--lang', 'en'],
    folder,
    env,
  });
  try {
    await server.ready(async () => (await fetch(`http://127.0.0.1:${port}/health/live`)).ok, START_TIMEOUT_MS);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { port, stop: server.stop };
}

/** Process numbers of the workers that have not said that they ended. */
export async function workerPids(pool: pg.Pool): Promise<readonly number[]> {
  const { rows } = await pool.query<{ pid: number }>(
    `select pid from worker where ended_at is null order by started_at`,
  );
  return rows.map(({ pid }) => pid);
}

/** The worker that has calls to this platform under way. Null: none has. */
export async function pidAtWork(pool: pg.Pool, target: string): Promise<number | null> {
  const { rows } = await pool.query<{ pid: number }>(
    `select w.pid from operation o join worker w on w.id::text = o.worker::text
      where o.target = $1 and o.state = 'running' and w.ended_at is null limit 1`,
    [target],
  );
  return rows[0]?.pid ?? null;
}
