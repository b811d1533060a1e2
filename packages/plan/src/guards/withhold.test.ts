import { expect, test } from 'vitest';
import type { PlannedOperation } from '../output.ts';
import { applyPlan, planNow, settle } from '../testing/apply.ts';
import { addCommunity, cid, community, newWorld, pid, stand, type World } from '../testing/world.ts';
import { lossesOf } from './loss.ts';
import { volumeGuard } from './volume.ts';
import { withholder } from './withhold.ts';

async function settled(): Promise<World> {
  const world = newWorld();
  addCommunity(world, community('icane'));
  addCommunity(world, community('icso'));
  for (let n = 1; n <= 6; n += 1) stand(world, pid(n), 'icane', 'participation:core');
  stand(world, pid(7), 'icso', 'participation:core');
  await settle(world);
  return world;
}
const blocksOf = (operations: readonly PlannedOperation[]) =>
  volumeGuard({
    now: 0,
    planned: operations.flatMap(lossesOf),
    applied: [],
    sizes: { communities: new Map([[cid('icane'), 6]]), everybody: 1000 },
  });

test('a block holds the takings of its community, both halves of each and the accounts that go with them; the rest goes on', async () => {
  const world = await settled();
  for (let n = 1; n <= 4; n += 1) stand(world, pid(n), 'icane');
  stand(world, pid(5), 'icane', 'participation:peripheral');
  stand(world, pid(7), 'icso');
  stand(world, pid(8), 'icane', 'participation:active');
  const { operations } = await planNow(world);
  const [block] = blocksOf(operations);
  if (block === undefined) throw new Error('no block');
  expect(block).toMatchObject({ rule: 'community', community: 'icane', count: 5 });
  const isHeld = withholder(block);
  const held = operations.filter(isHeld);
  expect(new Set(held.map(({ person }) => person))).toEqual(new Set([1, 2, 3, 4, 5].map(pid)));
  expect(held.filter(({ change }) => change.kind === 'account')).toHaveLength(4);
  expect(held.filter(({ person }) => person === pid(5))).toHaveLength(2);
  expect(operations.filter((one) => !isHeld(one)).map(({ person }) => person)).toEqual([
    pid(7),
    pid(7),
    pid(8),
    pid(8),
  ]);
});

test('what carries an approval is not held by the block that the others cause', async () => {
  const world = await settled();
  for (let n = 1; n <= 5; n += 1) stand(world, pid(n), 'icane');
  const plan = await planNow(world, {
    approvalOf: (person) => Promise.resolve(person === pid(1) ? 'confirmed' : null),
  });
  const [block] = blocksOf(plan.operations);
  if (block === undefined) throw new Error('no block');
  const isHeld = withholder(block);
  applyPlan(world, plan, (operation) => !isHeld(operation));
  const enabled = [...world.platform.accounts.values()].filter((account) => account.enabled);
  expect(enabled.map(({ anchor }) => anchor)).toEqual([2, 3, 4, 5, 6, 7].map(pid));
});

test('of a person whose loss is held, no raise elsewhere in that community goes out', async () => {
  const world = newWorld();
  addCommunity(world, community('icane'));
  stand(world, pid(1), 'icane', 'participation:core');
  const { operations } = await planNow(world);
  const raise = operations.find(({ change }) => change.kind === 'membership');
  if (raise === undefined) throw new Error('no raise');
  const loss = { person: pid(1), community: cid('icane') };
  expect(withholder({ community: cid('icane'), losses: [loss] })(raise)).toBe(true);
  expect(withholder({ community: cid('icane'), losses: [{ ...loss, person: pid(2) }] })(raise)).toBe(false);
});
