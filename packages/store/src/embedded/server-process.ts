import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, open, readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { EmbeddedError } from './embedded-error.ts';
import { DATABASE_USER } from './init-data.ts';
import keeperScript, { keeperName } from './keeper-script.ts';
import type { Place } from './place.ts';
import type { SystemUser } from './system-user.ts';

const START_TIMEOUT_MS = 60_000;

export interface ServerProcess {
  stop(): Promise<void>;
}
export interface ServerSettings {
  readonly port: number;
  readonly password: string;
  /** False: nothing is forced to the disk (tests). */
  readonly durable: boolean;
  /** Removed when the server has stopped. Null: kept. */
  readonly removeAfter: string | null;
}

/** Starts PostgreSQL under its keeper and waits until it answers. @throws EmbeddedError */
export async function startServer(place: Place, user: SystemUser, settings: ServerSettings): Promise<ServerProcess> {
  const log = await open(place.log, 'w', 0o640);
  if (user !== null) await chown(place.log, user.uid, user.gid);
  const command = [
    join(place.programs, 'bin', 'postgres'),
    ...['-D', place.data, '-p', String(settings.port), '-c', 'listen_addresses=127.0.0.1'],
    ...['-c', 'unix_socket_directories=', '-c', 'timezone=UTC', '-c', 'log_timezone=UTC', '-c', 'lc_messages=C'],
    ...(settings.durable ? [] : ['-F', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off']),
  ];
  const keeper = spawn(
    '/bin/sh',
    ['-c', keeperScript, keeperName(process.pid), settings.removeAfter ?? '', ...command],
    {
      ...user,
      cwd: place.data,
      detached: true,
      stdio: ['pipe', log.fd, log.fd],
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    },
  );
  await log.close();
  keeper.unref();
  unrefPipe(keeper);
  const server = { stop: () => stop(keeper) };
  try {
    await untilReady(keeper, settings);
  } catch (error) {
    await server.stop();
    throw error instanceof EmbeddedError ? error : await startFailed(place, error);
  }
  return server;
}

function unrefPipe({ stdin }: ChildProcess): void {
  // The pipe's other end may go first (the server stopped by itself): nothing to tell.
  stdin?.on('error', () => undefined);
  if (stdin instanceof Socket) stdin.unref();
}

async function stop(keeper: ChildProcess): Promise<void> {
  if (keeper.exitCode !== null || keeper.signalCode !== null) return;
  const ended = once(keeper, 'exit');
  keeper.ref();
  keeper.stdin?.end();
  await ended;
}

async function untilReady(keeper: ChildProcess, { port, password }: ServerSettings): Promise<void> {
  const until = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const client = new pg.Client({ host: '127.0.0.1', port, user: DATABASE_USER, password, database: 'postgres' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return;
    } catch (error) {
      if (keeper.exitCode !== null || Date.now() > until || isRefusedLogin(error)) throw error;
    } finally {
      await client.end().catch(() => undefined);
    }
    await pause(25);
  }
}

const isRefusedLogin = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && (error.code?.startsWith('28') ?? false);

async function startFailed(place: Place, error: unknown): Promise<EmbeddedError> {
  if (isRefusedLogin(error)) {
    return new EmbeddedError(
      'no-password',
      `Le mot de passe gardé n'est pas celui de la base de ${place.data}. Remettez le fichier « password » d'origine.`,
      `The kept password is not the one of the database in ${place.data}. Put the original "password" file back.`,
    );
  }
  const lines = (await readFile(place.log, 'utf8').catch(() => '')).trim().split('\n').slice(-6).join('\n');
  return new EmbeddedError(
    'start-failed',
    `PostgreSQL n'a pas démarré (journal : ${place.log}) : ${lines}`,
    `PostgreSQL did not start (log: ${place.log}): ${lines}`,
  );
}
