import { groupKey, type GroupKey } from '@passerelle/model';
import { describe, expect, test } from 'vitest';
import type { PlanInput } from './input.ts';
import { applyPlan, planNow, settle } from './testing/apply.ts';
import { addCommunity, cid, community, login, newWorld, pid, role, stand, type World } from './testing/world.ts';

const anna = pid(1);
const icane = cid('icane');
const group = (station: Parameters<typeof groupKey>[1]): GroupKey => groupKey(icane, station);
const [core, active, peripheral] = (['core', 'active', 'peripheral'] as const).map((each) =>
  group(`participation:${each}`),
);

async function settled(...stations: Parameters<typeof groupKey>[1][]): Promise<World> {
  const world = newWorld();
  addCommunity(world, community('icane'));
  stand(world, anna, 'icane', ...stations);
  stand(world, pid(2), 'icane', 'participation:core', role('technicien'), role('expert'));
  await settle(world);
  return world;
}
const members = (world: World, key: GroupKey | undefined) => {
  const found = key && world.platform.groups.get(world.store.groups.get(key)?.native ?? '');
  if (!found) throw new Error(`no group ${key}`);
  return found.members;
};
const account = (world: World): string => world.store.links.get(anna)?.native ?? '';
const changes = (plan: Awaited<ReturnType<typeof planNow>>) => plan.operations.map(({ change }) => change);

test('somebody without an account, whom this plan does not look at, is given nothing in it', async () => {
  const world = newWorld();
  addCommunity(world, community('icane'));
  stand(world, anna, 'icane', 'participation:active');
  const plan = await planNow(world, { accountless: (person) => person === anna });
  expect(plan.operations.some(({ change }) => change.kind === 'membership')).toBe(false);
});

describe('a change of level', () => {
  test('upwards is one operation that joins before it leaves', async () => {
    const world = await settled('participation:peripheral');
    stand(world, anna, 'icane', 'participation:core');
    const plan = await planNow(world);
    expect(plan.operations).toMatchObject([
      { phase: 'give', change: { add: [core], remove: [peripheral], direction: 'raise' } },
    ]);
    expect(plan.operations[0]?.effects).toEqual([
      { person: anna, community: icane, tool: 'files', before: 'read', after: 'write', countedLoss: false },
      { person: anna, community: icane, tool: 'calendar', before: 'read', after: 'write', countedLoss: false },
    ]);
  });
  test('downwards joins and leaves as two takings, so that no mount is lost and a failing join does not keep the access', async () => {
    const world = await settled('participation:core');
    stand(world, anna, 'icane', 'participation:peripheral');
    const plan = await planNow(world);
    expect(plan.operations).toMatchObject([
      { phase: 'take', priority: 0, change: { add: [peripheral], remove: [], direction: 'lower' } },
      { phase: 'take', priority: 0, change: { add: [], remove: [core], direction: 'lower' } },
    ]);
    for (const { effects } of plan.operations)
      expect(effects.map(({ countedLoss }) => countedLoss)).toEqual([true, true]);
  });
  test('downwards out of a role, where the rest stays, is one operation that only leaves', async () => {
    const world = await settled('participation:active', role('technicien'));
    stand(world, anna, 'icane', 'participation:active');
    expect(changes(await planNow(world))).toMatchObject([
      { add: [], remove: [group(role('technicien'))], direction: 'lower' },
    ]);
  });
  test('up in one tool and down in another never falls below either end', async () => {
    const world = await settled('participation:core');
    const access = { [role('expert')]: { files: 'manage', calendar: 'read' } } as const;
    stand(world, anna, 'icane', 'participation:peripheral', role('expert'));
    world.communities.set(icane, community('icane', { access }));
    const memberships = (await planNow(world)).operations.filter(({ change }) => change.kind === 'membership');
    expect(
      memberships.map(({ phase, change }) => [
        phase,
        'add' in change && change.add.length,
        'remove' in change && change.remove.length,
      ]),
    ).toEqual([
      ['take', 2, 0],
      ['take', 0, 1],
    ]);
    expect(memberships[0]?.effects.map(({ tool, after }) => [tool, after])).toEqual([
      ['files', 'manage'],
      ['calendar', 'read'],
    ]);
  });
  test('down into a group that this plan only makes: leaves at once, joins among the givings', async () => {
    const world = await settled('participation:active', role('technicien'));
    stand(world, anna, 'icane', 'participation:active', role('secretaire'));
    world.communities.set(icane, community('icane', { access: { 'participation:active': { files: 'none' } } }));
    const plan = await planNow(world);
    const memberships = plan.operations.filter(({ change }) => change.kind === 'membership');
    expect(memberships).toMatchObject([
      { phase: 'take', change: { add: [], remove: [group(role('technicien'))] } },
      { phase: 'give', change: { add: [group(role('secretaire'))], remove: [], direction: 'raise' } },
    ]);
    expect(memberships[1]?.effects.some(({ countedLoss }) => countedLoss)).toBe(true);
    expect(applyPlan(world, plan)).toEqual([]);
  });
  test('upwards into a group that waits for an adoption: nobody leaves before they can join', async () => {
    const world = await settled('participation:peripheral');
    stand(world, anna, 'icane', 'participation:peripheral', role('coordinateur'));
    const plan = await planNow(world, {
      namesake: ({ kind }) => (kind === 'group' ? { kind, native: 'theirs', because: 'same-name' } : null),
    });
    expect(plan.operations).toMatchObject([
      { change: { kind: 'group', verb: 'adopt', native: 'theirs' }, hold: 'confirm' },
    ]);
    expect(plan.findings).toContainEqual(
      expect.objectContaining({ kind: 'depends', resource: 'membership', reason: 'adoption' }),
    );
  });
  test('from one group into another that waits for an adoption: stays in the first until the second can be joined', async () => {
    const world = await settled('participation:peripheral');
    world.store.groups.delete(group('participation:core'));
    stand(world, anna, 'icane', 'participation:core');
    const namesake: PlanInput['namesake'] = ({ kind }) =>
      kind === 'group' ? { kind, native: 'theirs', because: 'same-name' } : null;
    const raised = await planNow(world, { namesake });
    expect(raised.operations.filter(({ person }) => person === anna)).toEqual([]);
  });
  test('where people log in, a loss counts by every tool of the community, wherever it lives', async () => {
    const world = newWorld(login);
    addCommunity(world, community('icane'));
    stand(world, anna, 'icane', 'participation:core');
    await settle(world);
    stand(world, anna, 'icane');
    const [leave] = (await planNow(world)).operations;
    expect(leave?.phase).toBe('take');
    expect(leave?.effects.map(({ tool, countedLoss }) => [tool, countedLoss])).toEqual([
      ['files', true],
      ['calendar', true],
    ]);
  });
});

