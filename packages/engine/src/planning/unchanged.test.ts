import { communityId, type CommunityId, type PersonId } from '@passerelle/model';
import { act, changePerson, enrol, putInstanceAccess, suspendPerson, type ActTx } from '@passerelle/store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EngineTarget } from '../setup.ts';
import { bringInStep, fullPlan } from '../testing/run.ts';
import { someCommunity, testEngine, type TestEngine } from '../testing/test-engine.ts';
import { isStillEmpty, stateRead } from './unchanged.ts';

let world: TestEngine;
let people: readonly PersonId[];
let community: CommunityId;
beforeEach(async () => {
  world = await testEngine();
  ({ people, community } = await someCommunity(world.engine, 'icane', 3));
  await someCommunity(world.engine, 'icso', 2);
  await bringInStep(world.engine);
  // What was just applied was written while the target was read before; then nothing is left to do, and the pass after that need not plan.
  await bringInStep(world.engine);
  await bringInStep(world.engine);
});
afterEach(() => world.close());

const cloud = (): EngineTarget => {
  const target = [...world.engine.targets.values()].find(({ id }) => id === 'cloud');
  if (target === undefined) throw new Error('no such target');
  return target;
};

/** Whether the next full plan of the cloud would be answered without planning. */
const isKnownEmpty = (): Promise<boolean> =>
  world.engine.store.transaction(async ({ client }) =>
    isStillEmpty(cloud(), await stateRead(client, cloud()), world.engine.now()),
  );

const doing = (work: (tx: ActTx) => Promise<unknown>): Promise<unknown> =>
  act(world.engine.store, { actor: 'test', kind: 'test', confirmed: true }, work);

it('after a pass that found nothing, another one on the same finds nothing without planning', async () => {
  expect(await isKnownEmpty()).toBe(true);
  const plan = await fullPlan(world.engine);
  expect(plan.targets.map(({ state, operations, findings }) => ({ state, operations, findings }))).toEqual([
    { state: 'planned', operations: 0, findings: [] },
    { state: 'planned', operations: 0, findings: [] },
  ]);
  expect(await isKnownEmpty()).toBe(true);
});

const changes: Readonly<Record<string, () => Promise<unknown>>> = {
  'somebody was taken out on the platform': async () => world.cloud.accounts.get(people[0]!)?.groups.clear(),
  'a group is gone from the platform': async () => world.cloud.groups.delete('cop-icane-active'),
  'somebody has another name': () =>
    doing((tx) => changePerson(tx, people[0]!, { givenName: 'Zoé', familyName: 'Z', email: 'zoe@icane.example' })),
  'somebody was suspended': () => doing((tx) => suspendPerson(tx, people[0]!)),
  'somebody joined another community': () =>
    doing((tx) =>
      enrol(tx, {
        person: people[0]!,
        community: communityId('icso'),
        participation: 'core',
        origin: { kind: 'hand' },
        at: world.engine.now(),
      }),
    ),
  'the rules of the instance changed': () =>
    doing((tx) => putInstanceAccess(tx, { 'participation:active': { files: 'none' } })),
  'a link was lost': () => world.engine.store.pool.query(`delete from link where person = $1`, [people[0]!]),
};

it.each(Object.keys(changes))('plans again when %s, and tells what is to be done', async (what) => {
  await changes[what]?.();
  const plan = await fullPlan(world.engine);
  const findings = plan.targets.flatMap((target) => target.findings);
  expect(plan.operations + findings.length).toBeGreaterThan(0);
});

it('plans again when a day has begun that changes who stands where', async () => {
  const until = new Date(world.engine.now() + 3 * 24 * 3_600_000).toISOString().slice(0, 10);
  await world.engine.store.pool.query(`update membership set until_date = $2 where community = $1`, [community, until]);
  await bringInStep(world.engine);
  expect((await fullPlan(world.engine)).operations).toBe(0);
  expect(await isKnownEmpty()).toBe(true);
  world.clock.ahead = 6 * 24 * 3_600_000;
  expect(await isKnownEmpty()).toBe(false);
  expect((await fullPlan(world.engine)).operations).toBeGreaterThan(0);
});

it('never answers for a plan that had something to tell', async () => {
  world.cloud.accounts.get(people[0]!)?.groups.add('cop-icso-core');
  for (let pass = 0; pass < 3; pass += 1) {
    const plan = await bringInStep(world.engine);
    expect(plan.targets.flatMap(({ findings }) => findings)).toMatchObject([{ kind: 'drift', nature: 'unexpected' }]);
  }
  expect(await isKnownEmpty()).toBe(false);
});
