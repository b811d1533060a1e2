import { randomBytes } from 'node:crypto';
import { silent, type HttpClient } from '@passerelle/connector-kit';
import {
  communityId,
  defaultSettings,
  targetId,
  type Community,
  type CommunityId,
  type PersonId,
} from '@passerelle/model';
import { act, createPerson, enrol, initInstance, putCommunity, type Store } from '@passerelle/store';
import { testDatabase, type TestDatabase } from '@passerelle/store/testing';
import { closeEngine, openEngine } from '../open-engine.ts';
import type { EngineSettings } from '../settings.ts';
import type { Engine } from '../setup.ts';
import { prepareJobs } from '../work/worker.ts';
import { wakeEngine } from '../work/wake.ts';
import { fakeConnector, FakePlatform, type FakeManifest } from './fake-platform.ts';

const noHttp: HttpClient = {
  send: async () => {
    throw new Error('nothing is sent in this test');
  },
  close: async () => undefined,
};

export interface TestEngine {
  readonly engine: Engine;
  readonly database: TestDatabase;
  readonly cloud: FakePlatform;
  readonly identity: FakePlatform;
  /** The engine's clock, so many milliseconds ahead of the real one. */
  readonly clock: { ahead: number };
  /** A second engine on the same database and the same platforms: another process. */
  another(credential?: string): Promise<Engine>;
  close(): Promise<void>;
}

/** What kind of platform `cloud` is, and how it is configured. */
export interface Platforms {
  readonly of?: FakeManifest;
  readonly config?: { readonly parts?: string[] };
}

/** An engine on a fresh database with two platforms in memory: `cloud` has files, `identity` is where people log in. */
export async function testEngine(
  settings: Partial<EngineSettings> = {},
  { of = {}, config = {} }: Platforms = {},
): Promise<TestEngine> {
  const database = await testDatabase({ wake: wakeEngine });
  const cloud = new FakePlatform();
  const identity = new FakePlatform();
  const clock = { ahead: 0 };
  await initInstance(database.store);
  await prepareJobs({ store: database.store });
  const open = (store: Store, credential: string): Promise<Engine> =>
    openEngine({
      store,
      targets: [
        { id: targetId('cloud'), connector: fakeConnector(cloud, of), config: { credential, ...config }, http: noHttp },
        {
          id: targetId('identity'),
          connector: fakeConnector(identity, { identity: true }),
          config: { credential },
          http: noHttp,
        },
      ],
      sources: [],
      settings: { firstPause: 10, longestPause: 50, ...settings },
      logger: silent,
      now: () => Date.now() + clock.ahead,
      random: () => 0.5,
      randomBytes: (bytes) => randomBytes(bytes),
    });
  const engine = await open(database.store, 'secret');
  const others: Engine[] = [];
  return {
    engine,
    database,
    cloud,
    identity,
    clock,
    async another(credential = 'secret') {
      const other = await open(database.open({ wake: wakeEngine }), credential);
      others.push(other);
      return other;
    },
    async close() {
      await closeEngine(engine);
      for (const other of others) await closeEngine(other);
      await database.drop();
    },
  };
}

/** A community whose files live on `cloud`, with so many members at `active`. */
export async function someCommunity(
  engine: Engine,
  slug: string,
  members: number,
  { tools = { files: targetId('cloud') }, ...more }: Partial<Community> = {},
): Promise<{ readonly community: CommunityId; readonly people: readonly PersonId[] }> {
  const community = communityId(slug);
  const people: PersonId[] = [];
  await act(engine.store, { actor: 'test', kind: 'test', confirmed: true }, async (tx) => {
    await putCommunity(tx, {
      id: community,
      name: slug.toUpperCase(),
      purpose: '',
      modality: 'remote',
      stage: 'running',
      language: 'fr',
      zone: 'Europe/Brussels',
      parent: null,
      ownRoles: [],
      access: {},
      tools,
      settings: defaultSettings,
      ...more,
    });
    for (let n = 0; n < members; n += 1) {
      const person = await createPerson(tx, {
        givenName: `Ana ${n}`,
        familyName: slug,
        email: `ana${n}@${slug}.example`,
      });
      people.push(person);
      await enrol(tx, { person, community, participation: 'active', origin: { kind: 'hand' }, at: engine.now() });
    }
  });
  return { community, people };
}
