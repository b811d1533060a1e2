import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { EmbeddedError } from './embedded-error.ts';
import { freePort } from './free-port.ts';
import { DATABASE_USER, initData } from './init-data.ts';
import { passwordIn } from './password.ts';
import { choosePlace } from './place.ts';
import { settlePreviousServer } from './previous-server.ts';
import { startServer, type ServerProcess } from './server-process.ts';
import { serverUser } from './system-user.ts';

export interface EmbeddedOptions {
  /** Kept from one start to the next: the password, and the database itself unless `postgres` cannot enter here (see `choosePlace`). */
  readonly folder: string;
  /** Default: any free port of the loopback interface. */
  readonly port?: number;
  /** False: nothing is forced to the disk, for tests. Default true. */
  readonly durable?: boolean;
  /** The folder is removed when the server has stopped, however it stopped. */
  readonly ephemeral?: boolean;
}

export interface Embedded {
  /** For `openStore`: with the password, never to be shown. */
  readonly url: string;
  readonly port: number;
  /** Where PostgreSQL's files are. */
  readonly data: string;
  stop(): Promise<void>;
}

const ATTEMPTS = 4;

/**
 * Starts the PostgreSQL 18 that npm brought, makes its database at the first start, recovers it after a crash. It stops with `stop()` and,
 * whatever happens, with this process. npm's package is used for its programs only: its own class would put the password into a file that everybody
 * reads for a moment, and leave the server behind when this process is killed. @throws EmbeddedError
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const durable = options.durable ?? true;
  const user = await serverUser();
  const place = await choosePlace(options.folder, user);
  const password = await passwordIn(join(options.folder, 'password'));
  await settlePreviousServer(place.data);
  await initData(place, user, password, durable);
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const settings = {
      port,
      password,
      durable,
      removeAfter: options.ephemeral === true ? options.folder : null,
    };
    try {
      const server = await startServer(place, user, settings);
      const url = await withDatabase(server, port, password);
      return { url, port, data: place.data, stop: () => server.stop() };
    } catch (error) {
      if (attempt === ATTEMPTS || !isPassing(error)) throw error;
      await pause(500);
    }
  }
}

/** A free port taken by somebody meanwhile, or the last processes of a killed server that are not quite gone. */
const isPassing = (error: unknown): boolean =>
  error instanceof EmbeddedError &&
  error.code === 'start-failed' &&
  /could not (bind|create any TCP)|shared memory block|Address already in use/.test(error.message);

async function withDatabase(server: ServerProcess, port: number, password: string): Promise<string> {
  const url = (database: string): string => `postgresql://${DATABASE_USER}:${password}@127.0.0.1:${port}/${database}`;
  const client = new pg.Client({ connectionString: url('postgres') });
  try {
    await client.connect();
    const { rowCount } = await client.query(`select 1 from pg_database where datname = $1`, [DATABASE_USER]);
    if (rowCount === 0) await client.query(`create database ${DATABASE_USER}`);
    return url(DATABASE_USER);
  } catch (error) {
    await server.stop();
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}
