import { randomBytes } from 'node:crypto';
import { silent } from '@passerelle/connector-kit';
import { communityId, targetId, type PersonId } from '@passerelle/model';
import { act, listCommunities, putCommunity } from '@passerelle/store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { closeEngine, openEngine } from '../open-engine.ts';
import type { Engine } from '../setup.ts';
import { fakeConnector, FakePlatform } from '../testing/fake-platform.ts';
import { bringInStep } from '../testing/run.ts';
import { someCommunity, testEngine, type TestEngine } from '../testing/test-engine.ts';
import { why } from './why.ts';

const meet = targetId('meet');
const icane = communityId('icane');
let world: TestEngine;
let engine: Engine;
let people: readonly PersonId[];

beforeEach(async () => {
  world = await testEngine();
  const fake = fakeConnector(new FakePlatform());
  const video = { join: 'member', moderate: 'owner' };
  engine = await openEngine({
    store: world.database.store,
    targets: [
      {
        id: meet,
        connector: { ...fake, manifest: { ...fake.manifest, kinds: ['space'], tools: ['video'], levels: { video } } },
        config: { credential: 'secret' },
        http: { send: () => Promise.reject(new Error('nothing is sent')), close: () => Promise.resolve() },
      },
    ],
    sources: [],
    logger: silent,
    now: world.engine.now,
    randomBytes: (bytes) => randomBytes(bytes),
  });
  ({ people } = await someCommunity(world.engine, 'icane', 1));
  await act(world.engine.store, { actor: 'test', kind: 'test' }, async (tx) => {
    const [community] = await listCommunities(tx);
    if (community === undefined) throw new Error('no community');
    await putCommunity(tx, { ...community, tools: { ...community.tools, video: meet } });
  });
});
afterEach(async () => {
  await closeEngine(engine);
  await world.close();
});

it('says of a room without lists of people what its door gives, once the room is there', async () => {
  const asked = async () => (await why(engine, { person: people[0]!, community: icane, tool: 'video' })).tools[0];
  expect(await asked()).toMatchObject({ should: 'join', is: 'none', verdict: 'missing' });
  await bringInStep(engine);
  const told = await asked();
  expect(told).toMatchObject({ should: 'join', is: 'join', verdict: 'as-it-should', repair: null });
  expect(told?.chain.at(-1)?.text.code).toBe('why.door');
});
