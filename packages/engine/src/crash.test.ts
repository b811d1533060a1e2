import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runTarget } from './apply/run-target.ts';
import { startPlan } from './planning/start-plan.ts';
import { applyPlan, bringInStep, fullPlan, statesOf } from './testing/run.ts';
import { someCommunity, testEngine, type TestEngine } from './testing/test-engine.ts';

/** What a killed process leaves: everything after this point never happened. */
class Killed extends Error {}

describe('a worker that dies', () => {
  let world: TestEngine;
  beforeEach(async () => {
    world = await testEngine();
    await someCommunity(world.engine, 'icane', 4);
  });
  afterEach(() => world.close());

  for (const moment of ['before', 'after'] as const) {
    it(`in the middle of any operation, ${moment} its effect, loses nothing and repeats nothing`, async () => {
      const plan = await fullPlan(world.engine);
      await startPlan(world.engine, plan.id, { by: 'test', kind: 'person' });
      const target = [...world.engine.targets.values()].find(({ id }) => id === 'cloud')!;
      let count = 0;
      world.cloud[moment] = () => {
        count += 1;
        if (count % 3 === 0) throw new Killed();
      };
      for (let death = 0; death < 20; death += 1) {
        const run = await runTarget(world.engine, target, {
          worker: world.engine.uuid(),
          signal: new AbortController().signal,
        }).catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error;
          return null;
        });
        if (run !== null) break;
      }
      world.cloud[moment] = () => undefined;
      await applyPlan(world.engine, plan.id);

      const creates = world.cloud.log.filter(
        (line) => line === 'account.create' || line === 'group.create' || line === 'space.create',
      );
      expect(world.cloud.groups.size).toBe(3);
      expect(world.cloud.accounts.size).toBe(4);
      expect(world.cloud.spaces.size).toBe(1);
      expect(creates.length).toBeGreaterThanOrEqual(8);
      expect(Object.keys(await statesOf(world.engine, plan.id)).sort()).toEqual(['applied']);
      const audits = await world.engine.store.pool.query<{ n: number }>(
        `select count(*)::int as n from audit where operation is not null group by operation having count(*) <> 1`,
      );
      expect(audits.rows).toEqual([]);
      expect((await fullPlan(world.engine)).operations).toBe(0);
    });
  }

  it('tells apart what it had made itself from what somebody else had made', async () => {
    world.cloud.groups.set('cop-icane-active', { label: 'Somebody else made this' });
    const plan = await bringInStep(world.engine);
    const states = await statesOf(world.engine, plan.id);
    expect(states['held:confirm']).toBe(1);
    expect(world.cloud.groups.get('cop-icane-active')).toEqual({ label: 'Somebody else made this' });
    expect(world.cloud.membersOf('cop-icane-active')).toEqual([]);
  });

  it('is refused before every call once another has taken over', async () => {
    const plan = await fullPlan(world.engine);
    await startPlan(world.engine, plan.id, { by: 'test', kind: 'person' });
    const target = [...world.engine.targets.values()].find(({ id }) => id === 'cloud')!;
    let seen = 0;
    world.cloud.before = async () => {
      seen += 1;
      if (seen === 2) await world.engine.store.pool.query(`update target set fence = fence + 1 where id = 'cloud'`);
    };
    await runTarget(world.engine, target, { worker: world.engine.uuid(), signal: new AbortController().signal });
    // The calls that were past the check when the fence moved, and none after them.
    expect(seen).toBeLessThanOrEqual(2 + target.manifest.concurrency);
    world.cloud.before = () => undefined;
    await applyPlan(world.engine, plan.id);
    expect((await fullPlan(world.engine)).operations).toBe(0);
  });
});
