import { randomBytes } from 'node:crypto';
import { silent } from '@passerelle/connector-kit';
import { communityId, personId, roleId, spaceKey, targetId, type PersonId } from '@passerelle/model';
import {
  act,
  assign,
  departPerson,
  listCommunities,
  putCommunity,
  suspendPerson,
  unenrol,
  type ActTx,
} from '@passerelle/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decideBlock, listBlocks } from '../acts/decide-block.ts';
import { closeEngine, openEngine } from '../open-engine.ts';
import { startPlan } from '../planning/start-plan.ts';
import type { Engine } from '../setup.ts';
import { fakeConnector, FakePlatform } from '../testing/fake-platform.ts';
import { bringInStep, fullPlan } from '../testing/run.ts';
import { someCommunity, testEngine, type TestEngine } from '../testing/test-engine.ts';
import { doorLevel, roomOf, type DoorLevel } from './door-level.ts';

const meet = targetId('meet');
const icane = communityId('icane');

describe('the door of a community’s room', () => {
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
    ({ people } = await someCommunity(world.engine, 'icane', 6));
    await write(async (tx) => {
      const [community] = await listCommunities(tx);
      if (community === undefined) throw new Error('no community');
      await putCommunity(tx, { ...community, tools: { ...community.tools, video: meet } });
      const at = world.engine.now();
      const origin = { kind: 'hand' } as const;
      await assign(tx, {
        person: someone(1),
        community: icane,
        role: roleId('moderateur'),
        from: '2020-01-01',
        origin,
        at,
      });
    });
  });
  afterEach(async () => {
    await closeEngine(engine);
    await world.close();
  });

  const someone = (index: number): PersonId => people[index] ?? people[0]!;
  const write = (work: (tx: ActTx) => Promise<unknown>): Promise<unknown> =>
    act(world.engine.store, { actor: 'test', kind: 'test' }, work);
  const level = (person: PersonId, target = meet): Promise<DoorLevel> =>
    doorLevel(engine, { target, person, community: icane, tool: 'video' });
  const leaves = (person: PersonId): Promise<unknown> =>
    write((tx) => {
      const at = world.engine.now();
      return unenrol(tx, { person, community: icane, origin: { kind: 'hand' }, end: { at }, at });
    });

  it('opens at once to members, and lets those moderate who may, before anything was planned', async () => {
    expect(await level(someone(0))).toBe('join');
    expect(await level(someone(1))).toBe('moderate');
    expect(await level(personId('00000000-0000-4000-8000-000000000000'))).toBe('none');
  });

  it('is closed the moment somebody has left, is suspended or has departed', async () => {
    await bringInStep(world.engine);
    await leaves(someone(0));
    await write((tx) => suspendPerson(tx, someone(1)));
    await write((tx) => departPerson(tx, someone(2)));
    for (const index of [0, 1, 2]) expect(await level(someone(index))).toBe('none');
    expect(await level(someone(3))).toBe('join');
  });

  it('stays as it was for those whose leaving a guard holds, until somebody has decided', async () => {
    await bringInStep(world.engine);
    for (const index of [0, 1, 2, 3, 4]) await leaves(someone(index));
    const { id, held } = await fullPlan(world.engine);
    expect(held).toBeGreaterThan(0);
    await startPlan(world.engine, id, { by: 'test', kind: 'person' });
    expect([await level(someone(0)), await level(someone(1))]).toEqual(['join', 'moderate']);
    await write((tx) => suspendPerson(tx, someone(0)));
    expect(await level(someone(0))).toBe('none');
    const decided = { actor: someone(5), administrators: [someone(5)], decision: 'approved' } as const;
    for (const block of await listBlocks(world.engine)) await decideBlock(world.engine, block.id, decided);
    expect(await level(someone(1))).toBe('none');
  });

  it('is closed in an archived community, and where the room is another platform’s', async () => {
    await write(async (tx) => {
      const [community] = await listCommunities(tx);
      if (community !== undefined) await putCommunity(tx, { ...community, stage: 'archived' });
    });
    expect(await level(someone(1))).toBe('none');
    await write(async (tx) => {
      const [community] = await listCommunities(tx);
      if (community !== undefined)
        await putCommunity(tx, { ...community, stage: 'running', tools: { video: targetId('cloud') } });
    });
    expect(await level(someone(1))).toBe('none');
  });

  it('leads to the room once there is one', async () => {
    expect(await roomOf(engine, meet, icane)).toBeNull();
    await world.engine.store.pool.query(
      `insert into native_object (target, kind, key, community, name, label, ownership, state, native) values ('meet', 'space', $1, 'icane', 'icane', 'ICANE', 'made', 'live', 'icane-x7')`,
      [spaceKey(icane, 'video')],
    );
    expect(await roomOf(engine, meet, icane)).toBe('icane-x7');
  });
});
