import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, openStore } from '@passerelle/store';
import { startEmbedded, type Embedded } from '@passerelle/store/embedded';
import { Client } from 'pg';

/** Where a run has its databases. */
export interface BenchDatabases {
  /** `PostgreSQL 18.4`. */
  readonly version: string;
  /** A migrated, empty one. */
  create(): Promise<{ readonly url: string; drop(): Promise<void> }>;
  close(): Promise<void>;
}

/**
 * A PostgreSQL of its own for the run, the one that Passerelle brings along, with every commit forced to the disk as in production; or the one that
 * PASSERELLE_BENCH_DATABASE_URL names, whose user must be allowed to make databases.
 */
export async function openBenchDatabases(given: string | undefined): Promise<BenchDatabases> {
  const embedded = given === undefined || given === '' ? await startOwn() : null;
  const server = embedded?.url ?? given ?? '';
  let count = 0;
  const prefix = `passerelle_bench_${randomBytes(4).toString('hex')}`;
  return {
    version: await versionOf(server),
    async create() {
      count += 1;
      const name = `${prefix}_${count}`;
      await run(server, `create database ${name}`);
      const url = databaseUrl(server, name);
      const store = openStore({ url, applicationName: 'passerelle-bench' });
      try {
        await migrate(store);
      } finally {
        await store.close();
      }
      return { url, drop: () => run(server, `drop database if exists ${name} with (force)`) };
    },
    close: async () => embedded?.stop(),
  };
}

async function startOwn(): Promise<Pick<Embedded, 'url' | 'stop'>> {
  const folder = await mkdtemp(join(tmpdir(), 'passerelle-bench-pg-'));
  // The server's user must be able to pass through it.
  await chmod(folder, 0o711);
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const server = await startEmbedded({ folder, durable: true });
    return { url: server.url, stop: () => server.stop().finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

const databaseUrl = (server: string, name: string): string => {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
};

async function run(url: string, statement: string): Promise<void> {
  await withClient(url, (client) => client.query(statement));
}

async function versionOf(url: string): Promise<string> {
  const { rows } = await withClient(url, (client) =>
    client.query<{ version: string }>(`select current_setting('server_version') as version`),
  );
  return `PostgreSQL ${rows[0]?.version.split(' ')[0] ?? '?'}`;
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
