import { randomBytes } from 'node:crypto';
import { createHttpClient, silent } from '@passerelle/connector-kit';
import {
  closeEngine,
  makePlan,
  openEngine,
  prepareJobs,
  runPlan,
  startPlan,
  wakeEngine,
  type Engine,
} from '@passerelle/engine';
import { targetId } from '@passerelle/model';
import { initInstance } from '@passerelle/store';
import { testDatabase } from '@passerelle/store/testing';
import { startDiscourse, type DiscourseStandIn } from '../../../../apps/sandbox/src/discourse/index.ts';
import { discourse, discourseConfig } from '../../../../packages/connectors/discourse/src/index.ts';

export const forum = targetId('forum');
export const secret = 'a secret of the stand-in';
export const careGroup = 'passerelle';
const key = 'e'.repeat(64);
const { signal } = new AbortController();

/**
 * A forum that allows sixty calls a minute, and an engine that keeps to it. The engine's ration is told by the database's clock, which cannot be moved: a
 * minute goes by when what it has written down becomes a minute older, and the forum's clock goes on.
 */
export interface Scene {
  readonly engine: Engine;
  readonly server: DiscourseStandIn;
  /** Calls with a key that the forum has been asked, refused ones included. */
  calls(): number;
  /** Calls that the forum refused for being too many. */
  refused(): number;
  /** Plans what is wanted and says yes, without anything being done yet. */
  plan(): Promise<string>;
  /** Lets the queue do what the ration of the running minute allows. */
  run(plan: string): Promise<void>;
  /** A minute and a second go by, for the forum and for the engine. */
  minute(): Promise<void>;
  close(): Promise<void>;
}

export async function openScene(): Promise<Scene> {
  let ahead = 0;
  let calls = 0;
  const server = await startDiscourse({
    admin: { username: 'chief', email: 'chief@example.org' },
    apiKeys: [{ key }],
    settings: {
      enableDiscourseConnect: true,
      discourseConnectUrl: 'http://passerelle.invalid/forum',
      discourseConnectSecret: secret,
      enableCategoryGroupModeration: true,
    },
    limits: { adminApiPerMinute: 60 },
    now: () => Date.now() + ahead,
    middleware: async ({ req }, next) => {
      if (req.headers['api-key'] !== undefined) calls += 1;
      await next();
    },
  });
  const database = await testDatabase({ wake: wakeEngine });
  await initInstance(database.store);
  await prepareJobs({ store: database.store });
  const http = createHttpClient();
  const engine = await openEngine({
    store: database.store,
    targets: [
      {
        id: forum,
        connector: discourse,
        config: discourseConfig.parse({
          url: server.url,
          credentials: { key },
          connect: { secret },
          careGroup,
          // A bare forum: what a new one is furnished with would be most of what sixty calls can do.
          parts: [],
          firstTopics: false,
          notifications: { annonces: 'normal' },
        }),
        http,
      },
    ],
    sources: [],
    settings: { firstPause: 10, longestPause: 50 },
    logger: silent,
    random: () => 0.5,
    randomBytes: (bytes) => randomBytes(bytes),
  });
  return {
    engine,
    server,
    calls: () => calls,
    refused: () => server.log.entries.filter(({ status }) => status === 429).length,
    async plan() {
      const { id, operations } = await makePlan(engine, {
        createdBy: 'faults',
        extent: 'full',
        observe: 'when-old',
        signal,
      });
      if (operations > 0) await startPlan(engine, id, { by: 'faults', kind: 'person' });
      return id;
    },
    async run(plan) {
      await runPlan(engine, plan, { worker: engine.uuid(), signal, patience: 0 });
    },
    async minute() {
      ahead += 61_000;
      const { pool } = engine.store;
      await pool.query(`update ration_spent set at = at - interval '61 seconds'`);
      await pool.query(`update operation set not_before = not_before - interval '61 seconds' where state = 'planned'`);
    },
    async close() {
      await closeEngine(engine);
      await http.close();
      await server.stop();
      await database.drop();
    },
  };
}
