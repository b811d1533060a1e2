import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { openStore } from '../database.ts';
import { startEmbedded, type Embedded } from '../embedded/start-embedded.ts';
import { serverUser } from '../embedded/system-user.ts';
import { migrate } from '../migrate.ts';
import { testFolder } from './test-folder.ts';

/** What a test file needs in order to make its own databases. */
export interface TestServer {
  /** Of a database from which others can be made and dropped. */
  readonly url: string;
  readonly template: string;
  /** Every database of this run has a name that begins so. */
  readonly prefix: string;
}

/** Answers "which server?" on a loopback port and starts it at the first question: a run that needs no database starts none. */
export interface ServerDesk {
  readonly port: number;
  close(): Promise<void>;
}

export async function openServerDesk(given: string | undefined): Promise<ServerDesk> {
  let running: Promise<Running> | undefined;
  const desk = createServer((socket) => {
    socket.on('error', () => undefined);
    running ??= start(given);
    running.then(
      ({ server }) => socket.end(JSON.stringify(server)),
      (error: unknown) => socket.end(JSON.stringify({ error: String(error) })),
    );
  });
  desk.listen(0, '127.0.0.1');
  await once(desk, 'listening');
  return {
    port: portOf(desk),
    close: async () => {
      desk.close();
      if (running) await (await running.catch(() => undefined))?.stop();
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given to a listening socket');
  return address.port;
}

interface Running {
  readonly server: TestServer;
  stop(): Promise<void>;
}

async function start(given: string | undefined): Promise<Running> {
  const embedded = given === undefined ? await startTemporary() : null;
  const url = embedded?.url ?? given ?? '';
  const prefix = `passerelle_test_${randomBytes(4).toString('hex')}_`;
  const template = `${prefix}template`;
  try {
    await run(url, `create database ${template}`);
    const store = openStore({ url: databaseUrl(url, template), applicationName: 'passerelle-test' });
    await migrate(store);
    await store.close();
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
  return {
    server: { url, template, prefix },
    stop: async () => {
      if (embedded) await embedded.stop();
      else await dropAll(url, prefix);
    },
  };
}

async function startTemporary(): Promise<Embedded> {
  const folder = await mkdtemp(join(await testFolder(), 'passerelle-test-'));
  // Its keeper removes the folder, and runs as the server's user.
  const user = await serverUser();
  if (user !== null) await chown(folder, user.uid, user.gid);
  try {
    return await startEmbedded({ folder, durable: false, ephemeral: true });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function dropAll(url: string, prefix: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname::text, $1)',
      [prefix],
    );
    for (const { datname } of rows) await client.query(`drop database if exists ${datname} with (force)`);
  } finally {
    await client.end();
  }
}

/** The same server, another database. */
export function databaseUrl(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

export async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
