import { randomBytes } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { createHttpClient, type HttpClient, type Logger } from '@passerelle/connector-kit';
import { closeEngine, openEngine, prepareJobs, wakeEngine, defaultSettings, type Engine } from '@passerelle/engine';
import {
  act,
  initInstance,
  migrate,
  openStore,
  putInstanceAccess,
  readMigrations,
  type Store,
} from '@passerelle/store';
import type { Config, ConfiguredTarget } from '../config/config.ts';
import { CliError } from './cli-error.ts';
import { openDatabase, type Database } from './open-database.ts';

/** A configuration at work: the database opened, platforms and sources connected. */
export interface Runtime {
  readonly config: Config;
  readonly store: Store;
  readonly engine: Engine;
  close(): Promise<void>;
}

export interface RuntimeOptions {
  readonly logger: Logger;
  /** Commands that write bring the database up to date first; the others only look whether it is. */
  readonly writes: boolean;
  readonly now: () => number;
  readonly applicationName?: string;
}

/** @throws CliError, MigrationError, EmbeddedError */
export async function openRuntime(config: Config, options: RuntimeOptions): Promise<Runtime> {
  const database = await openDatabase(config);
  try {
    return await onDatabase(config, database, options);
  } catch (error) {
    await database.stop();
    throw error;
  }
}

async function onDatabase(config: Config, database: Database, options: RuntimeOptions): Promise<Runtime> {
  const { logger } = options;
  const store = openStore({
    url: database.url,
    applicationName: options.applicationName ?? 'passerelle',
    wake: wakeEngine,
    onError: (error) => logger.warn({ error: error.message }, 'a connection to the database broke'),
  });
  const clients: HttpClient[] = [];
  try {
    // A database of one's own is always brought up to date: there is nobody whom it could surprise.
    if (options.writes || config.databaseUrl === null) await prepare(store, config);
    else await mustBeCurrent(store);
    const engine = await openEngine({
      store,
      targets: config.targets.map((target) => {
        const http = createHttpClient(networkOf(config, target));
        clients.push(http);
        const { id, connector, config: own, mode } = target;
        return { id, connector, config: own, http, ...(mode === null ? {} : { mode }) };
      }),
      sources: config.sources.map(({ id, connector, config: own, authority, personIdFrom }) => ({
        id,
        connector,
        config: own,
        authority,
        personIdFrom,
        readFile: (path: string) => createReadStream(inFolder(config, path)),
      })),
      settings: {
        guards: { ...defaultSettings.guards, ...definedOf(config.guards) },
        visioUrl: visioUrlOf(config),
      },
      logger,
      now: options.now,
      randomBytes: (bytes) => randomBytes(bytes),
    });
    return {
      config,
      store,
      engine,
      async close() {
        await closeEngine(engine);
        await Promise.all(clients.map((client) => client.close()));
        await store.close();
        await database.stop();
      },
    };
  } catch (error) {
    await Promise.all(clients.map((client) => client.close()));
    await store.close();
    throw error;
  }
}

/** Brings the database up to this version and makes it an instance; what the configuration says of the access policy is written. */
async function prepare(store: Store, config: Config): Promise<void> {
  await migrate(store);
  await initInstance(store);
  await prepareJobs({ store });
  const { access } = config;
  if (access !== null) {
    await act(store, { actor: 'config', kind: 'configure' }, (tx) => putInstanceAccess(tx, access));
  }
}

async function mustBeCurrent(store: Store): Promise<void> {
  const known = await readMigrations();
  const { rows } = await store.pool.query<{ there: boolean }>(
    `select to_regclass('schema_migration') is not null as there`,
  );
  const applied =
    rows[0]?.there === true
      ? ((await store.pool.query<{ n: number }>(`select count(*)::int as n from schema_migration`)).rows[0]?.n ?? 0)
      : 0;
  if (applied === 0) throw new CliError('cli.database-empty');
  if (applied < known.length) throw new CliError('cli.database-behind', { count: known.length - applied });
  if (applied > known.length) throw new CliError('cli.database-newer');
}

const inFolder = ({ folder }: Pick<Config, 'folder'>, path: string): string =>
  isAbsolute(path) ? path : resolve(folder, path);

function networkOf(config: Config, { id, network }: ConfiguredTarget) {
  const { ca, proxy, timeout } = network;
  return {
    ...(ca === undefined ? {} : { ca: certificates(inFolder(config, ca), id) }),
    ...(proxy === undefined ? {} : { proxy }),
    ...(timeout === undefined ? {} : { timeout: timeout * 1_000 }),
  };
}

function certificates(file: string, target: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new CliError('cli.no-certificates', { target, file, reason });
  }
}

/** The pages before the video rooms are there only where people can log in. */
const visioUrlOf = ({ server: { publicUrl, login } }: Config): string | null =>
  publicUrl === undefined || login === undefined ? null : `${publicUrl}/visio`;

/** What is written, without the keys that are absent. */
const definedOf = (guards: Config['guards']) =>
  Object.fromEntries(Object.entries(guards).filter(([, value]) => value !== undefined));
