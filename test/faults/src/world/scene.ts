import pg from 'pg';
import { makePlan, prepareJobs, runPlan, startPlan, type Engine } from '@passerelle/engine';
import { initInstance } from '@passerelle/store';
import { testDatabase, type TestDatabase } from '@passerelle/store/testing';
import { writeBeginning, writeDeparture, writeStir, writeUpheaval } from './history.ts';
import { openWorld, type WorldAddress } from './open-world.ts';
import { startPlatforms, type Platforms, type Saved } from './platforms.ts';

/** A moment that can be gone back to as often as wanted: platforms on which much was done already, and a plan of some hundred operations that was just started. */
export interface Scene {
  readonly plan: string;
  readonly operations: number;
  /** A copy of its own: platforms and database. */
  open(): Promise<Take>;
  close(): Promise<void>;
}

/** One copy of a scene. */
export interface Take {
  readonly platforms: Platforms;
  /** Address of its database. */
  readonly database: string;
  readonly address: (changes?: Partial<WorldAddress>) => WorldAddress;
  close(): Promise<void>;
}

const addressOf = (database: string, { nextcloud, keycloak }: Platforms): WorldAddress => ({
  database,
  nextcloud: nextcloud.url,
  keycloak: keycloak.url,
  concurrency: 1,
});

async function onServer(url: string, statement: string): Promise<void> {
  const server = new URL(url);
  server.pathname = '/postgres';
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const { signal } = new AbortController();

/** Plans everything and applies it; fails loudly when something is left. */
export async function settle(engine: Engine): Promise<void> {
  const { id, operations, held } = await makePlan(engine, {
    createdBy: 'faults',
    extent: 'full',
    observe: 'always',
    signal,
  });
  if (operations === 0) return;
  if (held > 0) throw new Error(`${held} operations are held: the scene was to carry its approvals`);
  await startPlan(engine, id, { by: 'faults', kind: 'person' });
  await runPlan(engine, id, { worker: engine.uuid(), signal, patience: 10_000 });
  const { rows } = await engine.store.pool.query<{ kind: string; verb: string; state: string; error: unknown }>(
    `select kind, verb, state, error from operation where plan = $1 and state not in ('applied', 'already')`,
    [id],
  );
  if (rows.length > 0) throw new Error(`the scene could not be set: ${JSON.stringify(rows.slice(0, 3))}`);
}

export interface Setting {
  /** `upheaval`: some hundred operations; `stir`: a few of every kind. */
  readonly plan?: 'upheaval' | 'stir';
  /** Whether the plan is made and started, or left to the workers. */
  readonly started?: boolean;
  /** Whether it has been applied already: a scene in which nothing is left to do. */
  readonly applied?: boolean;
}

export async function setScene({
  plan: size = 'upheaval',
  started = true,
  applied = false,
}: Setting = {}): Promise<Scene> {
  const platforms = await startPlatforms();
  const original: TestDatabase = await testDatabase();
  const at = Date.now();
  await initInstance(original.store);
  await prepareJobs({ store: original.store });
  const world = await openWorld(addressOf(original.url, platforms));
  let plan = '';
  let operations = 0;
  let saved: Saved;
  try {
    const { engine } = world;
    await writeBeginning(engine.store, at);
    await settle(engine);
    await writeDeparture(engine.store, at);
    await settle(engine);
    await engine.store.pool.query(`truncate graphile_worker._private_jobs`);
    await (size === 'stir' ? writeStir : writeUpheaval)(engine.store, at);
    if (applied) await settle(engine);
    else if (started) {
      const made = await makePlan(engine, { createdBy: 'faults', extent: 'full', observe: 'always', signal });
      if (made.held > 0) throw new Error(`${made.held} operations are held: the upheaval was to carry its approvals`);
      plan = made.id;
      ({ operations } = made);
      await startPlan(engine, plan, { by: 'faults', kind: 'person' });
    }
  } finally {
    await world.close();
    await original.store.close();
    saved = await platforms.save();
  }
  let takes = 0;
  return {
    plan,
    operations,
    async open() {
      takes += 1;
      const url = new URL(original.url);
      const name = url.pathname.slice(1);
      const copy = `${name}_${takes}`;
      await onServer(original.url, `create database ${copy} template ${name} strategy file_copy`);
      url.pathname = `/${copy}`;
      const database = url.href;
      const mine = await startPlatforms(saved);
      return {
        platforms: mine,
        database,
        address: (changes = {}) => ({ ...addressOf(database, mine), ...changes }),
        async close() {
          await mine.stop();
          await onServer(original.url, `drop database if exists ${copy} with (force)`);
        },
      };
    },
    async close() {
      await saved.remove();
      await original.drop();
    },
  };
}
