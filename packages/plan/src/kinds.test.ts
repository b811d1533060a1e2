import { groupKey } from '@passerelle/model';
import { expect, test } from 'vitest';
import { applyPlan, planNow } from './testing/apply.ts';
import { addCommunity, cid, cloud, community, newWorld, pid, stand } from './testing/world.ts';

test('a platform that only has spaces, and decides at the door, gets its spaces and nothing else', async () => {
  const world = newWorld({ ...cloud, kinds: ['space'] });
  addCommunity(world, community('icane'));
  stand(world, pid(1), 'icane', 'participation:core');
  const plan = await planNow(world);
  expect(new Set(plan.operations.map(({ change }) => `${change.kind} ${change.verb}`))).toEqual(
    new Set(['space create']),
  );
  expect(plan.operations[0]?.change).toMatchObject({ grants: [] });
  applyPlan(world, plan);
  expect((await planNow(world)).operations).toEqual([]);
  expect(world.store.groups.has(groupKey(cid('icane'), 'participation:core'))).toBe(false);
});
