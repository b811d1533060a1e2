import { groupKey, spaceKey, type Level, type PolicyTable } from '@passerelle/model';
import { describe, expect, test } from 'vitest';
import { applyPlan, planNow, settle } from './testing/apply.ts';
import { addCommunity, cid, cloud, community, newWorld, pid, role, stand, tid, type World } from './testing/world.ts';

const icane = cid('icane');
const files = spaceKey(icane, 'files');
const expert = groupKey(icane, role('expert'));
const peripheral = groupKey(icane, 'participation:peripheral');
async function settled(over: Parameters<typeof community>[1] = {}): Promise<World> {
  const world = newWorld();
  addCommunity(world, community('icane', over));
  stand(world, pid(1), 'icane', 'participation:core', role('expert'));
  stand(world, pid(2), 'icane', 'participation:peripheral');
  await settle(world);
  return world;
}
const nativeOf = (world: World, key: typeof expert): string => world.store.groups.get(key)?.native ?? '';
function grantsIn(world: World): Map<string, Level> {
  const space = world.platform.spaces.get(world.store.spaces.get(files)?.native ?? '');
  if (space === undefined) throw new Error('no space');
  return space.grants;
}
const changes = (plan: Awaited<ReturnType<typeof planNow>>) => plan.operations.map(({ change }) => change);
const change = (world: World, over: Parameters<typeof community>[1]): void => {
  world.communities.set(icane, community('icane', over));
};

const expertGets = (level: Level): PolicyTable => ({ [role('expert')]: { files: level } });

describe('groups', () => {
  test('the group of a role is emptied when the role is vacant, and stays', async () => {
    const world = await settled();
    stand(world, pid(1), 'icane', 'participation:core');
    const plan = await planNow(world);
    expect(changes(plan)).toMatchObject([{ kind: 'membership', remove: [expert] }]);
    applyPlan(world, plan);
    expect(world.platform.groups.has(nativeOf(world, expert))).toBe(true);
  });
  test('a new name of the community changes labels and no native name', async () => {
    const world = await settled();
    const names = [...world.platform.groups.values()].map(({ name }) => name);
    change(world, { name: 'Œuvre – été' });
    const plan = await planNow(world);
    expect(new Set(changes(plan).map(({ kind, verb }) => `${kind} ${verb}`))).toEqual(
      new Set(['group update', 'space update']),
    );
    applyPlan(world, plan);
    expect([...world.platform.groups.values()].map(({ name }) => name)).toEqual(names);
    expect([...world.platform.groups.values()][0]?.label).toMatch(/^Œuvre – été – /);
  });
  test('a group that is gone is told, and made again under a name that was never ours', async () => {
    const world = await settled();
    world.platform.groups.delete(nativeOf(world, peripheral));
    const plan = await planNow(world);
    expect(plan.findings).toEqual([{ kind: 'vanished', resource: 'group', key: peripheral }]);
    expect(changes(plan)[0]).toMatchObject({
      verb: 'create',
      group: peripheral,
      name: 'group-icane-participation-peripheral-2',
    });
    expect(plan.operations.every(({ phase }) => phase === 'give')).toBe(true);
  });
  test('its new grants are given even while the grants of the space could not be read', async () => {
    const world = await settled();
    world.platform.groups.delete(nativeOf(world, peripheral));
    const plan = await planNow(world, {}, { grants: new Set([files]) });
    expect(changes(plan)).toContainEqual(
      expect.objectContaining({ kind: 'grant', direction: 'raise', grants: [{ group: peripheral, level: 'read' }] }),
    );
  });
  test('a name that was reserved and not made is used; nothing is made while the list of groups is not read', async () => {
    const world = newWorld();
    addCommunity(world, community('icane'));
    stand(world, pid(1), 'icane', 'participation:peripheral');
    world.store.groups.set(peripheral, { name: 'reserved-name', native: null });
    const made = changes(await planNow(world)).filter(({ kind }) => kind === 'group');
    expect(made).toContainEqual(expect.objectContaining({ verb: 'create', group: peripheral, name: 'reserved-name' }));
    const unread = await planNow(world, {}, { groupList: true });
    expect(changes(unread)).not.toContainEqual(expect.objectContaining({ group: peripheral, verb: 'create' }));
    expect(unread.findings).toContainEqual(
      expect.objectContaining({ kind: 'depends', on: peripheral, reason: 'not-read' }),
    );
    expect(changes(unread).some(({ kind }) => kind === 'space')).toBe(false);
  });
});

