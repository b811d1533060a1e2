import { ConnectorError } from '@passerelle/connector-kit';
import { targetId } from '@passerelle/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acceptRestore, releaseTarget, setTargetMode } from './acts/target-mode.ts';
import { standingOfTarget } from './apply/quarantine.ts';
import { bringInStep, fullPlan, applyPlan } from './testing/run.ts';
import { someCommunity, testEngine, type TestEngine } from './testing/test-engine.ts';

const cloud = targetId('cloud');

describe('a platform in trouble', () => {
  let world: TestEngine;
  beforeEach(async () => {
    world = await testEngine();
    await someCommunity(world.engine, 'icane', 4);
  });
  afterEach(() => world.close());

  it('gets one call with a refused credential, whatever waits, and the other platform is served', async () => {
    await fullPlan(world.engine);
    await world.engine.store.pool.query(`update target set credential_proven = null`);
    let calls = 0;
    world.cloud.before = () => {
      calls += 1;
      throw new ConnectorError({
        code: 'unauthorized',
        retry: 'never',
        scope: 'target',
        request: 'fake: write',
        status: 401,
      });
    };
    const plan = await fullPlan(world.engine, { observe: 'never' });
    await world.engine.store.pool.query(`update target set credential_proven = null`);
    await applyPlan(world.engine, plan.id);
    await bringInStep(world.engine);
    expect(calls).toBe(1);
    expect(world.identity.accounts.size).toBe(4);
    const target = world.engine.targets.get(cloud)!;
    expect(await standingOfTarget(world.engine, target)).toMatchObject({ may: 'nothing', why: 'quarantined' });

    // A person says that it may be tried again: what waited goes on by itself.
    world.cloud.before = () => undefined;
    await releaseTarget(world.engine, cloud, 'cli:admin');
    await bringInStep(world.engine);
    expect(world.cloud.accounts.size).toBe(4);
  });

  it('is tried again with a credential that has changed', async () => {
    const plan = await fullPlan(world.engine);
    world.cloud.before = () => {
      throw new ConnectorError({
        code: 'unauthorized',
        retry: 'never',
        scope: 'target',
        request: 'fake: write',
        status: 401,
      });
    };
    await applyPlan(world.engine, plan.id);
    world.cloud.before = () => undefined;
    expect((await applyPlan(world.engine, plan.id)).targets.get('cloud')).toMatchObject({ state: 'closed' });
    const other = await world.another('another secret');
    // One that only looks is enough for the others to go on: what waited is no longer held up by the refusal.
    await fullPlan(other);
    expect(await standingOfTarget(other, other.targets.get(cloud)!)).toEqual({ may: 'write' });
    const { rows } = await other.store.pool.query(`select quarantine_reason as reason from target where id = $1`, [
      cloud,
    ]);
    expect(rows).toEqual([{ reason: null }]);
    await bringInStep(other);
    expect(world.cloud.accounts.size).toBe(4);
  });

  it('is left alone for a while when it is down, and converges afterwards', async () => {
    let down = true;
    world.cloud.before = () => {
      if (down)
        throw new ConnectorError({ code: 'unreachable', retry: 'backoff', scope: 'target', request: 'fake: write' });
    };
    const plan = await fullPlan(world.engine);
    const started = applyPlan(world.engine, plan.id);
    await expect.poll(() => world.identity.accounts.size).toBe(4);
    down = false;
    world.clock.ahead += 60_000;
    await started;
    await bringInStep(world.engine);
    expect((await fullPlan(world.engine)).operations).toBe(0);
  });

  it('is only observed, or not even that, when an administrator says so', async () => {
    await setTargetMode(world.engine, cloud, 'observe-only', 'cli:admin');
    const plan = await bringInStep(world.engine);
    expect(plan.operations).toBeGreaterThan(0);
    expect(world.cloud.accounts.size).toBe(0);
    expect(world.identity.accounts.size).toBe(4);
    await setTargetMode(world.engine, cloud, 'paused', 'cli:admin');
    expect((await fullPlan(world.engine)).targets.find(({ target }) => target === cloud)).toMatchObject({
      state: 'skipped',
      why: 'paused',
    });
    await setTargetMode(world.engine, cloud, 'active', 'cli:admin');
    await bringInStep(world.engine);
    expect(world.cloud.accounts.size).toBe(4);
  });

  it('recognises that this store was restored from a backup, and waits for a named yes', async () => {
    await bringInStep(world.engine);
    const [instance] = (world.cloud.mark ?? '').split(':');
    // What the lost days had left there.
    world.cloud.mark = `${instance ?? ''}:999`;
    const restored = await world.another();
    await someCommunity(restored, 'icso', 2);
    await bringInStep(restored);
    expect(world.cloud.groups.has('cop-icso-active')).toBe(false);
    const target = restored.targets.get(cloud)!;
    expect(await standingOfTarget(restored, target)).toEqual({ may: 'read', why: 'restored-from-backup' });
    expect(await acceptRestore(restored, cloud, 'person:admin')).toBe(true);
    await bringInStep(restored);
    expect(world.cloud.groups.has('cop-icso-active')).toBe(true);
  });

  it('never loses anybody to a reading that broke off', async () => {
    await bringInStep(world.engine);
    world.cloud.broken.add('accounts').add('members:cop-icane-active');
    const plan = await fullPlan(world.engine);
    expect(plan.operations).toBe(0);
    world.cloud.broken.clear();
    expect((await fullPlan(world.engine)).operations).toBe(0);
  });
});
