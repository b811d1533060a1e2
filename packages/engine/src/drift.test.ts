import { communityId, targetId, type PersonId } from '@passerelle/model';
import { act, readMemberships } from '@passerelle/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acceptDrift, listDrift, putBackOf } from './acts/settle-drift.ts';
import { scopeOf } from './planning/plan-request.ts';
import { applyPlan, bringInStep, fullPlan } from './testing/run.ts';
import { someCommunity, testEngine, type TestEngine } from './testing/test-engine.ts';

describe('somebody else changed it', () => {
  let world: TestEngine;
  let people: readonly PersonId[];
  beforeEach(async () => {
    world = await testEngine();
    ({ people } = await someCommunity(world.engine, 'icane', 3));
    await someCommunity(world.engine, 'icso', 2);
    await bringInStep(world.engine);
    world.cloud.accounts.get(people[0]!)?.groups.add('cop-icso-core');
  });
  afterEach(() => world.close());

  it('is shown with when it was first seen, and removed by nothing', async () => {
    const plan = await bringInStep(world.engine);
    expect(plan.operations).toBe(0);
    expect(world.cloud.membersOf('cop-icso-core')).toEqual([people[0]]);
    const [drift] = await listDrift(world.engine);
    expect(drift).toMatchObject({ nature: 'unexpected', kind: 'membership', community: 'icso', person: people[0] });
    await bringInStep(world.engine);
    expect((await listDrift(world.engine))[0]?.firstSeen).toEqual(drift?.firstSeen);
  });

  it('becomes a membership when the technicien accepts it', async () => {
    await bringInStep(world.engine);
    const [drift] = await listDrift(world.engine);
    expect(await acceptDrift(world.engine, drift!.id, { actor: 'cli:tech', today: '2026-11-24' })).toEqual({
      done: true,
    });
    const claims = await act(world.engine.store, { actor: 'test', kind: 'read' }, (tx) =>
      readMemberships(tx, { people: [people[0]!] }),
    );
    expect(claims.map(({ community, participation }) => `${community} ${participation}`).sort()).toEqual([
      'icane active',
      'icso core',
    ]);
    expect((await bringInStep(world.engine)).operations).toBeGreaterThanOrEqual(0);
    expect(await listDrift(world.engine)).toEqual([]);
    expect(world.cloud.membersOf('cop-icso-core')).toEqual([people[0]]);
  });

  it('is put back when the technicien asks for exactly that', async () => {
    await bringInStep(world.engine);
    const [drift] = await listDrift(world.engine);
    const asked = await putBackOf(world.engine, drift!.id);
    const plan = await fullPlan(world.engine, {
      putBack: new Map([[targetId('cloud'), [asked!]]]),
    });
    await applyPlan(world.engine, plan.id);
    expect(world.cloud.membersOf('cop-icso-core')).toEqual([]);
    await bringInStep(world.engine);
    expect(await listDrift(world.engine)).toEqual([]);
  });

  it('is put back, and nothing else is touched', async () => {
    world.cloud.accounts.get(people[1]!)?.groups.delete('cop-icane-active');
    await fullPlan(world.engine);
    const drift = (await listDrift(world.engine)).find(({ nature }) => nature === 'unexpected');
    const asked = await putBackOf(world.engine, drift!.id);
    const plan = await fullPlan(world.engine, {
      extent: 'targeted',
      observe: 'when-old',
      scope: scopeOf([communityId('icso'), communityId('icane')], people),
      putBack: new Map([[targetId('cloud'), [asked!]]]),
    });
    expect(plan.operations).toBe(1);
    await applyPlan(world.engine, plan.id);
    expect(world.cloud.membersOf('cop-icso-core')).toEqual([]);
    expect(world.cloud.membersOf('cop-icane-active')).not.toContain(people[1]);
  });

  it('is mended when what Passerelle had made is gone', async () => {
    world.cloud.accounts.get(people[1]!)?.groups.delete('cop-icane-active');
    const plan = await bringInStep(world.engine);
    expect(plan.targets.flatMap(({ findings }) => findings)).toContainEqual(
      expect.objectContaining({ kind: 'drift', nature: 'missing', person: people[1] }),
    );
    expect(world.cloud.membersOf('cop-icane-active')).toContain(people[1]);
  });

  it('does not disturb a plan for one person in another community', async () => {
    const plan = await fullPlan(world.engine, {
      extent: 'targeted',
      observe: 'when-old',
      scope: scopeOf([], [people[2]!]),
    });
    expect(plan.operations).toBe(0);
  });
});