describe('spaces and grants', () => {
  test('a space is born with a grant for every group that gets something, and for no other', async () => {
    const world = newWorld();
    addCommunity(world, community('icane', { access: { 'participation:peripheral': { files: 'none' } } }));
    stand(world, pid(1), 'icane', 'participation:core', role('expert'));
    const created = changes(await planNow(world)).find((each) => each.kind === 'space' && each.space === files);
    expect(created).toMatchObject({
      grants: [
        { group: groupKey(icane, 'participation:active'), level: 'write' },
        { group: groupKey(icane, 'participation:core'), level: 'write' },
        { group: expert, level: 'read' },
      ],
    });
  });
  test('a space that nobody may enter is not made: on some platforms it would be open to the world', async () => {
    const world = newWorld({ ...cloud, tools: ['video'], levels: { video: ['none', 'join', 'moderate'] } });
    addCommunity(world, community('icane', { stage: 'archived', tools: { video: cloud.id } }));
    expect(changes(await planNow(world)).some(({ kind }) => kind === 'space')).toBe(false);
  });
  test('a level that does not exist on the platform is served by the next lower one', async () => {
    const world = newWorld({ ...cloud, levels: { ...cloud.levels, files: ['none', 'read'] } });
    addCommunity(world, community('icane', { tools: { files: cloud.id } }));
    const created = changes(await planNow(world)).find(({ kind }) => kind === 'space');
    expect(created).toMatchObject({ grants: [{ level: 'read' }, { level: 'read' }, { level: 'read' }] });
  });
  test('a change of policy is a few grants, lowered and raised apart, that say for each member what it means', async () => {
    const world = await settled();
    const access = { 'participation:core': { files: 'read' }, 'participation:peripheral': { files: 'write' } } as const;
    change(world, { access });
    const plan = await planNow(world);
    expect(plan.operations).toMatchObject([
      {
        phase: 'take',
        change: { direction: 'lower', grants: [{ level: 'read' }] },
        effects: [{ person: pid(1), before: 'write', after: 'read', countedLoss: true }],
      },
      { phase: 'give', change: { direction: 'raise', grants: [{ group: peripheral, level: 'write' }] } },
    ]);
    // The raising half of a change that a guard may hold tells its loss too.
    expect(plan.operations[1]?.effects.map(({ person, countedLoss }) => [person, countedLoss])).toEqual([
      [pid(2), false],
      [pid(1), true],
    ]);
  });
  test('whoever keeps the level by another group loses nothing', async () => {
    const world = await settled({ access: expertGets('write') });
    change(world, { access: expertGets('read') });
    expect((await planNow(world)).operations).toMatchObject([{ change: { direction: 'lower' }, effects: [] }]);
  });
  test('whoever is not in the group on the platform neither wins nor loses by its grants', async () => {
    const world = await settled();
    world.platform.groups.get(nativeOf(world, peripheral))?.members.clear();
    change(world, { access: { 'participation:peripheral': { files: 'none' } } });
    const lower = (await planNow(world)).operations.find(({ change: each }) => each.kind === 'grant');
    expect(lower).toMatchObject({ phase: 'take', effects: [] });
  });
  test('an archived community stays readable and can be written by nobody', async () => {
    const world = await settled();
    change(world, { stage: 'archived' });
    applyPlan(world, await planNow(world));
    expect(new Set(grantsIn(world).values())).toEqual(new Set(['read']));
  });
  test('a tool that moves to another platform: grants go, the space and what is in it stay', async () => {
    const world = await settled();
    change(world, { tools: { files: tid('other'), calendar: cloud.id } });
    const plan = await planNow(world);
    expect(changes(plan)).toMatchObject([{ kind: 'grant', space: files, direction: 'lower' }]);
    applyPlan(world, plan);
    expect(grantsIn(world).size).toBe(0);
    expect((await planNow(world)).operations).toEqual([]);
  });
  test('a community that left the platform: nobody is in its groups any more, the groups and spaces stay', async () => {
    const world = await settled();
    change(world, { tools: {} });
    const plan = await planNow(world);
    expect(plan.operations.every(({ phase }) => phase === 'take')).toBe(true);
    expect(
      plan.operations
        .filter(({ change: each }) => each.kind === 'membership')
        .every(({ effects }) => effects.length > 0),
    ).toBe(true);
    applyPlan(world, plan);
    expect([...world.platform.groups.values()].every(({ members }) => members.size === 0)).toBe(true);
    expect((await planNow(world)).operations).toEqual([]);
  });
  test('more than we gave is set back only when a person says so; less than we gave is given again', async () => {
    const world = await settled();
    grantsIn(world).set(nativeOf(world, peripheral), 'manage');
    grantsIn(world).set(nativeOf(world, expert), 'none');
    grantsIn(world).delete(nativeOf(world, groupKey(icane, 'participation:core')));
    const plan = await planNow(world);
    expect(plan.operations.map(({ hold, change: each }) => [hold, 'direction' in each && each.direction])).toEqual([
      ['confirm', 'lower'],
      [null, 'raise'],
    ]);
    expect(plan.findings.map((told) => 'nature' in told && told.nature).sort()).toEqual([
      'changed',
      'missing',
      'missing',
    ]);
  });
  test('rights that others gave to a group of ours are shown and left to them', async () => {
    const world = await settled({ access: { 'participation:peripheral': { files: 'none' } } });
    grantsIn(world).set(nativeOf(world, peripheral), 'read');
    const plan = await planNow(world);
    expect(plan.operations).toEqual([]);
    expect(plan.findings).toMatchObject([{ kind: 'drift', nature: 'unexpected', resource: 'grant' }]);
  });
  test('rights that others gave and that the policy wants are recognised as ours', async () => {
    const world = await settled({ access: { 'participation:peripheral': { files: 'none' } } });
    grantsIn(world).set(nativeOf(world, peripheral), 'read');
    change(world, {});
    const plan = await planNow(world);
    expect(plan.operations).toEqual([]);
    expect(plan.recognised).toEqual([{ kind: 'grant', space: files, group: peripheral, level: 'read' }]);
  });
  test('a space of that name that is not ours waits for a person; so does a space whose groups wait', async () => {
    const world = newWorld();
    addCommunity(world, community('icane', { tools: { files: cloud.id } }));
    const space = await planNow(world, {
      namesake: ({ kind }) => (kind === 'space' ? { kind, native: 'f7', because: 'same-name' } : null),
    });
    expect(space.operations.at(-1)).toMatchObject({
      change: { kind: 'space', verb: 'adopt', native: 'f7' },
      hold: 'confirm',
    });
    const group = await planNow(world, {
      namesake: ({ kind }) => (kind === 'group' ? { kind, native: 'g7', because: 'same-name' } : null),
    });
    expect(group.operations.every(({ change: each }) => each.kind === 'group' && each.verb === 'adopt')).toBe(true);
    expect(group.findings).toContainEqual(expect.objectContaining({ kind: 'depends', resource: 'space', key: files }));
  });
  test('a space that is gone is told, and made again under a name that was never ours', async () => {
    const world = await settled();
    world.platform.spaces.delete(world.store.spaces.get(files)?.native ?? '');
    const plan = await planNow(world);
    expect(plan.findings).toEqual([{ kind: 'vanished', resource: 'space', key: files }]);
    expect(changes(plan)).toMatchObject([{ kind: 'space', verb: 'create', name: 'space-icane-files-main-2' }]);
  });
});