describe('what others did', () => {
  test('somebody put in by hand is drift, stays, and goes when a person asks for exactly that', async () => {
    const world = await settled('participation:active');
    members(world, core).add(account(world));
    const plan = await planNow(world);
    expect(plan.operations).toEqual([]);
    expect(plan.findings).toMatchObject([{ kind: 'drift', nature: 'unexpected', person: anna }]);
    const asked = await planNow(world, {
      putBack: [{ group: core ?? group('participation:core'), account: account(world) }],
    });
    expect(changes(asked)).toMatchObject([{ verb: 'change', remove: [core] }]);
    expect(asked.operations[0]?.effects.some(({ countedLoss }) => countedLoss)).toBe(false);
  });
  test('an account that nobody knows in a group of ours is drift, and goes only when a person asks for exactly that', async () => {
    const world = await settled('participation:active');
    members(world, core).add('unknown-account');
    const plan = await planNow(world);
    expect(plan.operations).toEqual([]);
    expect(plan.findings).toMatchObject([{ kind: 'drift', nature: 'unexpected', person: null }]);
    const putBack = [{ group: core ?? group('participation:core'), account: 'unknown-account' }];
    expect(changes(await planNow(world, { putBack }))).toMatchObject([
      { verb: 'put-back', account: 'unknown-account' },
    ]);
    const partial = await planNow(
      world,
      { putBack },
      { members: new Set([putBack[0]?.group ?? group('participation:core')]) },
    );
    expect(partial.operations).toEqual([]);
  });
  test('somebody put in by hand whom the policy wants there is recognised as ours, without a call', async () => {
    const world = await settled('participation:active');
    members(world, core).add(account(world));
    stand(world, anna, 'icane', 'participation:active', 'participation:core');
    const plan = await planNow(world);
    expect(plan.operations).toEqual([]);
    expect(plan.recognised).toEqual([{ kind: 'membership', community: icane, person: anna, group: core }]);
  });
  test('somebody taken out by hand is drift, and put in again', async () => {
    const world = await settled('participation:active');
    members(world, active).clear();
    const plan = await planNow(world);
    expect(plan.findings).toMatchObject([{ kind: 'drift', nature: 'missing', person: anna }]);
    expect(changes(plan)).toMatchObject([{ add: [active], remove: [], direction: 'raise' }]);
  });
  test('somebody taken out by hand who should leave anyway is only forgotten', async () => {
    const world = await settled('participation:active');
    members(world, active).clear();
    stand(world, anna, 'icane', 'participation:core');
    const plan = await planNow(world);
    expect(plan.forgotten).toEqual([{ kind: 'membership', community: icane, person: anna, group: active }]);
    expect(changes(plan)).toMatchObject([{ add: [core], remove: [] }]);
  });
});

describe('what is not known for sure', () => {
  test('a group whose members were not all read loses nobody, and that is told', async () => {
    const world = await settled('participation:core');
    stand(world, anna, 'icane', 'participation:peripheral');
    const plan = await planNow(world, {}, { members: new Set(core ? [core] : []) });
    expect(changes(plan)).toMatchObject([{ add: [peripheral], remove: [] }]);
    expect(plan.findings).toMatchObject([{ kind: 'withheld', reason: 'partial-reading', person: anna }]);
  });
  test('what was written meanwhile is left to the next round', async () => {
    const world = await settled('participation:core');
    stand(world, anna, 'icane', 'participation:peripheral');
    const plan = await planNow(world, { touched: (person) => person === anna });
    expect(plan.operations).toEqual([]);
    expect(plan.findings).toMatchObject([{ kind: 'withheld', reason: 'written-meanwhile', person: anna }]);
  });
  test('a community of which nothing says what should be loses nothing, not even a login', async () => {
    const world = await settled('participation:core');
    world.communities.delete(icane);
    const plan = await planNow(world);
    expect(plan.operations).toEqual([]);
    expect(plan.findings).toMatchObject([{ kind: 'withheld', reason: 'nothing-desired-known', community: icane }]);
  });
});
