import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePlan, prepareJobs } from '@passerelle/engine';
import { act, createPerson, enrol, initInstance, putCommunity } from '@passerelle/store';
import { sampleCommunity, testDatabase, type TestDatabase } from '@passerelle/store/testing';
import { cloud, openWorld, type OpenWorld } from '../world/open-world.ts';
import { startPlatforms, type Platforms } from '../world/platforms.ts';
import { settle } from '../world/scene.ts';

/** Names that people give, and that a platform may not be able to show. */
const names: readonly string[] = [
  'Communauté de l’aube – santé d’ici',
  'Œuvrer « ensemble » : soins/domicile ?',
  'Łódź, ’t Kint & Nuñez — 100 % équipe*',
  '  Deux  espaces.  ',
  'Ａ pleine chasse, é décomposé',
  '👩‍⚕️ soins 🏥',
  // Of these the folder's own rule leaves too little: its name ends in a mark of its own.
  'x'.repeat(250),
  '..',
];

describe('a community with a name that a platform cannot show as it is', () => {
  let platforms: Platforms;
  let database: TestDatabase;
  let world: OpenWorld;
  beforeEach(async () => {
    platforms = await startPlatforms();
    database = await testDatabase();
    await initInstance(database.store);
    await prepareJobs({ store: database.store });
    const { url } = database;
    const [nextcloud, keycloak] = [platforms.nextcloud.url, platforms.keycloak.url];
    world = await openWorld({ database: url, nextcloud, keycloak, concurrency: 4 });
  });
  afterEach(async () => {
    await world.close();
    await platforms.stop();
    await database.drop();
  });

  const nothingIsLeft = async (name: string): Promise<void> => {
    const { engine } = world;
    const community = sampleCommunity('aube', { name, tools: { files: cloud } });
    await act(engine.store, { actor: 'cli:faults', kind: 'test', confirmed: true }, async (tx) => {
      await putCommunity(tx, community);
      const person = await createPerson(tx, { givenName: 'Zoé', familyName: 'Œuvrard', email: 'zoe@exemple.org' });
      const origin = { kind: 'hand' } as const;
      await enrol(tx, { person, community: community.id, participation: 'core', origin, at: engine.now() });
    });
    await settle(engine);
    expect(platforms.nextcloud.state.folders.size).toBe(1);
    const { signal } = new AbortController();
    const next = await makePlan(engine, { createdBy: 'faults', extent: 'full', observe: 'always', signal });
    const { rows } = await engine.store.pool.query<object>(
      `select target, kind, verb, change, before from operation where plan = $1`,
      [next.id],
    );
    expect(rows).toEqual([]);
  };

  it.each(names)('%j is made on every platform, and then nothing is left to do', nothingIsLeft);
});
