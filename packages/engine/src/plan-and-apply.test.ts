import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { act, unenrol } from '@passerelle/store';
import { makePlan } from './planning/make-plan.ts';
import { runPlan } from './apply/run-plan.ts';
import { startPlan } from './planning/start-plan.ts';
import { bringInStep } from './testing/run.ts';
import { someCommunity, testEngine, type TestEngine } from './testing/test-engine.ts';

const signal = new AbortController().signal;

describe('the main job on two platforms', () => {
  let world: TestEngine;
  beforeEach(async () => {
    world = await testEngine();
  });
  afterEach(() => world.close());

  const plan = () => makePlan(world.engine, { createdBy: 'test', extent: 'full', observe: 'always', signal });
  const apply = async (id: string) => {
    expect(await startPlan(world.engine, id, { by: 'test', kind: 'person' })).toEqual({ started: true });
    return runPlan(world.engine, id, { worker: world.engine.uuid(), signal, patience: 2_000 });
  };

  it('makes groups, accounts, memberships and the folder, and then has nothing left to do', async () => {
    const { people } = await someCommunity(world.engine, 'icane', 5);
    const first = await plan();
    expect(first.operations).toBeGreaterThan(0);
    await apply(first.id);
    expect(world.cloud.membersOf('cop-icane-active')).toEqual([...people].sort());
    expect(Object.fromEntries(world.cloud.spaces.get('ICANE')?.grants ?? [])).toEqual({
      'cop-icane-active': 'write',
      'cop-icane-core': 'write',
      'cop-icane-peripheral': 'read',
    });
    const second = await plan();
    expect(second.operations).toBe(0);
    expect(second.targets.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it('takes access away where somebody leaves, and disables the account of whoever is in no community any more', async () => {
    const { people, community } = await someCommunity(world.engine, 'icane', 5);
    await apply((await plan()).id);
    const [leaver] = people;
    await act(world.engine.store, { actor: 'test', kind: 'unenrol', confirmed: true }, (tx) =>
      unenrol(tx, {
        person: leaver!,
        community,
        origin: { kind: 'hand' },
        end: { at: world.engine.now() },
        at: world.engine.now(),
      }),
    );
    const leaving = await plan();
    await apply(leaving.id);
    expect(world.cloud.membersOf('cop-icane-active')).not.toContain(leaver);
    expect(world.cloud.accounts.get(leaver!)?.enabled).toBe(false);
    expect((await plan()).operations).toBe(0);
  });

  it('makes an account again that has vanished, under the new id that the platform gives it', async () => {
    const { people } = await someCommunity(world.engine, 'icane', 2);
    await bringInStep(world.engine);
    world.cloud.accounts.delete(people[0]!);
    world.cloud.accountId = (person) => `${person}-again`;
    await bringInStep(world.engine);
    expect(world.cloud.membersOf('cop-icane-active')).toEqual([`${people[0]!}-again`, people[1]!].sort());
    expect((await bringInStep(world.engine)).operations).toBe(0);
  });
});
