import { expect, test } from 'vitest';
import { applyPlan, planNow, settle } from './testing/apply.ts';
import { addCommunity, community, newWorld, pid, role, stand } from './testing/world.ts';

const short = (change: { kind: string; verb: string }): string => `${change.kind} ${change.verb}`;

test('a first plan makes groups, the spaces with all their grants, then accounts with their memberships; the next plan is empty', async () => {
  const world = newWorld();
  addCommunity(world, community('icane'));
  stand(world, pid(1), 'icane', 'participation:core', role('technicien'));
  stand(world, pid(2), 'icane', 'participation:peripheral');
  const plan = await planNow(world);
  expect(plan.findings).toEqual([]);
  expect(plan.operations.map(({ change }) => short(change))).toEqual([
    ...Array<string>(4).fill('group create'),
    'space create',
    'space create',
    'account create',
    'membership change',
    'account create',
    'membership change',
  ]);
  expect(applyPlan(world, plan)).toEqual([]);
  const next = await planNow(world);
  expect(next).toEqual({ operations: [], findings: [], recognised: [], forgotten: [] });
});

test('somebody who leaves their last community is taken out of every group, then loses the account; nothing is deleted', async () => {
  const world = newWorld();
  addCommunity(world, community('icane'));
  stand(world, pid(1), 'icane', 'participation:core', role('technicien'));
  await settle(world);
  stand(world, pid(1), 'icane');
  const plan = await planNow(world);
  expect(plan.operations.map(({ change }) => short(change))).toEqual(['membership change', 'account disable']);
  for (const { effects } of plan.operations) expect(effects.every(({ countedLoss }) => countedLoss)).toBe(true);
  applyPlan(world, plan);
  expect((await planNow(world)).operations).toEqual([]);
});
